import { Injectable } from '@nestjs/common';
import { type Job, Worker, type WorkerFor } from '../../engine/jobs.js';
import { People } from '../../identity/people.queries.js';
import { Mailer } from '../../mail/mailer.js';
import { Rejected } from '../../mail/rejected.js';
import { Settings } from '../../settings.js';
import { InvitationCommands } from './invitation.commands.js';
import { invitationJobs } from './invitation.jobs.js';
import { InvitationQueries, type InvitationView } from './invitation.queries.js';
import { QuestionQueries } from './question.queries.js';
import { RfqPackage } from './rfq-package.queries.js';
import { RfqQueries, type RfqView } from './rfq.queries.js';
import { letterModel } from './rfq.views.js';

/** Letters to one invited vendor, each with the RFQ's files where they help to answer. */
@Injectable()
@Worker(invitationJobs)
export class InvitationWorker implements WorkerFor<typeof invitationJobs> {
  constructor(
    private readonly settings: Settings,
    private readonly invitations: InvitationQueries,
    private readonly commands: InvitationCommands,
    private readonly rfqs: RfqQueries,
    private readonly questions: QuestionQueries,
    private readonly files: RfqPackage,
    private readonly people: People,
    private readonly mailer: Mailer,
  ) {}

  async sendInvitation({ id, recordId }: Job): Promise<void> {
    const invitation = await this.invitations.one(recordId);
    const rfq = await this.rfqs.one(invitation.rfqId);
    const isOpen = ['published', 'suspended'].includes(rfq.state);
    if (invitation.state !== 'queued' || !isOpen) {
      // A process that died between sending and noting it leaves a letter that the vendor may have answered already.
      if (!(await this.mailer.isUnderWay(id))) return;
      if (!isOpen)
        return this.mailer.giveUp(id, `The sending was interrupted and is not repeated: ${rfq.number} is ${rfq.state} by now.`);
    }
    const isDelivered = await this.send(
      id,
      'rfqs/invitation',
      rfq,
      invitation,
      letterModel(rfq, invitation, this.house(invitation)),
    );
    if (!isDelivered) return;
    await this.commands.markSent(invitation.id, rfq.revision);
    const now = await this.rfqs.one(rfq.id);
    if ((now.documentRevision ?? 0) > rfq.revision) {
      await this.commands.tell(invitation.id, { kind: 'amendment', about: `revision ${now.revision}`, revision: now.revision });
    }
  }

  async sendLetter({ id, recordId, version }: Job): Promise<void> {
    const invitation = await this.invitations.one(recordId);
    const letter = invitation.letters.find((known) => known.version === version);
    if (!letter) return;
    const rfq = await this.rfqs.one(invitation.rfqId);
    const model = letterModel(rfq, invitation, this.house(invitation));
    const question = letter.kind === 'answer' || letter.kind === 'reply' ? await this.questions.byId(letter.about) : null;
    await this.send(id, `rfqs/${letter.kind}`, rfq, invitation, { ...model, question });
  }

  async tellBuyerOfBounce({ id, recordId }: Job): Promise<void> {
    const invitation = await this.invitations.one(recordId);
    const buyer = await this.people.find(invitation.buyerId);
    if (!buyer) return;
    await this.mailer.send('rfqs/bounce', {
      to: { name: buyer.name, address: buyer.eMail },
      messageId: id,
      caseId: invitation.caseId ?? undefined,
      model: { ...invitation, buyerName: buyer.name, link: `${this.settings.publicUrl}/invitations/${invitation.id}` },
    });
  }

  private house(invitation: InvitationView): { organisation: string; url: string } {
    return { organisation: this.settings.buyerName, url: this.invitations.url(invitation.id) };
  }

  /** False where the letter can never be delivered; the invitation then counts as bounced and the buyer is told. */
  private async send(
    messageId: string,
    template: string,
    rfq: RfqView,
    invitation: InvitationView,
    model: object,
  ): Promise<boolean> {
    const isOver = rfq.state === 'cancelled' || rfq.state === 'unsuccessful';
    const carriesFiles = template === 'rfqs/invitation' || template === 'rfqs/amendment';
    const movesDeadline =
      carriesFiles || template === 'rfqs/extension' || template === 'rfqs/resumption' || template === 'rfqs/cancellation';
    try {
      await this.mailer.send(template, {
        to: { name: invitation.contactName, address: invitation.contactEMail },
        messageId,
        model,
        replyTo: this.invitations.replyTo(invitation.id),
        caseId: rfq.caseId ?? undefined,
        attachments: carriesFiles ? await this.files.attachments(rfq, invitation) : [],
        ...(movesDeadline && rfq.closesAt
          ? { calendar: this.files.calendar(rfq, invitation, isOver ? 'cancel' : 'request') }
          : {}),
      });
      return true;
    } catch (error) {
      if (!(error instanceof Rejected)) throw error;
      await this.commands.bounce(invitation.id, error.message);
      return false;
    }
  }
}
