import { RateTable } from '../../../src/calculation/exchange.js';
import { Decimal } from '../../../src/calculation/money.js';
import { decide } from '../../../src/engine/decide.js';
import { opaque, SYSTEM } from '../../../src/engine/workflow.js';
import {
  type AwardGrounds,
  drawnUp,
  nextInRank,
  type OfferedQuote,
  reasonForLosing,
} from '../../../src/features/awards/award.content.js';
import { Award } from '../../../src/features/awards/award.entity.js';
import type { AwardEvent, AwardFacts, AwardKnown, Choice, Proposal } from '../../../src/features/awards/award.facts.js';
import { awardWorkflow } from '../../../src/features/awards/award.workflow.js';
import { person, walkMachine } from '../../support/walk.js';

const at = new Date('2027-03-01T10:00:00Z');
const buyer = person('bea', 'buyer');

const aQuote = (id: string, prices: (string | null)[], held: Partial<OfferedQuote> = {}): OfferedQuote => {
  const lines = prices.map((unitPrice, index) => ({ lineId: `l${index + 1}`, unitPrice }));
  return {
    id,
    vendorId: `v-${id}`,
    vendorName: `Vendor ${id}`,
    state: 'submitted',
    revision: 1,
    rfqRevision: 1,
    contentHash: `hash-${id}`,
    currency: 'EUR',
    lines,
    firstLines: lines,
    isExtra: false,
    ...held,
  };
};

const line = (position: number, quantity: string, termMonths: number | null) => ({
  id: `l${position}`,
  position,
  lot: null,
  description: `Part ${position}`,
  quantity,
  unit: 'piece',
  termMonths,
});

const grounds = (quotes: OfferedQuote[], held: Partial<AwardGrounds> = {}): AwardGrounds => ({
  rfq: { number: 'RFQ-000001', currency: 'EUR', revision: 1, lines: [line(1, '10', 12), line(2, '1', null)] },
  quotes,
  rates: new RateTable([
    { currency: 'USD', on: '2027-02-26', rate: '1.0857', source: 'ECB' },
    { currency: 'JPY', on: '2027-02-26', rate: '160', source: 'ECB' },
  ]),
  ratesOn: '2027-02-28',
  heldLineIds: [],
  budget: { id: 'b1', currency: 'EUR' },
  ...held,
});

const proposed = (from: AwardGrounds, chosen: Choice[] = [], basis: string | null = null): Proposal => {
  const proposal = drawnUp(from, chosen, basis);
  if ('code' in proposal) throw new Error(proposal.code);
  return proposal;
};

const cheap = aQuote('a', ['100', '500']);
const dear = aQuote('b', ['110', '400']);

