import { Injectable } from '@nestjs/common';
import { type Job, Worker, type WorkerFor } from '../../engine/jobs.js';
import { People } from '../../identity/people.queries.js';
import { Mailer } from '../../mail/mailer.js';
import { Settings } from '../../settings.js';
import { InvitationCommands } from './invitation.commands.js';
import { InvitationQueries } from './invitation.queries.js';
import { questionJobs } from './question.jobs.js';
import { QuestionQueries } from './question.queries.js';

/** Brings questions to the buyer and answers to every invited vendor. */
@Injectable()
@Worker(questionJobs)
export class QuestionWorker implements WorkerFor<typeof questionJobs> {
  constructor(
    private readonly settings: Settings,
    private readonly questions: QuestionQueries,
    private readonly invitations: InvitationQueries,
    private readonly inviting: InvitationCommands,
    private readonly people: People,
    private readonly mailer: Mailer,
  ) {}

  async tellBuyer({ id, recordId }: Job): Promise<void> {
    const question = await this.questions.byId(recordId);
    const buyer = question && question.channel !== 'buyer' ? await this.people.find(question.buyerId) : null;
    if (!question || !buyer) return;
    const asker = question.invitationId ? await this.invitations.byId(question.invitationId) : null;
    await this.mailer.send('rfqs/question', {
      to: { name: buyer.name, address: buyer.eMail },
      messageId: id,
      caseId: question.caseId ?? undefined,
      model: {
        ...question,
        buyerName: buyer.name,
        vendorName: asker?.vendorName ?? null,
        link: `${this.settings.publicUrl}/questions/${question.id}`,
      },
    });
  }

  async tellAllVendors({ recordId }: Job): Promise<void> {
    const question = await this.questions.byId(recordId);
    if (!question) return;
    for (const { id } of await this.invitations.ofRfq(question.rfqId))
      await this.inviting.tell(id, { kind: 'answer', about: question.id });
  }

  async tellAsker({ recordId }: Job): Promise<void> {
    const question = await this.questions.byId(recordId);
    if (question?.invitationId) await this.inviting.tell(question.invitationId, { kind: 'reply', about: question.id });
  }
}
