import { createHash } from 'node:crypto';
import { canonical } from './canonical.js';
import type { Actor } from './workflow.js';

/** What an entry says; its canonical form is stored as it was hashed. */
export interface AuditBody {
  workflow: string;
  id: string;
  version: number;
  event: string;
  /** The event's own fields as they were sent. */
  sent: Record<string, unknown>;
  from: string | null;
  to: string;
  at: Date;
  by: Pick<Actor, 'id' | 'name' | 'kind'>;
  /** The facts that changed, with their new values. */
  changed: Record<string, unknown>;
}

/** Before a record's first entry. */
export const CHAIN_START: Buffer = Buffer.alloc(32);

/** sha256 of the entry before and this one's bytes. */
export const chained = (before: Buffer, body: string): Buffer => createHash('sha256').update(before).update(body).digest();

/** The bytes that are stored and hashed. */
export const auditBody = (body: AuditBody): string => canonical(body);
