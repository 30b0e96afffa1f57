import type { Amount, Decimal } from '../../calculation/money.js';
import type { Happening, WorkflowRecord } from '../../engine/workflow.js';

/** The three families of work that can be outsourced. */
export type RequestFamily = 'capacity_rental' | 'staffing_and_development' | 'operation_and_maintenance';

/** How a request was decided. */
export type RequestOutcome = 'in_house' | 'outsource' | 'hybrid';

/** What is needed of one thing in one month ('YYYY-MM'); `resourceId` null where the register has no such resource. */
export interface DemandLine {
  id: string;
  resourceId: string | null;
  what: string;
  unit: string;
  month: string;
  /** Decimal text in `unit`. */
  quantity: string;
}

/** A demand as people write it: `months` equal months from `month` on (null: one). A resource of the register brings its name and unit. */
export interface WrittenDemand {
  resourceId: string | null;
  what: string | null;
  unit: string | null;
  month: string;
  months: number | null;
  quantity: string;
}

/** One resource in one month as the register answered; figures are decimal text. */
export interface SufficiencyRow {
  resourceId: string;
  name: string;
  unit: string;
  month: string;
  demand: string;
  free: string;
  short: string;
  isKnown: boolean;
  useShare: string | null;
}

/** The register's answer at the time of the analysis. `unmatched` counts demand lines that name no resource of the register. */
export interface StoredSufficiency {
  isSufficient: boolean;
  rows: SufficiencyRow[];
  warnings: { resourceId: string; month: string; say: string }[];
  earliestStart: string | null;
  delayMonths: number | null;
  unmatched: number;
  say: string;
}

/** What the machine knows of a request. `estimate` is the whole expected price of buying, in `currency`; null where nobody knows. */
export interface RequestFacts extends WorkflowRecord {
  title: string;
  caseId: string | null;
  family: RequestFamily;
  category: string;
  need: string;
  demand: DemandLine[];
  neededOn: string;
  requirements: string | null;
  budgetLineId: string | null;
  /** The line on which budget was reserved when the request was last submitted. */
  reservedBudgetLineId: string | null;
  estimate: Decimal | null;
  currency: string;
  attachments: string[];
  requesterId: string;
  requesterName: string;
  buyerId: string | null;
  buyerName: string | null;
  question: string | null;
  answer: string | null;
  sufficiency: StoredSufficiency | null;
  outcome: RequestOutcome | null;
  /** Why it was rejected or withdrawn. */
  closingReason: string | null;
}

/** What a requester says, as the form gives it. `currency` null takes the budget line's. */
export interface RequestDescription {
  title: string;
  family: RequestFamily;
  category: string;
  need: string;
  demand: WrittenDemand[];
  neededOn: string;
  requirements: string | null;
  budgetLineId: string | null;
  estimate: Amount | null;
  currency: string | null;
  attachments: string[];
}

/** What the register and the budget say about what is asked; fetched before each decision. */
export interface RequestKnown {
  /** Those resources that the demand names and that exist. */
  resources: { id: string; title: string; unit: string }[];
  /** The line that the request names; null where it names none or an unknown one. */
  budgetLine: { id: string; number: string; currency: string } | null;
  /** What is reserved for this request at present. */
  reservation: { budgetLineId: string; amount: Decimal } | null;
  nextBuyer: { id: string; name: string } | null;
}

export type RequestEvent = Happening<RequestKnown> &
  (
    | ({ type: 'edit' } & RequestDescription)
    | { type: 'submit' }
    | { type: 'ask'; question: string }
    | { type: 'answer'; answer: string }
    | { type: 'assign'; buyerId: string }
    | { type: 'analyse'; sufficiency: StoredSufficiency; buyer: { id: string; name: string } | null }
    | { type: 'proposeDecision' }
    | { type: 'returnDecision' }
    | { type: 'decide'; outcome: RequestOutcome }
    | { type: 'reject'; reason: string }
    | { type: 'withdraw'; reason: string }
    | { type: 'fulfil' }
    | { type: 'confirmDone' }
  );
