const dayMs = 86_400_000;

/** The day 'YYYY-MM-DD' that lies `days` later (earlier when negative). */
export function addDays(day: string, days: number): string {
  return dayAt(time(day) + days * dayMs);
}

/** The same day `months` later (earlier when negative); a day that month does not have becomes its last (31 January + 1 month is 28 or 29 February). */
export function addMonths(day: string, months: number): string {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  const first = Date.UTC(year, month - 1 + months, 1);
  const last = new Date(Date.UTC(year, month + months, 0)).getUTCDate();
  return dayAt(first + (Math.min(date, last) - 1) * dayMs);
}

/** Days from one day to another; negative when `to` is earlier. */
export function daysBetween(from: string, to: string): number {
  return Math.round((time(to) - time(from)) / dayMs);
}

/** Monday 1 … Sunday 7. */
export function weekday(day: string): number {
  return new Date(time(day)).getUTCDay() || 7;
}

/** Whether the text is a day that exists, 'YYYY-MM-DD'. */
export function isDay(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(time(text)) && dayAt(time(text)) === text;
}

function time(day: string): number {
  return Date.parse(`${day}T00:00:00Z`);
}

function dayAt(timeMs: number): string {
  return new Date(timeMs).toISOString().slice(0, 10);
}
