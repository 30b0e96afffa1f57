import { Decimal } from '../../../src/calculation/money.js';
import { decide, offers } from '../../../src/engine/decide.js';
import { opaque, SYSTEM } from '../../../src/engine/workflow.js';
import type { RequestEvent, RequestFacts, RequestKnown } from '../../../src/features/requests/request.facts.js';
import { requestWorkflow } from '../../../src/features/requests/request.workflow.js';
import { person, walkMachine } from '../../support/walk.js';

const at = new Date('2027-03-01T10:00:00Z');
const requester = person('m', 'requester');
const buyer = person('b', 'buyer');
const known: RequestKnown = {
  resources: [{ id: 'res', title: 'Helpdesk', unit: 'hour' }],
  budgetLine: null,
  reservation: null,
  nextBuyer: null,
};

const aRequest = (held: Partial<RequestFacts> = {}): RequestFacts => ({
  id: 'case',
  number: 'REQ-000001',
  state: 'draft',
  version: 1,
  dueAt: null,
  title: 'Support',
  caseId: 'case',
  family: 'operation_and_maintenance',
  category: 'helpdesk',
  need: 'Somebody answers.',
  demand: [],
  neededOn: '2027-06-01',
  requirements: null,
  budgetLineId: null,
  reservedBudgetLineId: null,
  estimate: null,
  currency: 'EUR',
  attachments: [],
  requesterId: 'm',
  requesterName: 'Mia',
  buyerId: null,
  buyerName: null,
  question: null,
  answer: null,
  sufficiency: null,
  outcome: null,
  closingReason: null,
  ...held,
});

const said = {
  title: 'Support',
  family: 'operation_and_maintenance',
  category: 'helpdesk',
  need: 'Somebody answers.',
  demand: [{ resourceId: 'res', what: null, unit: null, month: '2027-11', months: 3, quantity: '50' }],
  neededOn: '2027-06-01',
  requirements: null,
  budgetLineId: null,
  estimate: null,
  currency: null,
  attachments: [],
} as const;
const sufficiency = {
  isSufficient: true,
  rows: [],
  warnings: [],
  earliestStart: null,
  delayMonths: null,
  unmatched: 0,
  say: 'Nothing is asked.',
};

const decided = (facts: RequestFacts, event: object) =>
  decide(opaque(requestWorkflow), facts, { at, by: requester, known, ...event } as RequestEvent);

