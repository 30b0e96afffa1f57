import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DataSource } from 'typeorm';
import { eventsOf, waysOf } from '../../src/engine/decide.js';
import type { AnyWorkflow } from '../../src/engine/workflow.js';
import { WorkflowRegistry } from '../../src/engine/workflow-registry.js';
import { startApp } from '../support/app.js';

interface StateConfig {
  type?: string;
  entry?: unknown;
  on?: Record<string, unknown>;
  meta?: { deadlines?: { at: string; send: string }[] };
}

const statesOf = (workflow: AnyWorkflow): [string, StateConfig][] =>
  Object.entries(workflow.machine.config.states as unknown as Record<string, StateConfig>);

/** Everything that a workflow's declaration could say wrongly without failing to compile. */
function faultsOf(workflow: AnyWorkflow): string[] {
  const faults: string[] = [];
  const { machine } = workflow;
  const reached = new Set<string>([String(machine.config.initial)]);
  const heard = new Set<string>();
  const asked = new Set<string>();
  for (const state of reached) {
    for (const type of eventsOf(machine, state)) {
      for (const way of waysOf(machine, state, type)) if (way.target) reached.add(way.target);
    }
  }
  for (const [state, config] of statesOf(workflow)) {
    const place = `${workflow.name}.${state}`;
    const events = eventsOf(machine, state);
    if (!reached.has(state)) faults.push(`${place} cannot be reached`);
    if (config.type === 'final' && events.length > 0) faults.push(`${place} is final but hears ${events.join(', ')}`);
    if (config.type !== 'final' && events.length === 0) faults.push(`${place} is a dead end but not final`);
    for (const type of events) {
      heard.add(type);
      if (!workflow.events[type]) faults.push(`${place} hears ${type}, which is not declared`);
      for (const way of waysOf(machine, state, type)) {
        if (way.guard === undefined) faults.push(`${place} hears ${type} from anybody: it has no guard`);
        else if (!workflow.rules[way.guard]) faults.push(`${place} asks the rule ${way.guard}, which is not there`);
        else asked.add(way.guard);
        if (way.target && !statesOf(workflow).some(([name]) => name === way.target))
          faults.push(`${place} goes to ${way.target}, which is no state`);
      }
    }
    for (const { at, send } of config.meta?.deadlines ?? []) {
      if (!events.includes(send)) faults.push(`${place} has the deadline event ${send}, which it does not hear`);
      if (!workflow.events[send]?.internal) faults.push(`${place}: the deadline event ${send} can be sent by hand`);
      if (!at) faults.push(`${place} has a deadline without a fact`);
    }
  }
  for (const rule of Object.keys(workflow.rules))
    if (!asked.has(rule)) faults.push(`${workflow.name}: nobody asks the rule ${rule}`);
  for (const type of Object.keys(workflow.events)) if (!heard.has(type)) faults.push(`${workflow.name}: no state hears ${type}`);
  return faults;
}

describe('every workflow', () => {
  let app: NestFastifyApplication;
  let registry: WorkflowRegistry;

  beforeAll(async () => {
    ({ app } = await startApp());
    registry = app.get(WorkflowRegistry);
  });
  afterAll(() => app.close());

  it('is declared without contradictions', () => {
    expect(registry.everything().length).toBeGreaterThan(10);
    expect(registry.everything().flatMap(({ workflow }) => faultsOf(workflow))).toEqual([]);
  });

  it('is told of contradictions when they are planted', () => {
    const [{ workflow }] = registry.everything();
    const planted = {
      ...workflow,
      rules: { ...workflow.rules, forgotten: () => null },
      events: { ...workflow.events, never: { label: 'Never' } },
    };

    expect(faultsOf(planted)).toEqual([
      `${workflow.name}: nobody asks the rule forgotten`,
      `${workflow.name}: no state hears never`,
    ]);
  });

  it('has jobs only after events that exist', () => {
    const events = new Set(
      registry
        .everything()
        .flatMap(({ workflow }) => ['start', ...Object.keys(workflow.events)].map((type) => `${workflow.name}.${type}`)),
    );

    expect(registry.everyCause().filter((cause) => !events.has(cause))).toEqual([]);
  });

  it('shows only facts that its row holds or derives', () => {
    const unknown = registry
      .everything()
      .flatMap(({ workflow, codec }) =>
        workflow.facts
          .filter(({ name }) => !codec.has(name) && !(name in workflow.row.prototype))
          .map(({ name }) => `${workflow.name}.${name}`),
      );

    expect(unknown).toEqual([]);
  });

  it('finds the owners of its readers in its row', () => {
    const unknown = registry
      .everything()
      .flatMap(({ workflow, codec }) =>
        (workflow.readers.owners ?? []).filter((owner) => !codec.has(owner)).map((owner) => `${workflow.name}.${owner}`),
      );

    expect(unknown).toEqual([]);
  });

  it('has tables to which the entities ask for no change but indexes and constraints', async () => {
    const source = app.get(DataSource);
    const { upQueries } = await source.driver.createSchemaBuilder().log();

    expect(
      upQueries
        .map(({ query }) => query)
        // A table may be stricter than the row: every request belongs to a case.
        .filter((query) => !query.endsWith('"case_id" DROP NOT NULL'))
        .filter((query) => /ALTER TABLE "\w+" (ADD|DROP|ALTER) (COLUMN )?"|CREATE TABLE/.test(query)),
    ).toEqual([]);
  });

  it('utters only letters that have a template', () => {
    const missing: string[] = [];
    for (const file of sourcesUnder('src')) {
      for (const [, template] of readFileSync(file, 'utf8').matchAll(/mailer\.send\(\s*'([^']+)'/g)) {
        if (!existsSync(`templates/emails/${template}.hbs`)) missing.push(`${file}: ${template}`);
      }
    }
    expect(missing).toEqual([]);
  });
});

function sourcesUnder(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? sourcesUnder(join(folder, entry.name)) : entry.name.endsWith('.ts') ? [join(folder, entry.name)] : [],
  );
}
