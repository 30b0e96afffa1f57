import { Decimal } from '../../../src/calculation/money.js';
import { sufficiency } from '../../../src/calculation/sufficiency.js';
import { decide } from '../../../src/engine/decide.js';
import { opaque, SYSTEM } from '../../../src/engine/workflow.js';
import type { CostLine, DecisionEvent, DecisionFacts } from '../../../src/features/decisions/decision.facts.js';
import { decisionWorkflow } from '../../../src/features/decisions/decision.workflow.js';
import { person, walkMachine } from '../../support/walk.js';

const at = new Date('2027-03-01T10:00:00Z');
const buyer = person('b', 'buyer');
const known = { sufficiency: null, requestIsDecided: false };
const short = sufficiency(
  [{ resourceId: 'res', month: '2027-04', quantity: '10' }],
  [{ resourceId: 'res', name: 'Helpdesk', unit: 'hour', warnAboveShare: null, months: [{ month: '2027-04', capacity: '1' }] }],
);

const cost = (option: CostLine['option'], amount: string, held: Partial<CostLine> = {}): CostLine => ({
  ...{ option, label: 'Work', timing: 'monthly', fromMonth: 1, months: null, amount, indexation: null },
  ...held,
});

const aDecision = (held: Partial<DecisionFacts> = {}): DecisionFacts => ({
  id: 'd',
  number: 'DEC-000001',
  state: 'draft',
  version: 1,
  dueAt: null,
  title: 'Support',
  caseId: 'case',
  requestId: 'case',
  requestNumber: 'REQ-000001',
  requesterId: 'm',
  authorId: 'b',
  authorName: 'Bea',
  writerIds: [],
  currency: 'EUR',
  discountRate: new Decimal(0),
  horizonMonths: 12,
  moneyWeight: new Decimal(50),
  costs: [cost('make', '100'), cost('buy', '80')],
  criteria: [],
  assumptions: null,
  result: null,
  outcome: null,
  deviationReason: null,
  value: null,
  proposedAt: null,
  documentFileId: null,
  budgetLineId: null,
  approvalRound: 0,
  approvalComment: null,
  reopenReason: null,
  reservation: null,
  ...held,
});

const decided = (facts: DecisionFacts, event: object) =>
  decide(opaque(decisionWorkflow), facts, { at, by: buyer, known, ...event } as DecisionEvent);

const scored = (held: Partial<DecisionFacts> = {}, event: object = {}): DecisionFacts => {
  const decision = decided(aDecision(held), { type: 'score', ...event });
  if (!decision.accepted) throw new Error(decision.reasons.map(({ code }) => code).join());
  return { ...(decision.facts as DecisionFacts), state: 'scored' };
};

const quality = { name: 'Quality', weight: '50', make: '10', buy: '1', hybrid: null };
const description = {
  discountRate: '0.06',
  horizonMonths: 12,
  moneyWeight: '50',
  costs: [cost('buy', '1')],
  criteria: [],
  assumptions: null,
};

