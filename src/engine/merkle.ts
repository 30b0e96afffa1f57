import { createHash } from 'node:crypto';

const LEAF = Buffer.from([0]);
const NODE = Buffer.from([1]);

/** The Merkle tree hash of RFC 6962, section 2.1 (SHA-256): leaves and nodes are told apart by their first byte; no leaves give sha256(''). */
export function merkleRoot(leaves: readonly Buffer[]): Buffer {
  if (leaves.length === 0) return createHash('sha256').digest();
  let level = leaves.map((leaf) => createHash('sha256').update(LEAF).update(leaf).digest());
  while (level.length > 1) {
    const above: Buffer[] = [];
    for (let at = 0; at < level.length; at += 2) {
      // An odd one out moves up as it is: the RFC's split at the largest power of two comes to the same tree.
      above.push(
        at + 1 < level.length
          ? createHash('sha256')
              .update(NODE)
              .update(level[at])
              .update(level[at + 1])
              .digest()
          : level[at],
      );
    }
    level = above as typeof level;
  }
  return level[0];
}
