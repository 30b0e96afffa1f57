// Writes a small, complete feature in the house's shape: npm run new:feature meeting-room [folder of the project]
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const plurals = [
  [/(s|x|z|ch|sh)$/, '$1es'],
  [/([^aeiou])y$/, '$1ies'],
  [/$/, 's'],
];

/** All the ways in which one noun is written, from `meeting-room`. */
export function spellings(noun) {
  if (!/^[a-z]{2,}(-[a-z]{2,}){0,3}$/.test(noun))
    throw new Error(`“${noun}” is no name for a feature; give one noun in lower case, such as meeting-room`);
  const plural = plurals.reduce((done, [ending, by]) => done ?? (ending.test(noun) ? noun.replace(ending, by) : null), null);
  const pascal = noun.replace(/(^|-)(\w)/g, (_, __, letter) => letter.toUpperCase());
  const camel = pascal[0].toLowerCase() + pascal.slice(1);
  const words = noun.replaceAll('-', ' ');
  return {
    file: noun,
    folder: plural,
    pascal,
    camel,
    pascals: plural.replace(/(^|-)(\w)/g, (_, __, letter) => letter.toUpperCase()),
    table: plural.replaceAll('-', '_'),
    words,
    title: words[0].toUpperCase() + words.slice(1),
    prefix: noun
      .replace(/[^a-z]/g, '')
      .slice(0, 3)
      .toUpperCase(),
  };
}

