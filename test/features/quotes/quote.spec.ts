import { Decimal } from 'decimal.js';
import fc from 'fast-check';
import { begin, decide } from '../../../src/engine/decide.js';
import { type Actor, opaque, SYSTEM } from '../../../src/engine/workflow.js';
import { newQuote } from '../../../src/features/quotes/quote.commands.js';
import type { Quote } from '../../../src/features/quotes/quote.entity.js';
import type { QuoteEvent, QuoteKnown } from '../../../src/features/quotes/quote.facts.js';
import { contentHash, endOf } from '../../../src/features/quotes/quote-knowledge.js';
import { quoteWorkflow } from '../../../src/features/quotes/quote.workflow.js';
import type { InvitationView } from '../../../src/features/rfqs/invitation.queries.js';
import type { RfqView } from '../../../src/features/rfqs/rfq.queries.js';

const workflow = opaque(quoteWorkflow);
const closesAt = new Date('2027-03-10T12:00:00Z');
const before = new Date(closesAt.getTime() - 1);
const lines = [
  { id: 'line1', position: 1, quantity: '10', termMonths: 12 },
  { id: 'line2', position: 2, quantity: '1', termMonths: null },
];
const rfq: QuoteKnown['rfq'] = { state: 'published', closesAt, revision: 1, zone: 'Europe/Berlin', lines };
const known: QuoteKnown = { rfq, otherStands: false, hash: contentHash, endOf };
const withRfq = (change: Partial<QuoteKnown['rfq']>): QuoteKnown => ({ ...known, rfq: { ...rfq, ...change } });
const vendor: Actor = { id: 'i1', name: 'Alder', roles: [], kind: 'vendor' };
const stranger: Actor = { ...vendor, id: 'i2' };
const buyer: Actor = { id: 'b1', name: 'Bea', roles: ['buyer'], kind: 'person' };

const price = (lineId: string, unitPrice: string | null) => ({
  lineId,
  unitPrice,
  leadDays: null,
  note: null,
  notOffered: false,
});
const anAnswer = (one: string | null = '100', two: string | null = '500') => ({
  currency: 'EUR',
  lines: [price('line1', one), price('line2', two)],
  validUntil: null as string | null,
  paymentTerms: null,
});
const byPage = { channel: 'page', letterId: null, receivedAt: null };

const aQuote = (held: Partial<Quote> = {}): Quote =>
  ({
    ...newQuote(
      {
        id: 'i1',
        rfqId: 'r1',
        rfqNumber: 'RFQ-1',
        vendorId: 'v1',
        vendorName: 'Alder',
        buyerId: 'b1',
        caseId: null,
      } as InvitationView,
      {
        currency: 'EUR',
        revision: 1,
        lines,
      } as unknown as RfqView,
    ),
    id: 'q1',
    number: 'QUO-1',
    state: 'draft',
    version: 1,
    dueAt: null,
    ...held,
  }) as unknown as Quote;
const send = (held: Partial<Quote>, event: object, by: Actor = vendor, at = before, of: QuoteKnown = known) =>
  decide(workflow, aQuote(held), { at, by, known: of, ...event } as unknown as QuoteEvent);
const submit = (answer: object, by = vendor, at = before, of = known) =>
  send({}, { type: 'submit', ...anAnswer(), ...byPage, ...answer }, by, at, of);

