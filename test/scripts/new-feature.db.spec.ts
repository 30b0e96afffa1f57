import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import pg from 'pg';
import { testDatabase } from '../support/database.js';

const run = (...args: string[]): string =>
  execFileSync('node', ['scripts/new-feature.mjs', ...args], { encoding: 'utf8', stdio: 'pipe' });

describe('npm run new:feature', () => {
  const root = mkdtempSync(join(tmpdir(), 'sourcewright-feature-'));
  let written: string[];
  const textOf = (path: string): string => readFileSync(join(root, path), 'utf8');

  beforeAll(() => {
    for (const path of ['src', 'package.json', 'tsconfig.json', '.prettierrc.json'])
      cpSync(path, join(root, path), { recursive: true });
    symlinkSync(resolve('node_modules'), join(root, 'node_modules'));
    written = run('site-survey', root).split('\n\n')[0].split('\n');
  });
  afterAll(() => rmSync(root, { recursive: true, force: true }));

  it('writes every part of a feature, with its migration and its spec', () => {
    const parts = ['facts', 'rules', 'jobs', 'machine', 'entity', 'forms', 'workflow', 'commands', 'queries', 'module'];

    expect(readdirSync(join(root, 'src/features/site-surveys')).sort()).toEqual(
      parts.map((part) => `site-survey.${part}.ts`).sort(),
    );
    expect(existsSync(join(root, 'test/features/site-surveys/site-survey.machine.spec.ts'))).toBe(true);
    for (const path of written) expect(textOf(path)).not.toMatch(/TODO|: any\b|\bundefined[A-Z./]/);
  });

  it('lists its module and its migration, after all others', () => {
    expect(textOf('src/app.module.ts')).toMatch(/SiteSurveyModule,\n\s+\],\n\s+\};/);
    expect(textOf('src/database/migrations.ts')).toMatch(/SiteSurveys\d{13},\n\];\n$/);
    const names = readdirSync(join(root, 'src/database/migrations')).sort();
    expect(names.at(-1)).toMatch(/^\d{13}-site-surveys\.ts$/);
  });

  it('is formatted as the house does', () => {
    expect(() => execFileSync('node_modules/.bin/prettier', ['--check', ...written], { cwd: root, stdio: 'pipe' })).not.toThrow();
  });

  it('makes a table that holds every column of the row', async () => {
    const migration = written.find((path) => path.endsWith('-site-surveys.ts')) ?? '';
    const sql = /runner\.query\(`([\s\S]*)`\)/.exec(textOf(migration))?.[1] ?? '';
    const client = new pg.Client(await testDatabase());
    await client.connect();
    try {
      await client.query(sql);
      const { rows } = await client.query<{ name: string }>(
        `SELECT column_name AS name FROM information_schema.columns WHERE table_name = 'site_surveys'`,
      );
      const { SiteSurvey } = require(join(root, 'src/features/site-surveys/site-survey.entity.ts')) as {
        SiteSurvey: new () => object;
      };
      const { RowCodec } = require(join(root, 'src/engine/row-codec.ts')) as typeof import('../../src/engine/row-codec.js');
      expect(rows.map(({ name }) => name).sort()).toEqual(new RowCodec(SiteSurvey).columns.map(({ column }) => column).sort());
    } finally {
      await client.end();
    }
  });

  it('begins, opens only with a note, and closes', () => {
    const { decide, begin } = require(join(root, 'src/engine/decide.ts')) as typeof import('../../src/engine/decide.js');
    const { siteSurveyWorkflow } = require(join(root, 'src/features/site-surveys/site-survey.workflow.ts')) as {
      siteSurveyWorkflow: Parameters<typeof decide>[0];
    };
    const facts = {
      id: 'x',
      number: 'SIT-000001',
      state: '',
      version: 0,
      dueAt: null,
      title: 'T',
      note: null as string | null,
      ownerId: 'o',
      ownerName: 'Ola',
    };
    const said = { at: new Date(), by: { id: 'o', name: 'Ola', roles: [], kind: 'person' as const }, known: undefined };
    const draft = begin(siteSurveyWorkflow, facts);

    expect(draft.state).toBe('draft');
    expect(decide(siteSurveyWorkflow, { ...facts, state: 'draft' }, { ...said, type: 'open' })).toMatchObject({
      accepted: false,
      reasons: [{ code: 'siteSurvey.noNote' }],
    });
    const noted = { ...facts, state: 'draft', note: 'Why' };
    expect(decide(siteSurveyWorkflow, noted, { ...said, type: 'open' })).toMatchObject({ accepted: true, state: 'open' });
    expect(decide(siteSurveyWorkflow, { ...noted, state: 'open' }, { ...said, type: 'close' })).toMatchObject({
      accepted: true,
      state: 'closed',
    });
  });

  it.each([
    ['a name that is there already', ['site-survey', 'ROOT'], /site-surveys is there already/],
    ['a name that is none', ['Site Survey', 'ROOT'], /no name for a feature/],
    ['no name', [], /Give the feature a name/],
  ])('refuses %s', (_, args, said) => {
    expect(() => run(...args.map((one) => (one === 'ROOT' ? root : one)))).toThrow(said);
  });
});
