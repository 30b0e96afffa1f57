import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { decide, eventsOf, offers } from '../../src/engine/decide.js';
import { type Actor, type Happening, type Reason, SYSTEM, type WorkflowRecord } from '../../src/engine/workflow.js';
import { type Registered, WorkflowRegistry } from '../../src/engine/workflow-registry.js';
import { roleNames } from '../../src/identity/roles.js';
import { startApp } from '../support/app.js';
import { type Pick, person } from '../support/walk.js';
import { at, completed, ids, plausible, plausibleFacts, plausibleFields } from './plausible.js';

const everyRole: Actor[] = [
  ...roleNames.map((role) => person(ids[0], role)),
  person(ids[1], ...roleNames),
  person('nobody'),
  { id: 'v', name: 'Vendor', roles: [], kind: 'vendor' },
];

const all = everyRole[roleNames.length];

/** What nobody described was asked for something that only the described would know. */
const isArtefact = (error: unknown): boolean =>
  /TypeError|DecimalError|is not a function|Cannot read properties/.test(String(error));

function faultsOf(reasons: readonly Reason[], where: string): string[] {
  if (reasons.length === 0) return [`${where} is refused without a reason`];
  return reasons.flatMap(({ code, say }) => [
    ...(/^[a-z][A-Za-z]*\.[a-z][A-Za-z]*$/.test(code) ? [] : [`${where} is refused with the code “${code}”`]),
    ...(/[.!?]$/.test(say) && !/undefined|null|NaN|\[object/.test(say) ? [] : [`${where} is refused with “${say}” (${code})`]),
  ]);
}

/** Every choice of a walk, drawn from one seed (mulberry32). */
function pickFrom(seed: number): Pick {
  let state = seed;
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
  return (options) => options[next() % options.length];
}

describe('every machine', () => {
  let app: NestFastifyApplication;
  let workflows: Registered[];

  beforeAll(async () => {
    ({ app } = await startApp({ ROLE: 'web', DEMO: 'no' }));
    workflows = app.get(WorkflowRegistry).everything();
  });
  afterAll(() => app?.close());

  /** What the features know, or, where they find nothing to know, something plausible. */
  async function knownOf({ hands }: Registered, record: WorkflowRecord, type: string, by: Actor): Promise<unknown> {
    try {
      const known = await hands.known?.(record, { type }, by);
      return typeof known === 'object' && known !== null ? completed(known) : known;
    } catch {
      return plausible;
    }
  }

  it('is walked through by arbitrary facts, events and actors without leaving its states or refusing without words', async () => {
    const faults = new Set<string>();
    let accepted = 0;
    let refused = 0;
    const strange: string[] = [];
    for (const registered of workflows) {
      const { workflow } = registered;
      const states = Object.keys(workflow.machine.states);
      const specs = workflow.events as Record<string, { internal?: boolean; form?: new () => object }>;
      for (let run = 0; run < 15; run++) {
        const pick = pickFrom(run * 1_000 + workflow.name.length);
        let record = plausibleFacts(registered, pick(states), pick);
        for (let step = 0; step < 25; step++) {
          const heard = eventsOf(workflow.machine, record.state);
          const type = pick([...heard, ...heard, pick(Object.keys(specs))]);
          const by = specs[type].internal ? pick([SYSTEM, SYSTEM, everyRole[0]]) : pick([...everyRole, all, all, all]);
          const fields = plausibleFields(specs[type].form, pick);
          if (!fields) continue;
          const known = await knownOf(registered, record, type, by);
          const said = { ...fields, type, at, by, known };
          const event = (specs[type].internal ? completed(said) : said) as Happening;
          const where = `${workflow.name} ${record.state} · ${type}`;
          const seen = Object.entries(record);
          try {
            const decision = decide(workflow, record, event);
            if (seen.some(([name, value]) => (record as unknown as Record<string, unknown>)[name] !== value))
              faults.add(`${where} changed the record it was given`);
            if (!decision.accepted) {
              refused++;
              for (const fault of faultsOf(decision.reasons, where)) faults.add(fault);
              continue;
            }
            accepted++;
            if (!states.includes(decision.state)) faults.add(`${where} led to “${decision.state}”, which is no state`);
            for (const effect of decision.effects)
              if (!(effect in workflow.jobs.jobs)) faults.add(`${where} uttered ${effect}, which is no job`);
            if (decision.dueAt !== null && !(decision.dueAt instanceof Date)) faults.add(`${where} has no time for a deadline`);
            record = Object.assign(Object.create(workflow.row.prototype as object) as WorkflowRecord, decision.facts, {
              state: decision.state,
              version: record.version + 1,
              dueAt: decision.dueAt,
            });
          } catch (error) {
            if (!isArtefact(error)) faults.add(`${where} threw ${String(error)}`);
            strange.push(`${where}: ${String(error)}`);
            record = plausibleFacts(registered, pick(states), pick);
          }
        }
      }
    }

    expect([...faults]).toEqual([]);
    expect(accepted).toBeGreaterThan(workflows.length * 30);
    // A rule that fails on facts of the right kind fails often.
    expect(strange.length > (accepted + refused) / 100 ? strange : []).toEqual([]);
  });

  it('offers something or says why not to every role in every state, and is never surprised', async () => {
    const faults = new Set<string>();
    for (const registered of workflows) {
      const { workflow } = registered;
      for (const state of Object.keys(workflow.machine.states)) {
        for (let run = 0; run < 6; run++) {
          const record = plausibleFacts(registered, state, pickFrom(run));
          for (const type of eventsOf(workflow.machine, state)) {
            if ((workflow.events as Record<string, { internal?: boolean }>)[type]?.internal) continue;
            const known = await knownOf(registered, record, type, everyRole[run % everyRole.length]);
            for (const by of everyRole) {
              const where = `${workflow.name} ${state} · ${type}?`;
              try {
                const offer = offers(workflow, record, by, at, known).find((one) => one.type === type);
                if (!offer) faults.add(`${where} is not offered`);
                else if (!offer.possible) for (const fault of faultsOf(offer.reasons, where)) faults.add(fault);
              } catch (error) {
                faults.add(`${where} threw ${(error as Error).stack?.split('\n').slice(0, 3).join(' | ')}`);
              }
            }
          }
        }
      }
    }

    expect([...faults]).toEqual([]);
  });
});
