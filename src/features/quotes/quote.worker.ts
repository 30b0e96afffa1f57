import { Injectable } from '@nestjs/common';
import { type Job, Worker, type WorkerFor } from '../../engine/jobs.js';
import { SYSTEM } from '../../engine/workflow.js';
import { People } from '../../identity/people.queries.js';
import { LetterQueries } from '../../mail/letter.queries.js';
import { Letters } from '../../mail/letters.js';
import { Mailer } from '../../mail/mailer.js';
import { Rejected } from '../../mail/rejected.js';
import { Settings } from '../../settings.js';
import { InvitationCommands } from '../rfqs/invitation.commands.js';
import { InvitationQueries } from '../rfqs/invitation.queries.js';
import { RfqQueries } from '../rfqs/rfq.queries.js';
import { QuoteCommands } from './quote.commands.js';
import { quoteJobs } from './quote.jobs.js';
import { QuoteQueries, type QuoteView } from './quote.queries.js';
import { receiptModel, unreadModel } from './quote.views.js';

/** Tells vendors what became of their answers and buyers what waits for them; keeps invitations and quotes in step with each other. */
@Injectable()
@Worker(quoteJobs)
export class QuoteWorker implements WorkerFor<typeof quoteJobs> {
  constructor(
    private readonly settings: Settings,
    private readonly quotes: QuoteQueries,
    private readonly commands: QuoteCommands,
    private readonly rfqs: RfqQueries,
    private readonly invitations: InvitationQueries,
    private readonly inviting: InvitationCommands,
    private readonly letterQueries: LetterQueries,
    private readonly letters: Letters,
    private readonly people: People,
    private readonly mailer: Mailer,
  ) {}

  async sendReceipt({ id, recordId, version }: Job): Promise<void> {
    const quote = await this.quotes.one(recordId);
    const revision = quote.revisions.find((known) => known.version === version);
    if (!revision) return;
    const rfq = await this.rfqs.one(quote.rfqId);
    // Submitted in the moment in which the RFQ was amended: the round over all quotes may have passed this one by.
    if (quote.rfqRevision < rfq.revision) await this.commands.markStale(quote.id, rfq.revision);
    await this.toVendor(id, 'quotes/receipt', quote, receiptModel(rfq, revision));
    await this.settleLetters(quote);
  }

  async sendWithdrawal({ id, recordId }: Job): Promise<void> {
    const quote = await this.quotes.one(recordId);
    const rfq = await this.rfqs.one(quote.rfqId);
    await this.toVendor(id, 'quotes/withdrawal', quote, { rfq });
  }

  async tellWhatWasUnread({ id, recordId, version }: Job): Promise<void> {
    const quote = await this.quotes.one(recordId);
    const reading = quote.reading?.find((known) => known.version === version);
    // The buyer was faster and has settled it: the vendor hears of that instead.
    if (!reading) return;
    await this.toVendor(id, 'quotes/unread', quote, unreadModel(await this.rfqs.one(quote.rfqId), reading));
  }

  async tellOfRejection({ id, recordId }: Job): Promise<void> {
    const quote = await this.quotes.one(recordId);
    const rfq = await this.rfqs.one(quote.rfqId);
    await this.toVendor(id, 'quotes/rejection', quote, { rfq, note: quote.reason, stands: quote.revision > 0 });
    await this.settleLetters(quote);
  }

  async settleReview({ recordId }: Job): Promise<void> {
    await this.settleLetters(await this.quotes.one(recordId));
  }

  async tellOfAdmission({ id, recordId }: Job): Promise<void> {
    const quote = await this.quotes.one(recordId);
    await this.toVendor(id, 'quotes/admission', quote, { rfq: await this.rfqs.one(quote.rfqId), reason: quote.reason });
  }

  async tellBuyerToReview({ id, recordId }: Job): Promise<void> {
    const quote = await this.quotes.one(recordId);
    if (!quote.reading) return;
    await this.toBuyer(id, 'quotes/review', quote.buyerId, quote.caseId, {
      rfqNumber: quote.rfqNumber,
      vendorName: quote.vendorName,
      problems: quote.reading.flatMap(({ problems }) => problems),
      link: `${this.settings.publicUrl}/quotes/${quote.id}/review`,
    });
  }

