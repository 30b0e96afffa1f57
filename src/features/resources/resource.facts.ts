import type { Amount, Decimal } from '../../calculation/money.js';
import type { Happening, WorkflowRecord } from '../../engine/workflow.js';

/** The four classes of internal means. */
export type ResourceClass = 'technical_infrastructure' | 'technology' | 'information' | 'people';

/** What can be used in one month ('YYYY-MM'); decimal text in the resource's unit. */
export interface MonthlyQuantity {
  month: string;
  quantity: string;
}

/** A claim of one case on one month. Claims are added and marked, never removed. */
export interface Reservation extends MonthlyQuantity {
  id: string;
  caseId: string;
  /** The number of the case's request. */
  requestNumber: string;
  state: 'reserved' | 'confirmed' | 'refused' | 'released';
  /** Version of the resource in which its owner confirmed or refused; null before that. */
  answeredIn: number | null;
  /** Why the owner refused. */
  reason: string | null;
}

/** What the machine knows of an internal resource. `rate` is in `currency` per unit. */
export interface ResourceFacts extends WorkflowRecord {
  title: string;
  class: ResourceClass;
  ownerId: string;
  ownerName: string;
  unit: string;
  rate: Decimal;
  currency: string;
  capacity: MonthlyQuantity[];
  reservations: Reservation[];
  /** Share of use above which the register warns; 0.85 is 85 %. */
  thresholdShare: Decimal;
  /** The months in which use is above the threshold, in a sentence; null where none is. */
  warning: string | null;
}

/** What owners say of a resource, as forms give it. */
export interface ResourceDescription {
  title: string;
  class: ResourceClass;
  unit: string;
  rate: Amount;
  currency: string;
  thresholdShare: Amount;
  capacity: MonthlyQuantity[];
}

/** A person as the next owner; null where there is none with that id. */
export interface ResourceKnown {
  nextOwner: { id: string; name: string } | null;
}

export type ResourceEvent = Happening<ResourceKnown> &
  (
    | ({ type: 'edit' } & ResourceDescription)
    | { type: 'handOver'; ownerId: string }
    | { type: 'reserve'; caseId: string; requestNumber: string; months: MonthlyQuantity[] }
    | { type: 'confirm'; caseId: string }
    | { type: 'refuse'; caseId: string; reason: string }
    | { type: 'release'; caseId: string }
    | { type: 'retire' }
    | { type: 'reinstate' }
  );
