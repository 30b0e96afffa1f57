import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { Missing } from '../engine/errors.js';
import { fullName } from '../engine/jobs.js';
import type { Actor } from '../engine/workflow.js';
import { mailJobs } from './mail.jobs.js';
import type { LetterKind, ReadOutcome } from './parsed-letter.js';

/** A letter as the worker takes it up. */
export interface StoredLetter {
  id: string;
  sha256: string;
  raw: Buffer;
  envelopeFrom: string;
  envelopeTo: string[];
  receivedAt: Date;
  arrivals: number;
}

/** What reading found out about a letter, beside its outcome. */
export interface LetterFindings {
  kind: LetterKind;
  messageId: string | null;
  subject: string;
  from: { name: string; address: string };
  contentHash: string;
}

const READ_LETTER = fullName(mailJobs, 'readLetter');

/** Keeps letters: raw bytes first and once, then what was made of them. */
@Injectable()
export class Letters {
  constructor(private readonly database: Database) {}

  /**
   * Stores a raw message and, in the same statement, the job that reads it; the letter's id. The same bytes again change nothing,
   * unless they came to another address of ours: then the letter is read anew for all of them.
   */
  async receive(raw: Buffer, envelope: { from: string; to: readonly string[] }): Promise<string> {
    const sha256 = createHash('sha256').update(raw).digest('hex');
    const stored = await this.database.row<{ id: string }>(
      `WITH letter AS (
         INSERT INTO letters (sha256, raw, size, envelope_from, envelope_to) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (sha256) DO NOTHING RETURNING id
       ), job AS (
         INSERT INTO outbox (name, record_id, version, event) SELECT $6, id, 1, 'arrive' FROM letter
       )
       SELECT id FROM letter`,
      [sha256, raw, raw.length, envelope.from, envelope.to, READ_LETTER],
    );
    if (stored !== null) return stored.id;
    await this.database.row(
      `WITH letter AS (
         UPDATE letters SET envelope_to = ARRAY(SELECT DISTINCT one FROM unnest(envelope_to || $2::text[]) AS one), state = 'received', arrivals = arrivals + 1
         WHERE sha256 = $1 AND NOT envelope_to @> $2::text[] RETURNING id, arrivals
       )
       INSERT INTO outbox (name, record_id, version, event) SELECT $3, id, arrivals, 'arrive' FROM letter`,
      [sha256, envelope.to, READ_LETTER],
    );
    const known = await this.database.row<{ id: string }>(`SELECT id FROM letters WHERE sha256 = $1`, [sha256]);
    if (known === null) throw new Error('a stored letter is gone');
    return known.id;
  }

  /** The letter, if it still waits to be read; null otherwise. */
  unread(id: string): Promise<StoredLetter | null> {
    return this.database.row<StoredLetter>(
      `SELECT id, sha256, raw, envelope_from AS "envelopeFrom", envelope_to AS "envelopeTo", received_at AS "receivedAt", arrivals
       FROM letters WHERE id = $1 AND state = 'received'`,
      [id],
    );
  }

  /** An earlier letter with the same Message-ID; `isSame` when it also says the same. */
  async earlierWith(messageId: string, id: string, contentHash: string): Promise<{ id: string; isSame: boolean } | null> {
    return this.database.row<{ id: string; isSame: boolean }>(
      `SELECT id, content_hash = $3 AS "isSame" FROM letters WHERE message_id = $1 AND id < $2 AND content_hash IS NOT NULL ORDER BY id LIMIT 1`,
      [messageId, id, contentHash],
    );
  }

  /** How many letters came to these addresses in the last ten minutes. */
  async recentTo(addresses: readonly string[]): Promise<number> {
    const row = await this.database.row<{ count: string }>(
      `SELECT count(*) FROM letters WHERE id > uuidv7(interval '-10 minutes') AND envelope_to && $1::text[]`,
      [addresses],
    );
    return Number(row?.count ?? 0);
  }

  /** Writes down what was made of a letter, unless it has been settled or has come to a further address meanwhile. */
  async settle(letter: StoredLetter, findings: LetterFindings, outcome: ReadOutcome): Promise<void> {
    await this.database.rows(
      `UPDATE letters SET state = $3, kind = $4, message_id = $5, subject = $6, from_name = $7, from_address = $8, content_hash = $9,
              subject_kind = $10, subject_id = $11, note = $12, read_at = clock_timestamp()
       WHERE id = $1 AND arrivals = $2 AND state = 'received'`,
      [
        letter.id,
        letter.arrivals,
        outcome.state,
        findings.kind,
        findings.messageId,
        clean(findings.subject),
        clean(findings.from.name),
        clean(findings.from.address),
        findings.contentHash,
        outcome.subjectKind ?? null,
        outcome.subjectId ?? null,
        outcome.note === undefined ? null : clean(outcome.note),
      ],
    );
  }

  /**
   * A person has dealt with a letter of the review queue.
   *
   * @throws Missing when there is no such letter
   */
  async resolve(
    id: string,
    outcome: { state: 'read' | 'ignored'; subjectKind?: string; subjectId?: string; note?: string },
    by: Actor,
  ): Promise<void> {
    const resolved = await this.database.row(
      `UPDATE letters SET state = $2, subject_kind = coalesce($3, subject_kind), subject_id = coalesce($4, subject_id),
              note = coalesce($5, note), settled_by = $6, settled_at = clock_timestamp()
       WHERE id = $1 RETURNING id`,
      [id, outcome.state, outcome.subjectKind ?? null, outcome.subjectId ?? null, outcome.note ?? null, by.id],
    );
    if (resolved === null) throw new Missing('letter');
  }

  /**
   * Has a letter read once more, e.g. after the RFQ's line was corrected.
   *
   * @throws Missing when there is no such letter
   */
  async readAgain(id: string): Promise<void> {
    const again = await this.database.row(
      `WITH letter AS (UPDATE letters SET state = 'received', arrivals = arrivals + 1 WHERE id = $1 RETURNING id, arrivals),
            job AS (INSERT INTO outbox (name, record_id, version, event) SELECT $2, id, arrivals, 'readAgain' FROM letter)
       SELECT id FROM letter`,
      [id, READ_LETTER],
    );
    if (again === null) throw new Missing('letter');
  }
}

/** PostgreSQL's text holds no NUL. */
function clean(text: string): string {
  return text.replaceAll('\u0000', '').slice(0, 2000);
}
