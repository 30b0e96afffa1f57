/** Position of a month 'YYYY-MM' on the line of months: consecutive months are consecutive whole numbers. */
export function monthIndex(month: string): number {
  return Number(month.slice(0, 4)) * 12 + Number(month.slice(5, 7)) - 1;
}

/** The month 'YYYY-MM' at a position; the reverse of `monthIndex`. */
export function monthAt(index: number): string {
  const year = Math.floor(index / 12);
  return `${String(year).padStart(4, '0')}-${String(index - year * 12 + 1).padStart(2, '0')}`;
}

/** The month `months` after (or before, when negative). */
export function shiftMonth(month: string, months: number): string {
  return monthAt(monthIndex(month) + months);
}
