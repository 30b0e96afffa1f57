import { decide } from '../../../src/engine/decide.js';
import { opaque, SYSTEM } from '../../../src/engine/workflow.js';
import { loggedOffer, outcome } from '../../../src/features/negotiations/round.content.js';
import { Round } from '../../../src/features/negotiations/round.entity.js';
import type { RoundEvent, RoundFacts, RoundKnown, RoundTarget } from '../../../src/features/negotiations/round.facts.js';
import { roundWorkflow } from '../../../src/features/negotiations/round.workflow.js';
import { Decimal } from '../../../src/calculation/money.js';
import { person, walkMachine } from '../../support/walk.js';

const at = new Date('2027-03-01T10:00:00Z');
const closesAt = new Date('2027-03-02T10:00:00Z');
const after = new Date('2027-03-02T10:00:00.000Z');
const buyer = person('bea', 'buyer');
const vendor = { id: 'i-a', name: 'Vendor a', roles: [], kind: 'vendor' as const };

const aTarget = (id: string, currentTotal: string, held: Partial<RoundTarget> = {}): RoundTarget => ({
  quoteId: id,
  invitationId: `i-${id}`,
  vendorId: `v-${id}`,
  vendorName: `Vendor ${id}`,
  currency: 'EUR',
  currentTotal,
  isComplete: true,
  rate: '1',
  target: null,
  message: null,
  ...held,
});

const aQuote = (id: string, total: string, held: Partial<RoundKnown['quotes'][number]> = {}): RoundKnown['quotes'][number] => ({
  id,
  invitationId: `i-${id}`,
  vendorId: `v-${id}`,
  vendorName: `Vendor ${id}`,
  state: 'submitted',
  isStale: false,
  isExtra: false,
  currency: 'EUR',
  total,
  lines: [{ lineId: 'l1', unitPrice: new Decimal(total).div(10).toFixed(), leadDays: null, note: null, notOffered: false }],
  ...held,
});

const known = (held: Partial<RoundKnown> = {}): RoundKnown => ({
  rfq: { number: 'RFQ-000001', state: 'closed', lines: [{ id: 'l1', position: 1, quantity: '10', termMonths: null }] },
  quotes: [aQuote('a', '1000'), aQuote('b', '1100')],
  rates: { EUR: '1' },
  rounds: [],
  ...held,
});

const aRound = (held: Partial<RoundFacts> = {}): Round =>
  Object.assign(new Round(), {
    id: 'n1',
    number: 'RND-000001',
    state: 'open',
    version: 1,
    dueAt: null,
    chain: Buffer.alloc(32),
    createdAt: at,
    updatedAt: at,
    caseId: null,
    title: 'Round 1',
    rfqId: 'r1',
    rfqNumber: 'RFQ-000001',
    buyerId: 'bea',
    buyerName: 'Bea',
    ordinal: 1,
    kind: 'counter_offer',
    closesAt,
    zone: 'UTC',
    message: null,
    targets: [aTarget('a', '1000', { target: '900' }), aTarget('b', '1100')],
    offers: [],
    results: [],
    currency: 'EUR',
    baseline: null,
    bestTotal: null,
    saving: null,
    savingShare: null,
    openedAt: at,
    closedAt: null,
    reason: null,
    ...held,
  });

const decided = (facts: RoundFacts, event: RoundEvent) => decide(opaque(roundWorkflow), facts, event);
const offer = { type: 'offer' as const, quoteId: 'a', lines: [{ lineId: '1', unitPrice: '95' }], validUntil: null, source: null };
const planned = { state: 'planned' };

