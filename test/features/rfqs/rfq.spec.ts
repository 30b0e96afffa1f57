import fc from 'fast-check';
import { begin, decide, eventsOf } from '../../../src/engine/decide.js';
import { type Actor, opaque, SYSTEM } from '../../../src/engine/workflow.js';
import { newRfq } from '../../../src/features/rfqs/rfq.commands.js';
import type { Rfq } from '../../../src/features/rfqs/rfq.entity.js';
import type { RfqEvent } from '../../../src/features/rfqs/rfq.facts.js';
import { rfqWorkflow } from '../../../src/features/rfqs/rfq.workflow.js';
import { aDescription } from './rfq-house.js';

const workflow = opaque(rfqWorkflow);
const now = new Date('2027-03-01T12:00:00Z');
const later = new Date('2027-03-10T12:00:00Z');
const buyer: Actor = { id: 'b1', name: 'Bea', roles: ['buyer'], kind: 'person' };
const requester: Actor = { id: 'r1', name: 'Rob', roles: ['requester'], kind: 'person' };
const vendorId = '11111111-1111-4111-8111-111111111111';
const known = { vendors: [{ id: vendorId, name: 'Alder', state: 'approved', reachable: true }] };

const anRfq = (held: Partial<Rfq> = {}): Rfq => {
  const facts = newRfq(
    aDescription({ closesAt: later, questionsUntil: null, vendorIds: [vendorId] }),
    { caseId: null, decisionId: null },
    buyer,
  );
  return { ...facts, id: 'q', number: 'RFQ-1', state: 'draft', version: 1, dueAt: null, ...held } as Rfq;
};
const send = (held: Partial<Rfq>, event: object, by: Actor = buyer, at = now) =>
  decide(workflow, anRfq(held), { at, by, known, ...event } as unknown as RfqEvent);

