import { Injectable } from '@nestjs/common';
import { Decimal } from '../../calculation/money.js';
import { type Actor, SYSTEM } from '../../engine/workflow.js';
import { derivedId } from '../../engine/ids.js';
import { WorkflowRunner } from '../../engine/workflow-runner.js';
import type { RequestCard } from '../requests/request.queries.js';
import type { DecisionFacts } from './decision.facts.js';
import type { DecisionDraft } from './decision-draft.js';
import { decisionWorkflow } from './decision.workflow.js';

/** Everything that can be done to a decision from jobs and other features; people use the generic doors. */
@Injectable()
export class DecisionCommands {
  constructor(private readonly workflows: WorkflowRunner) {}

  /** Begins the decision of a case; repeated, the one that is there is given back. */
  begin(request: RequestCard, draft: DecisionDraft): Promise<DecisionFacts> {
    return this.workflows.start(
      decisionWorkflow,
      {
        title: request.title,
        caseId: request.id,
        requestId: request.id,
        requestNumber: request.number,
        requesterId: request.requesterId,
        authorId: request.buyerId ?? SYSTEM.id,
        authorName: request.buyerName ?? SYSTEM.name,
        writerIds: [],
        currency: request.currency,
        discountRate: new Decimal('0.06'),
        horizonMonths: draft.horizonMonths,
        moneyWeight: new Decimal(50),
        costs: draft.costs,
        criteria: draft.criteria,
        assumptions: draft.assumptions,
        result: null,
        outcome: null,
        deviationReason: null,
        value: null,
        proposedAt: null,
        documentFileId: null,
        budgetLineId: request.budgetLineId,
        approvalRound: 0,
        approvalComment: null,
        reopenReason: null,
        reservation: null,
      },
      SYSTEM,
      { id: derivedId(request.id, 'decision') },
    );
  }

  /** @throws Refused `decision.notBuyer`, `decision.noOptions`, `scoring.missingValue`, `scoring.weights`, `decision.notNow` */
  score(decisionId: string, by: Actor): Promise<DecisionFacts> {
    return this.workflows.send(decisionWorkflow, decisionId, { type: 'score' }, by);
  }

  /** @throws Refused `decision.otherRound`, `decision.notNow` */
  attachDocument(decisionId: string, fileId: string, round: number): Promise<DecisionFacts> {
    return this.workflows.send(decisionWorkflow, decisionId, { type: 'attachDocument', fileId, round }, SYSTEM);
  }

  /** What became of reserving our own capacity. @throws Refused `decision.notNow` */
  noteReservation(decisionId: string, note: { succeeded: boolean; say: string }): Promise<DecisionFacts> {
    return this.workflows.send(decisionWorkflow, decisionId, { type: 'noteReservation', ...note }, SYSTEM);
  }

  /** The request came to its end without this decision. @throws Refused `decision.notNow` */
  supersede(decisionId: string): Promise<DecisionFacts> {
    return this.workflows.send(decisionWorkflow, decisionId, { type: 'supersede' }, SYSTEM);
  }
}
