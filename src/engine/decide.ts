import { initialTransition, transition, type AnyMachineSnapshot, type AnyStateMachine } from 'xstate';
import type { Actor, AnyWorkflow, Deadline, Happening, Reason, WorkflowRecord } from './workflow.js';

/** What the machine says to an event: the record as it would be, or the reasons against. */
export type Decision<Facts = WorkflowRecord> =
  { accepted: true; state: string; facts: Facts; dueAt: Date | null; effects: string[] } | { accepted: false; reasons: Reason[] };

/** What one person may do now: each event that the state knows, with the reasons where it is greyed. */
export interface Offer {
  type: string;
  label: string;
  possible: boolean;
  reasons: Reason[];
  form: boolean;
  danger: boolean;
  help: string | null;
}

/** Asks the machine what `event` does to `record`. Pure: no clock, no I/O, `record` is not changed. */
export function decide(workflow: AnyWorkflow, record: WorkflowRecord, event: Happening): Decision {
  const before = snapshotOf(workflow.machine, record);
  const [after, actions] = transition(workflow.machine, before, event);
  // XState answers a refused event with the very same snapshot and nothing to do.
  if (after === before && actions.length === 0) return { accepted: false, reasons: reasonsAgainst(workflow, record, event) };
  return accepted(workflow, after as AnyMachineSnapshot, actions);
}

/** The first state of a new record and the effects of beginning it. `facts` lack the state; the machine names it. */
export function begin(workflow: AnyWorkflow, facts: WorkflowRecord): Extract<Decision, { accepted: true }> {
  const [first, actions] = initialTransition(workflow.machine, facts);
  return accepted(workflow, first as AnyMachineSnapshot, actions);
}

/** The events that `record`'s state knows, and for each whether `by` may send it at `at`. Internal events are left out. */
export function offers(workflow: AnyWorkflow, record: WorkflowRecord, by: Actor, at: Date, known: unknown): Offer[] {
  return eventsOf(workflow.machine, record.state).flatMap((type) => {
    const spec = workflow.events[type];
    if (!spec || spec.internal) return [];
    const reasons = reasonsAgainst(workflow, record, { type, at, by, known, asking: true });
    return [
      {
        type,
        label: spec.label,
        possible: reasons.length === 0,
        reasons,
        form: spec.form !== undefined,
        danger: spec.danger ?? false,
        help: spec.help ?? null,
      },
    ];
  });
}

/** The event types that `state` listens to, in the order they are declared. */
export function eventsOf(machine: AnyStateMachine, state: string): string[] {
  const node = machine.states[state];
  return node ? Object.keys(node.config.on ?? {}) : [];
}

/** The earliest deadline of `state`, given its facts; null where none is set. */
export function nextDeadline(machine: AnyStateMachine, state: string, facts: object): { at: Date; send: string } | null {
  const declared: Deadline<Record<string, Date | null>>[] = machine.states[state]?.meta?.deadlines ?? [];
  let next: { at: Date; send: string } | null = null;
  for (const { at, send } of declared) {
    const due = (facts as Record<string, Date | null>)[at];
    if (due && (!next || due < next.at)) next = { at: due, send };
  }
  return next;
}

function accepted(
  workflow: AnyWorkflow,
  after: AnyMachineSnapshot,
  actions: readonly { type: string }[],
): Extract<Decision, { accepted: true }> {
  const state = String(after.value);
  const facts = after.context as WorkflowRecord;
  return {
    accepted: true,
    state,
    facts,
    dueAt: nextDeadline(workflow.machine, state, facts)?.at ?? null,
    effects: actions.map((action) => action.type),
  };
}

/** Every guard that stands between the state and `event`, asked for its reason, each reason once; a first pass without one means it may. */
function reasonsAgainst(workflow: AnyWorkflow, record: WorkflowRecord, event: Happening): Reason[] {
  const reasons: Reason[] = [];
  for (const way of waysOf(workflow.machine, record.state, event.type)) {
    const rule = way.guard === undefined ? undefined : workflow.rules[way.guard];
    const reason = rule?.({ context: record, event }) ?? null;
    if (!reason) return [];
    if (!reasons.some(({ code }) => code === reason.code)) reasons.push(reason);
  }
  if (reasons.length > 0) return reasons;
  const label = workflow.events[event.type]?.label ?? event.type;
  return [
    {
      code: `${workflow.name}.notNow`,
      say: `“${label}” is not possible while the ${workflow.title.toLowerCase()} is ${record.state.replaceAll('_', ' ')}.`,
    },
  ];
}

/** The declared transitions of `state` on `type`; guards are names only. */
export function waysOf(machine: AnyStateMachine, state: string, type: string): { guard?: string; target?: string }[] {
  const on = machine.states[state]?.config.on;
  // An event may be called like something of Object's prototype.
  const declared = on && Object.hasOwn(on, type) ? on[type] : undefined;
  if (declared === undefined) return [];
  return (Array.isArray(declared) ? declared : [declared]).map((way) =>
    typeof way === 'string' ? { target: way } : { guard: way.guard, target: way.target },
  );
}

const templates = new WeakMap<AnyStateMachine, Map<string, AnyMachineSnapshot>>();

/** resolveState once per state, then a shallow copy with the record's facts: a third of the cost on the hottest path. */
function snapshotOf(machine: AnyStateMachine, record: WorkflowRecord): AnyMachineSnapshot {
  let known = templates.get(machine);
  if (!known) templates.set(machine, (known = new Map()));
  let template = known.get(record.state);
  if (!template) {
    if (!machine.states[record.state])
      throw new Error(`${machine.id} has no state “${record.state}”: a renamed state needs a migration`);
    template = machine.resolveState({ value: record.state, context: record }) as AnyMachineSnapshot;
    // A final state resolves to a snapshot that is done; done or not, it hears no event, which is what is wanted.
    known.set(record.state, template);
  }
  return Object.assign(Object.create(Object.getPrototypeOf(template)), template, { context: record }) as AnyMachineSnapshot;
}