describe('a round', () => {
  it.each([
    ['opened by somebody else', planned, { type: 'open', by: person('x') }, 'round.notBuyer'],
    [
      'opened after best and final offers',
      planned,
      { type: 'open', known: known({ rounds: [{ ordinal: 1, kind: 'bafo', state: 'closed' }] }) },
      'round.bafoDone',
    ],
    [
      'opened beside an open one',
      planned,
      { type: 'open', known: known({ rfq: { ...known().rfq, state: 'negotiation' } }) },
      'round.otherOpen',
    ],
    [
      'opened before the RFQ closes',
      planned,
      { type: 'open', known: known({ rfq: { ...known().rfq, state: 'published' } }) },
      'round.rfqNotClosed',
    ],
    ['opened after its end', planned, { type: 'open', at: after }, 'round.deadlinePassed'],
    ['opened for nobody', { ...planned, targets: [] }, { type: 'open' }, 'round.noQuotes'],
    [
      'opened with a withdrawn quote',
      planned,
      { type: 'open', known: known({ quotes: [aQuote('a', '1000', { state: 'withdrawn' })] }) },
      'round.quoteNotStanding',
    ],
    ['planned into the past', planned, { type: 'edit', closesAt: at, targets: [], zone: null }, 'round.deadlinePassed'],
    ['planned in no zone', planned, { type: 'edit', closesAt, targets: [], zone: 'Mars/North' }, 'round.unknownZone'],
    [
      'planned with a strange quote',
      planned,
      { type: 'edit', closesAt, zone: null, targets: [{ quoteId: 'z', target: null, message: null }] },
      'round.unknownQuote',
    ],
    ['changed once open', {}, { type: 'edit', closesAt, targets: [], zone: null }, 'round.notNow'],
    ['given an offer at the very end', {}, { ...offer, by: vendor, at: after }, 'round.ended'],
    ['given an offer for another vendor', {}, { ...offer, by: { ...vendor, id: 'i-b' } }, 'round.notBuyer'],
    ['given a dearer offer', {}, { ...offer, by: vendor, lines: [{ lineId: '1', unitPrice: '100.01' }] }, 'round.dearer'],
    ['given an offer of no line', {}, { ...offer, by: vendor, lines: [] }, 'round.noPrices'],
    [
      'given an offer of a strange line',
      {},
      { ...offer, by: vendor, lines: [{ lineId: '7', unitPrice: '1' }] },
      'round.unknownLine',
    ],
    [
      'given an offer that is no number',
      {},
      { ...offer, by: vendor, lines: [{ lineId: '1', unitPrice: '1e3' }] },
      'round.badPrice',
    ],
    ['given an offer for a quote outside', {}, { ...offer, quoteId: 'c' }, 'round.notInvited'],
    ['given an offer once closed', { state: 'closed' }, { ...offer, by: vendor }, 'round.notNow'],
    ['closed by hand before everybody answered', {}, { type: 'closeEarly' }, 'round.notDue'],
    ['closed by the clock before its end', {}, { type: 'close', by: SYSTEM }, 'round.notDue'],
    ['closed at its end by a person', {}, { type: 'close', at: after }, 'round.byItself'],
  ])('is not %s', (_, held, event, code) => {
    const decision = decided(aRound(held as Partial<RoundFacts>), { at, by: buyer, known: known(), ...event } as RoundEvent);

    expect(decision).toMatchObject({ accepted: false, reasons: expect.arrayContaining([expect.objectContaining({ code })]) });
  });

  it('logs each concession as amount, share and share of the gap to the target', () => {
    const first = loggedOffer(aRound(), { quoteId: 'a', total: new Decimal(960), at, byName: 'Vendor a', source: null });
    if (!first) throw new Error('not logged');
    const second = loggedOffer(aRound({ offers: [first] }), {
      quoteId: 'a',
      total: new Decimal(930),
      at,
      byName: 'Vendor a',
      source: null,
    });

    // 40 of 1000, and of the 100 to the target; then 30 of 960, and of the 60 that were left.
    expect(first).toMatchObject({ previousTotal: '1000', concession: '40', share: '0.04', shareOfGap: '0.4' });
    expect(second).toMatchObject({ previousTotal: '960', concession: '30', share: '0.03125', shareOfGap: '0.5' });
  });

  it('counts what stands for those who did not answer, and saves between the best totals', () => {
    const logged = loggedOffer(aRound(), { quoteId: 'b', total: new Decimal(950), at, byName: 'Vendor b', source: null });
    const { results, baseline, bestTotal, saving, savingShare } = outcome(aRound({ offers: logged ? [logged] : [] }));

    expect(results).toMatchObject([
      { quoteId: 'a', answered: false, before: '1000', after: '1000', saving: '0' },
      { quoteId: 'b', answered: true, before: '1100', after: '950', saving: '150', share: '0.136364' },
    ]);
    expect([baseline, bestTotal, saving, savingShare].map((figure) => figure?.toFixed())).toEqual(['1000', '950', '50', '0.05']);
  });

  it('compares currencies at the stored rate and leaves out what has none', () => {
    const targets = [
      aTarget('a', '1000', { currency: 'USD', rate: '0.9' }),
      aTarget('b', '10', { currency: 'XAU', rate: null }),
      aTarget('c', '5', { isComplete: false }),
    ];

    expect(outcome(aRound({ targets })).baseline?.toFixed()).toBe('900');
  });

  it('improves the quote with the offer, lines that are not named untouched', () => {
    const companions = roundWorkflow.together?.offer?.(aRound(), { ...offer, at, by: vendor, known: known(), channel: 'page' });

    expect(companions).toMatchObject([
      {
        workflow: 'quote',
        id: 'a',
        event: { type: 'improve', roundId: 'n1', channel: 'page', lines: [{ lineId: 'l1', unitPrice: '95' }] },
      },
    ]);
  });

  it('closes without the RFQ where that ended itself', () => {
    const event = { type: 'close' as const, at: after, by: SYSTEM };
    const open = roundWorkflow.together?.close?.(aRound(), {
      ...event,
      known: known({ rfq: { ...known().rfq, state: 'negotiation' } }),
    });
    const gone = roundWorkflow.together?.close?.(aRound(), {
      ...event,
      known: known({ rfq: { ...known().rfq, state: 'cancelled' } }),
    });

    expect(open).toMatchObject([{ workflow: 'rfq', event: { type: 'endNegotiation' } }]);
    expect(gone).toEqual([]);
  });

  it('walked by random events never leaves its states and refuses with reasons', () => {
    const walked = walkMachine(
      roundWorkflow,
      () => aRound(),
      (type, _, pick) =>
        ({
          ...offer,
          type,
          at: pick([at, at, at, after]),
          by: pick([buyer, vendor, SYSTEM]),
          known: pick([known(), known(), known({ rfq: { ...known().rfq, state: 'negotiation' } }), known({ quotes: [] })]),
          quoteId: pick(['a', 'b']),
          lines: [{ lineId: pick(['1', '9']), unitPrice: pick(['80', '90', '200']) }],
          kind: pick(['bafo', 'counter_offer']),
          closesAt,
          zone: null,
          message: null,
          targets: [],
          reason: null,
        }) as unknown as RoundEvent,
      { seldom: ['cancel', 'close'] },
    );

    expect([...walked.states].sort()).toEqual(['cancelled', 'closed', 'open', 'planned']);
    expect(walked.accepted).toContain('offer');
  });
});