describe('an RFQ', () => {
  it.each([
    ['without lines', { lines: [] }, 'rfq.noLines'],
    ['without a deadline', { closesAt: null }, 'rfq.noDeadline'],
    ['whose deadline is this very instant', { closesAt: now }, 'rfq.deadlinePassed'],
    ['with questions after the deadline', { questionsUntil: new Date(later.getTime() + 1) }, 'rfq.questionsAfterClose'],
    ['with a reminder at the deadline', { remindAt: later }, 'rfq.reminderAfterClose'],
    ['to fewer vendors than it needs', { minVendors: 2 }, 'rfq.tooFewVendors'],
    ['to nobody', { vendorIds: [] }, 'rfq.tooFewVendors'],
    ['to a vendor that does not exist', { vendorIds: ['22222222-2222-4222-8222-222222222222'] }, 'rfq.unknownVendor'],
    ['with a line in a lot that is not there', { lines: [{ ...anRfq().lines[0], lot: 'lot9' }] }, 'rfq.unknownLot'],
    ['whose weights make 90 %', { criteria: [{ name: 'Price', weight: '90', direction: 'lower' }] }, 'rfq.weights'],
    [
      'that gives the price no weight',
      { criteria: [{ name: 'Skill', weight: '100', direction: 'higher' }] },
      'rfq.noPriceWeight',
    ],
  ] satisfies [string, Partial<Rfq>, string][])('is not published %s', (_, held, code) => {
    expect(send(held, { type: 'publish' })).toMatchObject({ accepted: false, reasons: [{ code }] });
  });

  it('is not published to a vendor that is not approved, nor by someone who is no buyer', () => {
    const held = { vendors: [{ ...known.vendors[0], state: 'on_hold' }] };
    expect(send({}, { type: 'publish', known: held })).toMatchObject({ reasons: [{ code: 'rfq.vendorNotApproved' }] });
    expect(send({}, { type: 'publish' }, requester)).toMatchObject({ reasons: [{ code: 'rfq.notBuyer' }] });
  });

  it('is published as revision 1, and then wakes at its reminder and its deadline, whichever is first', () => {
    const published = send({ remindAt: new Date('2027-03-08T12:00:00Z') }, { type: 'publish' });

    expect(published).toMatchObject({
      accepted: true,
      state: 'published',
      facts: { revision: 1, publishedAt: now },
      effects: ['renderDocument'],
    });
    expect(published).toMatchObject({ dueAt: new Date('2027-03-08T12:00:00Z') });
  });

  it('reminds the silent two days before the end where the buyer set nothing, if there are four days', () => {
    const days = (count: number) => new Date(now.getTime() + count * 86_400_000);

    expect(send({ remindAt: null, closesAt: days(10) }, { type: 'publish' })).toMatchObject({ facts: { remindAt: days(8) } });
    expect(send({ remindAt: null, closesAt: days(3) }, { type: 'publish' })).toMatchObject({ facts: { remindAt: null } });
  });

  it('closes at its deadline to the millisecond and not before', () => {
    const held = { state: 'published', revision: 1 };
    expect(send(held, { type: 'close' }, SYSTEM, new Date(later.getTime() - 1))).toMatchObject({
      reasons: [{ code: 'rfq.notDue' }],
    });
    expect(send(held, { type: 'close' }, SYSTEM, later)).toMatchObject({
      accepted: true,
      state: 'closed',
      facts: { closedAt: later },
    });
    expect(send(held, { type: 'close' }, buyer, later)).toMatchObject({ reasons: [{ code: 'rfq.happensByItself' }] });
  });

  it('is extended only to a later time, and the reminder moves along', () => {
    const held = { state: 'published', revision: 1, remindAt: new Date(later.getTime() - 3_600_000) };
    const extend = (closesAt: Date) => send(held, { type: 'extend', closesAt, questionsUntil: null, note: null });
    const longer = new Date(later.getTime() + 86_400_000);

    expect(extend(later)).toMatchObject({ reasons: [{ code: 'rfq.notExtended' }] });
    expect(extend(longer)).toMatchObject({
      accepted: true,
      facts: { closesAt: longer, remindAt: new Date(longer.getTime() - 3_600_000) },
      effects: ['tellOfDeadline'],
    });
  });

  const amend = (held: Partial<Rfq>, change: object, at = now) => {
    const { title, lots, lines, terms, criteria } = anRfq();
    const same = { title, lots, lines, terms, criteria, closesAt: null, questionsUntil: null, addVendorIds: [], note: null };
    return send({ state: 'published', revision: 1, ...held }, { type: 'amend', ...same, ...change }, buyer, at);
  };

  it.each([
    ['nothing', {}, 'rfq.nothingChanged'],
    ['an earlier deadline', { closesAt: new Date(later.getTime() - 1) }, 'rfq.deadlineShortened'],
    ['no lines', { lines: [] }, 'rfq.noLines'],
    ['a quantity of zero', { lines: [{ ...anRfq().lines[0], quantity: '0.00' }] }, 'rfq.noQuantity'],
  ])('is not amended by %s', (_, change, code) => {
    expect(amend({}, change)).toMatchObject({ accepted: false, reasons: [{ code }] });
  });

  it('says line by line what an amendment changed, and keeps the ids that quotes rely on', () => {
    const [machine, setUp] = anRfq().lines;
    const answer = amend({}, { lines: [setUp, { ...machine, quantity: '12' }, { ...machine, id: null, description: 'Backup' }] });

    expect(answer).toMatchObject({
      accepted: true,
      facts: {
        revision: 2,
        lines: [
          { id: 'line2', position: 1 },
          { id: 'line1', position: 2, quantity: '12' },
          { id: 'line3', position: 3 },
        ],
        amendments: [
          {
            revision: 2,
            changes: [
              'Line 2: its quantity is now 12 machine (was 10 machine).',
              expect.stringContaining('Line 3 is new: Backup'),
            ],
          },
        ],
      },
    });
    expect(amend({}, { title: 'Other' }, later)).toMatchObject({ reasons: [{ code: 'rfq.deadlinePassed' }] });
  });

  it('needs a new deadline to resume after the old one has passed', () => {
    const held = { state: 'suspended', revision: 1, closesAt: now };
    expect(send(held, { type: 'resume', closesAt: null })).toMatchObject({ reasons: [{ code: 'rfq.deadlinePassed' }] });
    expect(send(held, { type: 'resume', closesAt: later })).toMatchObject({ accepted: true, state: 'published', dueAt: later });
  });

  it('stays before the other awards when one of several is approved or returned', () => {
    const pending = { state: 'award_pending', revision: 1, pendingAwards: 2 };
    expect(send(pending, { type: 'award', partly: true }, SYSTEM)).toMatchObject({
      state: 'award_pending',
      facts: { pendingAwards: 1 },
    });
    const last = { ...pending, pendingAwards: 1 };
    expect(send(last, { type: 'award', partly: true }, SYSTEM)).toMatchObject({ state: 'partially_awarded' });
    expect(send(last, { type: 'award', partly: false }, SYSTEM)).toMatchObject({ state: 'awarded' });
    expect(send(last, { type: 'returnFromAward' }, SYSTEM)).toMatchObject({ state: 'closed' });
    expect(send({ ...last, awardedPartly: true }, { type: 'returnFromAward' }, SYSTEM)).toMatchObject({
      state: 'partially_awarded',
    });
    expect(send(last, { type: 'award', partly: false }, buyer)).toMatchObject({ accepted: false });
  });

  it('never reaches an undeclared state, whatever is sent in whatever order, and every refusal has a code', () => {
    const { title, lots, lines, terms, criteria } = anRfq();
    const instants = fc.constantFrom(null, now, later, new Date(later.getTime() + 3_600_000));
    const event = fc.record({
      type: fc.constantFrom(...Object.keys(rfqWorkflow.events)),
      by: fc.constantFrom(buyer, requester, SYSTEM),
      closesAt: instants,
      questionsUntil: instants,
      partly: fc.boolean(),
      reason: fc.constant('why'),
      fileId: fc.constant('f'),
      revision: fc.integer({ min: 0, max: 3 }),
      step: fc.integer({ min: 0, max: 86_400_000 }),
    });
    fc.assert(
      fc.property(fc.array(event, { maxLength: 40 }), (events) => {
        let record = anRfq();
        record = Object.assign(record, { state: begin(workflow, record).state });
        let at = now;
        for (const { step, closesAt, ...sent } of events) {
          at = new Date(at.getTime() + step);
          const whole = {
            ...aDescription({ vendorIds: [vendorId] }),
            title,
            lots,
            lines,
            terms,
            criteria,
            addVendorIds: [],
            note: null,
            ...sent,
          };
          const decision = decide(workflow, record, { ...whole, closesAt: closesAt ?? later, at, known } as unknown as RfqEvent);
          if (!decision.accepted) {
            expect(decision.reasons.length).toBeGreaterThan(0);
            for (const { code, say } of decision.reasons)
              expect([code, say]).toEqual([expect.stringMatching(/^rfq\.\w+$/), expect.stringMatching(/\w/)]);
            continue;
          }
          expect(Object.keys(rfqWorkflow.machine.states)).toContain(decision.state);
          expect(eventsOf(rfqWorkflow.machine, record.state)).toContain(sent.type);
          expect((decision.facts as Rfq).pendingAwards).toBeGreaterThanOrEqual(0);
          record = Object.assign(decision.facts as Rfq, {
            state: decision.state,
            version: record.version + 1,
            dueAt: decision.dueAt,
          });
        }
      }),
      { numRuns: 200 },
    );
  });
});
