import { Injectable } from '@nestjs/common';
import { Refused } from '../../engine/errors.js';
import { type Actor, SYSTEM } from '../../engine/workflow.js';
import { type NewFacts } from '../../engine/workflow-registry.js';
import { WorkflowRunner } from '../../engine/workflow-runner.js';
import { RfqQueries } from '../rfqs/rfq.queries.js';
import { targetsOf } from './round.content.js';
import type { Round } from './round.entity.js';
import type { RoundPlan } from './round.facts.js';
import { RoundKnowledge } from './round-knowledge.js';
import { roundRules } from './round.rules.js';
import { roundWorkflow } from './round.workflow.js';

/** New prices for a quote; lines that are not named keep theirs. */
export interface RoundBid {
  quoteId: string;
  lines: { lineId: string; unitPrice: string }[];
  validUntil: string | null;
  source: string | null;
  channel?: 'workbook' | 'reply' | 'page';
  letterId?: string;
}

/** Everything that can be done to a round from other features, letters and private pages; people use the generic doors. */
@Injectable()
export class RoundCommands {
  constructor(
    private readonly workflows: WorkflowRunner,
    private readonly rfqs: RfqQueries,
    private readonly knowledge: RoundKnowledge,
  ) {}

  /** Plans a round; the same `id` plans it once. @throws Refused `round.rfqNotClosed`, `round.bafoDone`, `round.quoteNotStanding` … */
  async plan(asked: RoundPlan & { rfqId: string }, by: Actor, id?: string): Promise<Round> {
    return this.workflows.start(roundWorkflow, await this.factsOf(asked, by), by, { id });
  }

  /** Opens it and writes to all who take part. @throws Refused `round.otherOpen`, `round.bafoDone`, `round.deadlinePassed` … */
  open(roundId: string, by: Actor): Promise<Round> {
    return this.workflows.send(roundWorkflow, roundId, { type: 'open' }, by);
  }

  /**
   * An offer in an open round: logged here, and the quote improved, in one transaction.
   *
   * @throws Refused `round.ended`, `round.notYours`, `round.dearer`, `round.unknownLine`, `round.badPrice`, `round.notNow`
   */
  offer(roundId: string, bid: RoundBid, by: Actor): Promise<Round> {
    return this.workflows.send(roundWorkflow, roundId, { type: 'offer', ...bid }, by);
  }

  /** The RFQ is over: its rounds go with it. One that has moved on is left alone. */
  async cancelWithRfq(roundId: string, reason: string): Promise<void> {
    try {
      await this.workflows.send(roundWorkflow, roundId, { type: 'cancel', reason }, SYSTEM);
    } catch (error) {
      if (!(error instanceof Refused && error.reasons.every(({ code }) => code === 'round.notNow'))) throw error;
    }
  }

  /** The facts of a new round. @throws as `plan` */
  async factsOf({ rfqId, ...plan }: RoundPlan & { rfqId: string }, by: Actor): Promise<NewFacts<Round>> {
    const rfq = await this.rfqs.one(rfqId);
    if (rfq.state !== 'closed' && rfq.state !== 'negotiation') {
      const say = `${rfq.number} is ${rfq.state.replaceAll('_', ' ')}; rounds are planned once the RFQ is closed.`;
      throw new Refused([{ code: 'round.rfqNotClosed', say, field: 'rfqId' }]);
    }
    const known = await this.knowledge.about(rfqId, null);
    const ordinal = known.rounds.reduce((most, round) => Math.max(most, round.ordinal), 0) + 1;
    const facts = {
      caseId: rfq.caseId,
      title: `${rfq.number} ${rfq.title}: round ${ordinal}`,
      rfqId: rfq.id,
      rfqNumber: rfq.number,
      buyerId: by.id,
      buyerName: by.name,
      ordinal,
      kind: plan.kind,
      closesAt: plan.closesAt,
      zone: plan.zone ?? rfq.zone,
      message: plan.message,
      targets: targetsOf(known, plan.targets),
      offers: [],
      results: [],
      currency: rfq.currency,
      baseline: null,
      bestTotal: null,
      saving: null,
      savingShare: null,
      openedAt: null,
      closedAt: null,
      reason: null,
    };
    // A plan is held against the rules of an edit: what could not be changed to this is not begun as this either.
    const context = { ...facts, id: '', number: '', state: 'planned', version: 0, dueAt: null };
    const event = { type: 'edit' as const, ...plan, at: await this.rfqs.now(), by, known };
    const reason = roundRules.editable({ context, event });
    if (reason) throw new Refused([reason]);
    return facts;
  }
}
