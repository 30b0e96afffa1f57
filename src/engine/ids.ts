import { createHash, randomBytes } from 'node:crypto';

/** A UUID of version 7 (RFC 9562): ordered by the millisecond of its making, 74 random bits. */
export function newId(): string {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(Date.now(), 0, 6);
  return uuid(7, bytes);
}

/** An id that the same seed and label always give (UUID version 8): a repeated job begins the same record. */
export function derivedId(seed: string, label: string): string {
  return uuid(8, createHash('sha256').update(`${seed}/${label}`).digest().subarray(0, 16));
}

/** Whether `text` may be asked for as a record's id at all. */
export const isId = (text: string): boolean => /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i.test(text);

function uuid(version: number, bytes: Buffer): string {
  bytes[6] = (bytes[6] & 0x0f) | (version << 4);
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
