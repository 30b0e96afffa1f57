import type { Decimal } from '../../calculation/money.js';
import type { Happening, WorkflowRecord } from '../../engine/workflow.js';

/** What happened at a step beside its decision, for people; `at` is an ISO instant. */
export interface ApprovalChange {
  at: string;
  byName: string;
  what: 'delegated' | 'asked' | 'answered' | 'reminded';
  text: string | null;
}

/**
 * What the machine knows of one step of an approval. A subject (any document that waits in `pending_approval`) has as many records as its
 * amount needs steps, `ordinal` 1 to `steps`, all of the same `subjectRound`.
 */
export interface ApprovalFacts extends WorkflowRecord {
  title: string;
  caseId: string | null;
  /** The workflow name of what is approved. */
  subjectWorkflow: string;
  subjectId: string;
  subjectNumber: string;
  subjectTitle: string;
  subjectVersion: number;
  /** Counts the subject's submissions: another round voids this one. */
  subjectRound: number;
  /** In `currency`; null where the subject has no amount. */
  amount: Decimal | null;
  currency: string;
  ordinal: number;
  steps: number;
  /** Anyone who holds it may decide. */
  role: string;
  /** The step that opens when this one is approved; null for the last. */
  nextId: string | null;
  /** The authors of the subject: they may not decide. */
  excludedIds: string[];
  deciderId: string | null;
  deciderName: string | null;
  decidedAt: Date | null;
  delegateId: string | null;
  delegateName: string | null;
  delegatedById: string | null;
  delegatedByName: string | null;
  comment: string | null;
  askedText: string | null;
  askedById: string | null;
  changes: ApprovalChange[];
  openedAt: Date | null;
  remindAt: Date | null;
}

/** What other records know: the subject as it is now, who decided other steps of the round, and the person to be named delegate. */
export interface ApprovalKnown {
  subject: { state: string; version: number; round: number | null } | null;
  /** Ids of those in whose name another step of this round was approved. */
  deciders: readonly string[];
  delegate: { id: string; name: string; active: boolean } | null;
}

export type ApprovalEvent = Happening<ApprovalKnown> &
  (
    | { type: 'open' }
    | { type: 'approve'; comment: string | null }
    | { type: 'reject'; comment: string }
    | { type: 'ask'; text: string }
    | { type: 'answer'; text: string }
    | { type: 'delegate'; delegateId: string; comment: string | null }
    | { type: 'remind' }
    | { type: 'void'; comment: string }
  );
