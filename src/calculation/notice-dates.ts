import { addDays, addMonths, daysBetween } from './calendar-days.js';
import { nearestWorkingDay, type WorkingCalendar } from './working-days.js';

/** How long before the end notice must arrive: months and days are both taken off, months first. */
export interface NoticePeriod {
  months?: number;
  days?: number;
}

/** One side's last day for notice. */
export interface NoticeDate {
  /** By the calendar: the last day on which the whole period still lies before the end. */
  byCalendar: string;
  /** The same, moved to the nearest earlier working day: the day to plan with. */
  on: string;
  /** Days from `on` to the contract's last day. */
  daysBeforeEnd: number;
}

/** Both sides' last days for notice; null for a side without a notice period. */
export interface NoticeDates {
  endOn: string;
  ours: NoticeDate | null;
  vendors: NoticeDate | null;
}

/** The last day of a contract that starts on a day and runs for whole months: 2026-01-31 for one month ends 2026-02-27, 2026-01-01 for twelve ends 2026-12-31. */
export function contractEnd(startsOn: string, termMonths: number): string {
  return addDays(addMonths(startsOn, termMonths), -1);
}

/**
 * The last day on which notice may be given for a contract whose last day is `endOn`: three months before 31 December is 30 September.
 * A period longer than a month's days shortens to the month's end, to the earlier day, so that the notice is never late.
 */
export function noticeDate(endOn: string, period: NoticePeriod, calendar: WorkingCalendar): NoticeDate {
  const afterEnd = addDays(endOn, 1);
  const byCalendar = addDays(addMonths(afterEnd, -(period.months ?? 0)), -(period.days ?? 0) - 1);
  const on = nearestWorkingDay(byCalendar, 'earlier', calendar);
  return { byCalendar, on, daysBeforeEnd: daysBetween(on, endOn) };
}

/** Notice dates of both sides; a free day moves to the working day before it, never after. */
export function noticeDates(
  endOn: string,
  periods: { ours: NoticePeriod | null; vendors: NoticePeriod | null },
  calendar: WorkingCalendar,
): NoticeDates {
  return {
    endOn,
    ours: periods.ours && noticeDate(endOn, periods.ours, calendar),
    vendors: periods.vendors && noticeDate(endOn, periods.vendors, calendar),
  };
}
