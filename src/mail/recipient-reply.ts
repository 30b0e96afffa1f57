import { Injectable } from '@nestjs/common';
import { createTransport } from 'nodemailer';
import { Unavailable } from '../engine/errors.js';
import { newId } from '../engine/ids.js';
import type { Reason } from '../engine/workflow.js';
import { Settings } from '../settings.js';
import { composeLetter, type OutgoingFile } from './compose-letter.js';
import type { SentLetter } from './sent-letters.js';
import { SmtpReceiver } from './smtp-receiver.js';

/** Plays the vendor on a machine without mail: answers a captured letter as its recipient would, by real SMTP to our own receiver. */
@Injectable()
export class RecipientReply {
  constructor(
    private readonly settings: Settings,
    private readonly receiver: SmtpReceiver,
  ) {}

  /**
   * Sends the answer to the letter's reply address; the reason where the letter takes none.
   *
   * @throws Unavailable when our own receiver does not take the answer
   */
  async send(letter: SentLetter, text: string, files: readonly OutgoingFile[]): Promise<Reason | null> {
    const to = letter.replyTo ?? `procurement@${this.settings.mailDomain}`;
    const port = this.receiver.port;
    if (port === null) return { code: 'mail.noReceiver', say: 'This process receives no mail; start it with ROLE=all.' };
    const raw = await composeLetter({
      messageId: `${newId()}@recipient.localhost`,
      from: { name: letter.toName, address: letter.toAddress },
      to: { name: `${this.settings.buyerName} procurement`, address: to },
      replyTo: null,
      inReplyTo: letter.messageId,
      subject: /^re:/iu.test(letter.subject) ? letter.subject : `Re: ${letter.subject}`,
      text: `${text.trim()}\n\n${quoted(letter)}\n`,
      html: null,
      attachments: files,
      calendar: null,
      isAutomatic: false,
    });
    const transport = createTransport({
      host: this.receiverHost(),
      port,
      secure: false,
      ignoreTLS: true,
      connectionTimeout: 5_000,
      socketTimeout: 30_000,
    });
    try {
      await transport.sendMail({ raw, envelope: { from: letter.toAddress, to: [to] } });
      return null;
    } catch (error) {
      throw new Unavailable('our own mail receiver did not take the answer', { cause: error });
    } finally {
      transport.close();
    }
  }

  private receiverHost(): string {
    return this.settings.mailInHost === '0.0.0.0' || this.settings.mailInHost === '::' ? '127.0.0.1' : this.settings.mailInHost;
  }
}

/** As mail programs quote: who wrote when, then the letter behind angle brackets. */
function quoted(letter: SentLetter): string {
  const when = (letter.sentAt ?? letter.createdAt).toUTCString();
  const lines = letter.text.split('\n').map((line) => `> ${line}`);
  return `On ${when}, procurement wrote:\n\n${lines.join('\n')}`;
}