describe('a decision', () => {
  it.each([
    ['scored without any cost', { costs: [] }, { type: 'score' }, 'decision.noOptions'],
    [
      'scored where an option has no score on a criterion',
      { criteria: [{ ...quality, buy: null }] },
      { type: 'score' },
      'scoring.missingValue',
    ],
    ['scored where nothing has weight', { moneyWeight: new Decimal(0) }, { type: 'score' }, 'scoring.weights'],
    ['scored by its requester', {}, { type: 'score', by: person('m', 'requester') }, 'decision.notBuyer'],
    ['proposed before it is scored', {}, { type: 'propose', outcome: 'outsource', reason: null }, 'decision.notNow'],
    ['approved by hand', { state: 'pending_approval' }, { type: 'approve', round: 0, comment: null }, 'decision.byItself'],
    [
      'approved by an approval of an earlier round',
      { state: 'pending_approval', approvalRound: 2 },
      { type: 'approve', round: 1, comment: null, by: SYSTEM },
      'decision.otherRound',
    ],
    [
      'given a cost that would not count',
      {},
      { type: 'edit', ...description, costs: [cost('buy', '1', { fromMonth: 13 })] },
      'decision.afterHorizon',
    ],
  ] satisfies [string, Partial<DecisionFacts>, object, string][])('is not %s', (_, held, event, code) => {
    expect(decided(aDecision(held), event)).toMatchObject({ accepted: false, reasons: [{ code }] });
  });

  it('recommends the cheaper option, says why and what would turn it', () => {
    const { result } = scored();

    expect(result?.options).toMatchObject([
      { id: 'make', presentCost: '1200', totalCost: '1200', rank: 2 },
      { id: 'buy', presentCost: '960', totalCost: '960', rank: 1 },
    ]);
    expect(result?.recommendation).toEqual({ optionId: 'buy', outcome: 'outsource' });
    expect(result?.reasons.map(({ code }) => code)).toEqual(expect.arrayContaining(['decision.cost', 'decision.score']));
    expect(result?.flips.map(({ code }) => code)).toContain('flip.discount');
  });

  it('lets a criterion outweigh money', () => {
    expect(scored({ criteria: [quality] }).result?.recommendation?.outcome).toBe('in_house');
  });

  it('does not recommend making where our own means are short, and says by how much', () => {
    const { result } = scored({ costs: [cost('make', '1'), cost('buy', '80')] }, { known: { ...known, sufficiency: short } });

    expect(result?.options.find(({ id }) => id === 'make')).toMatchObject({ isFeasible: false, rank: null });
    expect(result?.recommendation?.outcome).toBe('outsource');
  });

  it('is not proposed against its figures without a reason', () => {
    const facts = scored();

    expect(decided(facts, { type: 'propose', outcome: 'in_house', reason: null })).toMatchObject({
      reasons: [{ code: 'decision.deviationReason' }],
    });
    expect(decided(facts, { type: 'propose', outcome: 'hybrid', reason: 'x' })).toMatchObject({
      reasons: [{ code: 'decision.outcomeNotReckoned' }],
    });
    expect(decided(facts, { type: 'propose', outcome: 'in_house', reason: 'Know-how' })).toMatchObject({
      accepted: true,
      effects: ['renderDocument', 'requestApproval'],
      facts: { value: new Decimal(1200), approvalRound: 1, deviationReason: 'Know-how' },
    });
  });

  it('must be scored again after an edit, and remembers everybody who wrote in it', () => {
    const decision = decided({ ...scored(), writerIds: ['a'] }, { type: 'edit', ...description });

    expect(decision).toMatchObject({ accepted: true, state: 'draft', facts: { result: null, writerIds: ['a', 'b'] } });
  });

  it('walks through every state by random events and never beyond them', () => {
    const walked = walkMachine(
      decisionWorkflow,
      () => ({ ...aDecision(), createdAt: at, updatedAt: at, chain: Buffer.alloc(0) }),
      (type, facts, pick) => {
        const by = decisionWorkflow.events[type].internal
          ? pick([SYSTEM, SYSTEM, buyer])
          : pick([buyer, buyer, person('m', 'requester')]);
        const fields = { ...description, costs: pick([[cost('buy', '1')], [cost('make', '2'), cost('buy', '1')], []]) };
        const outcome = pick(['in_house', 'outsource', 'hybrid'] as const);
        const round = pick([facts.approvalRound, facts.approvalRound, 0]);
        const rest = {
          reason: pick([null, 'because']),
          comment: null,
          fileId: 'f',
          say: 'Reserved as asked.',
          succeeded: pick([true, false]),
        };
        return {
          at,
          by,
          known: { ...known, sufficiency: pick([null, short]) },
          ...fields,
          ...rest,
          outcome,
          round,
          type,
        } as unknown as DecisionEvent;
      },
      { runs: 50, steps: 40, seldom: ['supersede'] },
    );

    expect([...walked.states].sort()).toEqual(Object.keys(decisionWorkflow.machine.states).sort());
  });
});
