// Builds dist/ when it is missing or older than src/, so that `npm start` alone is enough and a warm start costs nothing.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const stamp = 'dist/.built';
const inputs = ['src', 'package.json', 'tsconfig.json', 'tsconfig.build.json', '.swcrc', 'nest-cli.json'];

function newest(path) {
  const entry = statSync(path);
  if (!entry.isDirectory()) return entry.mtimeMs;
  return readdirSync(path).reduce((latest, name) => Math.max(latest, newest(join(path, name))), entry.mtimeMs);
}

if (!existsSync(stamp) || Math.max(...inputs.map(newest)) > statSync(stamp).mtimeMs) {
  const startedAt = new Date();
  const built = spawnSync('node_modules/.bin/nest', ['build'], { stdio: ['ignore', 'ignore', 'inherit'] });
  if (built.status !== 0) process.exit(built.status ?? 1);
  writeFileSync(stamp, startedAt.toISOString());
  utimesSync(stamp, startedAt, startedAt); // a file saved while the build ran counts as newer
}
