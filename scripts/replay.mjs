// Drives other people's recorded tenders through an instance of its own, by the public doors only, and holds what happened against the record.
// npm run replay -- [--width N] [--only TEXT] [--verbose] FILE…
import { readFileSync, statSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { textOf } from './harness/http-client.mjs';
import { Instance, removeFolder, temporaryFolder } from './harness/instance.mjs';
import { differences, recordWords, standingWords } from './replay/compare.mjs';
import { House } from './replay/house.mjs';
import { Journey } from './replay/journey.mjs';
import { isOcds, readOcds } from './replay/ocds.mjs';
import { isFlow, readFlow } from './replay/prozorro.mjs';
import { documentsIn } from './replay/read-file.mjs';
import { Refusals } from './replay/refusals.mjs';
import { together } from './replay/steps.mjs';

const { values: options, positionals: files } = parseArgs({
  allowPositionals: true,
  options: {
    width: { type: 'string', default: '16' },
    only: { type: 'string' },
    verbose: { type: 'boolean', default: false },
    keep: { type: 'boolean', default: false },
  },
});

if (files.length === 0) {
  console.error(
    'Name files with OCDS releases or records (JSON, JSON lines) or recorded Prozorro flows (*.flow.json):\n  npm run replay -- FILE…',
  );
  process.exit(2);
}

const startedAt = Date.now();
const read = readFiles(files);
const cases = read
  .flatMap((file) => file.cases)
  .filter(({ ocid, title }) => !options.only || `${ocid} ${title}`.includes(options.only));
const outcomes = cases.length > 0 ? await replay(cases) : new Map();
process.exitCode = report();

function readFiles(names) {
  const ocids = new Map();
  return names
    .filter((name) => statSync(name).isFile())
    .map((name) => {
      const file = readOne(name);
      // The same process may stand in several files; it is driven once.
      const cases = [];
      for (const recorded of file.cases) {
        const before = ocids.get(recorded.ocid);
        if (before && recorded.refusals.length === 0)
          file.skips.push({ source: recorded.source, reason: `${recorded.ocid} is told by ${before} already` });
        else cases.push(recorded);
        ocids.set(recorded.ocid, recorded.source);
      }
      return { name, cases, skips: file.skips };
    });
}

function readOne(name) {
  const short = name.split('/').at(-1);
  try {
    const documents = documentsIn(readFileSync(name));
    if (documents.length === 1 && isFlow(documents[0])) return readFlow(documents[0], short);
    if (documents.some(isOcds)) return readOcds(documents, short);
    return { cases: [], skips: [{ source: short, reason: 'neither OCDS nor a recorded flow' }] };
  } catch (error) {
    return { cases: [], skips: [{ source: short, reason: `cannot be read: ${error.message}` }] };
  }
}

async function replay(all) {
  const dataDir = temporaryFolder('replay');
  const instance = await Instance.prepare({
    name: 'replay',
    dataDir,
    settings: { ORGANISATION: 'Replayed Buyer', SHUTDOWN_SECONDS: '5' },
  });
  const outcomes = new Map();
  try {
    const readyMs = await instance.start();
    const house = await House.found(instance, { retries: true });
    console.error(
      `An instance of its own is ready at ${instance.url} after ${readyMs} ms; ${all.length} cases, ${options.width} at a time.`,
    );
    let done = 0;
    await together(all, Number(options.width), async (recorded, index) => {
      const outcome = await one(house, recorded, index);
      outcomes.set(recorded, outcome);
      done++;
      if (done % 20 === 0 || outcome.error) {
        const seconds = Math.round((Date.now() - startedAt) / 1000);
        console.error(
          `${done} of ${all.length} after ${seconds} s${outcome.error ? `; ${recorded.ocid}: ${outcome.error.message}` : ''}`,
        );
      }
    });
    outcomes.counts = house.counts;
    outcomes.errors = instance.errors;
    outcomes.failedJobs = await failedJobs(house);
    outcomes.stillRuns = instance.isRunning;
  } catch (error) {
    console.error(instance.said.slice(-3000));
    throw error;
  } finally {
    await instance.stop({ patienceMs: 10_000 });
    if (options.keep) console.error(`Kept: ${dataDir}`);
    else removeFolder(dataDir);
  }
  return outcomes;
}

async function one(house, recorded, index) {
  const refusals = new Refusals(recorded);
  const journey = new Journey(house, recorded, index, {
    at: (stage, self) => refusals.at(stage, self),
    closesInMs: 25_000,
    say: options.verbose ? (line) => console.error(`  ${recorded.ocid}: ${line}`) : undefined,
  });
  try {
    const standing = await journey.run();
    return {
      standing,
      differences: [...differences(recorded, standing), ...refusals.differences()],
      notes: journey.notes,
      refusals,
    };
  } catch (error) {
    if (options.verbose) console.error(error);
    return { error, differences: [`it came to a stop: ${error.message}`], notes: journey.notes, refusals };
  } finally {
    journey.isCollected = true;
  }
}

/** Jobs that were given up, as the administrator's page names them; empty: none. */
async function failedJobs({ people }) {
  const page = String(await people.administrator.request('GET', '/jobs'));
  const text = textOf(page);
  return text.includes('No job has failed for good.') ? '' : text.slice(text.indexOf('Failed jobs')).slice(0, 1500);
}

function report() {
  const total = { cases: 0, same: 0, different: 0, skipped: 0 };
  for (const { name, cases: recordedCases, skips } of read) {
    console.log(`\n${name}`);
    for (const recorded of recordedCases) {
      const outcome = outcomes.get(recorded);
      if (!outcome) continue;
      total.cases++;
      const isSame = outcome.differences.length === 0;
      if (isSame) total.same++;
      else total.different++;
      console.log(`  ${isSame ? 'as recorded' : 'DIFFERENT  '}  ${recorded.ocid}  ${recorded.title.slice(0, 70)}`);
      console.log(`      record: ${recordWords(recorded)}`);
      if (outcome.standing) console.log(`      here:   ${standingWords(outcome.standing)}`);
      for (const line of outcome.differences) console.log(`      differs: ${line}`);
      for (const line of new Set(outcome.notes)) console.log(`      note:   ${line}`);
      for (const line of outcome.refusals.lines()) console.log(`      ${line}`);
    }
    for (const { source, reason } of skips) {
      total.cases++;
      total.skipped++;
      console.log(`  skipped      ${source}: ${reason}`);
    }
  }
  const refusals = [...outcomes.values()].map((outcome) => outcome.refusals.counts());
  const sum = (name) => refusals.reduce((all, one) => all + one[name], 0);
  if (sum('same') + sum('inapplicable') + sum('untried') > 0) {
    console.log(
      `\nRefused steps: ${sum('same')} refused here too, ${sum('inapplicable')} do not apply here, ${sum('untried')} beyond where the record ends.`,
    );
  }
  const { counts } = outcomes;
  const seconds = Math.round((Date.now() - startedAt) / 1000);
  if (counts) {
    console.log(
      `\nAnswers: ${counts.workbook} by workbook, ${counts.reply} by plain reply, ${counts.page} on the private page; ${counts.reviewed} read by a person; ` +
        `${counts.extended} deadlines extended; ${seconds} s.`,
    );
    for (const line of outcomes.errors ?? []) console.log(`The instance logged: ${line.slice(0, 500)}`);
    if (outcomes.failedJobs) console.log(outcomes.failedJobs);
    if (outcomes.stillRuns === false) console.log('The instance did not live to the end.');
  }
  console.log(`${total.cases} cases, ${total.same} as recorded, ${total.different} different, ${total.skipped} skipped`);
  return total.different === 0 && outcomes.stillRuns !== false && !outcomes.failedJobs ? 0 : 1;
}
