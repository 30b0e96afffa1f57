import type { TestingModule } from '@nestjs/testing';
import { shiftMonth } from '../../../src/calculation/calendar-months.js';
import { Decimal } from '../../../src/calculation/money.js';
import { Database } from '../../../src/database/database.js';
import type { Refused } from '../../../src/engine/errors.js';
import type { Actor } from '../../../src/engine/workflow.js';
import { WorkflowRunner } from '../../../src/engine/workflow-runner.js';
import { ApprovalQueries } from '../../../src/features/approvals/approval.queries.js';
import { BudgetCommands } from '../../../src/features/budgets/budget-line.commands.js';
import { BudgetQueries } from '../../../src/features/budgets/budget-line.queries.js';
import { DecisionCommands } from '../../../src/features/decisions/decision.commands.js';
import { decisionDraft } from '../../../src/features/decisions/decision-draft.js';
import { DecisionModule } from '../../../src/features/decisions/decision.module.js';
import { type DecisionCard, DecisionQueries } from '../../../src/features/decisions/decision.queries.js';
import { RequestCommands } from '../../../src/features/requests/request.commands.js';
import type { RequestDescription } from '../../../src/features/requests/request.facts.js';
import { type RequestCard, RequestQueries } from '../../../src/features/requests/request.queries.js';
import { ResourceCommands } from '../../../src/features/resources/resource.commands.js';
import { ResourceQueries } from '../../../src/features/resources/resource.queries.js';
import { BudgetLineModule } from '../../../src/features/budgets/budget-line.module.js';
import { ResourceModule } from '../../../src/features/resources/resource.module.js';
import { Files } from '../../../src/storage/files.js';
import { eventually } from '../../support/eventually.js';
import { employ, openHouse } from '../case-house.js';

let house: TestingModule;
let manager: Actor;
let owner: Actor;
let buyer: Actor;
let approvers: Actor[];
let budgetLineId: string;
let resourceId: string;

const get = <Service>(service: abstract new (...args: never[]) => Service): Service => house.get(service, { strict: false });
const start = shiftMonth(new Date().toISOString().slice(0, 7), 2);

beforeAll(async () => {
  house = await openHouse([DecisionModule, BudgetLineModule, ResourceModule]);
  manager = await employ(house, 'Mia Manager', 'requester');
  owner = await employ(house, 'Otto Owner', 'resource_owner');
  buyer = await employ(house, 'Bea Buyer', 'buyer');
  const finance = await employ(house, 'Fay Finance', 'finance');
  approvers = [await employ(house, 'Ann Approver', 'approver'), finance, await employ(house, 'Leo Legal', 'legal')];
  const line = { title: 'Support', currency: 'EUR', amount: '500000', startsOn: '2020-01-01', endsOn: '2099-12-31' };
  budgetLineId = (await get(BudgetCommands).add({ ...line, ownerId: finance.id, ownerName: finance.name }, finance)).id;
  const capacity = Array.from({ length: 12 }, (_, month) => ({ month: shiftMonth(start, month), quantity: '200' }));
  const agents = {
    title: 'Helpdesk agents',
    class: 'people',
    unit: 'hour',
    rate: '40',
    currency: 'EUR',
    thresholdShare: '0.8',
    capacity,
  } as const;
  resourceId = (await get(ResourceCommands).add(agents, owner, owner)).id;
}, 60_000);
afterAll(() => house?.close());

const aRequest = (said: Partial<RequestDescription> = {}): RequestDescription => ({
  title: 'Support for the portal',
  family: 'operation_and_maintenance',
  category: 'helpdesk',
  need: 'Somebody answers customers.',
  demand: [{ resourceId, what: null, unit: null, month: start, months: 3, quantity: '50' }],
  neededOn: `${start}-01`,
  requirements: null,
  budgetLineId,
  estimate: '9000',
  currency: null,
  attachments: [],
  ...said,
});

/** Submits a request and waits until its decision draft is there. */
async function analysed(said: Partial<RequestDescription> = {}): Promise<{ request: RequestCard; decision: DecisionCard }> {
  const { id } = await get(RequestCommands).begin(aRequest(said), manager);
  await get(RequestCommands).submit(id, manager);
  return eventually(async () => ({ request: await request(id), decision: await decision(id) }));
}

async function request(id: string): Promise<RequestCard> {
  const found = await get(RequestQueries).byId(id);
  if (!found) throw new Error('no such request');
  return found;
}

async function decision(caseId: string): Promise<DecisionCard> {
  const found = await get(DecisionQueries).ofCase(caseId);
  if (!found) throw new Error('no decision yet');
  return found;
}