describe('a quote', () => {
  it.each([
    ['by another vendor', {}, stranger, known, 'quote.notYours'],
    ['without any price', { lines: [price('line1', null)] }, vendor, known, 'quote.noPrice'],
    ['with a price that is no number', { lines: [price('line1', '1e3')] }, vendor, known, 'quote.badPrice'],
    ['with a price below zero', { lines: [price('line1', '-1')] }, vendor, known, 'quote.badPrice'],
    ['for a line that is not asked for', { lines: [price('line9', '1')] }, vendor, known, 'quote.unknownLine'],
    ['with two answers to one line', { lines: [price('line1', '1'), price('line1', '2')] }, vendor, known, 'quote.lineTwice'],
    [
      'priced and not offered at once',
      { lines: [{ ...price('line1', '1'), notOffered: true }] },
      vendor,
      known,
      'quote.pricedButNotOffered',
    ],
    ['in no currency', { currency: 'XXX' }, vendor, known, 'quote.badCurrency'],
    ['that is not valid any more', { validUntil: '2027-03-09' }, vendor, known, 'quote.validityPassed'],
    ['valid until no day', { validUntil: '2027-02-30' }, vendor, known, 'quote.badValidity'],
    ['while the RFQ is suspended', {}, vendor, withRfq({ state: 'suspended' }), 'quote.rfqSuspended'],
    ['when the RFQ is over', {}, vendor, withRfq({ state: 'cancelled' }), 'quote.rfqOver'],
  ] satisfies [string, object, Actor, QuoteKnown, string][])('is not submitted %s', (_, answer, by, of, code) => {
    const decision = submit(answer, by, before, of);
    expect(decision.accepted).toBe(false);
    expect(decision).toMatchObject({ reasons: expect.arrayContaining([expect.objectContaining({ code })]) });
  });

  it('is in time to the last millisecond before the deadline and late at the deadline itself', () => {
    expect(submit({}, vendor, before)).toMatchObject({ state: 'submitted', effects: ['sendReceipt', 'answerInvitation'] });
    expect(submit({}, vendor, closesAt)).toMatchObject({ state: 'late', facts: { revisions: [{ isLate: true }] } });
    const closed = withRfq({ state: 'closed' });
    expect(submit({ receivedAt: before, channel: 'reply' }, vendor, new Date(closesAt.getTime() + 60_000), closed)).toMatchObject(
      {
        state: 'submitted',
        facts: { submittedAt: before },
      },
    );
  });

  it('costs unit price × quantity × months over the term, and its hash is the same whichever way it came', () => {
    const page = submit({});
    const mail = submit(
      { channel: 'reply', letterId: 'l1', lines: [price('line2', '500.00'), price('line1', '100')] },
      vendor,
      new Date(before.getTime() - 9),
    );
    if (!page.accepted || !mail.accepted) throw new Error('both are taken');
    const [one, other] = [page.facts as Quote, mail.facts as Quote];

    expect(one.total).toEqual(new Decimal('12500'));
    expect(one.contentHash).toBe(other.contentHash);
    expect(submit({ lines: [price('line1', '100.01')] })).not.toMatchObject({ facts: { contentHash: one.contentHash } });
  });

  it('keeps every submitted answer for ever when it is replaced', () => {
    const first = submit({});
    if (!first.accepted) throw new Error('the first is taken');
    const held = { ...(first.facts as Quote), state: 'submitted' };
    expect(send(held, { type: 'replace', ...anAnswer(), ...byPage })).toMatchObject({ reasons: [{ code: 'quote.unchanged' }] });
    const second = send(held, { type: 'replace', ...anAnswer('90'), ...byPage });
    expect(second).toMatchObject({
      facts: {
        revision: 2,
        revisions: [
          { revision: 1, total: '12500' },
          { revision: 2, total: '11300' },
        ],
      },
    });
    expect(send(held, { type: 'replace', ...anAnswer('80'), ...byPage }, vendor, closesAt)).toMatchObject({
      reasons: [{ code: 'quote.pastDeadline' }],
    });
    expect(send(held, { type: 'withdraw', receivedAt: null }, vendor, closesAt)).toMatchObject({
      reasons: [{ code: 'quote.pastDeadline' }],
    });
  });

  it('stands after a review as of the moment in which its letter came', () => {
    const reading = [
      { version: 2, letterId: 'l1', receivedAt: before.toISOString(), channel: 'reply' },
    ] as unknown as Quote['reading'];
    const after = new Date(closesAt.getTime() + 3_600_000);
    const closed = withRfq({ state: 'closed' });
    const accept = { type: 'accept', ...anAnswer(), note: null };
    expect(send({ state: 'manual_review', reading }, accept, buyer, after, closed)).toMatchObject({
      state: 'submitted',
      facts: { submittedAt: before, reading: null },
    });
    const late = [{ ...reading?.[0], receivedAt: after.toISOString() }] as unknown as Quote['reading'];
    expect(send({ state: 'manual_review', reading: late }, accept, buyer, after, closed)).toMatchObject({ state: 'late' });
    expect(send({ state: 'manual_review', reading: null }, accept, buyer, before)).toMatchObject({
      reasons: expect.arrayContaining([expect.objectContaining({ code: 'quote.nothingToReview' })]),
    });
  });

  it('is admitted when late only by a buyer, and not beside one of the same vendor that stands', () => {
    const after = new Date(closesAt.getTime() + 1);
    const admit = { type: 'admit', reason: 'Our server was down.' };
    expect(send({ state: 'late' }, admit, buyer, after)).toMatchObject({
      state: 'submitted',
      effects: ['tellOfAdmission', 'answerInvitation'],
    });
    expect(send({ state: 'late' }, admit, vendor, after)).toMatchObject({ reasons: [{ code: 'quote.notBuyer' }] });
    expect(send({ state: 'late' }, admit, buyer, after, { ...known, otherStands: true })).toMatchObject({
      reasons: [{ code: 'quote.otherStands' }],
    });
  });

  it('is not awarded while it answers a former revision, and cannot be confirmed for lines it does not have', () => {
    const of = withRfq({ revision: 2, lines: [...lines, { id: 'line3', position: 3, quantity: '1', termMonths: null }] });
    expect(send({ state: 'submitted' }, { type: 'award', partly: false }, SYSTEM, before, of)).toMatchObject({
      reasons: expect.arrayContaining([expect.objectContaining({ code: 'quote.stale' })]),
    });
    expect(send({ state: 'stale' }, { type: 'reconfirm' }, vendor, before, of)).toMatchObject({
      reasons: [{ code: 'quote.newLines' }],
    });
    expect(
      send({ state: 'stale', ...anAnswer() }, { type: 'reconfirm' }, vendor, before, withRfq({ revision: 2 })),
    ).toMatchObject({
      state: 'submitted',
      facts: { rfqRevision: 2 },
    });
  });

  it('is improved only in a negotiation, line by line', () => {
    const improve = { type: 'improve', lines: [price('line1', '95')], roundId: 'n1', validUntil: null };
    const held = { state: 'submitted', ...anAnswer() };
    expect(send(held, improve)).toMatchObject({ reasons: [{ code: 'quote.noRound' }] });
    const answer = send(held, improve, vendor, new Date(closesAt.getTime() + 1), withRfq({ state: 'negotiation' }));
    expect(answer).toMatchObject({
      state: 'best_and_final',
      facts: { roundId: 'n1', lines: [{ unitPrice: '95' }, { unitPrice: '500' }] },
    });
  });

  it('expires at the end of its last day in the RFQ’s zone', () => {
    const answer = submit({ validUntil: '2027-03-31' });
    // The clocks went forward on 28 March: midnight in Berlin is 22:00 UTC.
    expect(answer).toMatchObject({ dueAt: new Date('2027-03-31T22:00:00Z') });
  });

  it('never reaches an undeclared state, never loses a submitted answer and gives a code with every refusal', () => {
    const event = fc.record({
      type: fc.constantFrom(...Object.keys(quoteWorkflow.events)),
      by: fc.constantFrom(vendor, stranger, buyer, SYSTEM),
      one: fc.constantFrom('100', '90', null, 'x'),
      state: fc.constantFrom('published', 'closed', 'negotiation', 'suspended', 'cancelled'),
      rfqRevision: fc.integer({ min: 1, max: 2 }),
      letterId: fc.constantFrom('l1', 'l2'),
      isAfter: fc.boolean(),
      partly: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(event, { maxLength: 40 }), (events) => {
        let record = aQuote();
        expect(begin(workflow, record).state).toBe('draft');
        for (const { one, state, rfqRevision, isAfter, ...sent } of events) {
          const at = isAfter ? closesAt : before;
          const fields = {
            ...anAnswer(one),
            ...byPage,
            reason: 'r',
            note: 'n',
            source: 's',
            roundId: 'n1',
            revision: rfqRevision,
            seems: 'quote',
            problems: [],
          };
          const receivedAt = sent.type === 'receiveForReview' ? at.toISOString() : null;
          const whole = {
            ...fields,
            ...sent,
            receivedAt,
            validUntil: '2027-06-30',
            at,
            known: withRfq({ state, revision: rfqRevision }),
          };
          const decision = decide(workflow, record, whole as unknown as QuoteEvent);
          if (!decision.accepted) {
            expect(decision.reasons.length).toBeGreaterThan(0);
            for (const { code } of decision.reasons) expect(code).toMatch(/^quote\.\w+$/);
            continue;
          }
          const facts = decision.facts as Quote;
          expect(Object.keys(quoteWorkflow.machine.states)).toContain(decision.state);
          expect(facts.revisions.slice(0, record.revisions.length)).toEqual(record.revisions);
          expect(facts.revisions).toHaveLength(facts.revision);
          record = Object.assign(facts, { state: decision.state, version: record.version + 1 });
        }
      }),
      { numRuns: 300 },
    );
  });
});