describe('a request', () => {
  it.each([
    ['edited by somebody else', {}, { type: 'edit', ...said, by: buyer }, 'request.notYours'],
    ['edited once it is submitted', { state: 'submitted' }, { type: 'edit', ...said }, 'request.notNow'],
    [
      'edited to ask for an unknown resource',
      {},
      { type: 'edit', ...said, demand: [{ ...said.demand[0], resourceId: 'x' }] },
      'request.unknownResource',
    ],
    [
      'edited to ask for something without a name',
      {},
      { type: 'edit', ...said, demand: [{ ...said.demand[0], resourceId: null }] },
      'request.demandUnnamed',
    ],
    [
      'edited to ask for nothing of a thing',
      {},
      { type: 'edit', ...said, demand: [{ ...said.demand[0], quantity: '0' }] },
      'request.demandQuantity',
    ],
    [
      'edited to ask for more months than anyone reads',
      {},
      { type: 'edit', ...said, demand: Array(9).fill({ ...said.demand[0], months: 120 }) },
      'request.demandTooLong',
    ],
    ['edited to an unknown budget line', {}, { type: 'edit', ...said, budgetLineId: 'x' }, 'request.unknownBudgetLine'],
    ['submitted for a past day', { neededOn: '2027-02-28' }, { type: 'submit' }, 'request.neededInThePast'],
    [
      'submitted with an estimate in another currency than its budget',
      { budgetLineId: 'l', estimate: new Decimal(1) },
      { type: 'submit', known: { ...known, budgetLine: { id: 'l', number: 'BUD-1', currency: 'USD' } } },
      'request.budgetCurrency',
    ],
    ['rejected by its requester', { state: 'submitted' }, { type: 'reject', reason: 'no' }, 'request.notBuyer'],
    ['analysed by hand', { state: 'submitted' }, { type: 'analyse', sufficiency, buyer: null }, 'request.byItself'],
    [
      'given to somebody who is no buyer',
      { state: 'in_analysis' },
      { type: 'assign', buyerId: 'x', by: buyer },
      'request.unknownBuyer',
    ],
    [
      'called done while it is bought outside',
      { state: 'decided', outcome: 'outsource' },
      { type: 'confirmDone' },
      'request.boughtOutside',
    ],
    ['withdrawn once it is fulfilled', { state: 'fulfilled' }, { type: 'withdraw', reason: 'late' }, 'request.notNow'],
  ] satisfies [string, Partial<RequestFacts>, object, string][])('is not %s', (_, held, event, code) => {
    expect(decided(aRequest(held), event)).toMatchObject({ accepted: false, reasons: [{ code }] });
  });

  it('writes a demand of several months out month by month, across the year, with the register’s name and unit', () => {
    const decision = decided(aRequest(), { type: 'edit', ...said });

    expect(decision).toMatchObject({
      accepted: true,
      facts: {
        demand: ['2027-11', '2027-12', '2028-01'].map((month) => ({
          resourceId: 'res',
          what: 'Helpdesk',
          unit: 'hour',
          month,
          quantity: '50',
        })),
      },
    });
  });

  it('takes the currency of its budget line where none is said', () => {
    const line = { id: 'l', number: 'BUD-1', currency: 'GBP' };

    const decision = decided(aRequest(), { type: 'edit', ...said, budgetLineId: 'l', known: { ...known, budgetLine: line } });

    expect(decision).toMatchObject({ accepted: true, facts: { currency: 'GBP' } });
  });

  it('lets its reservation go in the same transaction when it is kept in the house', () => {
    const reservation = { budgetLineId: 'l', amount: new Decimal(5) };
    const facts = aRequest({ outcome: 'in_house' });
    const event = { type: 'decide', outcome: 'in_house', at, by: SYSTEM, known: { ...known, reservation } } as const;

    expect(requestWorkflow.together?.decide?.(facts, event)).toEqual([
      { workflow: 'budgetLine', id: 'l', event: { type: 'release', subjectId: 'case' } },
    ]);
  });

  it('moves its reservation when it is submitted again on another line', () => {
    const reservation = { budgetLineId: 'old', amount: new Decimal(5) };
    const facts = aRequest({ budgetLineId: 'new', estimate: new Decimal(7) });

    const companions = requestWorkflow.together?.answer?.(facts, {
      type: 'answer',
      answer: 'x',
      at,
      by: requester,
      known: { ...known, reservation },
    });

    expect(companions).toMatchObject([
      { id: 'old', event: { type: 'release' } },
      { id: 'new', event: { type: 'reserve', amount: new Decimal(7), caseId: 'case' } },
    ]);
  });

  it('offers its requester to edit, submit and withdraw a draft, and to a buyer greys the first two with the reason', () => {
    const offered = (by: typeof buyer) =>
      Object.fromEntries(
        offers(opaque(requestWorkflow), aRequest(), by, at, known).map(({ type, reasons }) => [
          type,
          reasons[0]?.code ?? 'possible',
        ]),
      );

    expect(offered(requester)).toEqual({ edit: 'possible', submit: 'possible', withdraw: 'possible' });
    expect(offered(buyer)).toEqual({ edit: 'request.notYours', submit: 'request.notYours', withdraw: 'possible' });
  });

  it('walks through every state by random events and never beyond them', () => {
    const walked = walkMachine(
      requestWorkflow,
      () => ({ ...aRequest(), createdAt: at, updatedAt: at, chain: Buffer.alloc(0) }),
      (type, _, pick) => {
        const fields = {
          ...said,
          sufficiency,
          buyer: pick([null, { id: 'b', name: 'Bea' }]),
          reason: 'x',
          question: 'Why?',
          answer: 'So.',
          buyerId: 'b',
        };
        const by = requestWorkflow.events[type].internal ? pick([SYSTEM, SYSTEM, buyer]) : pick([requester, buyer]);
        const outcome = pick(['in_house', 'outsource', 'hybrid'] as const);
        return {
          at,
          by,
          known: { ...known, nextBuyer: pick([null, { id: 'b', name: 'Bea' }]) },
          ...fields,
          outcome,
          type,
        } as unknown as RequestEvent;
      },
      { runs: 200, steps: 50, seldom: ['withdraw', 'reject'] },
    );

    expect([...walked.states].sort()).toEqual(Object.keys(requestWorkflow.machine.states).sort());
  });
});
