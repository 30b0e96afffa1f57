import { Injectable } from '@nestjs/common';
import { Refused } from '../../engine/errors.js';
import { type Actor, SYSTEM } from '../../engine/workflow.js';
import { isUniqueViolation } from '../../database/unique-violation.js';
import { derivedId } from '../../engine/ids.js';
import { WorkflowRunner } from '../../engine/workflow-runner.js';
import { type InvitationView, InvitationQueries } from '../rfqs/invitation.queries.js';
import { RfqQueries, type RfqView } from '../rfqs/rfq.queries.js';
import type { Quote } from './quote.entity.js';
import type { PendingReading, QuoteAnswer, QuoteChannel, QuoteLine } from './quote.facts.js';
import { QuoteQueries } from './quote.queries.js';
import { quoteWorkflow } from './quote.workflow.js';

/** How an answer reached us; `receivedAt` by the database's clock where that was before now. */
export interface AnswerOrigin {
  channel: QuoteChannel;
  letterId: string | null;
  receivedAt: Date | null;
}

/** Other features' doors act in the person's name; the events are the engine's. */
const inTheNameOf = (by: Actor): Actor => ({ ...by, kind: 'system' });

const refusedWith = (error: unknown, ...codes: string[]): boolean =>
  error instanceof Refused && error.reasons.some(({ code }) => codes.includes(code));

/** Everything that can be done to a quote from pages, letters and other features. */
@Injectable()
export class QuoteCommands {
  constructor(
    private readonly workflows: WorkflowRunner,
    private readonly quotes: QuoteQueries,
    private readonly invitations: InvitationQueries,
    private readonly rfqs: RfqQueries,
  ) {}

  /** The vendor's quote, begun as draft where there is none yet. */
  async ofInvitation(invitationId: string, by: Actor): Promise<Quote> {
    const known = await this.quotes.ofInvitation(invitationId);
    const quote = known && (await this.workflows.read(quoteWorkflow, known.id));
    if (quote) return quote;
    const invitation = await this.invitations.one(invitationId);
    const id = derivedId(invitationId, 'quote');
    try {
      return await this.workflows.start(quoteWorkflow, newQuote(invitation, await this.rfqs.one(invitation.rfqId)), by, { id });
    } catch (error) {
      // A buyer began one for the vendor in the same moment.
      const there = isUniqueViolation(error, 'quotes_one_an_invitation') ? await this.quotes.ofInvitation(invitationId) : null;
      const other = there && (await this.workflows.read(quoteWorkflow, there.id));
      if (other) return other;
      throw error;
    }
  }

  /** Keeps what the vendor typed; what was submitted stays as it is. @throws Refused `quote.pastDeadline`, `quote.rfqOver` */
  async save(invitationId: string, answer: QuoteAnswer, by: Actor): Promise<Quote> {
    const quote = await this.ofInvitation(invitationId, by);
    return this.workflows.send(quoteWorkflow, quote.id, { type: 'save', ...answer }, by);
  }

  /**
   * Submits the vendor's answer, or replaces the one that stands. After the deadline the answer is kept as late: on its own where nothing
   * stands, otherwise beside what stands.
   *
   * @throws Refused `quote.noPrice`, `quote.badCurrency`, `quote.validityPassed`, `quote.rfqSuspended`, `quote.rfqOver`, `quote.unchanged` …
   */
  async submit(invitationId: string, answer: QuoteAnswer, origin: AnswerOrigin, by: Actor): Promise<Quote> {
    const quote = await this.ofInvitation(invitationId, by);
    const isFirst = ['draft', 'manual_review', 'withdrawn'].includes(quote.state);
    try {
      return await this.workflows.send(
        quoteWorkflow,
        quote.id,
        { type: isFirst ? 'submit' : 'replace', ...answer, ...origin },
        by,
      );
    } catch (error) {
      const standsAlready = !isFirst && refusedWith(error, 'quote.pastDeadline', 'quote.notNow');
      if (!standsAlready) throw error;
      return this.submitBeside(quote, answer, origin, by);
    }
  }

  /** Takes the vendor's quote back. @throws Refused `quote.pastDeadline`, `quote.notNow` */
  async withdraw(invitationId: string, by: Actor, receivedAt: Date | null = null): Promise<Quote> {
    const quote = await this.ofInvitation(invitationId, by);
    return this.workflows.send(quoteWorkflow, quote.id, { type: 'withdraw', receivedAt }, by);
  }

  /** The vendor lets its quote stand for the present revision of the RFQ. @throws Refused `quote.newLines`, `quote.pastDeadline` */
  async reconfirm(invitationId: string, by: Actor): Promise<Quote> {
    const quote = await this.ofInvitation(invitationId, by);
    return this.workflows.send(quoteWorkflow, quote.id, { type: 'reconfirm' }, by);
  }

  /** Puts an answer that could not be read for certain before the buyer; the same letter once. */
  async receiveForReview(invitationId: string, reading: Omit<PendingReading, 'version'>, by: Actor): Promise<Quote> {
    const quote = await this.ofInvitation(invitationId, by);
    try {
      return await this.workflows.send(quoteWorkflow, quote.id, { type: 'receiveForReview', ...reading }, inTheNameOf(by));
    } catch (error) {
      if (refusedWith(error, 'quote.letterKnown')) return quote;
      throw error;
    }
  }

