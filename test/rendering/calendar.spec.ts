import { deadlineCalendar, type DeadlineEntry } from '../../src/rendering/calendar.js';

const entry: DeadlineEntry = {
  uid: 'rfq-1-invitation-2@sourcewright.localhost',
  sequence: 1,
  title: 'RFQ-7 closes\r\nATTENDEE:mailto:everyone@example.com',
  text: 'Send your quote before this.',
  url: 'https://example.com/rfq/1',
  at: new Date('2026-07-01T15:00:00Z'),
  zone: 'Europe/Dublin',
  organizer: { name: 'Meridian Health Trust', email: 'rfq+abc@sourcewright.localhost' },
  attendee: { name: 'Ann', email: 'ann@vendor.example' },
  alarmHours: 24,
  changedAt: new Date('2026-06-01T08:00:00Z'),
};
const unfolded = (content: string) => content.replace(/\r\n /g, '');

describe('a deadline’s calendar entry', () => {
  it('ends at the deadline’s instant and names the zone it is stated in', () => {
    const { method, content } = deadlineCalendar(entry, 'request');
    const text = unfolded(content);

    expect(method).toBe('REQUEST');
    expect(text).toContain('METHOD:REQUEST');
    expect(text).toContain('UID:rfq-1-invitation-2@sourcewright.localhost');
    expect(text).toContain('DTEND:20260701T150000Z');
    expect(text).toContain('1 July 2026\\, 16:00 (Europe/Dublin\\, UTC+01:00)');
    expect(text).toContain('TRIGGER:-P1D');
  });

  it('is the same text each time, and keeps its UID when it moves', () => {
    const moved = deadlineCalendar({ ...entry, sequence: 2, at: new Date('2026-07-02T15:00:00Z') }).content;

    expect(deadlineCalendar(entry).content).toBe(deadlineCalendar(entry).content);
    expect(moved).toContain('SEQUENCE:2');
    expect(unfolded(moved)).toContain('UID:rfq-1-invitation-2@sourcewright.localhost');
  });

  it('takes no line break from a title as a line of its own', () => {
    expect(deadlineCalendar(entry).content).not.toMatch(/^ATTENDEE:mailto:everyone/m);
  });

  it('says cancelled when the deadline falls away', () => {
    const { method, content } = deadlineCalendar(entry, 'cancel');

    expect(method).toBe('CANCEL');
    expect(content).toContain('STATUS:CANCELLED');
  });
});
