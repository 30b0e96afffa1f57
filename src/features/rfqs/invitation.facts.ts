import type { Happening, WorkflowRecord } from '../../engine/workflow.js';

/** What a letter to an invited vendor is about. */
export type LetterKind =
  | 'invitation'
  | 'amendment'
  | 'extension'
  | 'suspension'
  | 'resumption'
  | 'reminder'
  | 'answer'
  | 'cancellation'
  | 'unsuccessful'
  | 'declined'
  | 'reply'
  | 'over';

/** A letter that was asked for: `version` is the invitation's after the asking, by which its job finds it; `about` keeps it from being asked twice. */
export interface InvitationLetter {
  version: number;
  kind: LetterKind;
  about: string;
  at: string;
}

/** What the machine knows of one vendor's place in one RFQ. */
export interface InvitationFacts extends WorkflowRecord {
  caseId: string | null;
  title: string;
  rfqId: string;
  rfqNumber: string;
  buyerId: string;
  vendorId: string;
  vendorName: string;
  contactName: string;
  contactEMail: string;
  language: string;
  linkHash: string;
  mailHash: string;
  sentAt: Date | null;
  declineReason: string | null;
  bounceReason: string | null;
  remindedAt: Date | null;
  /** The latest revision of the RFQ that this vendor was told of. */
  acknowledgedRevision: number;
  letters: InvitationLetter[];
}

/** What the rules ask of the RFQ. */
export interface InvitationKnown {
  rfq: { state: string; closesAt: Date | null; revision: number };
}

export type InvitationEvent = Happening<InvitationKnown> &
  (
    | { type: 'markSent'; revision: number }
    | { type: 'bounce'; reason: string }
    | { type: 'readdress'; contactName: string; contactEMail: string }
    | { type: 'intend' }
    | { type: 'decline'; reason: string }
    | { type: 'answer' }
    | { type: 'retract' }
    | { type: 'tell'; kind: LetterKind; about: string; revision: number | null }
    | { type: 'withdraw'; kind: 'cancellation' | 'unsuccessful'; about: string }
    | { type: 'expire' }
  );