describe('an award drawn up', () => {
  it('takes the best complete quote, whole lines over the term', () => {
    const { lines, total, comparison } = proposed(grounds([dear, cheap, aQuote('c', ['1', null])]));

    // 10 × 12 × 100 + 500
    expect(lines.map(({ quoteId, amount }) => [quoteId, amount])).toEqual([
      ['a', '12000'],
      ['a', '500'],
    ]);
    expect(total.toFixed()).toBe('12500');
    expect(comparison.quotes.map(({ quoteId, rank, isComplete }) => [quoteId, rank, isComplete])).toEqual([
      ['b', 2, true],
      ['a', 1, true],
      ['c', null, false],
    ]);
  });

  it('takes the cheapest of each line where that is asked, or where no quote is complete', () => {
    const asked = proposed(grounds([cheap, dear]), [], 'cheapest_per_line');
    const forced = proposed(grounds([aQuote('a', ['100', null]), aQuote('b', [null, '400'])]));

    expect(asked.lines.map(({ quoteId }) => quoteId)).toEqual(['a', 'b']);
    expect(forced.lines.map(({ quoteId }) => quoteId)).toEqual(['a', 'b']);
    expect(asked.total.toFixed()).toBe('12400');
  });

  it('exchanges at the stored rate, rounds each line to whole cents, and keeps rate, day and source', () => {
    const { lines, total, comparison } = proposed(grounds([aQuote('u', ['100.01', '33.33'], { currency: 'USD' })]));

    // 12001.20 / 1.0857 = 11053.882…; 33.33 / 1.0857 = 30.699…
    expect(lines.map(({ amount }) => amount)).toEqual(['11053.88', '30.7']);
    expect(total.toFixed()).toBe('11084.58');
    expect(comparison.quotes[0]).toMatchObject({ rateOn: '2027-02-26', rateSource: 'ECB' });
  });

  it('is reckoned in the budget line’s currency for the commitment', () => {
    const { budgetAmount, budgetCurrency } = proposed(grounds([cheap], { budget: { id: 'b1', currency: 'JPY' } }));

    expect([budgetAmount?.toFixed(), budgetCurrency]).toEqual(['2000000', 'JPY']);
  });

  it('warns of a winner that is abnormally low, and of none that is not', () => {
    const low = proposed(grounds([aQuote('a', ['50', '100']), aQuote('b', ['100', '100']), aQuote('c', ['102', '100'])]));

    expect(low.warnings).toEqual([expect.stringContaining('Vendor a is abnormally low')]);
    expect(proposed(grounds([cheap, dear])).warnings).toEqual([]);
  });

  it.each([
    ['withdrawn', { state: 'withdrawn' }, 'award.quoteNotStanding'],
    ['late and not admitted', { state: 'late' }, 'award.quoteNotStanding'],
    ['expired', { state: 'expired' }, 'award.quoteNotStanding'],
    ['marked stale', { state: 'stale' }, 'award.quoteNotStanding'],
    ['of a former revision of the RFQ', { rfqRevision: 0 }, 'award.quoteNotStanding'],
    ['in a currency without a rate', { currency: 'XAU' }, 'award.noRate'],
  ] satisfies [string, Partial<OfferedQuote>, string][])('is refused with a quote that is %s', (_, held, code) => {
    const from = grounds([aQuote('a', ['1', '1'], held), dear]);

    expect(drawnUp(from, [{ lineId: '1', quoteId: 'a' }], null)).toMatchObject({ code });
    // Nor is it ever proposed by itself.
    expect(proposed(from).lines.every(({ quoteId }) => quoteId === 'b')).toBe(true);
  });

  it.each([
    [
      'a line twice',
      [
        { lineId: '1', quoteId: 'a' },
        { lineId: 'l1', quoteId: 'b' },
      ],
      'award.lineTwice',
    ],
    ['a line that is not there', [{ lineId: '9', quoteId: 'a' }], 'award.unknownLine'],
    ['a quote of another RFQ', [{ lineId: '1', quoteId: 'z' }], 'award.unknownQuote'],
    ['a line that another award holds', [{ lineId: '2', quoteId: 'a' }], 'award.lineHeld'],
  ] satisfies [string, Choice[], string][])('is refused with %s', (_, chosen, code) => {
    expect(drawnUp(grounds([cheap, dear], { heldLineIds: ['l2'] }), chosen, null)).toMatchObject({ code });
  });

  it('tells losers their own rank, the number of quotes and a rough distance, and nothing of anybody else', () => {
    const third = aQuote('c', ['120', '500']);
    const award = proposed(grounds([cheap, dear, third]));
    const reason = reasonForLosing(award, 'c');

    expect(reason).toMatch(/^Another quote was chosen\. By total price your quote came 3rd of 3, about \d+\s% above/);
    expect(reason).not.toMatch(/Vendor|EUR|\d{3}/);
    expect(nextInRank(award.lines, award.comparison)).toContain('Vendor b (2nd');
  });

  it('tells a loser with the best total that the price did not decide', () => {
    const award = proposed(grounds([cheap, dear]), [
      { lineId: 'l1', quoteId: 'b' },
      { lineId: 'l2', quoteId: 'b' },
    ]);

    expect(reasonForLosing(award, 'a')).toBe(
      'Another quote was chosen. By total price your quote came 1st of 2; what decided was not the price.',
    );
  });
});

const known = (held: Partial<AwardKnown> = {}): AwardKnown => ({
  rfq: { number: 'RFQ-000001', state: 'closed', lineIds: ['l1', 'l2'] },
  quotes: [{ id: 'a', state: 'submitted', contentHash: 'hash-a', isStale: false }],
  barredVendors: [],
  heldLines: [],
  proposal: null,
  ...held,
});

const anAward = (held: Partial<AwardFacts> = {}): Award =>
  Object.assign(new Award(), {
    ...proposed(grounds([cheap, dear])),
    id: 'w1',
    number: 'AWD-000001',
    state: 'proposed',
    version: 1,
    dueAt: null,
    chain: Buffer.alloc(32),
    createdAt: at,
    updatedAt: at,
    caseId: null,
    title: 'Hosting',
    rfqId: 'r1',
    rfqNumber: 'RFQ-000001',
    justification: 'The best price.',
    lowPriceAnswer: null,
    authorId: 'bea',
    authorName: 'Bea',
    authorIds: ['bea'],
    approvalRound: 1,
    approvalComment: null,
    reason: null,
    nextInRank: null,
    activatedAt: null,
    ...held,
  });

const decided = (facts: AwardFacts, event: AwardEvent) => decide(opaque(awardWorkflow), facts, event);
const pending = { state: 'pending_approval' };
const heldByOther = { lineId: 'l1', awardId: 'w2', awardNumber: 'AWD-000002', state: 'active' };

