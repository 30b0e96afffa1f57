import { Injectable } from '@nestjs/common';
import { Refused } from '../../engine/errors.js';
import { type Job, Worker, type WorkerFor } from '../../engine/jobs.js';
import { type Actor, SYSTEM } from '../../engine/workflow.js';
import { derivedId } from '../../engine/ids.js';
import { People } from '../../identity/people.queries.js';
import { Mailer } from '../../mail/mailer.js';
import { Settings } from '../../settings.js';
import { ApprovalCommands } from '../approvals/approval.commands.js';
import { QuoteCommands } from '../quotes/quote.commands.js';
import { QuoteQueries, type QuoteView } from '../quotes/quote.queries.js';
import { InvitationQueries } from '../rfqs/invitation.queries.js';
import { RfqQueries } from '../rfqs/rfq.queries.js';
import { AwardCommands } from './award.commands.js';
import { reasonForLosing, winnersOf } from './award.content.js';
import { awardJobs } from './award.jobs.js';
import { AwardQueries, type AwardView } from './award.queries.js';

/** Has awards approved, moves the quotes after them, and writes to winners and losers. */
@Injectable()
@Worker(awardJobs)
export class AwardWorker implements WorkerFor<typeof awardJobs> {
  constructor(
    private readonly awards: AwardQueries,
    private readonly commands: AwardCommands,
    private readonly approvals: ApprovalCommands,
    private readonly rfqs: RfqQueries,
    private readonly quotes: QuoteQueries,
    private readonly quoteCommands: QuoteCommands,
    private readonly invitations: InvitationQueries,
    private readonly people: People,
    private readonly mailer: Mailer,
    private readonly settings: Settings,
  ) {}

  async requestApprovals({ recordId, payload }: Job): Promise<void> {
    const award = await this.awards.one(recordId);
    if (award.state !== 'pending_approval') return;
    const { id, number, title, version, approvalRound: round, caseId, total: amount, currency, authorIds } = award;
    const by = await this.actor(payload.by);
    const subject = { workflow: 'award', id, number, title, version, round, caseId };
    await this.approvals.request({ subject, amount, currency, authorIds, by });
  }

  async voidApprovals({ recordId }: Job): Promise<void> {
    const award = await this.awards.one(recordId);
    // A late job must not void the approvals of a submission that came after it.
    const before = award.state === 'pending_approval' ? award.approvalRound : award.approvalRound + 1;
    await this.approvals.voidBefore({ id: recordId }, before, `${award.number} was withdrawn from approval.`);
  }

  /** Winners are awarded; whoever cannot win anything any more has lost, with the reason. Prices stay as they are. */
  async settleQuotes({ recordId }: Job): Promise<void> {
    const award = await this.awards.one(recordId);
    if (award.state !== 'active') return;
    const [rfq, quotes, awards] = await Promise.all([
      this.rfqs.one(award.rfqId),
      this.quotes.ofRfq(award.rfqId),
      this.awards.ofRfq(award.rfqId),
    ]);
    const active = awards.filter(({ state }) => state === 'active');
    const covered = new Set(active.flatMap(({ lines }) => lines.map(({ lineId }) => lineId)));
    const isWhole = rfq.lines.every(({ id }) => covered.has(id));
    for (const quote of quotes) {
      const theirs = new Set(
        active.flatMap(({ lines }) => lines.filter(({ quoteId }) => quoteId === quote.id).map(({ lineId }) => lineId)),
      );
      const priced = quote.lines.filter(({ unitPrice }) => unitPrice !== null);
      if (theirs.size > 0) {
        const partly = priced.some(({ lineId }) => !theirs.has(lineId));
        await unlessMoved(() => this.quoteCommands.award(quote.id, { partly }, SYSTEM));
      } else if (quote.revision > 0 && (isWhole || priced.every(({ lineId }) => covered.has(lineId)))) {
        await unlessMoved(() => this.quoteCommands.lose(quote.id, reasonForLosing(award, quote.id), SYSTEM));
      }
    }
  }

