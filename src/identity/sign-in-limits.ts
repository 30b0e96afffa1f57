import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { hashOf } from './secrets.js';

/** Tries allowed in five minutes. A network address serves many people behind one router. */
export const triesPerAccount = 10;
export const triesPerAddress = 50;

/** Counts tries in the database, so that several web processes share the count. A window is five minutes from its first try and never longer. */
@Injectable()
export class SignInLimits {
  constructor(private readonly database: Database) {}

  /** Counts one try under `key`; null while at most `allowed`, else the seconds to wait. */
  async count(key: string, allowed: number): Promise<number | null> {
    const row = await this.database.row<{ tries: number; waitSeconds: number }>(
      `INSERT INTO sign_in_limits AS l (key, tries, since) VALUES ($1, 1, now())
       ON CONFLICT (key) DO UPDATE SET
         tries = CASE WHEN l.since < now() - interval '5 minutes' THEN 1 ELSE l.tries + 1 END,
         since = CASE WHEN l.since < now() - interval '5 minutes' THEN now() ELSE l.since END
       RETURNING tries, ceil(extract(epoch FROM since + interval '5 minutes' - now()))::int AS "waitSeconds"`,
      [stored(key)],
    );
    return row && row.tries > allowed ? Math.max(1, row.waitSeconds) : null;
  }

  /** Takes one try back: it was a good one. */
  async giveBack(key: string): Promise<void> {
    await this.database.rows(`UPDATE sign_in_limits SET tries = greatest(tries - 1, 0) WHERE key = $1`, [stored(key)]);
  }

  /** Forgets the tries under `key`. */
  async clear(key: string): Promise<void> {
    await this.database.rows(`DELETE FROM sign_in_limits WHERE key = $1`, [stored(key)]);
  }

  /** Removes windows that are over. */
  async sweep(): Promise<void> {
    await this.database.rows(`DELETE FROM sign_in_limits WHERE since < now() - interval '1 hour'`);
  }
}

// E-mail addresses and network addresses of strangers are not kept in the clear.
const stored = (key: string): string => hashOf(key).toString('base64url');
