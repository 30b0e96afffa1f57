import { Injectable } from '@nestjs/common';
import { type Job, Worker, type WorkerFor } from '../../engine/jobs.js';
import { derivedId } from '../../engine/ids.js';
import { People } from '../../identity/people.queries.js';
import { isRole } from '../../identity/roles.js';
import { Mailer } from '../../mail/mailer.js';
import { Settings } from '../../settings.js';
import { ApprovalCommands } from './approval.commands.js';
import { approvalJobs } from './approval.jobs.js';
import { ApprovalQueries, type ApprovalView } from './approval.queries.js';

interface Recipient {
  id: string;
  name: string;
  eMail: string;
}

/** Writes to those who may decide and to the authors. A letter holds a link to the page and nothing that decides by being opened. */
@Injectable()
@Worker(approvalJobs)
export class ApprovalWorker implements WorkerFor<typeof approvalJobs> {
  constructor(
    private readonly approvals: ApprovalQueries,
    private readonly commands: ApprovalCommands,
    private readonly people: People,
    private readonly mailer: Mailer,
    private readonly settings: Settings,
  ) {}

  async tellApprovers(job: Job): Promise<void> {
    const step = await this.approvals.byId(job.recordId);
    if (step?.state === 'pending') await this.write('approvals/asked', job, step, await this.deciders(step));
  }

  async remindApprovers(job: Job): Promise<void> {
    const step = await this.approvals.byId(job.recordId);
    if (!step || (step.state !== 'pending' && step.state !== 'delegated')) return;
    const people = step.delegateId ? await this.people.byIds([step.delegateId]) : await this.deciders(step);
    await this.write('approvals/reminder', job, step, people);
  }

  async tellDelegate(job: Job): Promise<void> {
    const step = await this.approvals.byId(job.recordId);
    if (step?.state === 'delegated' && step.delegateId) {
      await this.write('approvals/delegated', job, step, await this.people.byIds([step.delegateId]));
    }
  }

  async askAuthors(job: Job): Promise<void> {
    const step = await this.approvals.byId(job.recordId);
    if (step?.state === 'info_requested')
      await this.write('approvals/question', job, step, await this.people.byIds(step.excludedIds));
  }

  async tellAsker(job: Job): Promise<void> {
    const step = await this.approvals.byId(job.recordId);
    const waits = step?.state === 'pending' || step?.state === 'delegated';
    if (step && waits && step.askedById)
      await this.write('approvals/answer', job, step, await this.people.byIds([step.askedById]));
  }

  /** The authors hear of the end of a round only: a rejection, or the approval of the last step. */
  async tellOutcome(job: Job): Promise<void> {
    const step = await this.approvals.byId(job.recordId);
    if (step && (step.state === 'rejected' || step.nextId === null)) {
      await this.write('approvals/outcome', job, step, await this.people.byIds(step.excludedIds));
    }
  }

  async voidTheRest({ recordId }: Job): Promise<void> {
    const step = await this.approvals.byId(recordId);
    if (step) await this.commands.voidBefore({ id: step.subjectId }, step.subjectRound + 1, `Step ${step.ordinal} was rejected.`);
  }

  private async deciders(step: ApprovalView): Promise<Recipient[]> {
    if (!isRole(step.role)) return [];
    const before = await this.approvals.deciders(step.subjectId, step.subjectRound, step.id);
    const people = await this.people.byRole(step.role);
    return people.filter(({ id }) => !step.excludedIds.includes(id) && !before.includes(id));
  }

  private async write(template: string, job: Job, step: ApprovalView, people: readonly Recipient[]): Promise<void> {
    for (const person of people) {
      await this.mailer.send(template, {
        to: { name: person.name, address: person.eMail },
        // Several people hear of one event: each letter has a name of its own that a repetition finds again.
        messageId: derivedId(job.id, person.id),
        model: {
          name: person.name,
          number: step.subjectNumber,
          title: step.subjectTitle,
          kind: step.subjectWorkflow,
          amount: step.amount,
          currency: step.currency,
          step: step.ordinal,
          steps: step.steps,
          role: step.role.replaceAll('_', ' '),
          isApproved: step.state === 'approved',
          decidedBy: step.deciderName,
          delegatedBy: step.delegatedByName,
          comment: step.comment,
          question: step.askedText,
          answer: step.changes.findLast(({ what }) => what === 'answered')?.text ?? null,
          link: `${this.settings.publicUrl}/approvals/${step.id}`,
        },
        caseId: step.caseId ?? undefined,
      });
    }
  }
}
