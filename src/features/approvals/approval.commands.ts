import { Injectable } from '@nestjs/common';
import { approvalRoute } from '../../calculation/approval-bands.js';
import { type Amount, decimal } from '../../calculation/money.js';
import { Refused } from '../../engine/errors.js';
import { type Actor, SYSTEM } from '../../engine/workflow.js';
import { derivedId } from '../../engine/ids.js';
import { WorkflowRunner } from '../../engine/workflow-runner.js';
import type { Approval } from './approval.entity.js';
import { ApprovalQueries } from './approval.queries.js';
import { approvalWorkflow } from './approval.workflow.js';

/** The document that waits in `pending_approval`. Its workflow must know internal `approve {round, comment}` and `reject {round, comment}`. */
export interface ApprovalSubject {
  workflow: string;
  id: string;
  number: string;
  title: string;
  version: number;
  /** Counts its submissions: its fact `approvalRound`. */
  round: number;
  caseId: string | null;
}

/** What is asked of the policy. `amount` is in `currency`; null (unknown) takes the strictest route. */
export interface ApprovalRequest {
  subject: ApprovalSubject;
  amount: Amount | null;
  currency: string;
  /** Everyone who had a hand in the subject; none of them may decide. */
  authorIds: readonly string[];
  by: Actor;
}

/** Asks for approvals and takes them back; deciding is done at the generic doors. */
@Injectable()
export class ApprovalCommands {
  constructor(
    private readonly workflows: WorkflowRunner,
    private readonly approvals: ApprovalQueries,
  ) {}

  /**
   * Begins one step for each role that the policy names for the amount and opens the first; steps of the subject's earlier rounds become
   * void. A repeated request for the same round finds the steps there and changes nothing. Bands are looked up in `currency`, then in EUR
   * at the newest stored rate; where there is no rate the strictest route is taken.
   *
   * @throws Refused `approval.noBand` where the policy has nothing for this kind of document
   */
  async request({ subject, amount, currency, authorIds, by }: ApprovalRequest): Promise<Approval[]> {
    const roles = await this.route(subject.workflow, amount, currency);
    const ids = roles.map((_, index) => derivedId(subject.id, `approval/${subject.round}/${index + 1}`));
    await this.voidSteps(subject.id, subject.round, `${subject.number} was submitted anew.`);
    const steps: Approval[] = [];
    // None opens before all are there, so that a step may name a next one that is still to come; numbers then follow the order.
    for (const [index, role] of roles.entries()) {
      const facts = {
        title: `${subject.number} ${subject.title}`,
        caseId: subject.caseId,
        subjectWorkflow: subject.workflow,
        subjectId: subject.id,
        subjectNumber: subject.number,
        subjectTitle: subject.title,
        subjectVersion: subject.version,
        subjectRound: subject.round,
        amount: amount === null ? null : decimal(amount),
        currency,
        ordinal: index + 1,
        steps: roles.length,
        role,
        nextId: ids[index + 1] ?? null,
        excludedIds: [...new Set([...authorIds, ...(by.kind === 'person' ? [by.id] : [])])],
        deciderId: null,
        deciderName: null,
        decidedAt: null,
        delegateId: null,
        delegateName: null,
        delegatedById: null,
        delegatedByName: null,
        comment: null,
        askedText: null,
        askedById: null,
        changes: [],
        openedAt: null,
        remindAt: null,
      };
      steps.push(await this.workflows.start(approvalWorkflow, facts, by, { id: ids[index] }));
    }
    const [first] = steps;
    if (first.state === 'waiting') {
      await unlessDecided(async () => {
        steps[0] = await this.workflows.send(approvalWorkflow, first.id, { type: 'open' }, SYSTEM);
      });
    }
    return steps;
  }

  /** Voids every step of the subject that nobody has decided yet: it changed, was withdrawn or is gone. `why` is shown at the steps. */
  async voidFor(subject: { id: string }, why: string): Promise<void> {
    await this.voidSteps(subject.id, null, why);
  }

  /** Voids the undecided steps of the subject's rounds before `round`: repeated or late, it leaves the present round alone. */
  async voidBefore(subject: { id: string }, round: number, why: string): Promise<void> {
    for (const id of await this.approvals.undecidedBefore(subject.id, round)) await this.voidStep(id, why);
  }

  private async voidSteps(subjectId: string, exceptRound: number | null, why: string): Promise<void> {
    for (const id of await this.approvals.undecided(subjectId, exceptRound)) await this.voidStep(id, why);
  }

  private async voidStep(id: string, why: string): Promise<void> {
    await unlessDecided(() => this.workflows.send(approvalWorkflow, id, { type: 'void', comment: why }, SYSTEM));
  }

  private async route(workflow: string, amount: Amount | null, currency: string): Promise<string[]> {
    const own = await this.approvals.bands(workflow, currency);
    const bands = own.length > 0 ? own : await this.approvals.bands(workflow, 'EUR');
    const rate = own.length > 0 ? decimal('1') : await this.approvals.inEuro(currency);
    const strictest = bands.at(-1);
    if (strictest && (amount === null || rate === null)) return [...new Set(strictest.roles)];
    const route = approvalRoute(bands, amount === null || rate === null ? '0' : decimal(amount).times(rate));
    if ('code' in route) throw new Refused([route]);
    return route.roles;
  }
}

/** Passes over the refusal that only says that the step has moved on already. */
async function unlessDecided(work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (error instanceof Refused && error.reasons.every(({ code }) => code === 'approval.notNow')) return;
    throw error;
  }
}
