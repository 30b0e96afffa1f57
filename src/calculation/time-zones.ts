/** IANA time zones that deadlines may be stated in and people may live in. */
export const timeZones: readonly string[] = [...new Set([...Intl.supportedValuesOf('timeZone'), 'UTC'])];
