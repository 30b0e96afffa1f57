import { Injectable } from '@nestjs/common';
import { type Job, Worker, type WorkerFor } from '../../engine/jobs.js';
import { derivedId } from '../../engine/ids.js';
import { People } from '../../identity/people.queries.js';
import { Mailer } from '../../mail/mailer.js';
import { Settings } from '../../settings.js';
import { InvitationQueries } from '../rfqs/invitation.queries.js';
import { RfqQueries } from '../rfqs/rfq.queries.js';
import { RoundCommands } from './round.commands.js';
import { roundJobs } from './round.jobs.js';
import { RoundQueries, type RoundTarget, type RoundView } from './round.queries.js';

/** Writes to those who take part in a round and to its buyer. Nobody hears of the others' names, prices or number. */
@Injectable()
@Worker(roundJobs)
export class RoundWorker implements WorkerFor<typeof roundJobs> {
  constructor(
    private readonly rounds: RoundQueries,
    private readonly commands: RoundCommands,
    private readonly rfqs: RfqQueries,
    private readonly invitations: InvitationQueries,
    private readonly people: People,
    private readonly mailer: Mailer,
    private readonly settings: Settings,
  ) {}

  async tellVendors(job: Job): Promise<void> {
    const round = await this.rounds.one(job.recordId);
    if (round.state === 'open') await this.toVendors('negotiations/round', job, round);
  }

  async tellOfCancellation(job: Job): Promise<void> {
    await this.toVendors('negotiations/cancelled', job, await this.rounds.one(job.recordId));
  }

  async tellBuyer({ id, recordId }: Job): Promise<void> {
    const round = await this.rounds.one(recordId);
    const buyer = await this.people.find(round.buyerId);
    if (!buyer) return;
    await this.mailer.send('negotiations/closed', {
      to: { name: buyer.name, address: buyer.eMail },
      messageId: id,
      model: {
        name: buyer.name,
        title: round.title,
        rfqNumber: round.rfqNumber,
        isFinal: round.kind === 'bafo',
        results: round.results,
        saving: round.saving?.toFixed() ?? null,
        savingShare: round.savingShare?.toFixed() ?? null,
        currency: round.currency,
        link: `${this.settings.publicUrl}/rounds/${round.id}`,
      },
      caseId: round.caseId ?? undefined,
    });
  }

  async cancelRounds({ recordId }: Job): Promise<void> {
    const rfq = await this.rfqs.one(recordId);
    for (const { id, state } of await this.rounds.ofRfq(recordId)) {
      if (state === 'planned' || state === 'open') await this.commands.cancelWithRfq(id, `${rfq.number} is ${rfq.state}.`);
    }
  }

  private async toVendors(template: string, job: Job, round: RoundView): Promise<void> {
    const rfq = await this.rfqs.one(round.rfqId);
    for (const target of round.targets) await this.toVendor(template, job, round, rfq.title, target);
  }

  private async toVendor(template: string, job: Job, round: RoundView, title: string, target: RoundTarget): Promise<void> {
    const invitation = await this.invitations.one(target.invitationId);
    await this.mailer.send(template, {
      to: { name: invitation.contactName, address: invitation.contactEMail },
      // One round writes to several vendors: each letter has a name of its own that a repetition finds again.
      messageId: derivedId(job.id, target.quoteId),
      model: {
        name: invitation.contactName,
        vendorName: target.vendorName,
        rfqNumber: round.rfqNumber,
        title,
        isFinal: round.kind === 'bafo',
        closesAt: round.closesAt,
        zone: round.zone,
        message: round.message,
        ownMessage: target.message,
        currentTotal: target.currentTotal,
        target: target.target,
        currency: target.currency,
        reason: round.reason,
        buyer: round.buyerName,
        organisation: this.settings.buyerName,
        link: this.invitations.url(invitation.id),
      },
      replyTo: this.invitations.replyTo(invitation.id),
      caseId: round.caseId ?? undefined,
    });
  }
}
