import type { Decimal } from 'decimal.js';
import type { Happening, WorkflowRecord } from '../../engine/workflow.js';

/** What a quote says of one line; `unitPrice` is decimal text in the quote's currency, for a unit (and a month where the line has a term). */
export interface QuoteLine {
  lineId: string;
  unitPrice: string | null;
  /** Calendar days. */
  leadDays: number | null;
  note: string | null;
  notOffered: boolean;
}

/** A vendor's answer, however it came. */
export interface QuoteAnswer {
  currency: string;
  lines: QuoteLine[];
  /** 'YYYY-MM-DD', the last day on which it stands. */
  validUntil: string | null;
  paymentTerms: string | null;
}

export type QuoteChannel = 'workbook' | 'reply' | 'page' | 'buyer';

/** An answer as it was submitted; kept for ever, never altered. `version` is the quote's after it. */
export interface QuoteRevision extends QuoteAnswer {
  revision: number;
  version: number;
  rfqRevision: number;
  channel: QuoteChannel;
  letterId: string | null;
  submittedAt: string;
  byName: string;
  isLate: boolean;
  roundId: string | null;
  total: string | null;
  contentHash: string;
}

/** Something in a letter that was not read for certain. */
export interface ReadingProblem {
  where: string;
  value: string;
  say: string;
}

/** An answer that waits for the buyer: what was read of it, and why that is not certain. `version` is the quote's after it came. */
export interface PendingReading extends Omit<QuoteAnswer, 'currency'> {
  version: number;
  letterId: string;
  receivedAt: string;
  channel: 'workbook' | 'reply';
  currency: string | null;
  /** What it seemed to be: prices, or words that a person must read. */
  seems: 'quote' | 'decline' | 'withdrawal' | 'question' | 'unclear';
  /** What it asks; null or absent where it asks nothing. */
  question?: string | null;
  problems: ReadingProblem[];
}

/** What the machine knows of a quote. `lines` and what belongs to them are the last submitted answer; `draft` is typed and not sent. */
export interface QuoteFacts extends WorkflowRecord {
  caseId: string | null;
  title: string;
  rfqId: string;
  rfqNumber: string;
  buyerId: string;
  invitationId: string;
  vendorId: string;
  vendorName: string;
  rfqRevision: number;
  /** 0 before the first submission. */
  revision: number;
  currency: string;
  lines: QuoteLine[];
  validUntil: string | null;
  /** The end of the day `validUntil` in the RFQ's zone. */
  validThrough: Date | null;
  paymentTerms: string | null;
  channel: QuoteChannel | null;
  letterId: string | null;
  submittedAt: Date | null;
  contentHash: string | null;
  /** Over the term, in `currency`; null without any price. */
  total: Decimal | null;
  revisions: QuoteRevision[];
  roundId: string | null;
  /** Answers in the buyer's review queue, oldest first; null where none waits. */
  reading: PendingReading[] | null;
  draft: QuoteAnswer | null;
  /** A late answer beside one that came in time. */
  isExtra: boolean;
  /** Why it was admitted, rejected or lost. */
  reason: string | null;
}

/** What the rules ask of the RFQ, and two pure tools that decisions may not import. */
export interface QuoteKnown {
  rfq: {
    state: string;
    closesAt: Date | null;
    revision: number;
    zone: string;
    lines: readonly { id: string; position: number; quantity: string; termMonths: number | null }[];
  };
  /** Another quote of the same invitation stands. */
  otherStands: boolean;
  /** SHA-256 in hex over the canonical form of what is given. */
  hash: (content: object) => string;
  /** The end of the day in a zone. */
  endOf: (day: string, zone: string) => Date;
}

interface Origin {
  channel: QuoteChannel;
  letterId: string | null;
  /** When it reached us, by the database's clock, where that was before now (a letter); null: now. */
  receivedAt: Date | null;
}

export type QuoteEvent = Happening<QuoteKnown> &
  (
    | ({ type: 'save' } & QuoteAnswer)
    | ({ type: 'submit' } & QuoteAnswer & Origin)
    | ({ type: 'replace' } & QuoteAnswer & Origin)
    | ({ type: 'enter' } & QuoteAnswer & { source: string })
    | ({ type: 'receiveForReview' } & Omit<PendingReading, 'version'>)
    | ({ type: 'accept' } & QuoteAnswer & { note: string | null })
    | { type: 'reject'; note: string }
    | { type: 'setAside' }
    | { type: 'markStale'; revision: number }
    | { type: 'reconfirm' }
    | { type: 'withdraw'; receivedAt: Date | null }
    | { type: 'admit'; reason: string }
    | {
        type: 'improve';
        lines: QuoteLine[];
        roundId: string;
        validUntil: string | null;
        channel?: QuoteChannel;
        letterId?: string | null;
      }
    | { type: 'prolong'; validUntil: string; note: string | null }
    | { type: 'award'; partly: boolean }
    | { type: 'lose'; reason: string }
    | { type: 'release' }
    | { type: 'expire' }
  );
