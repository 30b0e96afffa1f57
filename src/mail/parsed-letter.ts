/** What a letter is: a person's answer, a delivery failure, a machine's reply, or not yet known. */
export type LetterKind = 'answer' | 'bounce' | 'auto_reply' | 'unknown';

/** A file that came with a letter. */
export interface LetterAttachment {
  name: string;
  mediaType: string;
  bytes: Buffer;
}

/** What a mail server says of a letter of ours that it could not deliver. */
export interface DeliveryReport {
  recipient: string | null;
  /** 'failed', 'delayed', 'delivered' … as RFC 3464 has it; null where only prose says it. */
  action: string | null;
  /** '5.1.1' */
  status: string | null;
  diagnostic: string | null;
  /** The Message-ID of our letter, without brackets. */
  originalMessageId: string | null;
}

/** A letter as its reader is given it. */
export interface ParsedLetter {
  id: string;
  sha256: string;
  receivedAt: Date;
  from: { name: string; address: string };
  /** The address of ours that it came to, its prefix and its token (small letters). */
  address: string;
  prefix: string;
  token: string;
  subject: string;
  /** Without brackets; null where the letter has none. */
  messageId: string | null;
  inReplyTo: string | null;
  kind: LetterKind;
  /** Everything the letter says, quoted text included. */
  text: string;
  /** What its writer wrote, quoted text cut off. */
  ownText: string;
  html: string | null;
  attachments: LetterAttachment[];
}

/** What became of a letter; `subjectKind` and `subjectId` say what it belongs to, `note` says to people why. */
export interface ReadOutcome {
  state: 'read' | 'review' | 'ignored';
  subjectKind?: string;
  subjectId?: string;
  note?: string;
}

/** A letter of ours that came back: to whom it went is known by the token of its reply address. */
export interface Bounce {
  letterId: string;
  token: string;
  receivedAt: Date;
  report: DeliveryReport;
  sentMessageId: string;
}
