import { createHash, createPrivateKey, createPublicKey, hkdfSync, type KeyObject, sign, verify } from 'node:crypto';

/** A checkpoint's claim; `fromXact` and `toXact` are PostgreSQL transaction numbers (half-open), hashes are 32 bytes. */
export interface Checkpoint {
  fromXact: string;
  toXact: string;
  entries: number;
  root: Buffer;
  beforeHash: Buffer;
  at: Date;
}

/** What is hashed, signed and chained: every field of the claim. */
export const checkpointHash = (claim: Checkpoint): Buffer =>
  createHash('sha256')
    .update(
      [
        claim.fromXact,
        claim.toXact,
        claim.entries,
        claim.root.toString('hex'),
        claim.beforeHash.toString('hex'),
        claim.at.toISOString(),
      ].join('\n'),
    )
    .digest();

/** The house's Ed25519 key, the same in every process that has the same secret. */
export function sealingKey(secret: string): KeyObject {
  const seed = Buffer.from(hkdfSync('sha256', secret, '', 'sourcewright audit checkpoints', 32));
  // PKCS #8 around a raw Ed25519 seed (RFC 8410).
  return createPrivateKey({
    key: Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed]),
    format: 'der',
    type: 'pkcs8',
  });
}

/** The public half as base64 (SPKI). */
export const publicHalf = (key: KeyObject): string =>
  createPublicKey(key).export({ format: 'der', type: 'spki' }).toString('base64');

/** The signature over a checkpoint's hash. */
export const sealed = (hash: Buffer, key: KeyObject): Buffer => sign(null, hash, key);

/** Whether `signature` over `hash` was made by the owner of `publicKey` (base64 SPKI). */
export const sealHolds = (hash: Buffer, signature: Buffer, publicKey: string): boolean =>
  verify(null, hash, createPublicKey({ key: Buffer.from(publicKey, 'base64'), format: 'der', type: 'spki' }), signature);
