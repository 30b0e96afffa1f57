import { rmSync } from 'node:fs';

export default async function globalTeardown() {
  if (!globalThis.__SERVER__) return;
  await globalThis.__SERVER__.server.stop();
  rmSync(globalThis.__SERVER__.parent, { recursive: true, force: true });
}
