import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

/** One planted violation a rule: files that a colleague in a hurry might write. The first file is the one that breaks the rule. */
const plants: Record<string, Record<string, string>> = {
  'no-cycles': {
    'src/storage/a.ts': `import { b } from './b.js'; export const a = () => b;`,
    'src/storage/b.ts': `import { a } from './a.js'; export const b = () => a;`,
  },
  'engine-knows-no-procurement': {
    'src/engine/x.ts': `import { price } from '../calculation/price.js'; export const x = price;`,
    'src/calculation/price.ts': `export const price = 1;`,
  },
  'calculation-is-pure': {
    'src/calculation/file.ts': `import { readFileSync } from 'node:fs'; export const file = readFileSync;`,
  },
  'decisions-are-pure': {
    'src/features/rfqs/rfq.rules.ts': `import { rows } from './rfq.queries.js'; export const rules = rows;`,
    'src/features/rfqs/rfq.queries.ts': `export const rows = 1;`,
  },
  'foundations-know-no-feature': {
    'src/mail/m.ts': `import { rows } from '../features/rfqs/rfq.queries.js'; export const m = rows;`,
  },
  'features-meet-at-the-door': {
    'src/features/quotes/quote.commands.ts': `import { Rfq } from '../rfqs/rfq.entity.js'; export const q = Rfq;`,
    'src/features/rfqs/rfq.entity.ts': `export const Rfq = 1;`,
  },
  'edges-ask-doors': { 'src/features/rfqs/rfq.controller.ts': `import { Rfq } from './rfq.entity.js'; export const c = Rfq;` },
  'tables-in-few-places': { 'src/features/rfqs/rfq.worker.ts': `import pg from 'pg'; export const w = pg;` },
  'one-home-for-queues': { 'src/mail/queue.ts': `import { Queue } from 'bullmq'; export const q = Queue;` },
  'one-home-for-handlebars': { 'src/mail/hbs.ts': `import Handlebars from 'handlebars'; export const h = Handlebars;` },
  'one-home-for-mail': { 'src/features/rfqs/send.ts': `import nodemailer from 'nodemailer'; export const n = nodemailer;` },
  'one-home-for-machines': { 'src/features/rfqs/rfq.worker.ts': `import { setup } from 'xstate'; export const s = setup;` },
  'no-barrels': {
    'src/features/rfqs/uses.ts': `import { Rfq } from './index.js'; export const u = Rfq;`,
    'src/features/rfqs/index.ts': `export const Rfq = 1;`,
  },
  'not-to-test': {
    'src/storage/t.ts': `import { t } from '../../test/t.js'; export const u = t;`,
    'test/t.ts': `export const t = 1;`,
  },
};

const root = resolve('.');

/** The names of the rules that the files at `folder` break, with the file that breaks each. */
function broken(folder: string): { rule: string; from: string }[] {
  const args = ['--config', join(root, '.dependency-cruiser.cjs'), '--output-type', 'json', 'src'];
  let output: string;
  try {
    output = execFileSync(join(root, 'node_modules/.bin/depcruise'), args, {
      cwd: folder,
      encoding: 'utf8',
      maxBuffer: 64 * 1024 * 1024,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  } catch (error) {
    output = (error as { stdout: string }).stdout;
  }
  const { summary } = JSON.parse(output) as { summary: { violations: { rule: { name: string }; from: string }[] } };
  return summary.violations.map(({ rule, from }) => ({ rule: rule.name, from }));
}

describe('the dependency rules', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sourcewright-rules-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('each catch the violation that they are for', () => {
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
    writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
    writeFileSync(join(folder, 'tsconfig.json'), '{"compilerOptions":{"module":"nodenext","moduleResolution":"nodenext"}}');
    const written = new Map<string, string>();
    for (const files of Object.values(plants)) {
      for (const [path, text] of Object.entries(files)) written.set(path, `${written.get(path) ?? ''}${text}\n`);
    }
    for (const [path, text] of written) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }

    const found = broken(folder);

    for (const [rule, files] of Object.entries(plants)) {
      expect(found).toContainEqual({ rule, from: Object.keys(files)[0] });
    }
    const { forbidden } = require(join(root, '.dependency-cruiser.cjs')) as { forbidden: { name: string }[] };
    expect(Object.keys(plants).sort()).toEqual(forbidden.map(({ name }) => name).sort());
  });

  it('find nothing in the product itself', () => {
    expect(broken(root)).toEqual([]);
  });
});
