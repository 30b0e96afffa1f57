import { createHash } from 'node:crypto';

/** The id that the engine derives from another one (UUID version 8). Written anew here: a checker must not trust what it checks. */
export function derivedId(seed, label) {
  const bytes = createHash('sha256').update(`${seed}/${label}`).digest().subarray(0, 16);
  bytes[6] = (bytes[6] & 0x0f) | 0x80;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