describe('an award', () => {
  it.each([
    ['submitted by an approver', {}, { type: 'submit', by: person('ann', 'approver') }, 'award.notBuyer'],
    ['submitted without a justification', { justification: null }, { type: 'submit' }, 'award.noJustification'],
    ['submitted without a budget line', { budgetLineId: null }, { type: 'submit' }, 'award.noBudgetLine'],
    ['submitted with an unanswered low price', { warnings: ['It is low.'] }, { type: 'submit' }, 'award.lowPriceUnanswered'],
    [
      'submitted while a round is open',
      {},
      { type: 'submit', known: known({ rfq: { number: 'RFQ-000001', state: 'negotiation', lineIds: [] } }) },
      'award.roundOpen',
    ],
    [
      'submitted for a cancelled RFQ',
      {},
      { type: 'submit', known: known({ rfq: { number: 'RFQ-000001', state: 'cancelled', lineIds: [] } }) },
      'award.rfqNotClosed',
    ],
    ['submitted when its quote is gone', {}, { type: 'submit', known: known({ quotes: [] }) }, 'award.quoteNotStanding'],
    [
      'submitted when its quote changed',
      {},
      { type: 'submit', known: known({ quotes: [{ id: 'a', state: 'submitted', contentHash: 'x', isStale: false }] }) },
      'award.quoteChanged',
    ],
    [
      'submitted to a blocked vendor',
      {},
      { type: 'submit', known: known({ barredVendors: [{ id: 'v-a', name: 'Vendor a', state: 'blocked' }] }) },
      'award.vendorBarred',
    ],
    [
      'submitted for a line that is awarded',
      {},
      { type: 'submit', known: known({ heldLines: [heldByOther] }) },
      'award.lineHeld',
    ],
    ['approved by hand', pending, { type: 'approve', round: 1, comment: null }, 'award.byItself'],
    ['approved in another round', pending, { type: 'approve', round: 2, comment: null, by: SYSTEM }, 'award.otherRound'],
    [
      'approved when its quote expired',
      pending,
      {
        type: 'approve',
        round: 1,
        comment: null,
        by: SYSTEM,
        known: known({ quotes: [{ id: 'a', state: 'expired', contentHash: 'hash-a', isStale: false }] }),
      },
      'award.quoteNotStanding',
    ],
    ['edited while it waits for approval', pending, { type: 'edit', lines: [] }, 'award.notNow'],
    ['edited once active', { state: 'active' }, { type: 'edit', lines: [] }, 'award.notNow'],
    ['called off without a reason', { state: 'active' }, { type: 'fail', reason: ' ' }, 'award.noReason'],
    [
      'called off while another waits for approval',
      { state: 'active' },
      { type: 'fail', reason: 'x', known: known({ heldLines: [{ ...heldByOther, state: 'pending_approval' }] }) },
      'award.otherPending',
    ],
  ])('is not %s', (_, held, event, code) => {
    const decision = decided(anAward(held), { at, by: buyer, known: known(), ...event } as AwardEvent);

    expect(decision).toMatchObject({ accepted: false, reasons: expect.arrayContaining([expect.objectContaining({ code })]) });
  });

  it('takes budget and RFQ with it when it is approved, and says whether lines are left', () => {
    const event = { type: 'approve' as const, round: 1, comment: null, at, by: SYSTEM, known: known() };
    const whole = awardWorkflow.together?.approve?.(anAward(pending), event);
    const part = awardWorkflow.together?.approve?.(anAward({ ...pending, lines: anAward().lines.slice(0, 1) }), event);

    expect(whole).toMatchObject([
      {
        workflow: 'budgetLine',
        id: 'b1',
        event: { type: 'commit', amount: new Decimal(12500), currency: 'EUR', subjectId: 'w1' },
      },
      { workflow: 'rfq', id: 'r1', event: { type: 'award', partly: false } },
    ]);
    expect(part?.[1].event).toMatchObject({ partly: true });
  });

  it('walked by random events never leaves its states and refuses with reasons', () => {
    const walked = walkMachine(
      awardWorkflow,
      () => anAward(),
      (type, facts, pick) =>
        ({
          type,
          at,
          by: pick([buyer, buyer, SYSTEM, person('x')]),
          known: pick([known(), known(), known({ proposal: proposed(grounds([dear])) }), known({ heldLines: [heldByOther] })]),
          round: pick([facts.approvalRound, facts.approvalRound, 99]),
          lines: [],
          basis: null,
          budgetLineId: 'b1',
          justification: pick(['Best.', null]),
          lowPriceAnswer: null,
          comment: null,
          reason: pick(['because', '']),
        }) as unknown as AwardEvent,
      { seldom: ['cancel', 'fail'] },
    );

    expect([...walked.states].sort()).toEqual(['active', 'cancelled', 'failed', 'pending_approval', 'proposed']);
  });
});
