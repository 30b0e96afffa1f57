import type { DecisionReason } from '../../calculation/make-or-buy-reasons.js';
import type { Flip } from '../../calculation/make-or-buy-flips.js';
import type { Amount, Decimal } from '../../calculation/money.js';
import type { Sufficiency } from '../../calculation/sufficiency.js';
import type { Happening, WorkflowRecord } from '../../engine/workflow.js';

export type OptionKind = 'make' | 'buy' | 'hybrid';

export type DecisionOutcome = 'in_house' | 'outsource' | 'hybrid';

/** One cost of one option, in the decision's currency. Month 0 is the day of the decision; `months` null runs to the horizon. */
export interface CostLine {
  option: OptionKind;
  label: string;
  timing: 'one_off' | 'monthly';
  fromMonth: number;
  months: number | null;
  /** Decimal text; a cost is positive, an income negative. A monthly amount is for each month. */
  amount: string;
  /** Yearly rise as decimal text, 0.03 is 3 %; null for none. */
  indexation: string | null;
}

/** A criterion beside money: options are scored from 0 (worst) to 10 (best); null where an option is not scored. Decimal text. */
export interface CriterionLine {
  name: string;
  weight: string;
  make: string | null;
  buy: string | null;
  hybrid: string | null;
}

/** An option as it was reckoned; decimal text, in the decision's currency. */
export interface StoredOption {
  id: OptionKind;
  name: string;
  isFeasible: boolean;
  presentCost: string;
  annualCost: string;
  /** Plain sum of all its costs within the horizon. */
  totalCost: string;
  monthly: string[];
  score: string | null;
  rank: number | null;
  dominatedBy: string[];
}

/** The reckoning as it was made, with everything needed to follow it. */
export interface DecisionResult {
  method: string;
  options: StoredOption[];
  /** Weights as shares of all weights, decimal text; the first is net present cost. */
  weights: { name: string; weight: string; normalisation: string; low: string; high: string }[];
  /** Shares 0 … 1 by option and criterion, decimal text. */
  shares: { option: OptionKind; criterion: string; share: string }[];
  weightRanges: { name: string; from: string; to: string }[];
  crossovers: { a: string; b: string; months: number[] }[];
  recommendation: { optionId: OptionKind; outcome: DecisionOutcome } | null;
  reasons: DecisionReason[];
  flips: Flip[];
  /** What the register had said; null where nothing was asked of it. */
  sufficiency: string | null;
  reckonedAt: string;
}

/** What the machine knows of a make-or-buy decision. */
export interface DecisionFacts extends WorkflowRecord {
  title: string;
  caseId: string | null;
  requestId: string;
  requestNumber: string;
  requesterId: string;
  authorId: string;
  authorName: string;
  /** Everyone who wrote in it: they may not approve it. */
  writerIds: string[];
  currency: string;
  /** Yearly, effective; 0.06 is 6 %. */
  discountRate: Decimal;
  horizonMonths: number;
  moneyWeight: Decimal;
  costs: CostLine[];
  criteria: CriterionLine[];
  assumptions: string | null;
  result: DecisionResult | null;
  outcome: DecisionOutcome | null;
  /** Why the outcome is not the recommended one. */
  deviationReason: string | null;
  /** All that the chosen option costs within the horizon: what the approval bands look at. */
  value: Decimal | null;
  proposedAt: Date | null;
  documentFileId: string | null;
  budgetLineId: string | null;
  approvalRound: number;
  approvalComment: string | null;
  reopenReason: string | null;
  /** What became of reserving our own capacity after an in-house or hybrid decision. */
  reservation: string | null;
}

/** What may be written in a decision, as the form gives it. */
export interface DecisionDescription {
  discountRate: Amount;
  horizonMonths: number;
  moneyWeight: Amount;
  costs: CostLine[];
  criteria: CriterionLine[];
  assumptions: string | null;
}

/** What the request knows: what the register said last (null where nothing was asked of it), and whether it counts as decided. */
export interface DecisionKnown {
  sufficiency: Sufficiency | null;
  requestIsDecided: boolean;
}

export type DecisionEvent = Happening<DecisionKnown> &
  (
    | ({ type: 'edit' } & DecisionDescription)
    | { type: 'score' }
    | { type: 'propose'; outcome: DecisionOutcome; reason: string | null }
    | { type: 'withdrawFromApproval' }
    | { type: 'attachDocument'; fileId: string; round: number }
    | { type: 'approve'; round: number; comment: string | null }
    | { type: 'reject'; round: number; comment: string | null }
    | { type: 'noteReservation'; succeeded: boolean; say: string }
    | { type: 'reopen'; reason: string }
    | { type: 'supersede' }
  );