  /** The buyer takes the oldest answer in review as a quote, with corrections. @throws Refused `quote.nothingToReview`, `quote.badPrice` … */
  accept(quoteId: string, answer: QuoteAnswer & { note: string | null }, by: Actor): Promise<Quote> {
    return this.workflows.send(quoteWorkflow, quoteId, { type: 'accept', ...answer }, by);
  }

  /** The buyer does not take the oldest answer in review; the vendor is told `note`. @throws Refused `quote.nothingToReview` */
  reject(quoteId: string, note: string, by: Actor): Promise<Quote> {
    return this.workflows.send(quoteWorkflow, quoteId, { type: 'reject', note }, by);
  }

  /** The oldest answer in review held nothing but what was dealt with elsewhere, such as a question. @throws Refused `quote.nothingToReview` */
  setAside(quoteId: string, by: Actor): Promise<Quote> {
    return this.workflows.send(quoteWorkflow, quoteId, { type: 'setAside' }, by);
  }

  /** The RFQ has a new revision; a quote that answers it already is left alone. */
  async markStale(quoteId: string, revision: number): Promise<void> {
    try {
      await this.workflows.send(quoteWorkflow, quoteId, { type: 'markStale', revision }, SYSTEM);
    } catch (error) {
      if (!refusedWith(error, 'quote.upToDate', 'quote.notNow')) throw error;
    }
  }

  /**
   * New prices in an open round; lines that are not named keep theirs. Whether the round is open is for the caller to know.
   *
   * @throws Refused `quote.noRound`, `quote.stale`, `quote.badPrice`, `quote.notNow`
   */
  improve(
    quoteId: string,
    offer: { lines: QuoteLine[]; roundId: string; validUntil?: string | null },
    by: Actor,
  ): Promise<Quote> {
    return this.workflows.send(quoteWorkflow, quoteId, { type: 'improve', validUntil: null, ...offer }, by);
  }

  /** The quote, or a part of it, was chosen. @throws Refused `quote.stale`, `quote.notNow` */
  award(quoteId: string, { partly }: { partly: boolean }, by: Actor): Promise<Quote> {
    return this.workflows.send(quoteWorkflow, quoteId, { type: 'award', partly }, inTheNameOf(by));
  }

  /** Another was chosen; `reason` is what the vendor is told. Prices stay as they were. @throws Refused `quote.notNow` */
  lose(quoteId: string, reason: string, by: Actor): Promise<Quote> {
    return this.workflows.send(quoteWorkflow, quoteId, { type: 'lose', reason }, inTheNameOf(by));
  }

  /** The award fell through: the quote stands again. @throws Refused `quote.notNow` */
  release(quoteId: string, by: Actor): Promise<Quote> {
    return this.workflows.send(quoteWorkflow, quoteId, { type: 'release' }, inTheNameOf(by));
  }

  /** A late answer of a vendor whose quote stands: a record of its own, so that nothing that stands is touched. */
  private async submitBeside(standing: Quote, answer: QuoteAnswer, origin: AnswerOrigin, by: Actor): Promise<Quote> {
    const [invitation, rfq] = [await this.invitations.one(standing.invitationId), await this.rfqs.one(standing.rfqId)];
    const at = origin.receivedAt ?? (await this.rfqs.now());
    if (rfq.closesAt === null || at < rfq.closesAt) {
      return this.workflows.send(quoteWorkflow, standing.id, { type: 'replace', ...answer, ...origin }, by);
    }
    if (!['published', 'closed', 'negotiation'].includes(rfq.state)) {
      throw new Refused([{ code: 'quote.rfqOver', say: 'This RFQ is over; nothing needs to be sent any more.' }]);
    }
    const id = derivedId(standing.id, `late/${origin.letterId ?? at.toISOString()}`);
    const extra = await this.workflows.start(quoteWorkflow, { ...newQuote(invitation, rfq), isExtra: true }, by, { id });
    return extra.state === 'draft' ? this.workflows.send(quoteWorkflow, id, { type: 'submit', ...answer, ...origin }, by) : extra;
  }
}

/** The facts of a new quote. */
export function newQuote(invitation: InvitationView, rfq: RfqView) {
  return {
    caseId: invitation.caseId,
    title: `${invitation.rfqNumber} · ${invitation.vendorName}`,
    rfqId: invitation.rfqId,
    rfqNumber: invitation.rfqNumber,
    buyerId: invitation.buyerId,
    invitationId: invitation.id,
    vendorId: invitation.vendorId,
    vendorName: invitation.vendorName,
    rfqRevision: rfq.revision,
    revision: 0,
    currency: rfq.currency,
    lines: rfq.lines.map(({ id }) => ({ lineId: id, unitPrice: null, leadDays: null, note: null, notOffered: false })),
    validUntil: null,
    validThrough: null,
    paymentTerms: null,
    channel: null,
    letterId: null,
    submittedAt: null,
    contentHash: null,
    total: null,
    revisions: [],
    roundId: null,
    reading: null,
    draft: null,
    isExtra: false,
    reason: null,
  };
}
