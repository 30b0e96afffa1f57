import fc from 'fast-check';
import { addDays, addMonths, daysBetween, isDay, weekday } from '../../src/calculation/calendar-days.js';
import { contractEnd, noticeDate, noticeDates } from '../../src/calculation/notice-dates.js';
import { addWorkingDays, isWorkingDay, nearestWorkingDay } from '../../src/calculation/working-days.js';
import { onCaseFile } from './worked-examples.js';

const everyDay = { holidays: new Set<string>(), weekend: [] };
const working = { holidays: new Set(['2027-12-24']) };
const day = fc.integer({ min: 0, max: 20_000 }).map((days) => addDays('2000-01-01', days));

describe('calendar days', () => {
  it('keep to the month’s end', () => {
    expect(addMonths('2027-01-31', 1)).toBe('2027-02-28');
    expect(addMonths('2028-01-31', 1)).toBe('2028-02-29');
    expect(addMonths('2027-03-31', -1)).toBe('2027-02-28');
    expect(addMonths('2027-12-15', 13)).toBe('2029-01-15');
    expect(isDay('2027-02-29')).toBe(false);
    expect(isDay('2028-02-29')).toBe(true);
    expect(weekday('2026-11-22')).toBe(7);
  });

  it('come back by as many days as they went', () => {
    fc.assert(
      fc.property(day, fc.integer({ min: -5000, max: 5000 }), (from, days) => {
        expect(daysBetween(from, addDays(from, days))).toBe(days);
        expect(addDays(addDays(from, days), -days)).toBe(from);
      }),
    );
  });
});

describe('notice dates', () => {
  it('leave the whole period before the end', () => {
    const by = (endOn: string, months: number, days = 0) => noticeDate(endOn, { months, days }, everyDay).byCalendar;
    expect(contractEnd('2026-01-01', 24)).toBe('2027-12-31');
    expect(by('2027-12-31', 3)).toBe('2027-09-30');
    expect(by('2027-05-31', 3)).toBe('2027-02-28');
    expect(by('2028-05-31', 3)).toBe('2028-02-29');
    expect(by('2027-05-30', 3)).toBe('2027-02-27');
    expect(by('2027-12-31', 0, 30)).toBe('2027-12-01');
    expect(by('2027-12-31', 0)).toBe('2027-12-31');
  });

  it('move to the working day before, on both sides', () => {
    const found = noticeDates('2028-01-25', { ours: { months: 1 }, vendors: { days: 30 } }, working);
    expect(found.ours).toMatchObject({ byCalendar: '2027-12-25', on: '2027-12-23', daysBeforeEnd: 33 });
    expect(found.vendors).toMatchObject({ byCalendar: '2027-12-26', on: '2027-12-23' });
    expect(noticeDates('2028-01-25', { ours: null, vendors: null }, working)).toMatchObject({ ours: null, vendors: null });
  });

  it('are never too late: the period from the day after notice ends by the contract’s end', () => {
    fc.assert(
      fc.property(day, fc.nat(24), fc.nat(90), (endOn, months, days) => {
        const { byCalendar, on } = noticeDate(endOn, { months, days }, working);
        expect(addMonths(addDays(byCalendar, days + 1), months) <= addDays(endOn, 1)).toBe(true);
        expect(on <= byCalendar).toBe(true);
        expect(isWorkingDay(on, working)).toBe(true);
      }),
    );
  });
});

describe('working days', () => {
  it('count after the day itself, over weekends and holidays', () => {
    expect(addWorkingDays('2027-12-23', 1, working)).toBe('2027-12-27');
    expect(addWorkingDays('2027-12-25', 0, working)).toBe('2027-12-27');
    expect(addWorkingDays('2027-12-20', 5, working)).toBe('2027-12-28');
    expect(nearestWorkingDay('2027-12-25', 'earlier', working)).toBe('2027-12-23');
    expect(isWorkingDay('2027-12-25', { ...working, workedWeekendDays: new Set(['2027-12-25']) })).toBe(true);
  });

  onCaseFile('codelists/prozorro-calendars_workdays_off.json', 'skip every free day of a national calendar', (text) => {
    const free = JSON.parse(text) as string[];
    const calendar = { holidays: new Set(free) };
    for (const one of free) {
      const next = nearestWorkingDay(one, 'later', calendar);
      expect(next > one && isWorkingDay(next, calendar)).toBe(true);
    }
  });
});
