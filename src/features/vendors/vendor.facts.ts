import type { Happening, WorkflowRecord } from '../../engine/workflow.js';

/** A person at the vendor's who receives letters. The first contact is the one that RFQs go to. */
export interface VendorContact {
  name: string;
  eMail: string;
  /** ISO 639-1. */
  language: string;
  /** What they do there, as they say it: `Sales`. */
  role: string;
}

/** What the machine knows of a vendor; `title` is its name. */
export interface VendorFacts extends WorkflowRecord {
  title: string;
  contacts: VendorContact[];
  categories: string[];
  /** ISO 3166-1 alpha-2. */
  country: string;
  currency: string;
  language: string;
  notes: string | null;
  /** When a hold ends by itself; null on a hold without end and where there is none. */
  holdUntil: Date | null;
  /** Why the vendor is on hold, blocked or inactive. */
  statusReason: string | null;
}

/** What may be said of a vendor by people, as forms give it. */
export interface VendorDescription {
  name: string;
  contacts: VendorContact[];
  categories: string[];
  country: string;
  currency: string;
  language: string;
  notes: string | null;
}

export type VendorEvent = Happening &
  (
    | ({ type: 'edit' } & VendorDescription)
    | { type: 'register' }
    | { type: 'approve' }
    | { type: 'hold'; reason: string; until: Date | null }
    | { type: 'endHold' }
    | { type: 'block'; reason: string }
    | { type: 'reinstate' }
    | { type: 'deactivate'; reason: string }
  );
