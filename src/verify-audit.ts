import 'reflect-metadata';
import pg from 'pg';
import { borrowDatabase } from './embedded/running-database.js';
import { anchorFile } from './engine/audit-checkpoints.js';
import { verifyAudit } from './engine/audit-verifier.js';
import { publicHalf, sealingKey } from './engine/checkpoint-seal.js';
import { loadSettings } from './settings.js';

// `npm run verify-audit`: walks the whole audit and exits 0 where it is as it was written, 1 at the first fault, 2 where it cannot look.
const startedAt = performance.now();
try {
  const settings = loadSettings(process.env);
  const database = settings.databaseUrl
    ? { url: settings.databaseUrl, giveBack: async () => undefined }
    : await borrowDatabase(settings.dataDir);
  const client = new pg.Client({ connectionString: database.url, application_name: 'sourcewright-verify-audit' });
  await client.connect();
  const { entries, records, checkpoints, fault } = await verifyAudit(
    client,
    anchorFile(settings.dataDir),
    publicHalf(sealingKey(settings.sessionSecret)),
  );
  await client.end();
  await database.giveBack();
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  console.log(`${entries} entries of ${records} records and ${checkpoints} checkpoints looked at in ${seconds} s.`);
  console.log(fault ? `FAULT: ${fault}` : 'All is as it was written.');
  process.exitCode = fault ? 1 : 0;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
}