  async tellWinners(job: Job): Promise<void> {
    const award = await this.awards.one(job.recordId);
    const rfq = await this.rfqs.one(award.rfqId);
    for (const { quoteId, lines, total } of winnersOf(award.lines)) {
      const quote = await this.quotes.one(quoteId);
      await this.write('awards/award', job, award, quote, {
        title: rfq.title,
        lines,
        total: total.toFixed(),
        currency: award.currency,
        isWhole: quote.lines.every(({ lineId, unitPrice }) => unitPrice === null || lines.some((line) => line.lineId === lineId)),
        buyer: rfq.buyerName,
      });
    }
  }

  /** A quote lost: because another was chosen, the vendor hears why; where the RFQ ended otherwise the RFQ's own letter says so. */
  async tellLoser(job: Job): Promise<void> {
    const quote = await this.quotes.one(job.recordId);
    const rfq = await this.rfqs.one(quote.rfqId);
    if (quote.state !== 'lost' || quote.reason === null || rfq.state === 'cancelled' || rfq.state === 'unsuccessful') return;
    const award = (await this.awards.ofRfq(quote.rfqId)).findLast(({ state }) => state === 'active');
    if (!award) return;
    await this.write('awards/regret', job, award, quote, { title: rfq.title, reason: quote.reason, buyer: rfq.buyerName });
  }

  /** The award fell through: the winner is out, the others stand again. */
  async releaseQuotes({ recordId }: Job): Promise<void> {
    const award = await this.awards.one(recordId);
    const [quotes, awards] = await Promise.all([this.quotes.ofRfq(award.rfqId), this.awards.ofRfq(award.rfqId)]);
    const standing = new Set(
      awards.filter(({ state }) => state === 'active').flatMap(({ lines }) => lines.map(({ quoteId }) => quoteId)),
    );
    const fallen = new Set(award.lines.map(({ quoteId }) => quoteId));
    const because = `The award ${award.number} fell through: ${award.reason ?? 'no reason was given'}`;
    for (const quote of quotes) {
      if (standing.has(quote.id)) continue;
      const isFallen = fallen.has(quote.id);
      const isOut = isFallen && quote.state === 'lost' && quote.reason === because;
      if (!isOut && ['lost', 'awarded', 'partially_awarded'].includes(quote.state)) {
        await unlessMoved(() => this.quoteCommands.release(quote.id, SYSTEM));
      }
      if (isFallen && !isOut) await unlessMoved(() => this.quoteCommands.lose(quote.id, because, SYSTEM));
    }
  }

  async tellWinnerOfFailure(job: Job): Promise<void> {
    const award = await this.awards.one(job.recordId);
    const rfq = await this.rfqs.one(award.rfqId);
    for (const { quoteId } of winnersOf(award.lines)) {
      const quote = await this.quotes.one(quoteId);
      await this.write('awards/failed', job, award, quote, { title: rfq.title, reason: award.reason, buyer: rfq.buyerName });
    }
  }

  async cancelProposals({ recordId }: Job): Promise<void> {
    const rfq = await this.rfqs.one(recordId);
    for (const { id, state } of await this.awards.ofRfq(recordId)) {
      if (state === 'proposed') await this.commands.cancelWithRfq(id, `${rfq.number} is ${rfq.state}.`);
    }
  }

  private async write(template: string, job: Job, award: AwardView, quote: QuoteView, model: object): Promise<void> {
    const invitation = await this.invitations.one(quote.invitationId);
    await this.mailer.send(template, {
      to: { name: invitation.contactName, address: invitation.contactEMail },
      // One award writes to several vendors: each letter has a name of its own that a repetition finds again.
      messageId: derivedId(job.id, quote.id),
      model: {
        name: invitation.contactName,
        vendorName: quote.vendorName,
        rfqNumber: quote.rfqNumber,
        quoteNumber: quote.number,
        organisation: this.settings.buyerName,
        link: this.invitations.url(invitation.id),
        ...model,
      },
      replyTo: this.invitations.replyTo(invitation.id),
      caseId: award.caseId ?? undefined,
    });
  }

  private async actor(id: unknown): Promise<Actor> {
    const person = typeof id === 'string' ? await this.people.find(id) : null;
    return person ? { id: person.id, name: person.name, roles: person.roles, kind: 'person' } : SYSTEM;
  }
}

/** Passes over quotes that have moved on: a repeated job finds its work done. */
async function unlessMoved(work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (error instanceof Refused && error.reasons.every(({ code }) => code === 'quote.notNow')) return;
    throw error;
  }
}
