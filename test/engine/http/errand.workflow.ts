import { Decimal } from 'decimal.js';
import { Entity } from 'typeorm';
import { assign, setup } from 'xstate';
import {
  DayColumn,
  DecimalColumn,
  IdColumn,
  IdsColumn,
  InstantColumn,
  JsonColumn,
  TextColumn,
  TextsColumn,
  YesNoColumn,
} from '../../../src/database/columns.js';
import { WorkflowRow } from '../../../src/database/workflow-row.js';
import {
  Amount,
  Attachments,
  Choice,
  Choices,
  Day,
  EMail,
  Instant,
  Reference,
  References,
  Rows,
  Text,
  Whole,
  YesNo,
} from '../../../src/engine/form.js';
import { defineJobs } from '../../../src/engine/jobs.js';
import {
  type Actor,
  all,
  asEffects,
  asGuards,
  byRole,
  defineWorkflow,
  type Happening,
  onceSent,
  type Rule,
  type StateMeta,
  type WorkflowRecord,
} from '../../../src/engine/workflow.js';
import type { NewFacts } from '../../../src/engine/workflow-registry.js';

interface ErrandLine {
  id: string | null;
  what: string;
  amount: string | null;
  on: string | null;
}

/** A workflow with a field and a fact of every kind; only the tests of doors and pages know it. */
export interface ErrandFacts extends WorkflowRecord {
  title: string;
  kind: string;
  tags: string[];
  note: string | null;
  price: Decimal | null;
  currency: string;
  neededOn: string | null;
  closesAt: Date | null;
  urgent: boolean;
  lines: ErrandLine[];
  ticketId: string | null;
  ticketIds: string[];
  helperId: string | null;
  attachments: string[];
  helperIds: string[];
  secret: string;
}

export type ErrandEvent = Happening & (({ type: 'edit' } & Partial<ErrandForm>) | { type: 'finish' } | { type: 'forget' });

const cheapEnough: Rule<ErrandFacts, ErrandEvent> = ({ event }) =>
  'price' in event && event.price && new Decimal(event.price).gt(1000)
    ? { code: 'errand.tooDear', say: 'An errand costs at most 1,000; split it.', field: 'price' }
    : null;

export const errandRules = {
  editable: all(byRole<ErrandFacts, ErrandEvent>('errand.notYours', 'buyer'), onceSent(cheapEnough)),
  finishable: byRole<ErrandFacts, ErrandEvent>('errand.notYours', 'buyer'),
  forgettable: byRole<ErrandFacts, ErrandEvent>('errand.auditorsOnly', 'auditor'),
};

export const errandJobs = defineJobs('errand', {});

export const errandMachine = setup({
  types: { context: {} as ErrandFacts, input: {} as ErrandFacts, events: {} as ErrandEvent, meta: {} as StateMeta<ErrandFacts> },
  guards: asGuards(errandRules),
  actions: asEffects(errandJobs),
}).createMachine({
  id: 'errand',
  context: ({ input }) => input,
  initial: 'draft',
  states: {
    draft: {
      meta: { deadlines: [{ at: 'closesAt', send: 'forget' }] },
      on: {
        edit: {
          guard: 'editable',
          actions: assign(({ event }) => factsOf(event as unknown as ErrandForm)),
        },
        finish: { guard: 'finishable', target: 'finished' },
        forget: { guard: 'forgettable', target: 'forgotten' },
      },
    },
    finished: { type: 'final' },
    forgotten: { type: 'final' },
  },
});

export class ErrandLineForm {
  @Text({ label: 'Id', optional: true }) id: string | null;
  @Text({ label: 'What' }) what: string;
  @Amount({ label: 'Price', optional: true, scale: 2 }) amount: string | null;
  @Day({ label: 'On', optional: true }) on: string | null;
}

export class ErrandForm {
  @Text({ label: 'Title' }) title: string;
  @Choice({ label: 'Kind', of: ['to_fetch', 'to_bring'] }) kind: string;
  @Choices({ label: 'Tags', of: ['heavy', 'fragile'], optional: true }) tags: string[];
  @Text({ label: 'Note', lines: true, optional: true, help: 'Whatever helps.' }) note: string | null;
  @Amount({ label: 'Price', optional: true, scale: 2 }) price: string | null;
  @Whole({ label: 'Boxes', optional: true, max: 9 }) boxes: number | null;
  @EMail({ label: 'Tell', optional: true }) tell: string | null;
  @Day({ label: 'Needed on', optional: true }) neededOn: string | null;
  @Instant({ label: 'Closes at', optional: true }) closesAt: Date | null;
  @YesNo({ label: 'Urgent' }) urgent: boolean;
  @Rows({ label: 'Lines', of: ErrandLineForm, optional: true }) lines: ErrandLine[];
  @Reference({ label: 'Ticket', workflow: 'ticket', optional: true }) ticketId: string | null;
  @References({ label: 'Tickets', workflow: 'ticket', optional: true }) ticketIds: string[];
  @Reference({ label: 'Helper', workflow: 'person', optional: true }) helperId: string | null;
  @Attachments({ label: 'Files' }) attachments: string[];
}

