import { DateTime } from 'luxon';

/** `22 November 2026, 17:00 (Europe/Dublin, UTC+00:00)`: an instant for people, in the IANA `zone` that it is stated in, which it names. */
export function spokenInstant(at: Date, zone: string): string {
  const local = DateTime.fromJSDate(at, { zone }).setLocale('en-GB');
  if (!local.isValid) throw new Error(`not an instant in a time zone: ${String(at)} in ${zone}`);
  return zone === 'UTC' ? local.toFormat('d MMMM yyyy, HH:mm z') : local.toFormat("d MMMM yyyy, HH:mm '('z, 'UTC'ZZ')'");
}

/** `22 Nov 2026, 17:00`: an instant in `zone`, for tables on pages that name the zone once. */
export function shortInstant(at: Date, zone: string): string {
  return DateTime.fromJSDate(at, { zone }).setLocale('en-GB').toFormat('d LLL yyyy, HH:mm');
}

/** `22 November 2026`: a calendar day 'YYYY-MM-DD' for people. */
export function spokenDay(on: string): string {
  const day = DateTime.fromFormat(on, 'yyyy-MM-dd', { zone: 'utc', locale: 'en-GB' });
  if (!day.isValid) throw new Error(`not a calendar day: ${on}`);
  return day.toFormat('d MMMM yyyy');
}
