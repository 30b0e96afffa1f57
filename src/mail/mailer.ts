import { Injectable } from '@nestjs/common';
import { Templates } from '../rendering/templates.js';
import { Settings } from '../settings.js';
import { composeLetter, type OutgoingFile, type OutgoingLetter } from './compose-letter.js';
import { MailCapture } from './mail-capture.js';
import { Rejected } from './rejected.js';
import { SentLetters } from './sent-letters.js';
import { SmtpSender } from './smtp-sender.js';

/** What a worker says about a letter; the wording is the template's. */
export interface LetterOrder {
  to: { name: string; address: string };
  /** The outbox id of the effect: the same on every repetition, so that one effect is one letter. */
  messageId: string;
  model: object;
  /** The address to which the answers come; see replyAddress. */
  replyTo?: string;
  attachments?: readonly OutgoingFile[];
  calendar?: { method: string; content: string };
  caseId?: string;
  /** The Message-ID that this letter answers, without brackets. */
  inReplyTo?: string;
}

/** Sends letters to people outside; what was sent is kept in the log, word for word. */
@Injectable()
export class Mailer {
  constructor(
    private readonly templates: Templates,
    private readonly settings: Settings,
    private readonly capture: MailCapture,
    private readonly smtp: SmtpSender,
    private readonly log: SentLetters,
  ) {}

  /**
   * Words the letter by `templates/emails/<template>.hbs` and sends it, once: a letter that went out already is not sent again.
   *
   * @throws Unavailable when the mail server is away or says 4xx; try again
   * @throws Rejected when the letter can never be delivered as it is; also noted in the log
   */
  async send(template: string, order: LetterOrder): Promise<void> {
    const domain = this.settings.mailDomain;
    const messageId = `${order.messageId}@${domain}`;
    if (await this.log.hasGone(messageId)) return;
    const letter = this.worded(template, order, messageId);
    await this.log.begin({
      messageId,
      toName: oneLine(letter.to.name),
      toAddress: oneLine(letter.to.address),
      replyTo: letter.replyTo,
      subject: oneLine(letter.subject),
      template,
      text: letter.text,
      html: letter.html ?? '',
      attachments: letter.attachments.map(({ name, mediaType, bytes }) => ({
        name: oneLine(name),
        mediaType,
        size: bytes.length,
      })),
      caseId: order.caseId ?? null,
    });
    try {
      const raw = await composeLetter(letter);
      if (this.capture.isOn) await this.capture.keep(messageId, raw);
      else await this.smtp.send(raw, { from: `bounce+${order.messageId}@${domain}`, to: letter.to.address });
    } catch (error) {
      if (error instanceof Rejected) await this.log.noteRejected(messageId, error.message);
      throw error;
    }
    await this.log.noteSent(messageId);
  }

  /** Whether the letter of this effect was begun and nobody knows how it ended: a process died while it sent. */
  isUnderWay(outboxId: string): Promise<boolean> {
    return this.log.isUnderWay(`${outboxId}@${this.settings.mailDomain}`);
  }

  /** Writes down that a letter under way is not sent again, and why; it may have gone out all the same. */
  giveUp(outboxId: string, why: string): Promise<void> {
    return this.log.noteRejected(`${outboxId}@${this.settings.mailDomain}`, why);
  }

  private worded(template: string, order: LetterOrder, messageId: string): OutgoingLetter {
    const { subject, text, html } = this.templates.email(template, order.model);
    return {
      messageId,
      from: { name: `${this.settings.buyerName} procurement`, address: `procurement@${this.settings.mailDomain}` },
      to: order.to,
      replyTo: order.replyTo ?? null,
      inReplyTo: order.inReplyTo ?? null,
      subject,
      text,
      html,
      attachments: order.attachments ?? [],
      calendar: order.calendar ?? null,
      isAutomatic: true,
    };
  }
}

function oneLine(text: string): string {
  return text.replaceAll('\u0000', '').replace(/\s+/gu, ' ');
}
