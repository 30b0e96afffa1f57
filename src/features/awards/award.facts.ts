import type { Decimal } from '../../calculation/money.js';
import type { Happening, Reason, WorkflowRecord } from '../../engine/workflow.js';

/** One line bought from one quote. Decimals are text; `unitPrice` in `currency`, `amount` whole in the award's currency at `rate`. */
export interface AwardLine {
  lineId: string;
  position: number;
  description: string;
  quoteId: string;
  vendorId: string;
  vendorName: string;
  quantity: string;
  unit: string;
  termMonths: number | null;
  unitPrice: string;
  currency: string;
  amount: string;
  rate: string;
}

/** One quote as it stood when the award was drawn up; totals in the comparison's currency as decimal text. */
export interface ComparedQuote {
  quoteId: string;
  vendorId: string;
  vendorName: string;
  state: string;
  revision: number;
  contentHash: string | null;
  currency: string;
  /** Units of the comparison's currency for one of the quote's; null where no rate is known. */
  rate: string | null;
  rateOn: string | null;
  rateSource: string | null;
  total: string | null;
  firstTotal: string | null;
  rank: number | null;
  counts: boolean;
  isComplete: boolean;
  pricedLines: number;
  /** Decimal shares below the others, where a threshold is crossed; empty: not abnormally low. */
  abnormallyLow: { reason: 'belowMean' | 'belowNext'; share: string }[];
  prices: { lineId: string; unitPrice: string; amount: string | null }[];
}

/** The comparison behind an award, kept as it was: nothing that comes later changes it. */
export interface FrozenComparison {
  currency: string;
  /** The day of the exchange rates, 'YYYY-MM-DD'. */
  ratesOn: string;
  askedLines: number;
  bestTotal: string | null;
  /** The best price of each line added up; no single quote can be lower. */
  bestMix: string | null;
  quotes: ComparedQuote[];
}

/** Which quote gets which line. */
export interface Choice {
  lineId: string;
  quoteId: string;
}

/** Everything that follows from the choice of quotes. */
export interface Proposal {
  lines: AwardLine[];
  total: Decimal;
  currency: string;
  budgetLineId: string | null;
  /** `total` in the budget line's currency; null without a budget line or a rate. */
  budgetAmount: Decimal | null;
  budgetCurrency: string | null;
  budgetRate: Decimal | null;
  comparison: FrozenComparison;
  /** What must be answered before it may be submitted, a sentence each. */
  warnings: string[];
}

/** What the machine knows of an award; `caseId` is the request. */
export interface AwardFacts extends WorkflowRecord, Proposal {
  caseId: string | null;
  title: string;
  rfqId: string;
  rfqNumber: string;
  justification: string | null;
  /** Why a flagged price is trusted; null where none is flagged or nobody answered yet. */
  lowPriceAnswer: string | null;
  authorId: string;
  authorName: string;
  /** Everyone who drew up, changed or submitted it: none of them may approve it. */
  authorIds: string[];
  /** Counts the submissions. */
  approvalRound: number;
  approvalComment: string | null;
  /** Why it was cancelled or fell through. */
  reason: string | null;
  /** Who comes next where it fell through; null where nobody does. */
  nextInRank: string | null;
  activatedAt: Date | null;
}

/** What other records know: the quotes as they are now, what is free, and what follows from a changed choice. */
export interface AwardKnown {
  rfq: { number: string; state: string; lineIds: readonly string[] };
  quotes: readonly { id: string; state: string; contentHash: string | null; isStale: boolean }[];
  /** Vendors that nothing may be bought from at present, by id, with their state. */
  barredVendors: readonly { id: string; name: string; state: string }[];
  /** Lines that other awards hold: pending approval or active. */
  heldLines: readonly { lineId: string; awardId: string; awardNumber: string; state: string }[];
  /** Of `edit` only. */
  proposal: Proposal | Reason | null;
}

export type AwardEvent = Happening<AwardKnown> &
  (
    | {
        type: 'edit';
        lines: Choice[];
        basis: string | null;
        justification: string | null;
        lowPriceAnswer: string | null;
        budgetLineId: string | null;
      }
    | { type: 'submit' }
    | { type: 'approve'; round: number; comment: string | null }
    | { type: 'reject'; round: number; comment: string }
    | { type: 'withdrawFromApproval'; reason: string | null }
    | { type: 'cancel'; reason: string | null }
    | { type: 'fail'; reason: string }
  );
