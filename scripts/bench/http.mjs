import { fork } from 'node:child_process';
import { once } from 'node:events';
import pg from 'pg';
import { freePort } from '../../dist/embedded/embedded-postgres.js';
import { hashOf, randomSecret } from '../../dist/identity/secrets.js';
import { buyer, CLIENTS, eventOf, idFor } from './engine.mjs';
import { connection } from './http-client.mjs';
import { rate } from './measure.mjs';

/** The product's web process over `url`, asked by eight connections with a buyer's API token. */
export async function httpOn(url, ids, env) {
  const token = randomSecret();
  const client = new pg.Client(url);
  await client.connect();
  await client.query(`INSERT INTO people (id, name, e_mail, roles) VALUES ($1, $2, 'bea@bench.example', '{buyer}')`, [
    buyer.id,
    buyer.name,
  ]);
  await client.query(`INSERT INTO api_tokens (hash, person_id, name) VALUES ($1, $2, 'bench')`, [hashOf(token), buyer.id]);
  await client.end();

  const port = await freePort();
  const server = fork(new URL('./http-server.mjs', import.meta.url), {
    env: { ...process.env, ...env, DATABASE_URL: url, PORT: String(port), ROLE: 'web', LOG_LEVEL: 'warn' },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const [said] = await Promise.race([once(server, 'message'), once(server, 'exit').then(() => ['the web process ended'])]);
  if (said !== 'ready') throw new Error(said);
  const connections = Array.from({ length: CLIENTS }, () => connection(port));
  const turns = Array(CLIENTS).fill(0);
  return {
    http: (ms) =>
      rate(ms, CLIENTS, async (worker) => {
        const turn = turns[worker]++;
        const answer = await connections[worker].post(`/api/v1/vendors/${idFor(ids, worker, turn)}/events`, token, eventOf(turn));
        if (answer.status !== 200) throw new Error(`HTTP ${answer.status}: ${answer.body}`);
      }),
    close: async () => {
      for (const one of connections) one.close();
      const ended = once(server, 'exit');
      server.disconnect();
      await ended;
    },
  };
}
