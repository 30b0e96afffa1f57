// A load of real cases through HTTP and SMTP while web, worker and PostgreSQL are killed with -9 at random; then every invariant is checked,
// and the checker is shown to name planted faults.
// npm run chaos -- [--kills 60] [--seconds N] [--seed N] [--width N] [--self-test] [--keep]
import { appendFileSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { checkInvariants, INVARIANTS } from './chaos/check-invariants.mjs';
import { declaredWorkflows, expectedEffects } from './chaos/declared-effects.mjs';
import { PLANTED_FAULTS } from './chaos/planted-faults.mjs';
import { product, Supervised, SupervisedPostgres } from './chaos/supervisor.mjs';
import { Instance, productRoot, removeFolder, temporaryFolder } from './harness/instance.mjs';
import { House } from './replay/house.mjs';
import { Journey } from './replay/journey.mjs';
import { isOcds, readOcds } from './replay/ocds.mjs';
import { documentsIn } from './replay/read-file.mjs';
import { setPatience } from './replay/steps.mjs';

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '60' },
    seconds: { type: 'string' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    width: { type: 'string', default: '6' },
    'self-test': { type: 'boolean', default: false },
    keep: { type: 'boolean', default: false },
    verbose: { type: 'boolean', default: false },
  },
});
const killsWanted = values['self-test'] ? 0 : Number(values.kills);
const loadSeconds = Number(values.seconds ?? (killsWanted > 0 ? Math.max(60, killsWanted * 3.5) : 40));
const random = seeded(Number(values.seed));
/** Everything must be over by then, or something hangs and that is the finding. */
const DRAIN_MS = 240_000;

const dataDir = temporaryFolder('chaos');
const ackLog = join(dataDir, 'ack.log');
const secret = randomBytes(32).toString('hex');
const kills = { web: 0, worker: 0, 'a PostgreSQL backend': 0, 'all of PostgreSQL': 0 };
const running = [];
const startedAt = Date.now();
const seconds = () => Math.round((Date.now() - startedAt) / 1000);
const say = (line) => console.error(`${String(seconds()).padStart(4)} s  ${line}`);

setPatience(4);
try {
  process.exitCode = await run();
} catch (error) {
  console.error(error);
  process.exitCode = 1;
} finally {
  for (const one of running.reverse()) await one.end().catch(() => undefined);
  if (values.keep) console.error(`Kept: ${dataDir}`);
  else removeFolder(dataDir);
}
// Sockets of killed processes and clocks of given-up waits must not hold the end up.
process.exit(process.exitCode);

