import { Injectable } from '@nestjs/common';
import { Refused } from '../../engine/errors.js';
import { type Actor, SYSTEM } from '../../engine/workflow.js';
import { type NewFacts } from '../../engine/workflow-registry.js';
import { WorkflowRunner } from '../../engine/workflow-runner.js';
import { RfqQueries } from '../rfqs/rfq.queries.js';
import { AwardDrafts } from './award-drafts.js';
import { awardableRfqStates } from './award.content.js';
import type { Award } from './award.entity.js';
import type { Choice } from './award.facts.js';
import { awardWorkflow } from './award.workflow.js';

/** What a buyer says about an award to be drawn up; no lines: the default is taken, see `drawnUp`. */
export interface NewAward {
  rfqId: string;
  lines: Choice[];
  basis: string | null;
  justification: string | null;
  lowPriceAnswer: string | null;
  budgetLineId: string | null;
}

/** Everything that can be done to an award from other features and our own workers; people use the generic doors. */
@Injectable()
export class AwardCommands {
  constructor(
    private readonly workflows: WorkflowRunner,
    private readonly rfqs: RfqQueries,
    private readonly drafts: AwardDrafts,
  ) {}

  /**
   * Draws an award up; the same `id` draws it up once.
   *
   * @throws Refused `award.rfqNotClosed`, `award.nothingToAward`, `award.unknownLine`, `award.quoteNotStanding`, `award.lineHeld`, `award.noRate` …
   */
  async propose(asked: NewAward, by: Actor, id?: string): Promise<Award> {
    return this.workflows.start(awardWorkflow, await this.factsOf(asked, by), by, { id });
  }

  /** @throws Refused `award.noJustification`, `award.noBudgetLine`, `award.quoteChanged`, `award.lineHeld` … */
  submit(awardId: string, by: Actor): Promise<Award> {
    return this.workflows.send(awardWorkflow, awardId, { type: 'submit' }, by);
  }

  /** The RFQ is over: a proposal that nobody submitted goes with it. One that has moved on is left alone. */
  async cancelWithRfq(awardId: string, reason: string): Promise<void> {
    try {
      await this.workflows.send(awardWorkflow, awardId, { type: 'cancel', reason }, SYSTEM);
    } catch (error) {
      if (!(error instanceof Refused && error.reasons.every(({ code }) => code === 'award.notNow'))) throw error;
    }
  }

  /** The facts of a new award. @throws as `propose` */
  async factsOf(asked: NewAward, by: Actor): Promise<NewFacts<Award>> {
    const rfq = await this.rfqs.one(asked.rfqId);
    if (!awardableRfqStates.includes(rfq.state)) {
      const say =
        rfq.state === 'negotiation'
          ? `A round of negotiation is open for ${rfq.number}; draw the award up when it is closed.`
          : `${rfq.number} is ${rfq.state.replaceAll('_', ' ')}; awards are made from closed RFQs.`;
      throw new Refused([{ code: 'award.rfqNotClosed', say, field: 'rfqId' }]);
    }
    const { lines, basis, budgetLineId } = asked;
    const proposal = await this.drafts.drawUp({ rfq, lines, basis, budgetLineId, awardId: null });
    if ('code' in proposal) throw new Refused([proposal]);
    return {
      ...proposal,
      caseId: rfq.caseId,
      title: `${rfq.number} ${rfq.title}`,
      rfqId: rfq.id,
      rfqNumber: rfq.number,
      justification: asked.justification,
      lowPriceAnswer: asked.lowPriceAnswer,
      authorId: by.id,
      authorName: by.name,
      authorIds: [by.id],
      approvalRound: 0,
      approvalComment: null,
      reason: null,
      nextInRank: null,
      activatedAt: null,
    };
  }
}
