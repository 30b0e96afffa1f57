import type { Amount, Decimal } from '../../calculation/money.js';
import type { Happening, WorkflowRecord } from '../../engine/workflow.js';

/** One commitment in a budget line's ledger: budget set aside for a document. Entries are added and marked, never removed. */
export interface Commitment {
  id: string;
  subjectWorkflow: string;
  subjectId: string;
  subjectNumber: string;
  caseId: string | null;
  kind: 'reservation' | 'encumbrance' | 'spend';
  /** Decimal text in the line's currency. */
  amount: string;
  /** ISO 8601. */
  at: string;
  state: 'open' | 'released' | 'spent';
}

/** What the machine knows of a budget line. `reserved + committed + spent` never exceeds `amount`; all in `currency`. */
export interface BudgetLineFacts extends WorkflowRecord {
  title: string;
  ownerId: string;
  ownerName: string;
  currency: string;
  amount: Decimal;
  reserved: Decimal;
  committed: Decimal;
  spent: Decimal;
  commitments: Commitment[];
  /** First and last calendar day on which it may be committed against. */
  startsOn: string;
  endsOn: string;
}

/** The document for which budget is set aside. */
export interface CommitmentSubject {
  subjectWorkflow: string;
  subjectId: string;
  subjectNumber: string;
  caseId: string | null;
}

/** What is asked of the line; `currency` is checked against the line's where it is given. */
export interface CommitmentRequest extends CommitmentSubject {
  amount: Amount;
  currency?: string;
}

/** A person as the line's next owner; null where there is none with that id. */
export interface BudgetKnown {
  nextOwner: { id: string; name: string } | null;
}

export type BudgetLineEvent = Happening<BudgetKnown> &
  (
    | { type: 'edit'; title: string; startsOn: string; endsOn: string }
    | { type: 'increase'; amount: Amount; reason: string }
    | { type: 'handOver'; ownerId: string }
    | { type: 'close' }
    | { type: 'reopen' }
    | ({ type: 'reserve' } & CommitmentRequest)
    | { type: 'release'; subjectId: string }
    | ({ type: 'commit' } & CommitmentRequest)
    | { type: 'uncommit'; subjectId: string }
    | ({ type: 'spend' } & CommitmentRequest)
  );