async function run() {
  const postgres = await SupervisedPostgres.begin(join(dataDir, 'database'));
  running.push(postgres);
  const web = await supervised('web', postgres.url);
  // Its letters name the pages of the web process.
  const worker = await supervised('worker', postgres.url, { PUBLIC_URL: web.instance.url });
  await web.begin();
  running.push(web);
  await worker.begin();
  running.push(worker);
  const heard = (what) => appendFileSync(ackLog, `${JSON.stringify(what)}\n`);
  const house = await House.found(web.instance, { retries: true, heard, mailInstance: worker.instance });
  const workflows = await graphs(house.people.auditor);
  say(
    `web, worker and PostgreSQL are up; ${Number(values.width)} cases at a time for ${loadSeconds} s, ${killsWanted} kills, seed ${values.seed}`,
  );

  const load = startLoad(house);
  const killing = killsWanted > 0 ? killAtRandom({ web, worker, postgres }) : pause(loadSeconds * 1000);
  await killing;
  say(`${Object.values(kills).reduce((sum, count) => sum + count, 0)} kills done; the cases under way go on to their end`);
  load.isOver = true;
  const journeys = await load.finished;
  if (postgres.lost) throw new Error(`PostgreSQL did not come back: ${postgres.lost.message}`);
  const drainMs = await drained(postgres.url);
  say(`drained ${drainMs === null ? 'not at all' : `after ${Math.round(drainMs / 1000)} s`}`);
  for (const one of [worker, web]) {
    running.splice(running.indexOf(one), 1);
    await one.end();
  }

  const acks = readFileSync(ackLog, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  const context = {
    workflows,
    effectsOf: expectedEffects(await declaredWorkflows()),
    acks,
    actors: Object.values(house.people).map(({ id }) => id),
    mailFolder: join(dataDir, 'mail', 'out'),
  };
  const found = await check(postgres.url, context);
  const selfTest = await testTheChecker(postgres.url, context, found);
  return report({ journeys, acks, found, selfTest, drainMs, web, worker });
}

async function supervised(role, databaseUrl, settings = {}) {
  return new Supervised(
    await Instance.prepare({
      name: role,
      dataDir,
      settings: {
        ROLE: role,
        DATABASE_URL: databaseUrl,
        SECRET: secret,
        DEMO: 'no',
        DATABASE_POOL: '12',
        ORGANISATION: 'Crash Tester',
        SHUTDOWN_SECONDS: '10',
        ...settings,
      },
    }),
  );
}

/** The machines as the product's own door tells them. */
async function graphs(client) {
  const { items } = await client.request('GET', '/api/v1/workflows');
  return Promise.all(items.map(({ name }) => client.request('GET', `/api/v1/workflows/${name}`)));
}

function startLoad(house) {
  const cases = recordedCases();
  const load = { isOver: false, done: 0, stopped: [] };
  let next = 0;
  const drive = async () => {
    while (!load.isOver) {
      const index = next++;
      const journey = new Journey(house, cases[index % cases.length], index, {
        closesInMs: killsWanted > 0 ? 60_000 : 15_000,
        marginMs: killsWanted > 0 ? 40_000 : 6_000,
      });
      try {
        await journey.run();
        load.done++;
      } catch (error) {
        load.stopped.push(error.message.slice(0, 300));
        if (values.verbose) console.error(error);
      } finally {
        journey.isCollected = true;
      }
    }
  };
  load.finished = Promise.all(Array.from({ length: Number(values.width) }, drive)).then(() => load);
  return load;
}

/** Real tenders with an award, small ones first told apart by nothing but their order in the files; invented ones where there are none. */
function recordedCases() {
  const folder = resolve(productRoot, process.env.CASES_DIR ?? '../shared/cases', 'ocds-real-uk');
  if (!existsSync(folder)) {
    console.warn(`${folder} is not there: an invented case is driven again and again. Set CASES_DIR to drive real ones.`);
    return [invented()];
  }
  const all = readdirSync(folder).flatMap(
    (name) => readOcds(documentsIn(readFileSync(join(folder, name))).filter(isOcds), name).cases,
  );
  const awarded = all.filter(({ winners }) => winners.length > 0 && winners.length <= 3);
  return awarded.length > 0 ? awarded : [invented()];
}

function invented() {
  return {
    source: 'invented',
    ocid: 'invented',
    title: 'Hosting of an archive',
    need: 'An archive is to be hosted.',
    family: 'capacity_rental',
    category: 'cloud_computing',
    currency: 'EUR',
    status: 'complete',
    outcome: 'contracted',
    wasAwarded: false,
    lines: [{ description: 'Storage', quantity: '12', unit: 'month' }],
    bids: [],
    winners: [{ vendor: 'Invented Winner', lines: [0], amount: '1200.00', amounts: ['1200.00'] }],
    value: '1300',
    notes: [],
    refusals: [],
  };
}

async function killAtRandom({ web, worker, postgres }) {
  const until = Date.now() + loadSeconds * 1000;
  const ways = [
    ['web', () => killOnceUp(web)],
    ['worker', () => killOnceUp(worker)],
    ['a PostgreSQL backend', () => postgres.isUp && postgres.killBackend(random)],
    ['all of PostgreSQL', () => postgres.isUp && postgres.killCluster()],
  ];
  let done = 0;
  // The time that is left is shared by the kills that are left; a run that fell behind catches up, but never takes longer than twice its time.
  while (done < killsWanted && Date.now() < until + loadSeconds * 1000) {
    const share = Math.max(0, until - Date.now()) / (killsWanted - done);
    await pause(Math.max(300, share * (0.4 + random() * 1.2)));
    const [name, kill] = ways[Math.floor(random() * ways.length)];
    if (!(await kill())) continue;
    kills[name]++;
    done++;
    if (done % 10 === 0) say(`${done} kills`);
  }
}

// One that is killed each time before it is up would never do anything; one in a while is killed while it starts.
async function killOnceUp(process) {
  for (let waited = 0; waited < 8_000 && !(await process.isUp()); waited += 250) await pause(250);
  return process.kill();
}

/** Waits until nothing is left to do; answers how long that took, null where it never came to an end. */
async function drained(url) {
  const from = Date.now();
  let calm = 0;
  while (Date.now() - from < DRAIN_MS) {
    try {
      const open = await withClient(url, async (client) => {
        const { rows } = await client.query(
          `SELECT (SELECT count(*) FROM outbox WHERE done_at IS NULL AND failed_at IS NULL) + (SELECT count(*) FROM letters WHERE state = 'received') AS open`,
        );
        return Number(rows[0].open);
      });
      calm = open === 0 ? calm + 1 : 0;
      if (calm >= 4) return Date.now() - from;
    } catch {
      calm = 0;
    }
    await pause(500);
  }
  return null;
}

async function check(url, context) {
  return withClient(url, async (client) => {
    const [{ verifyAudit }, { anchorFile }, { publicHalf, sealingKey }] = await Promise.all([
      product('engine/audit-verifier.js'),
      product('engine/audit-checkpoints.js'),
      product('engine/checkpoint-seal.js'),
    ]);
    const verify = async () => (await verifyAudit(client, anchorFile(dataDir), publicHalf(sealingKey(secret)))).fault;
    return checkInvariants({ client, ...context, verifyAudit: verify });
  });
}

/** Each fault alone in a copy: it must be named by the invariant it breaks, which names nothing in the original. */
async function testTheChecker(url, context, clean) {
  const results = [];
  const copy = new URL(url);
  copy.pathname = '/sourcewright_planted';
  const original = new URL(url).pathname.slice(1);
  const admin = new URL(url);
  admin.pathname = '/postgres';
  for (const { what, names, sql, instead } of PLANTED_FAULTS) {
    await withClient(admin.href, async (client) => {
      await client.query('DROP DATABASE IF EXISTS sourcewright_planted WITH (FORCE)');
      await client.query(`CREATE DATABASE sourcewright_planted TEMPLATE ${original}`);
    });
    let said = null;
    let found = null;
    try {
      await withClient(copy.href, (client) => client.query(sql));
      found = (await check(copy.href, context))[names];
      if (found.faults.length === clean[names].faults.length && instead) {
        await withClient(copy.href, (client) => client.query(instead));
        found = (await check(copy.href, context))[names];
      }
    } catch (error) {
      said = `could not be planted: ${error.message}`;
    }
    const news = found?.faults.filter((fault) => !clean[names].faults.includes(fault)) ?? [];
    results.push({ what, names, isNamed: news.length > 0, said: said ?? news[0] ?? 'not named' });
  }
  await withClient(admin.href, (client) => client.query('DROP DATABASE IF EXISTS sourcewright_planted WITH (FORCE)'));
  return results;
}

async function withClient(url, work) {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

function report({ journeys, acks, found, selfTest, drainMs, web, worker }) {
  const transitions = acks.filter(({ kind }) => kind === 'transition').length;
  const letters = acks.filter(({ kind }) => kind === 'letter').length;
  console.log('\ninvariant                                                                      looked at   faults');
  for (const [name, say] of Object.entries(INVARIANTS)) {
    const { looked, faults } = found[name];
    console.log(`${`${say}`.padEnd(76)} ${String(looked).padStart(11)} ${String(faults.length).padStart(8)}`);
    for (const fault of faults.slice(0, 8)) console.log(`    ${fault}`);
    if (faults.length > 8) console.log(`    … and ${faults.length - 8} more`);
  }
  console.log('\nplanted fault (each alone, in a copy)                                          named');
  for (const { what, names, isNamed, said } of selfTest) {
    console.log(`${what.padEnd(78)} ${isNamed ? `yes, by “${names}”` : 'NO'}`);
    if (!isNamed || values.verbose) console.log(`    ${said}`);
  }
  for (const [reason, count] of counted(journeys.stopped)) console.log(`\n${count} × a case came to a stop: ${reason}`);
  for (const { instance, lastWords } of [web, worker])
    for (const words of lastWords) console.log(`\n${instance.name} ended by itself:\n${words}`);
  const faults = Object.values(found).reduce((sum, one) => sum + one.faults.length, 0);
  const named = selfTest.filter(({ isNamed }) => isNamed).length;
  const killed = Object.values(kills).reduce((sum, count) => sum + count, 0);
  console.log(
    `\n${journeys.done} cases came to their end, ${journeys.stopped.length} came to a stop; ${transitions} transitions and ${letters} letters were acknowledged; ` +
      `processes that ended by themselves: web ${web.ownExits}, worker ${worker.ownExits}; slowest start ${Math.max(web.slowestStartMs, worker.slowestStartMs)} ms; ` +
      `drained ${drainMs === null ? 'never' : `in ${(drainMs / 1000).toFixed(1)} s`}.`,
  );
  const how = Object.entries(kills)
    .filter(([, count]) => count > 0)
    .map(([name, count]) => `${count} × ${name}`)
    .join(', ');
  console.log(
    `${killed} kills${how ? ` (${how})` : ''} in ${seconds()} s, seed ${values.seed}: ${faults === 0 ? 'every invariant holds' : `${faults} faults`}; ` +
      `${named} of ${selfTest.length} planted faults named`,
  );
  const isEnough = killed >= killsWanted && transitions > 0 && journeys.done > 0;
  if (!isEnough) console.log('Too little happened for this to say anything.');
  return faults === 0 && named === selfTest.length && drainMs !== null && isEnough ? 0 : 1;
}

function counted(texts) {
  const counts = new Map();
  for (const text of texts)
    counts.set(text.replace(/[A-Z]{3}-\d{6}/g, '…'), (counts.get(text.replace(/[A-Z]{3}-\d{6}/g, '…')) ?? 0) + 1);
  return counts;
}

/** mulberry32: which process is killed when is the seed's; what it hits is not. */
function seeded(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