/** Names of the letters that went out for the case. */
async function lettersOf(caseId: string): Promise<string[]> {
  const sent = await get(Database).rows<{ template: string }>(`SELECT template FROM sent_letters WHERE case_id = $1`, [caseId]);
  return sent.map(({ template }) => template);
}

/** Every step is approved by someone who may. */
async function approveAll(decisionId: string): Promise<void> {
  await eventually(async () => {
    const steps = await get(ApprovalQueries).ofSubject(decisionId);
    const open = steps.find(({ state }) => state === 'pending');
    const by = open && approvers.find(({ roles }) => roles.includes(open.role));
    if (open && by) await get(WorkflowRunner).sendNamed('approval', open.id, { type: 'approve', comment: null }, by);
    expect((await get(DecisionQueries).byId(decisionId))?.state).toBe('approved');
  }, 15_000);
}

const send = (decisionId: string, event: { type: string } & Record<string, unknown>, by = buyer) =>
  get(WorkflowRunner).sendNamed('decision', decisionId, event, by);

describe('from request to decision', () => {
  it('kept in the house: capacity is reserved, its owner confirms, the budget is let go', async () => {
    const { request: asked, decision: draft } = await analysed();
    expect(asked).toMatchObject({ state: 'in_analysis', buyerId: buyer.id, sufficiency: { isSufficient: true } });
    expect(await get(BudgetQueries).heldForCase(budgetLineId, asked.id)).toMatchObject([
      { kind: 'reservation', amount: new Decimal(9000) },
    ]);
    expect(draft.costs).toMatchObject([
      { option: 'make', amount: '2000.00', months: 3, fromMonth: 2 },
      { option: 'buy', amount: '3000.00', months: 3, fromMonth: 2 },
    ]);

    await send(draft.id, { type: 'score' });
    await send(draft.id, { type: 'propose', outcome: 'in_house', reason: null });
    expect((await request(asked.id)).state).toBe('decision_pending');
    await approveAll(draft.id);

    const held = await eventually(async () => {
      const [resource] = await get(ResourceQueries).heldBy(asked.id);
      if (!resource) throw new Error('not reserved yet');
      return resource;
    });
    expect(held.reservations.filter(({ caseId }) => caseId === asked.id)).toMatchObject(
      [0, 1, 2].map((month) => ({ month: shiftMonth(start, month), quantity: '50', state: 'reserved' })),
    );
    expect(await request(asked.id)).toMatchObject({ state: 'decided', outcome: 'in_house' });
    expect(await get(BudgetQueries).heldForCase(budgetLineId, asked.id)).toEqual([]);
    const documented = await eventually(async () => {
      const found = await decision(asked.id);
      if (!found.documentFileId || !found.reservation) throw new Error('no document yet');
      return found;
    }, 30_000);
    const file = await get(Files).read(documented.documentFileId ?? '');
    expect(file?.bytes.subarray(0, 5).toString()).toBe('%PDF-');

    await eventually(async () => expect(await lettersOf(asked.id)).toContain('resources/reservation'));
    await get(WorkflowRunner).sendNamed('resource', resourceId, { type: 'confirm', caseId: asked.id }, owner);
    await eventually(async () =>
      expect(await lettersOf(asked.id)).toEqual(
        expect.arrayContaining(['requests/analysed', 'requests/to-analyse', 'requests/decided', 'requests/reservation']),
      ),
    );
  }, 60_000);

  it('bought: the shortage is named, making is not feasible, the reservation of budget stays for the award', async () => {
    const { request: asked, decision: draft } = await analysed({
      demand: [{ resourceId, what: null, unit: null, month: start, months: 2, quantity: '900' }],
    });
    expect(asked.registerSays).toMatch(new RegExp(`Helpdesk agents.* 750 .*${start}`));
    expect([...new Set(draft.costs.map(({ option }) => option))]).toEqual(['make', 'buy', 'hybrid']);

    await send(draft.id, { type: 'score' });
    const scored = await decision(asked.id);
    expect(scored.result?.options.find(({ id }) => id === 'make')?.isFeasible).toBe(false);
    await expect(send(draft.id, { type: 'propose', outcome: 'in_house', reason: null })).rejects.toMatchObject({
      reasons: [{ code: 'decision.deviationReason' }],
    } satisfies Partial<Record<keyof Refused, unknown>>);
    await send(draft.id, { type: 'propose', outcome: 'outsource', reason: 'We do not want to split the work.' });
    await approveAll(draft.id);

    expect(await request(asked.id)).toMatchObject({ state: 'decided', outcome: 'outsource' });
    expect(await get(BudgetQueries).heldForCase(budgetLineId, asked.id)).toMatchObject([{ kind: 'reservation' }]);
    expect((await get(DecisionQueries).toBuy()).map(({ id }) => id)).toContain(draft.id);
  }, 60_000);

  it('reopened: the request is analysed again, and what was reserved in the register is given back', async () => {
    const { request: asked, decision: draft } = await analysed();
    await send(draft.id, { type: 'score' });
    await send(draft.id, { type: 'propose', outcome: 'in_house', reason: null });
    await approveAll(draft.id);
    await eventually(async () => expect(await get(ResourceQueries).heldBy(asked.id)).toHaveLength(1));

    await send(draft.id, { type: 'reopen', reason: 'The quotes are far lower than the estimate.' });

    expect((await request(asked.id)).state).toBe('in_analysis');
    await eventually(async () => expect(await get(ResourceQueries).heldBy(asked.id)).toEqual([]));
  }, 60_000);

  it('refused by the register where another case was faster: nothing is half reserved, and the author is told', async () => {
    const demand = [{ resourceId, what: null, unit: null, month: shiftMonth(start, 6), months: 2, quantity: '150' }];
    const cases = [await analysed({ demand, estimate: '90000' }), await analysed({ demand, estimate: '90000' })];
    for (const { decision: draft } of cases) {
      await send(draft.id, { type: 'score' });
      await send(draft.id, { type: 'propose', outcome: 'in_house', reason: null });
    }
    for (const { decision: draft, request: asked } of cases) {
      await approveAll(draft.id);
      await eventually(async () => expect((await decision(asked.id)).reservation).not.toBeNull());
    }

    expect((await decision(cases[0].request.id)).reservation).toContain('Reserved');
    expect((await decision(cases[1].request.id)).reservation).toContain('has 50 hour free');
    expect(await get(ResourceQueries).heldBy(cases[1].request.id)).toEqual([]);
    await eventually(async () => expect(await lettersOf(cases[1].request.id)).toContain('decisions/no-capacity'));
  }, 60_000);

  it('rejected: the requester is told why', async () => {
    const { request: asked } = await analysed();

    await get(WorkflowRunner).sendNamed('request', asked.id, { type: 'reject', reason: 'We have this already.' }, buyer);

    await eventually(async () => expect(await lettersOf(asked.id)).toContain('requests/rejected'));
  });

  it('withdrawn: the decision is superseded and the budget let go', async () => {
    const { request: asked, decision: draft } = await analysed();

    await get(WorkflowRunner).sendNamed('request', asked.id, { type: 'withdraw', reason: 'Not needed any more.' }, manager);

    expect(await get(BudgetQueries).heldForCase(budgetLineId, asked.id)).toEqual([]);
    await eventually(async () => expect((await get(DecisionQueries).byId(draft.id))?.state).toBe('superseded'));
  });

  it('is begun once for a case, however often the job comes', async () => {
    const { request: asked, decision: draft } = await analysed();

    const again = await get(DecisionCommands).begin(asked, decisionDraft(asked, [], start));

    expect(again).toMatchObject({ id: draft.id, costs: draft.costs });
  });

  it('is not submitted where the budget line has less than the estimate', async () => {
    const { id } = await get(RequestCommands).begin(aRequest({ estimate: '500001' }), manager);

    await expect(get(RequestCommands).submit(id, manager)).rejects.toMatchObject({ reasons: [{ code: 'budget.exceeded' }] });

    expect((await request(id)).state).toBe('draft');
  });

  it('asks the requester and takes the changed estimate into the reservation', async () => {
    const { request: asked } = await analysed();
    await get(WorkflowRunner).sendNamed('request', asked.id, { type: 'ask', question: 'For how many customers?' }, buyer);
    await get(WorkflowRunner).sendNamed('request', asked.id, { type: 'edit', ...aRequest({ estimate: '12000' }) }, manager);
    await get(WorkflowRunner).sendNamed('request', asked.id, { type: 'answer', answer: 'About 900.' }, manager);

    const held = await get(BudgetQueries).heldForCase(budgetLineId, asked.id);

    expect(held).toMatchObject([{ amount: new Decimal(12000) }]);
    await eventually(async () => expect((await request(asked.id)).state).toBe('in_analysis'));
    await eventually(async () => expect(await lettersOf(asked.id)).toContain('requests/question'));
  });
});
