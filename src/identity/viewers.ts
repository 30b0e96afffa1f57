import { Injectable, Logger } from '@nestjs/common';
import { Database } from '../database/database.js';
import { IdentityChanges } from './identity-changes.js';
import { actorOf, type Viewer } from './person.js';
import { hashOf } from './secrets.js';
import { idleMs } from './sessions.js';

interface Held {
  viewer: Viewer;
  hash: Buffer;
  /** Process time in milliseconds, each computed from the database's clock when the row was read. */
  endsAt: number;
  seenAt: number;
  readAt: number;
}

interface Row {
  doorId: string;
  csrf: string | null;
  id: string;
  name: string;
  roles: string[];
  eMail: string;
  zone: string;
  leftMs: number;
  unseenMs: number;
}

const mostHeld = 10_000;
// A notification can be lost only with its connection; the age limit bounds the harm should a dead line go unnoticed.
const trustedMs = 30_000;
const noteSeenEveryMs = 60_000;

const bySession = `SELECT s.id AS "doorId", s.csrf, p.id, p.name, p.roles, p.e_mail AS "eMail", p.zone,
    extract(epoch FROM s.expires_at - now())::float8 * 1000 AS "leftMs", extract(epoch FROM now() - s.seen_at)::float8 * 1000 AS "unseenMs"
  FROM sessions s JOIN people p ON p.id = s.person_id
  WHERE s.hash = $1 AND p.active AND s.expires_at > now() AND s.seen_at > now() - $2 * interval '1 millisecond'`;

const byToken = `SELECT t.id AS "doorId", NULL AS csrf, p.id, p.name, p.roles, p.e_mail AS "eMail", p.zone,
    3.2e10::float8 AS "leftMs", CASE WHEN t.last_used_on = current_date THEN 0 ELSE $2::float8 END AS "unseenMs"
  FROM api_tokens t JOIN people p ON p.id = t.person_id WHERE t.hash = $1 AND p.active`;

/**
 * Finds who asks from a session cookie or API token. Answers from memory while changes are heard from the database
 * (`identity_changed`), so that a role change or sign-out holds in every process; asks the database otherwise.
 */
@Injectable()
export class Viewers {
  private readonly logger = new Logger('identity');
  private readonly held = new Map<string, Held>();
  // Counts forgettings: a row read before one must not be held after it.
  private generation = 0;

  constructor(
    private readonly database: Database,
    private readonly changes: IdentityChanges,
  ) {}

  /** The viewer behind a secret, at once where known; null where it opens nothing (any more). */
  find(by: Viewer['by'], secret: string): Viewer | null | Promise<Viewer | null> {
    const key = `${by} ${secret}`;
    const held = this.held.get(key);
    if (held && this.changes.isHearing) {
      const now = Date.now();
      if (now < held.endsAt && now - held.seenAt < idleMs && now - held.readAt < trustedMs) {
        if (now - held.seenAt > noteSeenEveryMs && by === 'session') this.noteSeen(held, now);
        return held.viewer;
      }
    }
    return this.read(by, secret, key);
  }

  /** Forgets what is known of one person, here and at once; other processes hear of it from the database. */
  forget(personId: string): void {
    this.generation += 1;
    for (const [key, { viewer }] of this.held) if (viewer.actor.id === personId) this.held.delete(key);
  }

  /** Forgets everyone. */
  forgetAll(): void {
    this.generation += 1;
    this.held.clear();
  }

  private async read(by: Viewer['by'], secret: string, key: string): Promise<Viewer | null> {
    this.changes.start({ changed: (personId) => this.forget(personId), unsure: () => this.forgetAll() });
    const { generation } = this;
    const hash = hashOf(secret);
    const row = await this.database.row<Row>(by === 'session' ? bySession : byToken, [hash, idleMs]);
    if (!row) {
      this.held.delete(key);
      return null;
    }
    const now = Date.now();
    const viewer: Viewer = { actor: actorOf(row), eMail: row.eMail, zone: row.zone, by, doorId: row.doorId, csrf: row.csrf };
    const held: Held = {
      viewer,
      hash,
      endsAt: now + row.leftMs,
      seenAt: by === 'session' ? now - row.unseenMs : now + 3.2e10,
      readAt: now,
    };
    if (by === 'token' && row.unseenMs > 0) this.note(`UPDATE api_tokens SET last_used_on = current_date WHERE hash = $1`, hash);
    if (by === 'session' && row.unseenMs > noteSeenEveryMs) this.noteSeen(held, now);
    if (generation === this.generation && this.changes.isHearing) this.hold(key, held);
    return viewer;
  }

  private hold(key: string, held: Held): void {
    this.held.delete(key);
    this.held.set(key, held);
    if (this.held.size <= mostHeld) return;
    const oldest = this.held.keys().next();
    if (!oldest.done) this.held.delete(oldest.value);
  }

  private noteSeen(held: Held, now: number): void {
    held.seenAt = now;
    this.note(`UPDATE sessions SET seen_at = now() WHERE hash = $1`, held.hash);
  }

  // Nobody waits for this: a lost note shortens an idle session by a minute at most.
  private note(sql: string, hash: Buffer): void {
    this.database
      .rows(sql, [hash])
      .catch((error: unknown) => this.logger.warn(`The last use of a session was not noted: ${String(error)}`));
  }
}
