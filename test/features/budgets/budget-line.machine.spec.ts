import { Decimal } from '../../../src/calculation/money.js';
import { decide } from '../../../src/engine/decide.js';
import { opaque, SYSTEM } from '../../../src/engine/workflow.js';
import type { BudgetLineEvent, BudgetLineFacts, Commitment } from '../../../src/features/budgets/budget-line.facts.js';
import { budgetLineWorkflow } from '../../../src/features/budgets/budget-line.workflow.js';
import { person, walkMachine } from '../../support/walk.js';

const at = new Date('2027-03-01T10:00:00Z');
const finance = person('f', 'finance');
const known = { nextOwner: null };
const byItself = { at, by: SYSTEM, known };
const byFinance = { at, by: finance, known };

const entry = (held: Partial<Commitment>): Commitment => ({
  id: 'e',
  subjectWorkflow: 'request',
  subjectId: 'case-1',
  subjectNumber: 'REQ-000001',
  caseId: 'case-1',
  kind: 'reservation',
  amount: '40',
  at: at.toISOString(),
  state: 'open',
  ...held,
});

const aLine = (held: Partial<BudgetLineFacts> = {}): BudgetLineFacts => ({
  id: 'l',
  number: 'BUD-000001',
  state: 'open',
  version: 1,
  dueAt: null,
  title: 'Hosting',
  ownerId: 'f',
  ownerName: 'Fay',
  currency: 'EUR',
  amount: new Decimal(100),
  reserved: new Decimal(0),
  committed: new Decimal(0),
  spent: new Decimal(0),
  commitments: [],
  startsOn: '2027-01-01',
  endsOn: '2027-12-31',
  ...held,
});

const request = { subjectWorkflow: 'request', subjectId: 'case-1', subjectNumber: 'REQ-000001', caseId: 'case-1' };
const award = { subjectWorkflow: 'award', subjectId: 'award-1', subjectNumber: 'AWD-000001', caseId: 'case-1' };
const reserved = { reserved: new Decimal(40), commitments: [entry({})] };

const decided = (facts: BudgetLineFacts, event: BudgetLineEvent) => decide(opaque(budgetLineWorkflow), facts, event);

