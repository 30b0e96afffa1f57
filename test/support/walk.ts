import fc from 'fast-check';
import { begin, decide, eventsOf } from '../../src/engine/decide.js';
import { type Actor, type Happening, opaque, type Workflow, type WorkflowRecord } from '../../src/engine/workflow.js';

/** Chooses one of `options`; a walk that failed is replayed and shrunk by the same choices. */
export type Pick = <Option>(options: readonly Option[]) => Option;

/** What a walk came across: tests hold it against what they want to have been seen. */
export interface Walked {
  states: Set<string>;
  /** Event types that were accepted at least once. */
  accepted: Set<string>;
  /** Codes of the refusals. */
  codes: Set<string>;
}

/** People and the system, as walks and tables of refusals send them. */
export const person = (id: string, ...roles: string[]): Actor => ({ id, name: `Person ${id}`, roles, kind: 'person' });

/**
 * Walks the machine by random events, `runs` times from its first state, and throws where it reaches a state that is not declared, refuses
 * without a reason that has code and sentence, utters an effect that is no job of its own, or changes the record it was given.
 *
 * @param makeFacts the facts of a new record, without the state
 * @param makeEvent the whole event of a type: fields, `at`, `by`, `known`
 * @param options `seldom` names events that end a walk too early, such as withdrawals
 */
export function walkMachine<Facts extends WorkflowRecord, Event extends Happening>(
  workflow: Workflow<Facts, Event>,
  makeFacts: (pick: Pick) => Omit<Facts, 'state' | 'version' | 'dueAt'>,
  makeEvent: (type: Event['type'], facts: Facts, pick: Pick) => Event,
  { runs = 60, steps = 30, seldom = [] }: { runs?: number; steps?: number; seldom?: readonly Event['type'][] } = {},
): Walked {
  const walked: Walked = { states: new Set(), accepted: new Set(), codes: new Set() };
  const all = Object.keys(workflow.events) as Event['type'][];
  const weighed = (types: readonly Event['type'][]) =>
    types.flatMap((type) => Array<Event['type']>(seldom.includes(type) ? 1 : 8).fill(type));
  // Mostly what the state knows, so that walks get far; now and then what it does not.
  const anEvent = (state: string, pick: Pick) => {
    const here = eventsOf(workflow.machine, state) as Event['type'][];
    return pick(weighed(here.length > 0 && pick([true, true, true, false]) ? here : all));
  };
  fc.assert(
    fc.property(fc.array(fc.nat(9_999), { minLength: steps * 7, maxLength: steps * 7 }), (tape) => {
      let position = 0;
      const pick: Pick = (options) => options[(tape[position++ % tape.length] ?? 0) % options.length];
      const first = begin(opaque(workflow), { ...makeFacts(pick), state: '', version: 0, dueAt: null } as unknown as Facts);
      let record = { ...first.facts, state: first.state, version: 1, dueAt: first.dueAt } as Facts;
      for (let step = 0; step < steps; step++)
        record = next(workflow, record, makeEvent(anEvent(record.state, pick), record, pick), walked);
    }),
    // The same walks on every run: whoever wants others gives another seed.
    { numRuns: runs, seed: Number(process.env.WALK_SEED ?? 1) },
  );
  return walked;
}

function next<Facts extends WorkflowRecord, Event extends Happening>(
  workflow: Workflow<Facts, Event>,
  record: Facts,
  event: Event,
  walked: Walked,
): Facts {
  walked.states.add(record.state);
  const before = JSON.stringify(record);
  const decision = decide(opaque(workflow), record, event);
  const where = `${workflow.name} ${record.state} · ${event.type}`;
  if (JSON.stringify(record) !== before) throw new Error(`${where} changed the record it was given`);
  if (!decision.accepted) {
    if (decision.reasons.length === 0) throw new Error(`${where} was refused without a reason`);
    for (const { code, say } of decision.reasons) {
      if (!/^[a-z][A-Za-z]*\.[a-z][A-Za-z]*$/.test(code) || say.length < 10)
        throw new Error(`${where} was refused with “${code}”: “${say}”`);
      walked.codes.add(code);
    }
    return record;
  }
  if (!workflow.machine.states[decision.state]) throw new Error(`${where} led to ${decision.state}, which is no state`);
  for (const effect of decision.effects)
    if (!(effect in workflow.jobs.jobs)) throw new Error(`${where} uttered ${effect}, which is no job`);
  walked.accepted.add(event.type);
  walked.states.add(decision.state);
  return { ...(decision.facts as Facts), state: decision.state, version: record.version + 1, dueAt: decision.dueAt };
}
