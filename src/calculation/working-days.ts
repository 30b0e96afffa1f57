import { addDays, weekday } from './calendar-days.js';

/** Which days are worked; days are 'YYYY-MM-DD'. Saturday and Sunday are free unless `weekend` says otherwise (Monday 1 … Sunday 7). */
export interface WorkingCalendar {
  holidays: ReadonlySet<string>;
  /** Weekend days that are worked all the same (moved holidays). */
  workedWeekendDays?: ReadonlySet<string>;
  weekend?: readonly number[];
}

/** Whether the day is worked. */
export function isWorkingDay(day: string, calendar: WorkingCalendar): boolean {
  if (calendar.holidays.has(day)) return false;
  if (calendar.workedWeekendDays?.has(day)) return true;
  return !(calendar.weekend ?? [6, 7]).includes(weekday(day));
}

/** The day itself when it is worked, else the nearest worked one in the direction; the day itself when none is found within two years. */
export function nearestWorkingDay(day: string, direction: 'earlier' | 'later', calendar: WorkingCalendar): string {
  const step = direction === 'earlier' ? -1 : 1;
  for (let days = 0; days < 731; days++) {
    const candidate = addDays(day, days * step);
    if (isWorkingDay(candidate, calendar)) return candidate;
  }
  return day;
}

/** The day after `count` working days from `day`, which itself is not counted; zero gives the day, shifted later if it is free. */
export function addWorkingDays(day: string, count: number, calendar: WorkingCalendar): string {
  let reached = count === 0 ? nearestWorkingDay(day, 'later', calendar) : day;
  for (let left = count; left > 0; left--) reached = nearestWorkingDay(addDays(reached, 1), 'later', calendar);
  return reached;
}
