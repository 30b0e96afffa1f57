import type { Happening, WorkflowRecord } from '../../engine/workflow.js';

/** A part of the RFQ that may be awarded by itself. */
export interface RfqLot {
  id: string;
  title: string;
}

/** One thing that prices are asked for. `termMonths` null: the price is for the unit, once; otherwise for a unit and a month, over so many months. */
export interface RfqLine {
  /** Stays the same through all revisions; quotes name lines by it. */
  id: string;
  /** Counted from 1, as the RFQ prints it. */
  position: number;
  /** The lot's id; null where the RFQ has no lots. */
  lot: string | null;
  description: string;
  /** Decimal text. */
  quantity: string;
  unit: string;
  termMonths: number | null;
}

/** What quotes are judged by; `weight` in percent as decimal text. */
export interface RfqCriterion {
  name: string;
  weight: string;
  direction: 'lower' | 'higher';
}

/** One change after publication; `at` is an ISO instant. */
export interface RfqAmendment {
  revision: number;
  at: string;
  byName: string;
  changes: string[];
  note: string | null;
}

/** What a buyer describes: everything that goes out to vendors. */
export interface RfqDescription {
  title: string;
  lots: RfqLot[];
  lines: RfqLine[];
  terms: string | null;
  criteria: RfqCriterion[];
}

/** A line as forms give it: without an id it is new, or known by its place; `lot` is a lot's title, number in the list or id. */
export type SentLine = Omit<RfqLine, 'id' | 'position'> & { id: string | null };

export type RfqFamily = 'capacity_rental' | 'staffing_and_development' | 'operation_and_maintenance';
export type RfqKind = 'RFQ' | 'RFI' | 'RFP';

/** What the machine knows of an RFQ; `caseId` is the request. */
export interface RfqFacts extends WorkflowRecord, RfqDescription {
  caseId: string | null;
  decisionId: string | null;
  family: RfqFamily;
  kind: RfqKind;
  currency: string;
  closesAt: Date | null;
  /** IANA name of the zone that deadlines are stated in. */
  zone: string;
  questionsUntil: Date | null;
  remindAt: Date | null;
  vendorIds: string[];
  /** Fewer invited vendors than this are not enough to publish. */
  minVendors: number;
  /** 0 in draft, 1 once published, one more with each amendment. */
  revision: number;
  amendments: RfqAmendment[];
  buyerId: string;
  buyerName: string;
  budgetLineId: string | null;
  documentFileId: string | null;
  /** The revision that the document shows. */
  documentRevision: number | null;
  publishedAt: Date | null;
  closedAt: Date | null;
  /** Why it was suspended, cancelled or declared unsuccessful. */
  reason: string | null;
  /** Awards proposed and not yet approved or returned. */
  pendingAwards: number;
  awardedPartly: boolean;
}

/** What other features know and the rules ask for: the invited vendors as they are now. */
export interface RfqKnown {
  vendors: { id: string; name: string; state: string; reachable: boolean }[];
}

export interface RfqEdit {
  title: string;
  family: RfqFamily;
  kind: RfqKind;
  currency: string;
  lots: { id: string | null; title: string }[];
  lines: SentLine[];
  terms: string | null;
  criteria: RfqCriterion[];
  closesAt: Date | null;
  zone: string;
  questionsUntil: Date | null;
  remindAt: Date | null;
  vendorIds: string[];
  /** Null: 1. */
  minVendors: number | null;
  budgetLineId: string | null;
}

export interface RfqAmend {
  title: string;
  lots: { id: string | null; title: string }[];
  lines: SentLine[];
  terms: string | null;
  criteria: RfqCriterion[];
  closesAt: Date | null;
  questionsUntil: Date | null;
  addVendorIds: string[];
  note: string | null;
}

export type RfqEvent = Happening<RfqKnown> &
  (
    | ({ type: 'edit' } & RfqEdit)
    | { type: 'publish' }
    | ({ type: 'amend' } & RfqAmend)
    | { type: 'extend'; closesAt: Date; questionsUntil: Date | null; note: string | null }
    | { type: 'attachDocument'; fileId: string; revision: number }
    | { type: 'suspend'; reason: string }
    | { type: 'resume'; closesAt: Date | null }
    | { type: 'remind' }
    | { type: 'close' }
    | { type: 'openNegotiation' }
    | { type: 'endNegotiation' }
    | { type: 'proposeAward' }
    | { type: 'returnFromAward' }
    | { type: 'award'; partly: boolean }
    | { type: 'declareUnsuccessful'; reason: string }
    | { type: 'cancel'; reason: string }
  );
