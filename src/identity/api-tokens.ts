import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { hashOf, randomSecret } from './secrets.js';

/** A token as its owner sees it; the token itself was shown once. `lastUsedOn` is a calendar day (UTC) or null. */
export interface ListedToken {
  id: string;
  name: string;
  createdAt: Date;
  lastUsedOn: string | null;
}

/** API tokens act with their person's rights, until they are ended or the person loses access. */
@Injectable()
export class ApiTokens {
  constructor(private readonly database: Database) {}

  /** Makes a token and returns it: the only time that it can be read. */
  async issue(personId: string, name: string): Promise<{ id: string; token: string }> {
    const token = `sw_${randomSecret()}`;
    const row = await this.database.row<{ id: string }>(
      `INSERT INTO api_tokens (hash, person_id, name) VALUES ($1, $2, $3) RETURNING id`,
      [hashOf(token), personId, name],
    );
    return { id: row?.id ?? '', token };
  }

  /** The person's tokens, newest first. */
  async listOf(personId: string): Promise<ListedToken[]> {
    return this.database.rows<ListedToken>(
      `SELECT id, name, created_at AS "createdAt", last_used_on AS "lastUsedOn" FROM api_tokens WHERE person_id = $1 ORDER BY id DESC`,
      [personId],
    );
  }

  /** Ends one of the person's tokens; false where there is none such. */
  async end(personId: string, tokenId: string): Promise<boolean> {
    return (
      (await this.database.row(`DELETE FROM api_tokens WHERE person_id = $1 AND id = $2 RETURNING id`, [personId, tokenId])) !==
      null
    );
  }
}