function factsOf(form: ErrandForm) {
  const { title, kind, tags, note, neededOn, closesAt, urgent, ticketId, ticketIds, helperId, attachments } = form;
  const lines = form.lines.map(({ id, what, amount, on }) => ({ id, what, amount, on }));
  const price = form.price === null ? null : new Decimal(form.price);
  return { title, kind, tags, note, price, neededOn, closesAt, urgent, lines, ticketId, ticketIds, helperId, attachments };
}

@Entity('errands')
export class Errand extends WorkflowRow implements ErrandFacts {
  @TextColumn() kind: string;
  @TextsColumn() tags: string[];
  @TextColumn({ nullable: true }) note: string | null;
  @DecimalColumn({ nullable: true }) price: Decimal | null;
  @TextColumn() currency: string;
  @DayColumn({ nullable: true }) neededOn: string | null;
  @InstantColumn({ nullable: true }) closesAt: Date | null;
  @YesNoColumn() urgent: boolean;
  @JsonColumn() lines: ErrandLine[];
  @IdColumn({ nullable: true }) ticketId: string | null;
  @IdsColumn() ticketIds: string[];
  @IdColumn({ nullable: true }) helperId: string | null;
  @IdsColumn() attachments: string[];
  @TextsColumn() helperIds: string[];
  @TextColumn() secret: string;
}

export const ERRAND_TABLE = `
  CREATE SEQUENCE errands_number;
  CREATE TABLE errands (
    id uuid PRIMARY KEY, number text NOT NULL UNIQUE, state text NOT NULL, version integer NOT NULL, due_at timestamptz, chain bytea NOT NULL,
    created_at timestamptz NOT NULL, updated_at timestamptz NOT NULL, case_id uuid, title text NOT NULL,
    kind text NOT NULL, tags text[] NOT NULL, note text, price numeric, currency text NOT NULL, needed_on date, closes_at timestamptz,
    urgent boolean NOT NULL, lines jsonb NOT NULL, ticket_id uuid, ticket_ids uuid[] NOT NULL, helper_id uuid, attachments uuid[] NOT NULL,
    helper_ids text[] NOT NULL, secret text NOT NULL
  );
  GRANT ALL ON errands, errands_number TO sourcewright_app;`;

export const errandWorkflow = defineWorkflow<Errand, ErrandEvent>({
  name: 'errand',
  documents: 'errands',
  title: 'Errand',
  prefix: 'ERR',
  row: Errand,
  machine: errandMachine,
  rules: errandRules,
  jobs: errandJobs,
  events: {
    edit: { label: 'Edit', form: ErrandForm, help: 'Change whatever is wrong.' },
    finish: { label: 'Finish', danger: true },
    forget: { label: 'Forget' },
  },
  facts: [
    { name: 'title', label: 'Title', kind: 'text', listed: true },
    { name: 'kind', label: 'Kind', kind: 'text', listed: true },
    { name: 'tags', label: 'Tags', kind: 'list' },
    { name: 'note', label: 'Note', kind: 'longText' },
    { name: 'price', label: 'Price', kind: 'amount', listed: true },
    { name: 'neededOn', label: 'Needed on', kind: 'day', listed: true },
    { name: 'closesAt', label: 'Closes at', kind: 'instant' },
    { name: 'urgent', label: 'Urgent', kind: 'yesNo' },
    {
      name: 'lines',
      label: 'Lines',
      kind: 'rows',
      columns: [
        { name: 'what', label: 'What', kind: 'text' },
        { name: 'amount', label: 'Price', kind: 'amount' },
        { name: 'on', label: 'On', kind: 'day' },
      ],
    },
    { name: 'ticketId', label: 'Ticket', kind: 'document', workflow: 'ticket' },
    { name: 'ticketIds', label: 'Tickets', kind: 'document', workflow: 'ticket' },
    { name: 'helperId', label: 'Helper', kind: 'person', listed: true },
    { name: 'attachments', label: 'Files', kind: 'files' },
  ],
  readers: { roles: ['buyer', 'auditor'], owners: ['helperId', 'helperIds'] },
  start: { label: 'New errand', form: ErrandForm, roles: ['buyer'] },
});

/** The facts of a new errand; each is a case of its own. */
export async function errandStart(form: ErrandForm, _by: Actor): Promise<NewFacts<Errand>> {
  return { ...factsOf(form), currency: 'EUR', helperIds: [], secret: 'not a declared fact', caseId: null };
}
