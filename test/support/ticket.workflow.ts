import { Entity } from 'typeorm';
import { assign, setup } from 'xstate';
import { InstantColumn, TextColumn, WholeColumn } from '../../src/database/columns.js';
import { WorkflowRow } from '../../src/database/workflow-row.js';
import { Choice, Instant, Text, Whole } from '../../src/engine/form.js';
import { defineJobs } from '../../src/engine/jobs.js';
import {
  all,
  asEffects,
  asGuards,
  byRole,
  bySystem,
  defineWorkflow,
  type Happening,
  onceSent,
  type Rule,
  type StateMeta,
  type WorkflowRecord,
} from '../../src/engine/workflow.js';

/** The smallest workflow that shows everything the engine does; only tests know it. */
export interface TicketFacts extends WorkflowRecord {
  title: string;
  points: number;
  answerBy: Date | null;
  ownerId: string;
  parentId: string | null;
}

export type TicketEvent = Happening &
  (
    | { type: 'edit'; title: string }
    | { type: 'open'; answerBy: Date | null }
    | { type: 'add'; points: number }
    | { type: 'move'; answerBy: Date | null; points: number }
    | { type: 'close'; why: string }
    | { type: 'absorb'; points: number }
    | { type: 'lapse' }
  );

type TicketRule = Rule<TicketFacts, TicketEvent>;

const pointsLeft: TicketRule = ({ context, event }) =>
  'points' in event && context.points + event.points > 100
    ? { code: 'ticket.full', say: 'A ticket holds at most 100 points.', field: 'points' }
    : null;

export const ticketRules = {
  editable: byRole<TicketFacts, TicketEvent>('ticket.notYours', 'buyer'),
  addable: all(byRole<TicketFacts, TicketEvent>('ticket.notYours', 'buyer'), onceSent(pointsLeft)),
  absorbing: all(bySystem<TicketFacts, TicketEvent>('ticket.byItself'), onceSent(pointsLeft)),
  lapsing: bySystem<TicketFacts, TicketEvent>('ticket.byItself'),
};

export const ticketJobs = defineJobs('ticket', {
  tellOwner: { queue: 'mail', attempts: 3, backoffMs: 50 },
  fileAway: { queue: 'work', attempts: 2, backoffMs: 20, after: 'ticket.close' },
});

export const ticketMachine = setup({
  types: { context: {} as TicketFacts, input: {} as TicketFacts, events: {} as TicketEvent, meta: {} as StateMeta<TicketFacts> },
  guards: asGuards(ticketRules),
  actions: asEffects(ticketJobs),
}).createMachine({
  id: 'ticket',
  context: ({ input }) => input,
  initial: 'draft',
  states: {
    draft: {
      on: {
        edit: { guard: 'editable', actions: assign({ title: ({ event }) => event.title }) },
        open: {
          guard: 'editable',
          target: 'open',
          actions: [assign({ answerBy: ({ event }) => event.answerBy ?? null }), 'tellOwner'],
        },
      },
    },
    open: {
      meta: { deadlines: [{ at: 'answerBy', send: 'lapse' }] },
      on: {
        add: { guard: 'addable', actions: assign({ points: ({ context, event }) => context.points + event.points }) },
        absorb: { guard: 'absorbing', actions: assign({ points: ({ context, event }) => context.points + event.points }) },
        move: {
          guard: 'editable',
          actions: assign({ answerBy: ({ event }) => event.answerBy, points: ({ event }) => event.points }),
        },
        close: { guard: 'editable', target: 'closed' },
        lapse: { guard: 'lapsing', target: 'lapsed', actions: 'tellOwner' },
      },
    },
    closed: { type: 'final' },
    lapsed: { type: 'final' },
  },
});

export class TicketForm {
  @Text({ label: 'Title' }) title: string;
  @Whole({ label: 'Points', max: 100, optional: true }) points: number | null;
}
export class TicketEditForm {
  @Text({ label: 'Title' }) title: string;
}
export class TicketOpenForm {
  @Instant({ label: 'Answer by', optional: true }) answerBy: Date | null;
}
export class TicketAddForm {
  @Whole({ label: 'Points', min: 1, max: 100 }) points: number;
}
export class TicketMoveForm {
  @Instant({ label: 'Answer by', optional: true }) answerBy: Date | null;
  @Whole({ label: 'Points', max: 100 }) points: number;
}
export class TicketCloseForm {
  @Choice({ label: 'Why', of: ['done', 'dropped'] }) why: string;
}

@Entity('tickets')
export class Ticket extends WorkflowRow implements TicketFacts {
  @WholeColumn() points: number;
  @InstantColumn({ nullable: true }) answerBy: Date | null;
  @TextColumn() ownerId: string;
  @TextColumn({ nullable: true }) parentId: string | null;
}

/** The table that the test's database lacks. */
export const TICKET_TABLE = `
  CREATE SEQUENCE tickets_number;
  CREATE TABLE tickets (
    id uuid PRIMARY KEY, number text NOT NULL UNIQUE, state text NOT NULL, version integer NOT NULL, due_at timestamptz, chain bytea NOT NULL,
    created_at timestamptz NOT NULL, updated_at timestamptz NOT NULL, case_id uuid, title text NOT NULL,
    points integer NOT NULL CHECK (points <= 100), answer_by timestamptz, owner_id text NOT NULL, parent_id text
  ) WITH (fillfactor = 80);
  CREATE INDEX ON tickets (due_at) WHERE due_at IS NOT NULL;
  GRANT ALL ON tickets, tickets_number TO sourcewright_app;`;

export const ticketWorkflow = defineWorkflow<Ticket, TicketEvent>({
  name: 'ticket',
  documents: 'tickets',
  title: 'Ticket',
  prefix: 'TIC',
  row: Ticket,
  machine: ticketMachine,
  rules: ticketRules,
  jobs: ticketJobs,
  events: {
    edit: { label: 'Edit', form: TicketEditForm },
    open: { label: 'Open', form: TicketOpenForm },
    add: { label: 'Add points', form: TicketAddForm },
    move: { label: 'Move', form: TicketMoveForm },
    close: { label: 'Close', form: TicketCloseForm, danger: true },
    absorb: { label: 'Absorb', internal: true },
    lapse: { label: 'Lapse', internal: true },
  },
  facts: [
    { name: 'title', label: 'Title', kind: 'text', listed: true },
    { name: 'points', label: 'Points', kind: 'whole', listed: true },
    { name: 'answerBy', label: 'Answer by', kind: 'instant' },
  ],
  readers: { roles: ['buyer', 'auditor'], owners: ['ownerId'] },
  start: { label: 'New ticket', form: TicketForm, roles: ['buyer'] },
  together: {
    add: (facts, event) =>
      facts.parentId ? [{ workflow: 'ticket', id: facts.parentId, event: { type: 'absorb', points: event.points } }] : [],
  },
});
