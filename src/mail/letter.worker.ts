import { Injectable } from '@nestjs/common';
import { type Job, Worker, type WorkerFor } from '../engine/jobs.js';
import { Settings } from '../settings.js';
import { LetterReaders } from './letter-readers.js';
import { Letters, type StoredLetter } from './letters.js';
import { mailJobs } from './mail.jobs.js';
import { parseMail, type Mail } from './parse-mail.js';
import type { DeliveryReport, ReadOutcome } from './parsed-letter.js';
import { ourAddress, type OurAddress } from './reply-address.js';
import { SentLetters } from './sent-letters.js';

/** A person does not answer faster; a program that does not say that it is one would go on for ever. */
const MOST_IN_TEN_MINUTES = 12;

/** Reads letters: tells what they are and gives each to the feature whose address it came to. What nobody can read, people review. */
@Injectable()
@Worker(mailJobs)
export class LetterWorker implements WorkerFor<typeof mailJobs> {
  constructor(
    private readonly letters: Letters,
    private readonly readers: LetterReaders,
    private readonly sent: SentLetters,
    private readonly settings: Settings,
  ) {}

  async readLetter({ recordId }: Job): Promise<void> {
    const letter = await this.letters.unread(recordId);
    if (letter === null) return;
    const mail = await parsed(letter);
    if (mail === null) {
      const findings = {
        kind: 'unknown' as const,
        messageId: null,
        subject: '',
        from: { name: '', address: letter.envelopeFrom },
        contentHash: letter.sha256,
      };
      await this.letters.settle(letter, findings, {
        state: 'review',
        note: 'The message is too damaged to be taken apart; open the raw message.',
      });
      return;
    }
    await this.letters.settle(letter, mail, await this.outcome(letter, mail));
  }

  private async outcome(letter: StoredLetter, mail: Mail): Promise<ReadOutcome> {
    const earlier = mail.messageId === null ? null : await this.letters.earlierWith(mail.messageId, letter.id, mail.contentHash);
    if (earlier?.isSame) return { state: 'ignored', note: `A copy of letter ${earlier.id}, which came before.` };
    if (earlier) {
      return {
        state: 'review',
        note: `Its Message-ID was used before by letter ${earlier.id}, which says something else. Compare the two.`,
      };
    }
    if (mail.kind === 'bounce') return this.bounce(letter, mail);
    if (mail.kind === 'auto_reply') return automatic(mail);
    return this.answer(letter, mail);
  }

  private async answer(letter: StoredLetter, mail: Mail): Promise<ReadOutcome> {
    const [to, ...others] = this.addressed(letter);
    if (to === undefined || to.token === null)
      return { state: 'review', note: 'It came to no reply address; find out by its text what it belongs to.' };
    if (others.length > 0)
      return { state: 'review', note: 'It came to several reply addresses at once; find out what each answer is.' };
    if ((await this.letters.recentTo([to.address])) > MOST_IN_TEN_MINUTES) {
      return { state: 'review', note: 'Very many letters came to this address at once; perhaps a program answers our receipts.' };
    }
    const reader = this.readers.of(to.prefix);
    if (reader === null) return { state: 'review', note: `Nothing reads letters to ${to.prefix}+….` };
    return reader.read({
      id: letter.id,
      sha256: letter.sha256,
      receivedAt: letter.receivedAt,
      from: mail.from,
      address: to.address,
      prefix: to.prefix,
      token: to.token,
      subject: mail.subject,
      messageId: mail.messageId,
      inReplyTo: mail.inReplyTo,
      kind: mail.kind,
      text: mail.text,
      ownText: mail.ownText,
      html: mail.html,
      attachments: mail.attachments,
    });
  }

  /** A bounce comes back to the envelope's address, which names our letter; or its report names our Message-ID. */
  private async bounce(letter: StoredLetter, mail: Mail): Promise<ReadOutcome> {
    const report: DeliveryReport = mail.report ?? {
      recipient: null,
      action: null,
      status: null,
      diagnostic: null,
      originalMessageId: null,
    };
    const returned = this.addressed(letter).find((address) => address.prefix === 'bounce' && address.token !== null);
    const messageId = returned === undefined ? report.originalMessageId : `${returned.token}@${this.settings.mailDomain}`;
    const ours = messageId === null ? null : await this.sent.byMessageId(messageId);
    if (ours === null) return { state: 'review', note: 'A delivery failure for a letter that we cannot name.' };
    const hasFailed = report.action === null || report.action === 'failed';
    const why = report.diagnostic ?? report.status ?? 'no reason given';
    if (hasFailed) await this.sent.noteBounce(ours.messageId, why);
    const said: ReadOutcome = {
      state: 'read',
      note: `Our letter “${ours.subject}” to ${ours.toAddress}: ${report.action ?? 'failed'}, ${why}`,
    };
    const replyTo = ours.replyTo === null ? null : ourAddress(ours.replyTo, this.settings.mailDomain);
    const reader = replyTo === null ? null : this.readers.of(replyTo.prefix);
    if (!hasFailed || replyTo?.token == null || reader?.bounced === undefined) return said;
    const bounce = {
      letterId: letter.id,
      token: replyTo.token,
      receivedAt: letter.receivedAt,
      report,
      sentMessageId: ours.messageId,
    };
    return { ...said, ...(await reader.bounced(bounce)) };
  }

  private addressed(letter: StoredLetter): OurAddress[] {
    return letter.envelopeTo.flatMap((address) => ourAddress(address, this.settings.mailDomain) ?? []);
  }
}

/** Never answered and never read as a quote; but files in it are looked at by a person. */
function automatic(mail: Mail): ReadOutcome {
  return mail.attachments.length > 0
    ? { state: 'review', note: 'It says that a machine sent it, but it has attachments; look whether they are an answer.' }
    : { state: 'ignored', note: 'An automatic reply.' };
}

async function parsed(letter: StoredLetter): Promise<Mail | null> {
  try {
    return await parseMail(letter.raw, letter.envelopeFrom);
  } catch {
    // Bytes that no parser takes apart will not become better by trying again; a person sees them raw.
    return null;
  }
}
