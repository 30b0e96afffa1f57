import { Injectable } from '@nestjs/common';
import { BadInput } from '../../engine/errors.js';
import { type Actor, SYSTEM } from '../../engine/workflow.js';
import type { NewFacts } from '../../engine/workflow-registry.js';
import { WorkflowRunner } from '../../engine/workflow-runner.js';
import { BudgetQueries } from '../budgets/budget-line.queries.js';
import { ResourceQueries } from '../resources/resource.queries.js';
import type { RequestDescription, RequestFacts, RequestKnown, StoredSufficiency } from './request.facts.js';
import { described } from './request.machine.js';
import { faultInDemand } from './request.rules.js';
import { requestWorkflow } from './request.workflow.js';

/** Everything that can be done to a request from other features; people use the generic doors. */
@Injectable()
export class RequestCommands {
  constructor(
    private readonly workflows: WorkflowRunner,
    private readonly resources: ResourceQueries,
    private readonly budgets: BudgetQueries,
  ) {}

  /**
   * Begins a request as its requester's draft; the same `id` begins it once.
   *
   * @throws BadInput naming each field
   */
  async begin(said: RequestDescription, by: Actor, id?: string): Promise<RequestFacts> {
    return this.workflows.start(requestWorkflow, await this.facts(said, by), by, { id });
  }

  /** @throws Refused `request.notYours`, `request.neededInThePast`, `request.budgetCurrency`, `budget.exceeded`, `budget.closed`, `budget.ended` */
  submit(requestId: string, by: Actor): Promise<RequestFacts> {
    return this.workflows.send(requestWorkflow, requestId, { type: 'submit' }, by);
  }

  /** Notes what the register says and who looks after the case. @throws Refused `request.notNow` */
  analyse(requestId: string, sufficiency: StoredSufficiency, buyer: { id: string; name: string } | null): Promise<RequestFacts> {
    return this.workflows.send(requestWorkflow, requestId, { type: 'analyse', sufficiency, buyer }, SYSTEM);
  }

  /** The case's contract is active: the request is fulfilled. @throws Refused `request.notNow` */
  fulfil(requestId: string): Promise<RequestFacts> {
    return this.workflows.send(requestWorkflow, requestId, { type: 'fulfil' }, SYSTEM);
  }

  /** What a new request holds. @throws BadInput naming each field */
  async facts(said: RequestDescription, by: Actor): Promise<NewFacts<RequestFacts>> {
    const known = await this.said(said);
    const faults = [];
    const fault = faultInDemand(said.demand, known.resources);
    if (fault) faults.push({ field: fault.field ?? 'demand', value: null, say: fault.say });
    if (said.budgetLineId !== null && known.budgetLine === null) {
      faults.push({ field: 'budgetLineId', value: said.budgetLineId, say: 'must be a budget line from the list, or empty' });
    }
    if (faults.length > 0) throw new BadInput(faults);
    return {
      ...described(said, known),
      caseId: null,
      reservedBudgetLineId: null,
      requesterId: by.id,
      requesterName: by.name,
      buyerId: null,
      buyerName: null,
      question: null,
      answer: null,
      sufficiency: null,
      outcome: null,
      closingReason: null,
    };
  }

  /** What register and budget know of what is said. */
  async said(said: Pick<RequestDescription, 'demand' | 'budgetLineId'>): Promise<Pick<RequestKnown, 'resources' | 'budgetLine'>> {
    const ids = said.demand.flatMap(({ resourceId }) => resourceId ?? []);
    const [resources, budgetLine] = await Promise.all([
      this.resources.byIds([...new Set(ids)]),
      said.budgetLineId === null ? null : this.budgets.byId(said.budgetLineId),
    ]);
    return { resources, budgetLine };
  }
}
