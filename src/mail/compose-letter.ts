import { createTransport } from 'nodemailer';
import { Rejected } from './rejected.js';

/** A file that goes with a letter. */
export interface OutgoingFile {
  name: string;
  mediaType: string;
  bytes: Buffer;
}

/** Everything that stands in a letter of ours. Addresses are plain, without names. */
export interface OutgoingLetter {
  messageId: string;
  from: { name: string; address: string };
  to: { name: string; address: string };
  replyTo: string | null;
  inReplyTo: string | null;
  subject: string;
  text: string;
  html: string | null;
  attachments: readonly OutgoingFile[];
  calendar: { method: string; content: string } | null;
  /** Marks the letter as made by a program, so that no program answers it. */
  isAutomatic: boolean;
}

const ADDRESS = /^[^\s@<>()[\],;:"\\]{1,64}@[^\s@<>()[\],;:"\\]{1,253}$/u;
/** What could begin a header or an SMTP command of its own. */
const UNSAFE = /[\r\n\u0000]/u;

const composer = createTransport({ streamTransport: true, buffer: true, newline: 'windows' });

/**
 * The whole message as bytes, to exactly one recipient.
 *
 * @throws Rejected when an address is none, or a line break or NUL stands where a header is made of it
 */
export async function composeLetter(letter: OutgoingLetter): Promise<Buffer> {
  refuseUnsafe(letter);
  const { message } = await composer.sendMail({
    messageId: `<${letter.messageId}>`,
    from: letter.from,
    to: { name: letter.to.name, address: letter.to.address },
    replyTo: letter.replyTo ?? undefined,
    inReplyTo: letter.inReplyTo === null ? undefined : `<${letter.inReplyTo}>`,
    references: letter.inReplyTo === null ? undefined : `<${letter.inReplyTo}>`,
    subject: letter.subject,
    text: letter.text,
    html: letter.html ?? undefined,
    attachments: letter.attachments.map(({ name, mediaType, bytes }) => ({
      filename: name,
      contentType: mediaType,
      content: bytes,
    })),
    icalEvent:
      letter.calendar === null
        ? undefined
        : { method: letter.calendar.method, content: letter.calendar.content, filename: 'deadline.ics' },
    headers: letter.isAutomatic ? { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' } : {},
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  if (!Buffer.isBuffer(message)) throw new Error('a letter was composed as a stream');
  return message;
}

function refuseUnsafe(letter: OutgoingLetter): void {
  const addresses = [letter.from.address, letter.to.address, letter.replyTo, letter.messageId, letter.inReplyTo];
  for (const address of addresses) {
    if (address !== null && (UNSAFE.test(address) || !ADDRESS.test(address)))
      throw new Rejected(`"${address.slice(0, 200)}" is not one plain e-mail address`);
  }
  const headers = [
    letter.from.name,
    letter.to.name,
    letter.subject,
    letter.calendar?.method,
    ...letter.attachments.flatMap(({ name, mediaType }) => [name, mediaType]),
  ];
  for (const header of headers) {
    if (header !== undefined && UNSAFE.test(header))
      throw new Rejected(`a line break stands in "${header.slice(0, 200)}", which becomes part of a header`);
  }
}
