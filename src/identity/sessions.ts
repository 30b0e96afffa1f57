import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { hashOf, randomSecret } from './secrets.js';
import type { Origin } from './security-log.js';

/** A session ends after two hours without a request … */
export const idleMs = 2 * 60 * 60 * 1000;
/** … and after twelve hours in any case. */
export const longestMs = 12 * 60 * 60 * 1000;

/** A session as its owner sees it. */
export interface ListedSession {
  id: string;
  address: string;
  userAgent: string;
  createdAt: Date;
  seenAt: Date;
  expiresAt: Date;
}

/** Sessions live in the database, so that they can be listed and ended; the browser holds only the random secret. */
@Injectable()
export class Sessions {
  constructor(private readonly database: Database) {}

  /** Opens a session and returns its secret (for the cookie) and CSRF token. */
  async open(personId: string, origin: Origin): Promise<{ secret: string; csrf: string }> {
    const secret = randomSecret();
    const csrf = randomSecret();
    await this.database.rows(
      `INSERT INTO sessions (hash, person_id, csrf, address, user_agent, expires_at) VALUES ($1, $2, $3, $4, $5, now() + $6 * interval '1 millisecond')`,
      [hashOf(secret), personId, csrf, origin.address.slice(0, 60), origin.userAgent.slice(0, 200), longestMs],
    );
    return { secret, csrf };
  }

  /** The person's sessions that still work, last used first. */
  async listOf(personId: string): Promise<ListedSession[]> {
    return this.database.rows<ListedSession>(
      `SELECT id, address, user_agent AS "userAgent", created_at AS "createdAt", seen_at AS "seenAt", expires_at AS "expiresAt" FROM sessions
       WHERE person_id = $1 AND expires_at > now() AND seen_at > now() - $2 * interval '1 millisecond' ORDER BY seen_at DESC`,
      [personId, idleMs],
    );
  }

  /** Ends one of the person's own sessions; false where there is none such. */
  async end(personId: string, sessionId: string): Promise<boolean> {
    return (
      (await this.database.row(`DELETE FROM sessions WHERE person_id = $1 AND id = $2 RETURNING id`, [personId, sessionId])) !==
      null
    );
  }

  /** Ends all of the person's sessions but one, and returns how many that were. */
  async endOthers(personId: string, keepSessionId: string): Promise<number> {
    return (
      await this.database.rows(`DELETE FROM sessions WHERE person_id = $1 AND id <> $2 RETURNING id`, [personId, keepSessionId])
    ).length;
  }

  /** Ends the session with this secret, whosever it is. */
  async endBySecret(secret: string): Promise<void> {
    await this.database.rows(`DELETE FROM sessions WHERE hash = $1`, [hashOf(secret)]);
  }

  /** Removes what has run out. */
  async sweep(): Promise<void> {
    await this.database.rows(`DELETE FROM sessions WHERE expires_at < now() OR seen_at < now() - $1 * interval '1 millisecond'`, [
      idleMs,
    ]);
  }
}
