import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadSettings, type Settings } from '../../src/settings.js';
import { testDatabase } from './database.js';

/** Settings of a test's own: a fresh database, a temporary folder, free ports, mail captured; `env` adds or replaces variables. */
export async function testSettings(env: NodeJS.ProcessEnv = {}): Promise<Settings> {
  return loadSettings({
    DATABASE_URL: await testDatabase(),
    DATA_DIR: mkdtempSync(join(tmpdir(), 'sourcewright-test-data-')),
    SECRET: 'a secret of thirty-two characters, for tests only',
    PORT: '0',
    MAIL_IN_PORT: '0',
    LOG_LEVEL: 'silent',
    REDIS_URL: process.env.TEST_REDIS_URL ?? '',
    ...env,
  });
}