  async answerInvitation({ recordId }: Job): Promise<void> {
    await this.inviting.answer((await this.quotes.one(recordId)).invitationId);
  }

  async retractInvitation({ recordId }: Job): Promise<void> {
    const quote = await this.quotes.one(recordId);
    if (quote.state === 'withdrawn' || quote.state === 'draft') await this.inviting.retract(quote.invitationId);
  }

  async markStale({ recordId }: Job): Promise<void> {
    const rfq = await this.rfqs.one(recordId);
    for (const { id, state } of await this.quotes.ofRfq(rfq.id))
      if (state === 'submitted') await this.commands.markStale(id, rfq.revision);
  }

  async loseAll({ recordId }: Job): Promise<void> {
    const rfq = await this.rfqs.one(recordId);
    const standing = ['submitted', 'stale', 'late', 'best_and_final', 'expired'];
    const reason = rfq.reason ?? `The RFQ is ${rfq.state}.`;
    for (const { id, state } of await this.quotes.ofRfq(rfq.id))
      if (standing.includes(state)) await this.commands.lose(id, reason, SYSTEM);
  }

  async tellBuyerOfQuotes({ id, recordId }: Job): Promise<void> {
    const rfq = await this.rfqs.one(recordId);
    const [quotes, invitations] = await Promise.all([this.quotes.ofRfq(rfq.id), this.invitations.ofRfq(rfq.id)]);
    await this.toBuyer(id, 'quotes/closed', rfq.buyerId, rfq.caseId, {
      rfq,
      invited: invitations.length,
      quotes: quotes
        .filter(({ state }) => state === 'submitted')
        .map(({ vendorName, currency, total }) => ({ vendorName, currency, total })),
      declined: invitations
        .filter(({ state }) => state === 'declined')
        .map(({ vendorName, declineReason }) => ({ vendorName, declineReason })),
      waiting: quotes.filter(({ reading }) => reading !== null).length,
      stale: quotes.filter(({ state }) => state === 'stale').length,
      link: `${this.settings.publicUrl}/rfqs/${rfq.id}/comparison`,
    });
  }

  /** Letters of the review queue that no reading of the quote waits for any more have been dealt with. */
  private async settleLetters(quote: QuoteView): Promise<void> {
    const waiting = new Set((quote.reading ?? []).map(({ letterId }) => letterId));
    for (const { id, state } of await this.letterQueries.ofSubject(quote.id)) {
      if (state === 'review' && !waiting.has(id)) await this.letters.resolve(id, { state: 'read' }, SYSTEM);
    }
  }

  private async toVendor(messageId: string, template: string, quote: QuoteView, model: object): Promise<void> {
    const invitation = await this.invitations.one(quote.invitationId);
    const letter = quote.letterId ? await this.inReplyTo(quote.letterId) : null;
    try {
      await this.mailer.send(template, {
        to: { name: invitation.contactName, address: invitation.contactEMail },
        messageId,
        model: {
          ...model,
          organisation: this.settings.buyerName,
          vendorName: quote.vendorName,
          contactName: invitation.contactName,
          link: this.invitations.url(invitation.id),
        },
        replyTo: this.invitations.replyTo(invitation.id),
        caseId: quote.caseId ?? undefined,
        ...(letter ? { inReplyTo: letter } : {}),
      });
    } catch (error) {
      if (!(error instanceof Rejected)) throw error;
      await this.inviting.bounce(invitation.id, error.message);
    }
  }

  private async inReplyTo(letterId: string): Promise<string | null> {
    const letter = await this.letterQueries.one(letterId);
    return /^message-id:\s*<([^<>\s]+)>/im.exec(letter?.headers ?? '')?.[1] ?? null;
  }

  private async toBuyer(
    messageId: string,
    template: string,
    buyerId: string,
    caseId: string | null,
    model: object,
  ): Promise<void> {
    const buyer = await this.people.find(buyerId);
    if (!buyer) return;
    await this.mailer.send(template, {
      to: { name: buyer.name, address: buyer.eMail },
      messageId,
      caseId: caseId ?? undefined,
      model: { ...model, buyerName: buyer.name },
    });
  }
}
