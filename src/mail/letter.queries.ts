import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { parseMail } from './parse-mail.js';
import type { LetterKind } from './parsed-letter.js';

/** A letter as lists show it. */
export interface LetterHead {
  id: string;
  receivedAt: Date;
  from: string;
  subject: string;
  to: string[];
  state: 'received' | 'read' | 'review' | 'ignored';
  kind: LetterKind;
  note: string | null;
  subjectKind: string | null;
  subjectId: string | null;
  size: number;
}

/** One letter taken apart for a reader. HTML is not given: it is shown as text, or downloaded raw. */
export interface LetterView extends LetterHead {
  sha256: string;
  headers: string;
  text: string;
  ownText: string;
  attachments: { name: string; mediaType: string; size: number }[];
}

const HEAD = `id, received_at AS "receivedAt", coalesce(nullif(from_address, ''), envelope_from) AS "from", coalesce(subject, '') AS subject,
  envelope_to AS "to", state, kind, note, subject_kind AS "subjectKind", subject_id AS "subjectId", size`;
/** A letter that waits longer than this was given up by its worker; it belongs before a person too. */
const OVERDUE = `received_at < clock_timestamp() - interval '5 minutes'`;

/** Letters that came in, for the buyer's review queue and for what they belong to. */
@Injectable()
export class LetterQueries {
  constructor(private readonly database: Database) {}

  /** Letters that wait for a person, newest first, and how many there are; `page` counts from 1. */
  async inReview({
    search = '',
    page = 1,
    size = 50,
  }: {
    search?: string;
    page?: number;
    size?: number;
  }): Promise<{ letters: LetterHead[]; total: number }> {
    return this.list(`(state = 'review' OR (state = 'received' AND ${OVERDUE}))`, [], search, page, size);
  }

  /** All letters, newest first, and how many there are; `page` counts from 1. */
  async all({
    search = '',
    page = 1,
    size = 50,
  }: {
    search?: string;
    page?: number;
    size?: number;
  }): Promise<{ letters: LetterHead[]; total: number }> {
    return this.list('TRUE', [], search, page, size);
  }

  /** Every letter that belongs to one document (invitation, quote …), newest first. */
  async ofSubject(subjectId: string): Promise<LetterHead[]> {
    return (await this.list('subject_id = $1', [subjectId], '', 1, 200)).letters;
  }

  /** One letter with its headers, text and the names of its attachments; null when there is none. */
  async one(id: string): Promise<LetterView | null> {
    const row = await this.database.row<LetterHead & { raw: Buffer; sha256: string; envelopeFrom: string }>(
      `SELECT ${HEAD}, raw, sha256, envelope_from AS "envelopeFrom" FROM letters WHERE id = $1`,
      [id],
    );
    if (row === null) return null;
    const { raw, envelopeFrom, ...head } = row;
    const mail = await parseMail(raw, envelopeFrom).catch(() => null);
    return {
      ...head,
      headers: headersOf(raw),
      text: mail?.text ?? '',
      ownText: mail?.ownText ?? '',
      attachments: (mail?.attachments ?? []).map(({ name, mediaType, bytes }) => ({ name, mediaType, size: bytes.length })),
    };
  }

  /** The raw message, to be sent as a text/plain attachment only; null when there is none. */
  async raw(id: string): Promise<{ name: string; mediaType: 'text/plain'; bytes: Buffer } | null> {
    const row = await this.database.row<{ raw: Buffer }>(`SELECT raw FROM letters WHERE id = $1`, [id]);
    return row === null ? null : { name: `letter-${id}.eml.txt`, mediaType: 'text/plain', bytes: row.raw };
  }

  /** One attachment by its place in `attachments`; null when there is none. */
  async attachment(id: string, index: number): Promise<{ name: string; mediaType: string; bytes: Buffer } | null> {
    const row = await this.database.row<{ raw: Buffer; envelopeFrom: string }>(
      `SELECT raw, envelope_from AS "envelopeFrom" FROM letters WHERE id = $1`,
      [id],
    );
    if (row === null) return null;
    return (await parseMail(row.raw, row.envelopeFrom).catch(() => null))?.attachments[index] ?? null;
  }

  private async list(
    where: string,
    values: unknown[],
    search: string,
    page: number,
    size: number,
  ): Promise<{ letters: LetterHead[]; total: number }> {
    const next = values.length;
    const rows = await this.database.rows<LetterHead & { total: string }>(
      `SELECT ${HEAD}, count(*) OVER () AS total FROM letters
       WHERE ${where} AND ($${next + 1} = '' OR subject ILIKE $${next + 2} OR from_address ILIKE $${next + 2} OR envelope_from ILIKE $${next + 2})
       ORDER BY id DESC LIMIT $${next + 3} OFFSET $${next + 4}`,
      [...values, search, `%${search.replace(/[\\%_]/gu, '\\$&')}%`, size, (page - 1) * size],
    );
    return { letters: rows.map(({ total: _, ...head }) => head), total: Number(rows[0]?.total ?? 0) };
  }
}

function headersOf(raw: Buffer): string {
  const start = raw.subarray(0, 65_536).toString('utf8').replaceAll('\u0000', '');
  return start.split(/\r?\n\r?\n/u)[0] ?? '';
}