/** The files of a new feature, by path. `stamp` orders its migration after all others. */
export function featureFiles(noun, stamp) {
  const { file, folder, pascal, camel, pascals, table, words, title, prefix } = spellings(noun);
  const home = `src/features/${folder}`;
  return {
    [`${home}/${file}.facts.ts`]: `import type { Happening, WorkflowRecord } from '../../engine/workflow.js';

/** What the machine knows of a ${words}. */
export interface ${pascal}Facts extends WorkflowRecord {
  title: string;
  note: string | null;
  ownerId: string;
  ownerName: string;
}

export type ${pascal}Event = Happening & ({ type: 'edit'; title: string; note: string | null } | { type: 'open' } | { type: 'close' });
`,
    [`${home}/${file}.rules.ts`]: `import { all, any, byRole, type Rule } from '../../engine/workflow.js';
import type { ${pascal}Event, ${pascal}Facts } from './${file}.facts.js';

type ${pascal}Rule = Rule<${pascal}Facts, ${pascal}Event>;

const byItsOwner: ${pascal}Rule = ({ context, event }) =>
  event.by.id === context.ownerId
    ? null
    : { code: '${camel}.notYours', say: \`Only \${context.ownerName} or an administrator may do this; ask one of them.\` };

const byOwnerOrAdministrator: ${pascal}Rule = any(byItsOwner, byRole('${camel}.notYours', 'administrator'));

const described: ${pascal}Rule = ({ context }) =>
  context.note !== null ? null : { code: '${camel}.noNote', say: 'Write a note first: it says what this is for.', field: 'note' };

/** Who may do what to a ${words}, and what must hold. One entry a guard of the machine. */
export const ${camel}Rules = {
  changeable: byOwnerOrAdministrator,
  openable: all(byOwnerOrAdministrator, described),
};
`,
    [`${home}/${file}.jobs.ts`]: `import { defineJobs } from '../../engine/jobs.js';

/** No work follows yet; name it here, utter it in the machine, and do it in a worker. */
export const ${camel}Jobs = defineJobs('${camel}', {});
`,
    [`${home}/${file}.machine.ts`]: `import { assign, setup } from 'xstate';
import { asGuards, type StateMeta } from '../../engine/workflow.js';
import type { ${pascal}Event, ${pascal}Facts } from './${file}.facts.js';
import { ${camel}Rules } from './${file}.rules.js';

/**
 * The life of a ${words}.
 *
 *     draft ──open──▶ open ──close──▶ closed
 *
 * It is opened only once its note says what it is for.
 */
export const ${camel}Machine = setup({
  types: {
    context: {} as ${pascal}Facts,
    input: {} as ${pascal}Facts,
    events: {} as ${pascal}Event,
    meta: {} as StateMeta<${pascal}Facts>,
  },
  guards: asGuards(${camel}Rules),
}).createMachine({
  id: '${camel}',
  context: ({ input }) => input,
  initial: 'draft',
  states: {
    draft: {
      on: {
        edit: { guard: 'changeable', actions: assign({ title: ({ event }) => event.title, note: ({ event }) => event.note }) },
        open: { guard: 'openable', target: 'open' },
      },
    },
    open: {
      on: {
        close: { guard: 'changeable', target: 'closed' },
      },
    },
    closed: { type: 'final' },
  },
});
`,
    [`${home}/${file}.entity.ts`]: `import { Entity } from 'typeorm';
import { TextColumn } from '../../database/columns.js';
import { WorkflowRow } from '../../database/workflow-row.js';
import type { ${pascal}Facts } from './${file}.facts.js';

/** A ${words} as it is kept. */
@Entity('${table}')
export class ${pascal} extends WorkflowRow implements ${pascal}Facts {
  @TextColumn({ nullable: true }) note: string | null;
  @TextColumn() ownerId: string;
  @TextColumn() ownerName: string;
}
`,
    [`${home}/${file}.forms.ts`]: `import { Text } from '../../engine/form.js';

/** A ${words}, new or edited. */
export class ${pascal}Form {
  @Text({ label: 'Title' }) title: string;
  @Text({ label: 'Note', lines: true, optional: true, help: 'What this is for.' }) note: string | null;
}
`,
    [`${home}/${file}.workflow.ts`]: `import { defineWorkflow } from '../../engine/workflow.js';
import { ${pascal} } from './${file}.entity.js';
import type { ${pascal}Event } from './${file}.facts.js';
import { ${pascal}Form } from './${file}.forms.js';
import { ${camel}Jobs } from './${file}.jobs.js';
import { ${camel}Machine } from './${file}.machine.js';
import { ${camel}Rules } from './${file}.rules.js';

/** Everything that is declared about a ${words}. */
export const ${camel}Workflow = defineWorkflow<${pascal}, ${pascal}Event>({
  name: '${camel}',
  documents: '${folder}',
  title: '${title}',
  prefix: '${prefix}',
  row: ${pascal},
  machine: ${camel}Machine,
  rules: ${camel}Rules,
  jobs: ${camel}Jobs,
  events: {
    edit: { label: 'Edit', form: ${pascal}Form },
    open: { label: 'Open' },
    close: { label: 'Close', danger: true },
  },
  facts: [
    { name: 'title', label: 'Title', kind: 'text', listed: true },
    { name: 'ownerName', label: 'Owner', kind: 'text', listed: true },
    { name: 'note', label: 'Note', kind: 'longText' },
  ],
  readers: { roles: ['buyer', 'auditor', 'administrator'], owners: ['ownerId'] },
  start: { label: 'New ${words}', form: ${pascal}Form, roles: ['buyer', 'requester'] },
});
`,
    [`${home}/${file}.commands.ts`]: `import { Injectable } from '@nestjs/common';
import type { Actor } from '../../engine/workflow.js';
import { WorkflowRunner } from '../../engine/workflow-runner.js';
import type { ${pascal} } from './${file}.entity.js';
import { ${camel}Workflow } from './${file}.workflow.js';

/** Everything that can be done to a ${words} from other features; people use the generic doors. */
@Injectable()
export class ${pascal}Commands {
  constructor(private readonly workflows: WorkflowRunner) {}

  /** Begins a ${words} as draft; the same \`id\` begins it once. */
  begin({ title, note }: { title: string; note: string | null }, by: Actor, id?: string): Promise<${pascal}> {
    return this.workflows.start(${camel}Workflow, { title, note, ownerId: by.id, ownerName: by.name, caseId: null }, by, { id });
  }

  /**
   * Opens the ${words}.
   *
   * @throws Refused \`${camel}.notYours\`, \`${camel}.noNote\`, \`${camel}.notNow\`
   */
  open(id: string, by: Actor): Promise<${pascal}> {
    return this.workflows.send(${camel}Workflow, id, { type: 'open' }, by);
  }
}
`,
    [`${home}/${file}.queries.ts`]: `import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.js';

/** A ${words} as other features see it. */
export interface ${pascal}View {
  id: string;
  number: string;
  title: string;
  state: string;
  note: string | null;
  ownerId: string;
}

/** Reads ${words} records. */
@Injectable()
export class ${pascal}Queries {
  constructor(private readonly database: Database) {}

  /** The ${words}, or null. */
  byId(id: string): Promise<${pascal}View | null> {
    return this.database.row<${pascal}View>(
      \`SELECT id, number, title, state, note, owner_id AS "ownerId" FROM ${table} WHERE id::text = $1\`,
      [id],
    );
  }
}
`,
    [`${home}/${file}.module.ts`]: `import { Module, type OnModuleInit } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { WorkflowRegistry } from '../../engine/workflow-registry.js';
import { ${pascal}Commands } from './${file}.commands.js';
import { ${pascal} } from './${file}.entity.js';
import type { ${pascal}Form } from './${file}.forms.js';
import { ${pascal}Queries } from './${file}.queries.js';
import { ${camel}Workflow } from './${file}.workflow.js';

@Module({
  imports: [TypeOrmModule.forFeature([${pascal}])],
  providers: [${pascal}Commands, ${pascal}Queries],
  exports: [${pascal}Commands, ${pascal}Queries],
})
export class ${pascal}Module implements OnModuleInit {
  constructor(private readonly registry: WorkflowRegistry) {}

  onModuleInit(): void {
    this.registry.register(${camel}Workflow, {
      start: async ({ title, note }: ${pascal}Form, by) => ({ title, note, ownerId: by.id, ownerName: by.name, caseId: null }),
    });
  }
}
`,
    [`src/database/migrations/${stamp}-${folder}.ts`]: `import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The table of ${words} records. New tables only: takes no lock that matters. */
export class ${pascals}${stamp} implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(\`
      CREATE SEQUENCE ${table}_number;
      CREATE TABLE ${table} (
        id         uuid PRIMARY KEY,
        number     text NOT NULL UNIQUE,
        state      text NOT NULL,
        version    integer NOT NULL,
        due_at     timestamptz,
        chain      bytea NOT NULL,
        created_at timestamptz NOT NULL,
        updated_at timestamptz NOT NULL,
        case_id    uuid,
        title      text NOT NULL,
        note       text,
        owner_id   text NOT NULL,
        owner_name text NOT NULL
      ) WITH (fillfactor = 80);
      CREATE INDEX ${table}_case ON ${table} (case_id);
      CREATE INDEX ${table}_owner ON ${table} (owner_id);
    \`);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
`,
    [`test/features/${folder}/${file}.machine.spec.ts`]: `import { decide } from '../../../src/engine/decide.js';
import { opaque } from '../../../src/engine/workflow.js';
import type { ${pascal}Event, ${pascal}Facts } from '../../../src/features/${folder}/${file}.facts.js';
import { ${camel}Workflow } from '../../../src/features/${folder}/${file}.workflow.js';
import { person, walkMachine } from '../../support/walk.js';

const at = new Date('2027-03-01T10:00:00Z');
const owner = person('o', 'requester');

const a${pascal} = (held: Partial<${pascal}Facts> = {}): ${pascal}Facts => ({
  id: 'x',
  number: '${prefix}-000001',
  state: 'draft',
  version: 1,
  dueAt: null,
  title: 'Something',
  note: 'What it is for',
  ownerId: owner.id,
  ownerName: owner.name,
  ...held,
});

const said = { at, by: owner, known: undefined };

describe('a ${words}', () => {
  it.each([
    ['opened without a note', { note: null }, { ...said, type: 'open' }, '${camel}.noNote'],
    ['opened by somebody else', {}, { ...said, type: 'open', by: person('s', 'requester') }, '${camel}.notYours'],
    ['closed before it was open', {}, { ...said, type: 'close' }, '${camel}.notNow'],
  ] satisfies [string, Partial<${pascal}Facts>, ${pascal}Event, string][])('is not %s', (_, held, event, code) => {
    expect(decide(opaque(${camel}Workflow), a${pascal}(held), event)).toMatchObject({ accepted: false, reasons: [{ code }] });
  });

  it('walks through every state by random events and never beyond them', () => {
    const walked = walkMachine(
      ${camel}Workflow,
      (pick) => ({
        ...a${pascal}({ note: pick([null, 'What it is for']) }),
        createdAt: at,
        updatedAt: at,
        caseId: null,
        chain: Buffer.alloc(0),
      }),
      (type, _, pick) => {
        const by = pick([owner, owner, person('a', 'administrator'), person('s', 'requester')]);
        return { at, by, known: undefined, title: 'Another', note: pick([null, 'Why']), type } as ${pascal}Event;
      },
    );

    expect([...walked.states].sort()).toEqual(['closed', 'draft', 'open']);
  });
});
`,
  };
}

