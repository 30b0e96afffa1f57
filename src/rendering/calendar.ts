import ical, { ICalAlarmType, ICalCalendarMethod, ICalEventStatus } from 'ical-generator';
import { DateTime } from 'luxon';
import { spokenInstant } from './spoken-time.js';

/** A deadline as an entry for people's calendars. `sequence` grows by one with each change; `alarmHours` before it the calendar reminds. */
export type DeadlineEntry = {
  /** Stays the same for the deadline's whole life, such as `rfq-<id>-<invitation>@mail.domain`: it is how a calendar finds the entry to change. */
  uid: string;
  sequence: number;
  title: string;
  text: string;
  url: string | null;
  at: Date;
  /** IANA name of the zone that the deadline is stated in. */
  zone: string;
  organizer: { name: string; email: string };
  attendee: { name: string; email: string } | null;
  alarmHours: number | null;
  /** When the entry was made or last changed; part of the file, so that the same entry gives the same bytes. */
  changedAt: Date;
};

/** The method a mail must name beside the .ics: `REQUEST` where somebody is asked to attend, `CANCEL` where the deadline fell away. */
export type CalendarFile = { method: 'PUBLISH' | 'REQUEST' | 'CANCEL'; content: string };

/** The deadline as iCalendar text (RFC 5545), ending at the deadline's instant and shown in its zone. */
export function deadlineCalendar(entry: DeadlineEntry, kind: 'publish' | 'request' | 'cancel' = 'publish'): CalendarFile {
  const method = { publish: ICalCalendarMethod.PUBLISH, request: ICalCalendarMethod.REQUEST, cancel: ICalCalendarMethod.CANCEL }[
    kind
  ];
  const calendar = ical({ prodId: { company: 'Sourcewright', product: 'Sourcewright' }, method, name: oneLine(entry.title) });
  const end = DateTime.fromJSDate(entry.at, { zone: 'utc' });
  const event = calendar.createEvent({
    id: entry.uid,
    sequence: entry.sequence,
    stamp: DateTime.fromJSDate(entry.changedAt, { zone: 'utc' }),
    // The instant is written in UTC, which every calendar shows in its reader's zone without a zone table; the stated zone is in the text.
    start: end.minus({ minutes: 30 }),
    end,
    summary: oneLine(entry.title),
    description: `${entry.text}\n\n${spokenInstant(entry.at, entry.zone)}`,
    ...(entry.url === null ? {} : { url: entry.url }),
    organizer: { name: oneLine(entry.organizer.name), email: entry.organizer.email },
    status: kind === 'cancel' ? ICalEventStatus.CANCELLED : ICalEventStatus.CONFIRMED,
  });
  if (entry.attendee)
    event.createAttendee({ name: oneLine(entry.attendee.name), email: entry.attendee.email, rsvp: kind === 'request' });
  if (entry.alarmHours !== null && kind !== 'cancel')
    event.createAlarm({ type: ICalAlarmType.display, trigger: entry.alarmHours * 3600 });
  return { method: kind === 'cancel' ? 'CANCEL' : kind === 'request' ? 'REQUEST' : 'PUBLISH', content: calendar.toString() };
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
