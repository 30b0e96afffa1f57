import { Injectable } from '@nestjs/common';
import { Refused } from '../../engine/errors.js';
import type { Actor } from '../../engine/workflow.js';
import { WorkflowRunner } from '../../engine/workflow-runner.js';
import { lotsAndLines, withPrice } from './rfq-content.facts.js';
import type { RfqEdit, RfqFacts } from './rfq.facts.js';
import { rfqWorkflow } from './rfq.workflow.js';

/** Companions of other documents' events act in the person's name, but only the engine may send them. */
const inTheNameOf = (by: Actor): Actor => ({ ...by, kind: 'system' });

/** Everything that can be done to an RFQ from other features and our own workers; people use the generic doors. */
@Injectable()
export class RfqCommands {
  constructor(private readonly workflows: WorkflowRunner) {}

  /** Begins an RFQ as draft of the buyer `by`; the same `id` begins it once. */
  begin(
    description: RfqEdit,
    origin: { caseId: string | null; decisionId: string | null },
    by: Actor,
    id?: string,
  ): Promise<RfqFacts> {
    return this.workflows.start(rfqWorkflow, newRfq(description, origin, by), by, { id });
  }

  /** Changes a draft. @throws Refused `rfq.notBuyer`, `rfq.unknownZone`, `rfq.noQuantity`, `rfq.notNow` */
  edit(rfqId: string, description: RfqEdit, by: Actor): Promise<RfqFacts> {
    return this.workflows.send(rfqWorkflow, rfqId, { type: 'edit', ...description }, by);
  }

  /** Sends the RFQ to the invited vendors. @throws Refused `rfq.noLines`, `rfq.deadlinePassed`, `rfq.tooFewVendors`, `rfq.vendorNotApproved` … */
  publish(rfqId: string, by: Actor): Promise<RfqFacts> {
    return this.workflows.send(rfqWorkflow, rfqId, { type: 'publish' }, by);
  }

  /** Remembers the PDF of a revision; a revision that has one already is left alone. */
  async attachDocument(rfqId: string, fileId: string, revision: number, by: Actor): Promise<void> {
    await unlessRefused(['rfq.documentKnown', 'rfq.notNow'], () =>
      this.workflows.send(rfqWorkflow, rfqId, { type: 'attachDocument', fileId, revision }, inTheNameOf(by)),
    );
  }

  /** A round begins. @throws Refused `rfq.notNow` unless closed */
  openNegotiation(rfqId: string, by: Actor): Promise<RfqFacts> {
    return this.workflows.send(rfqWorkflow, rfqId, { type: 'openNegotiation' }, inTheNameOf(by));
  }

  /** No round is open any more. @throws Refused `rfq.notNow` unless in negotiation */
  endNegotiation(rfqId: string, by: Actor): Promise<RfqFacts> {
    return this.workflows.send(rfqWorkflow, rfqId, { type: 'endNegotiation' }, inTheNameOf(by));
  }

  /** An award goes to approval. @throws Refused `rfq.notNow` */
  proposeAward(rfqId: string, by: Actor): Promise<RfqFacts> {
    return this.workflows.send(rfqWorkflow, rfqId, { type: 'proposeAward' }, inTheNameOf(by));
  }

  /** An award was not approved, withdrawn or fell through. @throws Refused `rfq.notNow` */
  returnFromAward(rfqId: string, by: Actor): Promise<RfqFacts> {
    return this.workflows.send(rfqWorkflow, rfqId, { type: 'returnFromAward' }, inTheNameOf(by));
  }

  /** An award was approved; `partly` where lines are left to award. @throws Refused `rfq.notNow` */
  award(rfqId: string, { partly }: { partly: boolean }, by: Actor): Promise<RfqFacts> {
    return this.workflows.send(rfqWorkflow, rfqId, { type: 'award', partly }, inTheNameOf(by));
  }
}

/** The facts of a new RFQ. */
export function newRfq(
  description: RfqEdit,
  { caseId, decisionId }: { caseId: string | null; decisionId: string | null },
  by: Actor,
) {
  return {
    ...description,
    ...lotsAndLines(description, { lots: [], lines: [] }),
    criteria: withPrice(description.criteria),
    minVendors: description.minVendors ?? 1,
    vendorIds: [...new Set(description.vendorIds)],
    caseId,
    decisionId,
    revision: 0,
    amendments: [],
    buyerId: by.id,
    buyerName: by.name,
    documentFileId: null,
    documentRevision: null,
    publishedAt: null,
    closedAt: null,
    reason: null,
    pendingAwards: 0,
    awardedPartly: false,
  };
}

/** Passes over refusals that only say that a repeated job has done its work before; gives back whether the work was done now. */
export async function unlessRefused(codes: readonly string[], work: () => Promise<unknown>): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (error) {
    if (error instanceof Refused && error.reasons.every(({ code }) => codes.includes(code))) return false;
    throw error;
  }
}