describe('a budget line', () => {
  it.each([
    ['hold more than there is', {}, { ...byItself, type: 'reserve', ...request, amount: '100.01' }, 'budget.exceeded'],
    [
      'commit what another case has reserved',
      reserved,
      { ...byItself, type: 'commit', ...award, caseId: 'case-2', amount: '61' },
      'budget.exceeded',
    ],
    ['take another currency', {}, { ...byItself, type: 'commit', ...award, amount: '1', currency: 'USD' }, 'budget.currency'],
    [
      'take anything once it is closed',
      { state: 'closed' },
      { ...byItself, type: 'commit', ...award, amount: '1' },
      'budget.closed',
    ],
    [
      'take anything after its last day',
      { endsOn: '2027-02-28' },
      { ...byItself, type: 'reserve', ...request, amount: '1' },
      'budget.ended',
    ],
    ['take nothing or less', {}, { ...byItself, type: 'reserve', ...request, amount: '0' }, 'budget.amount'],
    [
      'commit twice for one award',
      { committed: new Decimal(1), commitments: [entry({ ...award, kind: 'encumbrance', amount: '1' })] },
      { ...byItself, type: 'commit', ...award, amount: '1' },
      'budget.alreadyCommitted',
    ],
    ['release what is not held', {}, { ...byItself, type: 'release', subjectId: 'x' }, 'budget.nothingReserved'],
    ['undo what is not committed', reserved, { ...byItself, type: 'uncommit', subjectId: 'case-1' }, 'budget.nothingCommitted'],
    ['spend more than is encumbered', {}, { ...byItself, type: 'spend', ...award, amount: '1' }, 'budget.exceeded'],
    ['be committed by hand', {}, { ...byFinance, type: 'commit', ...award, amount: '1' }, 'budget.byItself'],
    [
      'be increased by a buyer',
      {},
      { ...byFinance, by: person('b', 'buyer'), type: 'increase', amount: '1', reason: 'more' },
      'budget.notFinance',
    ],
    ['be closed while it holds something', reserved, { ...byFinance, type: 'close' }, 'budget.stillHeld'],
    [
      'end before it starts',
      {},
      { ...byFinance, type: 'edit', title: 'x', startsOn: '2027-02-02', endsOn: '2027-02-01' },
      'budget.period',
    ],
    ['go to nobody', {}, { ...byFinance, type: 'handOver', ownerId: 'nobody' }, 'budget.unknownOwner'],
  ] satisfies [string, Partial<BudgetLineFacts>, BudgetLineEvent, string][])('does not %s', (_, held, event, code) => {
    expect(decided(aLine(held), event)).toMatchObject({ accepted: false, reasons: [{ code }] });
  });

  it('lets an award take the place of its case’s reservation in one event', () => {
    const decision = decided(aLine(reserved), { ...byItself, type: 'commit', ...award, amount: '100' });

    expect(decision).toMatchObject({
      accepted: true,
      facts: {
        reserved: new Decimal(0),
        committed: new Decimal(100),
        commitments: [
          { kind: 'reservation', state: 'released' },
          { kind: 'encumbrance', state: 'open', amount: '100' },
        ],
      },
    });
  });

  it('replaces a reservation when its request is submitted with another estimate', () => {
    const decision = decided(aLine(reserved), { ...byItself, type: 'reserve', ...request, amount: '90' });

    expect(decision).toMatchObject({ accepted: true, facts: { reserved: new Decimal(90) } });
  });

  it('spends part of an encumbrance and keeps the rest', () => {
    const held = { committed: new Decimal(50), commitments: [entry({ ...award, kind: 'encumbrance', amount: '50' })] };

    const decision = decided(aLine(held), { ...byItself, type: 'spend', ...award, amount: '20' });

    expect(decision).toMatchObject({
      accepted: true,
      facts: {
        committed: new Decimal(30),
        spent: new Decimal(20),
        commitments: [
          { amount: '30', state: 'open' },
          { kind: 'spend', amount: '20' },
        ],
      },
    });
  });

  it('never holds more than its money, and its ledger always adds up, whatever happens', () => {
    const walked = walkMachine(
      budgetLineWorkflow,
      () => ({ ...aLine(), createdAt: at, updatedAt: at, caseId: null, chain: Buffer.alloc(0) }),
      (type, facts, pick) => {
        expect(facts.reserved.plus(facts.committed).plus(facts.spent).lte(facts.amount)).toBe(true);
        for (const [kind, held] of [
          ['reservation', facts.reserved],
          ['encumbrance', facts.committed],
        ] as const) {
          const open = facts.commitments.filter((one) => one.kind === kind && one.state === 'open');
          expect(Decimal.sum(0, ...open.map(({ amount }) => amount)).eq(held)).toBe(true);
        }
        const subject = pick([request, award, { ...award, subjectId: 'award-2', caseId: 'case-2' }]);
        const dates = { title: 'Hosting', startsOn: '2027-01-01', endsOn: '2027-12-31' };
        const by = pick([SYSTEM, SYSTEM, finance]);
        return {
          at,
          by,
          known,
          ...dates,
          ...subject,
          ownerId: 'x',
          reason: 'x',
          amount: pick(['1', '7.5', '40', '90']),
          type,
        } as BudgetLineEvent;
      },
      { runs: 80 },
    );

    expect([...walked.states].sort()).toEqual(['closed', 'open']);
    expect(walked.codes).toContain('budget.exceeded');
    expect([...walked.accepted]).toEqual(expect.arrayContaining(['reserve', 'release', 'commit', 'uncommit', 'spend']));
  });
});
