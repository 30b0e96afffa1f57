import 'reflect-metadata';
import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { EmbeddedPostgres, freePort } from '../dist/embedded/embedded-postgres.js';
import { fill, freshDatabase } from './bench/database.mjs';
import { engineOn } from './bench/engine.mjs';
import { httpOn } from './bench/http.mjs';
import { interleaved } from './bench/measure.mjs';
import { memoryAfterStart } from './bench/memory.mjs';
import { relayLatency } from './bench/relay.mjs';

// `npm run bench [-- --documents 1000000 --only engine,growth]`: each figure beside its yardstick from the same run.
const { values: options } = parseArgs({
  options: {
    documents: { type: 'string', default: '1000000' },
    slices: { type: 'string', default: '24' },
    only: { type: 'string', default: 'engine,comparison,memory,growth,relay' },
  },
});
const wanted = new Set(options.only.split(','));
const slices = Number(options.slices);
const folder = mkdtempSync(join(tmpdir(), 'sourcewright-bench-'));
chmodSync(folder, 0o755);
const env = { SECRET: 'the secret of a benchmark, thirty-two characters', DATA_DIR: join(folder, 'house'), MAIL_IN_PORT: '0' };
const results = [];
const row = (name, value, unit, yardstick, ratio, goal) => {
  results.push({
    name,
    value: round(value),
    unit,
    yardstick,
    ratio: ratio === null ? null : Math.round(ratio * 1000) / 1000,
    goal,
  });
  console.log(
    `${name.padEnd(28)} ${String(round(value)).padStart(10)} ${unit.padEnd(14)} ${ratio === null ? '' : `ratio ${ratio.toFixed(3)}`.padEnd(14)} goal ${goal}`,
  );
};
const round = (value) => Math.round(value * 10) / 10;

console.log(
  `Node ${process.version}, ${cpus().length} cores of ${cpus()[0].model}; PostgreSQL 18 embedded, durable settings; 8 at a time.\n`,
);
const server = await EmbeddedPostgres.start({ dataDir: join(folder, 'server'), say: () => undefined, onLost: () => undefined });
try {
  const small = await freshDatabase(server, 'small');
  const ids = await fill(small, { documents: 10_000, auditEntries: 50_000 });
  if (wanted.has('engine')) {
    const third = Math.floor(ids.length / 3);
    const engine = engineOn(small, ids.slice(0, 2 * third));
    const http = await httpOn(small, ids.slice(2 * third), env);
    const found = await interleaved({ bare: engine.bare, engine: engine.engine, http: http.http }, { slices, ms: 700 });
    await http.close();
    await engine.close();
    const yardstick = `${round(found.bare.rate)}/s: the same read and writing statement through bare pg`;
    row('engine.transition', found.engine.rate, 'per second', yardstick, found.engine.ratio, 'ratio >= 0.75');
    row('http.transition', found.http.rate, 'per second', yardstick, found.http.ratio, 'ratio >= 0.45');
  }
  if (wanted.has('comparison')) {
    const { comparisonPage } = await import('./bench/comparison.mjs');
    const { p95, rounds, statements } = await comparisonPage(await freshDatabase(server, 'compared'));
    row(
      'comparison.page',
      p95,
      'ms p95',
      `${statements} statements in ${rounds} round of queries, 20 vendors x 50 lines`,
      null,
      'one round of queries',
    );
  }
  if (wanted.has('relay')) {
    // A house of its own: in the other one thousands of effects wait that nobody works.
    const idle = await freshDatabase(server, 'idle');
    const few = await fill(idle, { documents: 1_000 });
    const postgres = await relayLatency(idle, few, env);
    row('relay.latency', postgres.p50, 'ms p50', 'commit to handler, idle, on PostgreSQL', null, '<= 30');
    row('relay.latency.p95', postgres.p95, 'ms p95', 'commit to handler, idle, on PostgreSQL', null, '<= 60');
    await onRedis(async (url) => {
      const redis = await relayLatency(idle, few, { ...env, REDIS_URL: url });
      row('relay.latency.redis', redis.p50, 'ms p50', 'commit to handler, idle, on Redis', null, '<= 30');
      row('relay.latency.redis.p95', redis.p95, 'ms p95', 'commit to handler, idle, on Redis', null, '<= 60');
    });
  }
  if (wanted.has('growth')) {
    const documents = Number(options.documents);
    const large = await freshDatabase(server, 'large');
    const startedAt = performance.now();
    const many = await fill(large, { documents, auditEntries: documents * 5 });
    console.log(
      `(${documents} documents and ${documents * 5} audit entries filled in ${Math.round((performance.now() - startedAt) / 1000)} s)`,
    );
    // A fresh small house: the one above was left in the middle of its turns.
    const few = await freshDatabase(server, 'few');
    const before = engineOn(few, await fill(few, { documents: 10_000, auditEntries: 50_000 }));
    const after = engineOn(large, many);
    const found = await interleaved({ small: before.engine, large: after.engine }, { slices, ms: 700 });
    await before.close();
    await after.close();
    const yardstick = `${round(found.small.rate)}/s at 10 thousand documents`;
    row('growth.transition', found.large.rate, 'per second', yardstick, found.large.ratio, 'ratio >= 0.75');
  }
} finally {
  await server.stop();
}
if (wanted.has('memory')) {
  row(
    'memory.rss',
    await memoryAfterStart(join(folder, 'start')),
    'MB',
    'everything in one process beside PostgreSQL',
    null,
    '<= 300',
  );
}
rmSync(folder, { recursive: true, force: true });
mkdirSync('bench', { recursive: true });
if (options.only.split(',').length === 5) writeFileSync('bench/results.json', `${JSON.stringify(results, null, 2)}\n`);

/** A Redis of the bench's own where Debian's redis-server is installed; said aloud where it is not. */
async function onRedis(work) {
  if (spawnSync('redis-server', ['--version']).error) {
    console.log('relay.latency.redis          not measured: no redis-server on this machine (apt-get install redis-server)');
    return;
  }
  const port = await freePort();
  const redis = spawn('redis-server', ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'], {
    stdio: 'ignore',
  });
  try {
    await pause(500);
    await work(`redis://127.0.0.1:${port}`);
  } finally {
    redis.kill('SIGTERM');
  }
}
