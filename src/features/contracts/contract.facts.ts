import type { Decimal } from '../../calculation/money.js';
import type { Happening, WorkflowRecord } from '../../engine/workflow.js';

/** The three families of work that a contract may be about; each has clauses of its own. */
export type ContractFamily = 'capacity_rental' | 'staffing_and_development' | 'operation_and_maintenance';

/** The side that signs: `buyer` is us. */
export type ContractParty = 'buyer' | 'vendor';

/** One thing bought. Decimals are text; `unitPrice` and `amount` are in the contract's currency, the price for a unit and a month where there is a term. */
export interface ContractLine {
  lineId: string;
  position: number;
  description: string;
  quantity: string;
  unit: string;
  termMonths: number | null;
  unitPrice: string;
  amount: string;
}

/** One clause. Its paragraphs are parted by empty lines; the document numbers them. */
export interface ContractClause {
  title: string;
  text: string;
}

/** Who signed what, when and how. `at` is an ISO instant by the database's clock; `sha256` is the hash of the very PDF that was shown. */
export interface ContractSignature {
  party: ContractParty;
  name: string;
  role: string;
  /** The person of our house; null for the vendor's signatory, who has no account. */
  personId: string | null;
  at: string;
  ip: string;
  userAgent: string;
  consent: string;
  sha256: string;
  documentVersion: number;
}

/** One version of the document as it was made; never altered. */
export interface ContractDocument {
  version: number;
  /** When this version was submitted, ISO; it is part of the PDF's bytes. */
  at: string;
  fileId: string;
  docxFileId: string;
  sha256: string;
}

/** What a buyer may change while the contract is in draft. Days are 'YYYY-MM-DD'; both sides' notice counts in calendar days, 0 for none. */
export interface ContractEdit {
  title: string;
  contactName: string;
  contactEMail: string;
  startsOn: string;
  endsOn: string;
  noticeDaysOurs: number;
  noticeDaysVendor: number;
  ownerId: string;
  clauses: ContractClause[];
}

/** What the machine knows of a contract; `caseId` is the request. */
export interface ContractFacts extends WorkflowRecord {
  title: string;
  caseId: string | null;
  awardId: string;
  awardNumber: string;
  rfqId: string;
  rfqNumber: string;
  /** Our name as it stands in the contract. */
  buyerName: string;
  vendorId: string;
  vendorName: string;
  vendorCountry: string;
  /** Who signs for the vendor and receives its letters. */
  contactName: string;
  contactEMail: string;
  family: ContractFamily;
  lines: ContractLine[];
  /** The whole price over the term, in `currency`. */
  amount: Decimal;
  currency: string;
  startsOn: string;
  /** The last day. */
  endsOn: string;
  noticeDaysOurs: number;
  noticeDaysVendor: number;
  /** The last day on which we may give notice; null without a notice period. */
  noticeOn: string | null;
  /** The last day on which the vendor may. */
  vendorNoticeOn: string | null;
  /** IANA zone in which the contract's days begin. */
  zone: string;
  /** Set when the contract becomes active: the start of the day on which we are reminded, `noticeOn`, and the day after `endsOn`. */
  remindAt: Date | null;
  noticeAt: Date | null;
  endsAt: Date | null;
  /** The payment terms of the accepted quote as the vendor wrote them; null where it wrote none. */
  paymentTerms: string | null;
  clauses: ContractClause[];
  ownerId: string;
  ownerName: string;
  /** Everyone who drew up, changed or submitted it: none of them may approve it. */
  authorIds: string[];
  /** Counts the submissions: it is the version of the document and the round of its approval. */
  approvalRound: number;
  approvalComment: string | null;
  submittedAt: Date | null;
  /** The present version's PDF, Word file and the PDF's SHA-256 in hex; null until they are made. */
  fileId: string | null;
  docxFileId: string | null;
  sha256: string | null;
  documents: ContractDocument[];
  /** PDFs of versions before the present one. */
  earlierFileIds: string[];
  /** When it was last sent for signature; null where it never was. */
  sentAt: Date | null;
  signatures: ContractSignature[];
  /** Signatures on earlier versions, which a new version made void. */
  voidedSignatures: ContractSignature[];
  activatedAt: Date | null;
  /** The record of both signatures as a PDF. */
  certificateFileId: string | null;
  declinedBy: ContractParty | null;
  /** Why it was declined, revised, given up or terminated. */
  reason: string | null;
  /** The last day where notice ends it early. */
  terminatesOn: string | null;
  terminatesAt: Date | null;
  /** SHA-256 of the token of the vendor's private signing page. */
  vendorLinkHash: string;
}

/** The instants at which the contract's days begin. */
export interface ContractDeadlines {
  remindAt: Date | null;
  noticeAt: Date | null;
  endsAt: Date;
}

/** What others know: the person to be owner, the hash of the stored PDF as it is now, and when the contract's days begin in its zone. */
export interface ContractKnown {
  owner: { id: string; name: string; active: boolean } | null;
  documentSha256: string | null;
  deadlines: ContractDeadlines;
  /** Of `terminate` only: when the named last day is over. */
  terminatesAt: Date | null;
}

/** What a signatory sends. `sha256` is the hash that the page showed; `consent` the words agreed to, null where the box was not ticked. */
export interface ContractSigning {
  party: ContractParty;
  name: string;
  role: string;
  consent: string | null;
  sha256: string;
  ip: string;
  userAgent: string;
}

export type ContractEvent = Happening<ContractKnown> &
  (
    | ({ type: 'edit' } & ContractEdit)
    | { type: 'submit' }
    | { type: 'attachDocuments'; version: number; fileId: string; docxFileId: string; sha256: string }
    | { type: 'approve'; round: number; comment: string | null }
    | { type: 'reject'; round: number; comment: string }
    | { type: 'recall' }
    | { type: 'send' }
    | ({ type: 'sign' } & ContractSigning)
    | { type: 'declineToSign'; party: ContractParty; reason: string }
    | { type: 'revise'; reason: string }
    | { type: 'abandon'; reason: string }
    | { type: 'attachCertificate'; fileId: string }
    | { type: 'assignOwner'; ownerId: string }
    | { type: 'remind' }
    | { type: 'enterNotice' }
    | { type: 'terminate'; reason: string; terminatesOn: string }
    | { type: 'endEarly' }
    | { type: 'expire' }
  );
