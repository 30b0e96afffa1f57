import type { AnyStateMachine } from 'xstate';
import type { FormClass } from './form.js';
import type { DeclaredJobs } from './jobs.js';

/** Who acts: a signed-in person, a vendor on a private link or by mail, or the system itself (sweep, worker). */
export interface Actor {
  id: string;
  name: string;
  roles: readonly string[];
  kind: 'person' | 'vendor' | 'system';
}

/** The actor of deadlines and jobs. */
export const SYSTEM: Actor = { id: 'system', name: 'Sourcewright', roles: [], kind: 'system' };

/** What the engine knows of every record; all else in a row is the feature's. `dueAt` is the next deadline of the present state. */
export interface WorkflowRecord {
  id: string;
  number: string;
  state: string;
  version: number;
  dueAt: Date | null;
}

/** What every event carries beside its own fields: when (the database's clock), by whom, and what other features know (`known`). */
export interface Happening<Known = unknown> {
  type: string;
  at: Date;
  by: Actor;
  known: Known;
  /** Set where only the possibility is asked (a page draws its buttons) and the event's own fields are not there yet. */
  asking?: true;
}

/** Why not: a stable code for programs and a sentence for people that says what to do next. */
export interface Reason {
  code: string;
  say: string;
  field?: string;
}

/** Answers with the reason against, or null. Pure: the time is `event.at`. */
export type Rule<Facts, Event> = (asked: { context: Facts; event: Event }) => Reason | null;

/** The first reason against among `rules`, asked in order. */
export function all<Facts, Event>(...rules: Rule<Facts, Event>[]): Rule<Facts, Event> {
  return (asked) => {
    for (const rule of rules) {
      const reason = rule(asked);
      if (reason) return reason;
    }
    return null;
  };
}

/** Passes when one of `rules` does; otherwise the reason of the first. */
export function any<Facts, Event>(...rules: [Rule<Facts, Event>, ...Rule<Facts, Event>[]]): Rule<Facts, Event> {
  return (asked) => (rules.some((rule) => rule(asked) === null) ? null : rules[0](asked));
}

/** Rules that look at what was sent; not asked while a page only wonders which buttons to draw. */
export function onceSent<Facts, Event extends Happening>(...rules: Rule<Facts, Event>[]): Rule<Facts, Event> {
  const rule = all(...rules);
  return (asked) => (asked.event.asking ? null : rule(asked));
}

/** The actor holds one of `roles`; `code` is the refusal's. The system and vendors hold none. */
export function byRole<Facts, Event extends Happening>(code: string, ...roles: string[]): Rule<Facts, Event> {
  return ({ event }) =>
    event.by.roles.some((role) => roles.includes(role))
      ? null
      : { code, say: `Only ${roles.map((role) => role.replace('_', ' ')).join(' or ')} may do this.` };
}

/** Only the engine itself (deadline, job, companion of another record's transition) sends this event. */
export function bySystem<Facts, Event extends Happening>(code: string): Rule<Facts, Event> {
  return ({ event }) => (event.by.kind === 'system' ? null : { code, say: 'This happens by itself; nobody sends it by hand.' });
}

/** A deadline of a state: at the instant in fact `at`, the sweep sends `send`. */
export interface Deadline<Facts> {
  at: { [Key in keyof Facts]: Facts[Key] extends Date | null ? Key : never }[keyof Facts] & string;
  send: string;
}

/** What a state may declare beside its events. Of several deadlines the earliest is `dueAt`. */
export interface StateMeta<Facts> {
  deadlines?: Deadline<Facts>[];
}

/** Turns rules into the machine's guards: a guard passes where its rule has nothing against it. */
export function asGuards<Facts, Event, Name extends string>(
  rules: Record<Name, Rule<Facts, Event>>,
): Record<Name, (asked: { context: Facts; event: Event }) => boolean> {
  const guards = {} as Record<Name, (asked: { context: Facts; event: Event }) => boolean>;
  for (const name of Object.keys(rules) as Name[]) guards[name] = (asked) => rules[name](asked) === null;
  return guards;
}

