import { createHash } from 'node:crypto';
import EmailReplyParser from 'email-reply-parser';
import { convert } from 'html-to-text';
import { simpleParser, type AddressObject, type HeaderValue, type ParsedMail } from 'mailparser';
import { deliveryReport } from './delivery-report.js';
import { letterKind, type Signs } from './letter-kind.js';
import type { DeliveryReport, LetterAttachment, LetterKind } from './parsed-letter.js';

/** A raw message taken apart; nothing in it is trusted. */
export interface Mail {
  from: { name: string; address: string };
  to: string[];
  subject: string;
  messageId: string | null;
  inReplyTo: string | null;
  date: Date | null;
  kind: LetterKind;
  text: string;
  ownText: string;
  html: string | null;
  attachments: LetterAttachment[];
  report: DeliveryReport | null;
  /** sha256 over what the letter says: the same for copies that only travelled by other ways. */
  contentHash: string;
}

const LONGEST_TEXT = 200_000;
const LONGEST_HTML = 1_000_000;
const REPORT_PARTS = [
  'message/delivery-status',
  'message/global-delivery-status',
  'message/rfc822',
  'text/rfc822-headers',
  'message/global',
  'message/feedback-report',
  'message/disposition-notification',
];

/** Takes a raw message apart. Damaged messages give what can be had of them; only bytes that are no message at all throw. */
export async function parseMail(raw: Buffer, envelopeFrom: string | null): Promise<Mail> {
  const parsed = await simpleParser(raw, {
    keepDeliveryStatus: true,
    skipHtmlToText: true,
    skipTextToHtml: true,
    skipTextLinks: true,
    keepCidLinks: true,
  });
  const html = typeof parsed.html === 'string' && parsed.html !== '' ? parsed.html : null;
  const text = textOf(parsed.text, html);
  const attachments = parsed.attachments.map((part, index) => ({
    name: part.filename ?? `attachment-${index + 1}${extensionOf(part.contentType)}`,
    mediaType: part.contentType.toLowerCase(),
    bytes: part.content,
  }));
  const from = firstAddress(parsed.from);
  const report = deliveryReport(text, attachments);
  return {
    from,
    to: addressesOf(parsed.to),
    subject: parsed.subject?.trim() ?? '',
    messageId: bare(parsed.messageId),
    inReplyTo: bare(parsed.inReplyTo),
    date: parsed.date ?? null,
    kind: letterKind(signsOf(parsed, from.address, envelopeFrom, text)),
    text,
    ownText: ownTextOf(text),
    html,
    attachments: attachments.filter((part) => !REPORT_PARTS.includes(part.mediaType)),
    report,
    contentHash: contentHash(from.address, parsed.subject ?? '', text, attachments),
  };
}

/** Cuts off quoted text and signature; where nothing would be left, everything stays. */
export function ownTextOf(text: string): string {
  const own = new EmailReplyParser().read(text.slice(0, LONGEST_TEXT)).getVisibleText().trim();
  return own === '' && !/^\s*>/mu.test(text) ? text.trim() : own;
}

function textOf(plain: string | undefined, html: string | null): string {
  if (plain !== undefined && plain.trim() !== '') return plain.slice(0, LONGEST_TEXT);
  if (html === null) return '';
  return convert(html.slice(0, LONGEST_HTML), {
    wordwrap: false,
    limits: { maxInputLength: LONGEST_HTML, maxDepth: 100 },
    selectors: [
      { selector: 'img', format: 'skip' },
      { selector: 'a', options: { ignoreHref: true } },
      { selector: 'table', format: 'dataTable', options: { uppercaseHeaderCells: false } },
      ...['h1', 'h2', 'h3', 'h4'].map((selector) => ({ selector, options: { uppercase: false } })),
    ],
  }).slice(0, LONGEST_TEXT);
}

function signsOf(parsed: ParsedMail, from: string, envelopeFrom: string | null, text: string): Signs {
  const header = (name: string) => headerText(parsed.headers.get(name));
  const contentType = parsed.headers.get('content-type');
  const params = typeof contentType === 'object' && 'params' in contentType ? contentType.params : null;
  return {
    envelopeFrom,
    from,
    subject: parsed.subject ?? '',
    returnPath: parsed.headerLines.find((line) => line.key === 'return-path')?.line ?? null,
    autoSubmitted: header('auto-submitted'),
    precedence: header('precedence'),
    isMarkedAuto: ['x-autoreply', 'x-autorespond', 'x-auto-reply', 'x-apple-action', 'x-vacation'].some((name) =>
      parsed.headers.has(name),
    ),
    isList: parsed.headers.has('list') || parsed.headerLines.some((line) => line.key === 'list-id'),
    hasFailedRecipients: parsed.headers.has('x-failed-recipients'),
    reportType: params !== null && 'report-type' in params ? String(params['report-type']) : null,
    partTypes: parsed.attachments.map((part) => part.contentType.toLowerCase()),
    text,
  };
}

function headerText(value: HeaderValue | undefined): string | null {
  if (value === undefined) return null;
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return value.map(String).join(' ');
  if (value instanceof Date) return value.toISOString();
  if ('text' in value) return String(value.text);
  return 'value' in value ? String(value.value) : '';
}

function firstAddress(from: AddressObject | undefined): { name: string; address: string } {
  const [first] = from?.value ?? [];
  return { name: first?.name ?? '', address: first?.address ?? '' };
}

function addressesOf(to: AddressObject | AddressObject[] | undefined): string[] {
  const objects = to === undefined ? [] : Array.isArray(to) ? to : [to];
  return objects.flatMap((object) => object.value).flatMap((one) => one.address ?? []);
}

function bare(id: string | undefined): string | null {
  const trimmed = id?.replace(/[<>\s]/gu, '') ?? '';
  return trimmed === '' ? null : trimmed.slice(0, 500);
}

function extensionOf(mediaType: string): string {
  return (
    { 'text/calendar': '.ics', 'text/plain': '.txt', 'text/html': '.html', 'message/rfc822': '.eml' }[mediaType.toLowerCase()] ??
    ''
  );
}

function contentHash(from: string, subject: string, text: string, attachments: readonly LetterAttachment[]): string {
  const hash = createHash('sha256').update(JSON.stringify([from, subject, text.trim()]));
  for (const { name, bytes } of attachments) hash.update(JSON.stringify([name, bytes.length])).update(bytes);
  return hash.digest('hex');
}
