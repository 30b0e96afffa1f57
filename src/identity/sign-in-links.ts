import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { Settings } from '../settings.js';
import { hashOf, randomSecret } from './secrets.js';

/** What a one-time link is good for. */
export type LinkPurpose = 'first_administrator' | 'invite' | 'reset';

/** A link that still works; `personId` is null for the first administrator, who does not exist yet. */
export interface OpenLink {
  purpose: LinkPurpose;
  personId: string | null;
}

const validFor: Record<LinkPurpose, string> = { first_administrator: '24 hours', invite: '7 days', reset: '1 hour' };

/** One-time links: 256 bits, hashed at rest, used once by a POST; looking at one changes nothing. */
@Injectable()
export class SignInLinks {
  constructor(
    private readonly database: Database,
    private readonly settings: Settings,
  ) {}

  /** Makes a link and returns its full address, shown once. A person's earlier links of the same purpose stop working. */
  async issue(purpose: LinkPurpose, personId: string | null): Promise<string> {
    const token = randomSecret();
    if (personId)
      await this.database.rows(`DELETE FROM sign_in_links WHERE person_id = $1 AND purpose = $2 AND used_at IS NULL`, [
        personId,
        purpose,
      ]);
    await this.database.rows(
      `INSERT INTO sign_in_links (hash, purpose, person_id, expires_at) VALUES ($1, $2, $3, now() + $4::interval)`,
      [hashOf(token), purpose, personId, validFor[purpose]],
    );
    return new URL(`/welcome/${token}`, this.settings.publicUrl).href;
  }

  /** The link as long as it works, or null. */
  async look(token: string): Promise<OpenLink | null> {
    return this.database.row<OpenLink>(
      `SELECT purpose, person_id AS "personId" FROM sign_in_links l WHERE hash = $1 AND used_at IS NULL AND expires_at > now()
         AND (purpose <> 'first_administrator' OR NOT EXISTS (SELECT 1 FROM people))`,
      [hashOf(token)],
    );
  }
}
