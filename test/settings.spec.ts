import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { environmentExample, loadSettings, settingVariables, SettingsFault } from '../src/settings.js';

const secret = 'a secret of more than thirty-two characters';
let dataDir: string;

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'sourcewright-settings-'));
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

function faultsOf(env: NodeJS.ProcessEnv): readonly { name: string; value: string | null; say: string }[] {
  try {
    loadSettings({ DATA_DIR: dataDir, ...env });
  } catch (fault) {
    if (fault instanceof SettingsFault) return fault.faults;
    throw fault;
  }
  return [];
}

describe('.env.example', () => {
  it('is what settings.ts says', () => {
    expect(readFileSync('.env.example', 'utf8')).toBe(environmentExample());
  });

  it('names every variable once, in order', () => {
    const named = readFileSync('.env.example', 'utf8').match(/^(# )?[A-Z_]+=/gm) ?? [];

    expect(named.map((line) => line.replace(/[# =]/g, ''))).toEqual(settingVariables().map(({ name }) => name));
  });

  it.each(settingVariables())('has a sentence and what is accepted for $name', ({ sentence, accepts }) => {
    expect(sentence).toMatch(/^[A-Z`].{20,}[.]$/);
    expect(accepts.length).toBeGreaterThan(5);
  });

  it('is itself accepted, also with every example taken', () => {
    const env = Object.fromEntries(settingVariables().map(({ name, standard, example }) => [name, example ?? standard ?? '']));

    expect(() => loadSettings({ ...env, DATA_DIR: dataDir })).not.toThrow();
  });
});

describe('settings', () => {
  it('have a working default each', () => {
    const settings = loadSettings({ DATA_DIR: dataDir });

    expect(settings).toMatchObject({
      role: 'all',
      port: 3000,
      host: '127.0.0.1',
      publicUrl: 'http://localhost:3000',
      databaseUrl: null,
      redisUrl: null,
      smtpUrl: null,
      mailDomain: 'sourcewright.localhost',
      mailInPort: 2525,
      demo: true,
      trustProxy: false,
      root: process.cwd(),
    });
  });

  it('make a secret once and keep it for their owner alone', () => {
    const [first, second] = [loadSettings({ DATA_DIR: dataDir }), loadSettings({ DATA_DIR: dataDir })];

    expect(first.sessionSecret.length).toBeGreaterThanOrEqual(32);
    expect(second.sessionSecret).toBe(first.sessionSecret);
    expect(statSync(join(dataDir, 'secret')).mode & 0o777).toBe(0o600);
  });

  it('invent no company where a database is given', () => {
    const env = { DATA_DIR: dataDir, DATABASE_URL: 'postgres://u:p@localhost/db', SECRET: secret };

    expect(loadSettings(env).demo).toBe(false);
    expect(loadSettings({ ...env, DEMO: 'yes' }).demo).toBe(true);
  });

  it('read a variable that is empty as absent', () => {
    expect(loadSettings({ DATA_DIR: dataDir, PORT: ' ', DATABASE_URL: '' })).toMatchObject({ port: 3000, databaseUrl: null });
  });

  it('read proxies as a list', () => {
    expect(loadSettings({ DATA_DIR: dataDir, TRUST_PROXY: '10.0.0.0/8, ::1' }).trustProxy).toEqual(['10.0.0.0/8', '::1']);
  });

  it('list every fault at once, each with its variable, its value and what is accepted', () => {
    const faults = faultsOf({ PORT: '70000', ROLE: 'boss', TIME_ZONE: 'Mars/Olympus', LOG_LEVEL: 'loud', MAIL_IN_PORT: 'smtp' });

    expect(faults.map(({ name, value }) => [name, value])).toEqual([
      ['ROLE', 'boss'],
      ['PORT', '70000'],
      ['TIME_ZONE', 'Mars/Olympus'],
      ['MAIL_IN_PORT', 'smtp'],
      ['LOG_LEVEL', 'loud'],
    ]);
    expect(faults[0]?.say).toBe('must be all, web or worker');
  });

  it.each([
    ['DATABASE_URL', 'mysql://localhost/db'],
    ['REDIS_URL', 'localhost:6379'],
    ['SMTP_URL', 'http://mail.example.com'],
    ['PUBLIC_URL', 'https://example.com/procurement'],
    ['MAIL_DOMAIN', 'not a domain'],
    ['TRUST_PROXY', 'everybody'],
    ['DEMO', 'maybe'],
    ['SHUTDOWN_SECONDS', '0'],
    ['DATABASE_POOL', '1'],
    ['ATTACHMENT_MB', '1.5'],
  ])('refuse %s=%s', (name, value) => {
    expect(faultsOf({ SECRET: secret, [name]: value }).map((fault) => fault.name)).toEqual([name]);
  });

  it('show no secret in a fault', () => {
    const faults = faultsOf({
      SECRET: 'hunter2',
      DATABASE_URL: 'mysql://ann:hunter2@db/x',
      SMTP_URL: 'gopher://ann:hunter2@mail',
    });

    expect(faults).toHaveLength(3);
    expect(JSON.stringify(faults)).not.toContain('hunter2');
  });

  it('want a secret of their own where processes must agree', () => {
    expect(faultsOf({ DATABASE_URL: 'postgres://u:p@localhost/db' }).map(({ name }) => name)).toEqual(['SECRET']);
  });

  it.each(['web', 'worker'])('want a database for ROLE=%s', (role) => {
    expect(faultsOf({ ROLE: role }).map(({ name }) => name)).toEqual(['DATABASE_URL']);
  });

  it('refuse a data folder that is none', () => {
    const file = join(dataDir, 'file');
    writeFileSync(file, '');

    expect(faultsOf({ DATA_DIR: file }).map(({ name }) => name)).toEqual(['DATA_DIR']);
  });
});
