import { DateTime } from 'luxon';
import type { ContractDeadlines } from './contract.facts.js';

/** We are reminded so many days before our notice day. */
const REMIND_BEFORE_DAYS = 30;

/** The instant at which the day 'YYYY-MM-DD' begins in the IANA `zone`, moved by `days`. */
export function startOfDay(on: string, zone: string, days = 0): Date {
  return DateTime.fromISO(on, { zone }).plus({ days }).startOf('day').toJSDate();
}

/** When a contract's days begin in its zone: the reminder, our notice day, and the day after its last. */
export function deadlinesOf({
  zone,
  noticeOn,
  endsOn,
}: {
  zone: string;
  noticeOn: string | null;
  endsOn: string;
}): ContractDeadlines {
  return {
    remindAt: noticeOn === null ? null : startOfDay(noticeOn, zone, -REMIND_BEFORE_DAYS),
    noticeAt: noticeOn === null ? null : startOfDay(noticeOn, zone),
    endsAt: startOfDay(endsOn, zone, 1),
  };
}