/** Names the jobs as the only effects that a machine may utter. */
export function asEffects<Name extends string>(declared: { jobs: Record<Name, unknown> }): Record<Name, () => void> {
  const effects = {} as Record<Name, () => void>;
  for (const name of Object.keys(declared.jobs) as Name[]) effects[name] = () => undefined;
  return effects;
}

/** Transitions that several states of the machine made with `Setup` share: `{ … } satisfies Transitions<typeof quote>`. */
export type Transitions<Setup extends { createStateConfig: (state: never) => unknown }> = Parameters<
  Setup['createStateConfig']
>[0] extends { on?: infer On }
  ? NonNullable<On>
  : never;

/** How an event appears to people and programs. `internal` events come only from the engine and from other features' doors. */
export interface EventSpec {
  label: string;
  form?: FormClass;
  internal?: boolean;
  danger?: boolean;
  help?: string;
}

/** How a fact appears on the plain page and in the list. `rows` are arrays of objects drawn as a table. */
export interface FactSpec {
  name: string;
  label: string;
  kind:
    | 'text'
    | 'longText'
    | 'amount'
    | 'decimal'
    /** A share: 0.06 is read as 6 %. */
    | 'percent'
    | 'whole'
    | 'day'
    | 'instant'
    | 'yesNo'
    | 'person'
    | 'document'
    | 'rows'
    | 'list'
    | 'files';
  /** Currency fact beside an `amount`; default `currency`. In rows `@fact` is the record's own, even where the row has one. */
  currency?: string;
  /** Workflow name where `kind` is `document`; or the fact that names it, as `@fact`. */
  workflow?: string;
  /** Columns where `kind` is `rows`. */
  columns?: FactSpec[];
  /** Shown as a column of the list, sortable and searchable there. */
  listed?: boolean;
}

/** Another record's event that must happen in the same transaction, or neither happens. `workflow` is its name. */
export interface Companion {
  workflow: string;
  id: string;
  event: { type: string } & Record<string, unknown>;
}

/**
 * Who may read records: everyone in `roles`; beside them a person whose id stands in one of the `owners` columns
 * (property names; text or text[]). Nobody else, and nobody anonymous.
 */
export interface Readers {
  roles: readonly string[];
  owners?: readonly string[];
}

/** Everything that is declared once about a kind of document. */
export interface Workflow<Facts extends WorkflowRecord = WorkflowRecord, Event extends Happening = Happening> {
  /** Singular, as in audit and job names: `quote`. */
  name: string;
  /** Plural, as in addresses: `quotes`. */
  documents: string;
  /** As people read it: `Quote`. */
  title: string;
  /** Of human numbers: `QUO` gives `QUO-000042`. */
  prefix: string;
  /** The row: a TypeORM entity that extends WorkflowRow. */
  row: new () => Facts;
  machine: AnyStateMachine;
  rules: Readonly<Record<string, Rule<Facts, Event>>>;
  jobs: DeclaredJobs;
  events: Readonly<Record<Event['type'], EventSpec>>;
  facts: readonly FactSpec[];
  readers: Readers;
  /** The form by which people begin a record; absent where records begin only through other features. */
  start?: { label: string; form: FormClass; roles: readonly string[] };
  /** Events of other records that belong to the same transaction, from the facts after the transition. */
  together?: { [Type in Event['type']]?: (facts: Facts, event: Extract<Event, { type: Type }>) => Companion[] };
  /** One line naming the record for people; default its `title` fact. */
  label?: (facts: Facts) => string;
}

/** Ties machine, rules, jobs, forms and row together; types only, nothing happens here. */
export function defineWorkflow<Facts extends WorkflowRecord, Event extends Happening>(
  workflow: Workflow<Facts, Event>,
): Workflow<Facts, Event> {
  return workflow;
}

/** A workflow whose facts the engine does not look into. */
export type AnyWorkflow = Workflow<WorkflowRecord, Happening>;

/** The engine's view of any workflow: facts are opaque to it. The cast lives here and nowhere else. */
export function opaque<Facts extends WorkflowRecord, Event extends Happening>(workflow: Workflow<Facts, Event>): AnyWorkflow {
  return workflow as unknown as AnyWorkflow;
}