/** Adds one line to a list of imports and one to the list that they are for. */
function listed(text, importLine, entry, before) {
  const lastImport = text.lastIndexOf('\nimport ');
  const end = text.indexOf('\n', lastImport + 1);
  const withImport = `${text.slice(0, end)}\n${importLine}${text.slice(end)}`;
  const at = withImport.lastIndexOf(before);
  if (at < 0) throw new Error('the list to add to is not where it used to be; add the feature by hand');
  return `${withImport.slice(0, at)}${entry}${withImport.slice(at)}`;
}

/** Writes the feature under `root`, lists its migration and module, and answers with the paths. Nothing is overwritten. */
export function writeFeature(noun, root) {
  const names = spellings(noun);
  const stamps = readdirSync(join(root, 'src/database/migrations')).map((name) => Number(name.split('-')[0]));
  const stamp = Math.max(Date.now(), ...stamps.map((one) => one + 10_000));
  const files = featureFiles(noun, stamp);
  const folder = `src/features/${names.folder}`;
  if (existsSync(join(root, folder))) throw new Error(`${folder} is there already; choose another name`);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text, { flag: 'wx' });
  }
  change(join(root, 'src/database/migrations.ts'), (text) =>
    listed(
      text,
      `import { ${names.pascals}${stamp} } from './migrations/${stamp}-${names.folder}.js';`,
      `  ${names.pascals}${stamp},\n`,
      '];',
    ),
  );
  change(join(root, 'src/app.module.ts'), (text) =>
    listed(
      text,
      `import { ${names.pascal}Module } from './features/${names.folder}/${names.file}.module.js';`,
      `  ${names.pascal}Module,\n      `,
      '],\n    };',
    ),
  );
  const paths = [...Object.keys(files), 'src/database/migrations.ts', 'src/app.module.ts'];
  spawnSync('node_modules/.bin/prettier', ['--write', ...paths], { cwd: root, stdio: 'ignore' });
  return paths;
}

function change(path, by) {
  writeFileSync(path, by(readFileSync(path, 'utf8')));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [noun, root = '.'] = process.argv.slice(2);
  try {
    if (!noun) throw new Error('Give the feature a name: npm run new:feature meeting-room');
    const written = writeFeature(noun, root);
    console.log(written.join('\n'));
    console.log('\nNow change its facts, states and readers to what they should be, and: npm run check');
  } catch (fault) {
    console.error(fault.message);
    process.exit(1);
  }
}
