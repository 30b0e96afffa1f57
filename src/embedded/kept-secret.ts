import { randomBytes } from 'node:crypto';
import { chmodSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The secret kept in `folder`/`name` (mode 0600), made once from 32 random bytes. Processes that start together agree on one.
 *
 * @throws when the folder cannot be made or written
 */
export function keptSecret(folder: string, name: string): string {
  const path = join(folder, name);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return read(path) ?? made(path);
}

function read(path: string): string | null {
  try {
    const secret = readFileSync(path, 'utf8').trim();
    if (secret.length < 32) throw new Error(`${path} holds no usable secret: delete it, and a new one is made`);
    chmodSync(path, 0o600);
    return secret;
  } catch (fault) {
    if ((fault as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw fault;
  }
}

function made(path: string): string {
  const secret = randomBytes(32).toString('base64url');
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, `${secret}\n`, { mode: 0o600, flush: true });
  try {
    // A link appears whole or not at all, and fails where another process was first.
    linkSync(draft, path);
    return secret;
  } catch (fault) {
    if ((fault as NodeJS.ErrnoException).code !== 'EEXIST') throw fault;
    return read(path) ?? secret;
  } finally {
    rmSync(draft, { force: true });
  }
}
