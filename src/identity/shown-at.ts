/** An instant as a person reads it in their own zone: `22 Nov 2026, 18:05`. */
export function shownAt(at: Date, zone: string): string {
  return new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short', timeZone: zone }).format(at);
}
