import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';

/** What became of a letter of ours. */
export type SentStatus = 'sending' | 'sent' | 'rejected' | 'bounced';

/** A letter of ours as the log keeps it. */
export interface SentLetter {
  id: string;
  messageId: string;
  toName: string;
  toAddress: string;
  replyTo: string | null;
  subject: string;
  template: string;
  text: string;
  html: string;
  attachments: { name: string; mediaType: string; size: number }[];
  caseId: string | null;
  status: SentStatus;
  error: string | null;
  createdAt: Date;
  sentAt: Date | null;
}

/** A page of letters, newest first, and how many there are in all. */
export interface SentPage {
  letters: Omit<SentLetter, 'text' | 'html'>[];
  total: number;
}

const HEAD = `id, message_id AS "messageId", to_name AS "toName", to_address AS "toAddress", reply_to AS "replyTo", subject, template,
  attachments, case_id AS "caseId", status, error, created_at AS "createdAt", sent_at AS "sentAt"`;

/** The log of letters that went out, one row a Message-ID. */
@Injectable()
export class SentLetters {
  constructor(private readonly database: Database) {}

  /** Writes down that a letter is being sent; a repetition renews the wording of a letter that has not gone out yet. */
  async begin(letter: Omit<SentLetter, 'id' | 'status' | 'error' | 'createdAt' | 'sentAt'>): Promise<SentStatus> {
    const row = await this.database.row<{ status: SentStatus }>(
      `INSERT INTO sent_letters (message_id, to_name, to_address, reply_to, subject, template, text, html, attachments, case_id, status)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'sending')
       ON CONFLICT (message_id) DO UPDATE SET
         subject = CASE WHEN sent_letters.sent_at IS NULL THEN excluded.subject ELSE sent_letters.subject END,
         text = CASE WHEN sent_letters.sent_at IS NULL THEN excluded.text ELSE sent_letters.text END,
         html = CASE WHEN sent_letters.sent_at IS NULL THEN excluded.html ELSE sent_letters.html END,
         attachments = CASE WHEN sent_letters.sent_at IS NULL THEN excluded.attachments ELSE sent_letters.attachments END
       RETURNING status`,
      [
        letter.messageId,
        letter.toName,
        letter.toAddress,
        letter.replyTo,
        letter.subject,
        letter.template,
        letter.text,
        letter.html,
        JSON.stringify(letter.attachments),
        letter.caseId,
      ],
    );
    return row?.status ?? 'sending';
  }

  /** Whether this letter went out already (or came back since): it must not go out again. */
  async hasGone(messageId: string): Promise<boolean> {
    return (
      (await this.database.row(`SELECT FROM sent_letters WHERE message_id = $1 AND status IN ('sent', 'bounced')`, [
        messageId,
      ])) !== null
    );
  }

  /** Whether this letter was begun and neither sent nor refused. */
  async isUnderWay(messageId: string): Promise<boolean> {
    return (
      (await this.database.row(`SELECT FROM sent_letters WHERE message_id = $1 AND status = 'sending'`, [messageId])) !== null
    );
  }

  /** Writes down that the letter was handed over. */
  async noteSent(messageId: string): Promise<void> {
    await this.database.rows(
      `UPDATE sent_letters SET status = 'sent', error = NULL, sent_at = clock_timestamp() WHERE message_id = $1 AND status <> 'bounced'`,
      [messageId],
    );
  }

  /** Writes down that a server refused the letter for good. */
  async noteRejected(messageId: string, error: string): Promise<void> {
    await this.database.rows(`UPDATE sent_letters SET status = 'rejected', error = $2 WHERE message_id = $1`, [
      messageId,
      error.slice(0, 2000),
    ]);
  }

  /** Writes down that the letter came back. */
  async noteBounce(messageId: string, error: string): Promise<void> {
    await this.database.rows(`UPDATE sent_letters SET status = 'bounced', error = $2 WHERE message_id = $1`, [
      messageId,
      error.replaceAll('\u0000', '').slice(0, 2000),
    ]);
  }

  /** One letter with its wording; null when there is none. `messageId` without brackets. */
  byMessageId(messageId: string): Promise<SentLetter | null> {
    return this.database.row<SentLetter>(`SELECT ${HEAD}, text, html FROM sent_letters WHERE message_id = $1`, [messageId]);
  }

  /** One letter with its wording; null when there is none. */
  one(id: string): Promise<SentLetter | null> {
    return this.database.row<SentLetter>(`SELECT ${HEAD}, text, html FROM sent_letters WHERE id = $1`, [id]);
  }

  /** Every letter of one case, newest first, with its wording. */
  ofCase(caseId: string): Promise<SentLetter[]> {
    return this.database.rows<SentLetter>(`SELECT ${HEAD}, text, html FROM sent_letters WHERE case_id = $1 ORDER BY id DESC`, [
      caseId,
    ]);
  }

  /** Letters whose recipient or subject contains `search` ('' for all), newest first; `page` counts from 1. */
  async list({ search, page, size }: { search: string; page: number; size: number }): Promise<SentPage> {
    const rows = await this.database.rows<SentPage['letters'][number] & { total: string }>(
      `SELECT ${HEAD}, count(*) OVER () AS total FROM sent_letters
       WHERE $1 = '' OR subject ILIKE $2 OR to_address ILIKE $2 OR to_name ILIKE $2
       ORDER BY id DESC LIMIT $3 OFFSET $4`,
      [search, `%${search.replace(/[\\%_]/gu, '\\$&')}%`, size, (page - 1) * size],
    );
    return { letters: rows.map(({ total: _, ...letter }) => letter), total: Number(rows[0]?.total ?? 0) };
  }
}
