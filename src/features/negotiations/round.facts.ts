import type { Decimal } from '../../calculation/money.js';
import type { Happening, WorkflowRecord } from '../../engine/workflow.js';

export type RoundKind = 'counter_offer' | 'bafo';

/** One quote that takes part; amounts are decimal text in its own `currency`. */
export interface RoundTarget {
  quoteId: string;
  invitationId: string;
  vendorId: string;
  vendorName: string;
  currency: string;
  /** What stood when the round was planned or, once open, opened. */
  currentTotal: string;
  isComplete: boolean;
  /** Units of the RFQ's currency for one of `currency`; null where no rate is known. */
  rate: string | null;
  /** What we hope for; null: simply the best that the vendor can do. */
  target: string | null;
  message: string | null;
}

/** One offer in the round, as it came; shares are decimal text. */
export interface RoundOffer {
  quoteId: string;
  vendorName: string;
  at: string;
  byName: string;
  /** How it reached the buyer, where the buyer entered it. */
  source: string | null;
  currency: string;
  previousTotal: string;
  total: string;
  concession: string;
  /** Of what stood before; null where that was zero. */
  share: string | null;
  /** Of what was still missing to the target; null without one, or where it was met already. */
  shareOfGap: string | null;
}

/** What the round came to for one quote. */
export interface RoundResult {
  quoteId: string;
  vendorName: string;
  answered: boolean;
  currency: string;
  before: string;
  after: string;
  saving: string;
  share: string | null;
}

/** What the machine knows of a round; `baseline`, `bestTotal` and `saving` are in `currency`, the RFQ's. */
export interface RoundFacts extends WorkflowRecord {
  caseId: string | null;
  title: string;
  rfqId: string;
  rfqNumber: string;
  buyerId: string;
  buyerName: string;
  ordinal: number;
  kind: RoundKind;
  closesAt: Date;
  zone: string;
  /** The same words for all who take part. */
  message: string | null;
  targets: RoundTarget[];
  offers: RoundOffer[];
  results: RoundResult[];
  currency: string;
  /** The lowest complete total before the round. */
  baseline: Decimal | null;
  /** The lowest complete total after it. */
  bestTotal: Decimal | null;
  saving: Decimal | null;
  savingShare: Decimal | null;
  openedAt: Date | null;
  closedAt: Date | null;
  reason: string | null;
}

/** A quote as a round needs it. */
export interface NegotiatedQuote {
  id: string;
  invitationId: string;
  vendorId: string;
  vendorName: string;
  state: string;
  isStale: boolean;
  isExtra: boolean;
  currency: string;
  total: string | null;
  lines: readonly NegotiatedLine[];
}

/** A line of a quote, as its own feature keeps it. */
export interface NegotiatedLine {
  lineId: string;
  unitPrice: string | null;
  leadDays: number | null;
  note: string | null;
  notOffered: boolean;
}

/** What other records know. */
export interface RoundKnown {
  rfq: {
    number: string;
    state: string;
    lines: readonly { id: string; position: number; quantity: string; termMonths: number | null }[];
  };
  quotes: readonly NegotiatedQuote[];
  /** Units of the RFQ's currency for one of each currency; absent where no rate is known. */
  rates: Readonly<Record<string, string>>;
  /** Other rounds of the RFQ. */
  rounds: readonly { ordinal: number; kind: RoundKind; state: string }[];
}

/** What is planned: which quotes, with what hope. No targets: every quote that stands. */
export interface RoundPlan {
  kind: RoundKind;
  closesAt: Date;
  zone: string | null;
  message: string | null;
  targets: { quoteId: string; target: string | null; message: string | null }[];
}

export type RoundEvent = Happening<RoundKnown> &
  (
    | ({ type: 'edit' } & RoundPlan)
    | { type: 'open' }
    | {
        type: 'offer';
        quoteId: string;
        lines: { lineId: string; unitPrice: string }[];
        validUntil: string | null;
        source: string | null;
        /** Absent where the buyer entered it. */
        channel?: 'workbook' | 'reply' | 'page';
        letterId?: string;
      }
    | { type: 'close' }
    | { type: 'closeEarly' }
    | { type: 'cancel'; reason: string | null }
  );
