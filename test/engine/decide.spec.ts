import fc from 'fast-check';
import { setup } from 'xstate';
import { begin, decide, eventsOf, nextDeadline, offers } from '../../src/engine/decide.js';
import { type Actor, asGuards, type Happening, opaque, SYSTEM } from '../../src/engine/workflow.js';
import { person } from '../support/walk.js';
import {
  ticketJobs,
  ticketMachine,
  ticketRules,
  type TicketEvent,
  type TicketFacts,
  ticketWorkflow,
} from '../support/ticket.workflow.js';

const workflow = opaque(ticketWorkflow);
const at = new Date('2027-03-01T10:00:00Z');
const actors: Actor[] = [
  person('b', 'buyer'),
  person('s'),
  person('a', 'auditor', 'approver'),
  SYSTEM,
  { id: 'v', name: 'Vendor', roles: [], kind: 'vendor' },
];

const aTicket = (held: Partial<TicketFacts> = {}): TicketFacts => ({
  id: 't',
  number: 'TIC-000001',
  state: 'draft',
  version: 1,
  dueAt: null,
  title: 'A ticket',
  points: 0,
  answerBy: null,
  ownerId: 'b',
  parentId: null,
  ...held,
});

const event = (type: string, fields: object = {}, by: Actor = actors[0]): Happening =>
  ({ type, at, by, known: undefined, ...fields }) as Happening;

const instants = fc.constantFrom(null, new Date('2027-03-05T00:00:00Z'), new Date('2020-01-01T00:00:00Z'));
const happenings = fc.record({
  type: fc.constantFrom('edit', 'open', 'add', 'move', 'close', 'absorb', 'lapse', 'nonsense', 'toString', '__proto__', ''),
  by: fc.constantFrom(...actors),
  title: fc.string(),
  answerBy: instants,
  points: fc.integer({ min: 0, max: 60 }),
  why: fc.constant('done'),
});

/** What the ticket's workflow promises, said once more without a machine. */
function expected(record: TicketFacts, { type, by, points }: { type: string; by: Actor; points: number }): string | null {
  const isBuyer = by.roles.includes('buyer');
  const isSystem = by.kind === 'system';
  if (record.state === 'draft') {
    if (type === 'edit') return isBuyer ? 'draft' : null;
    if (type === 'open') return isBuyer ? 'open' : null;
  }
  if (record.state === 'open') {
    if (type === 'add') return isBuyer && record.points + points <= 100 ? 'open' : null;
    if (type === 'absorb') return isSystem && record.points + points <= 100 ? 'open' : null;
    if (type === 'move') return isBuyer ? 'open' : null;
    if (type === 'close') return isBuyer ? 'closed' : null;
    if (type === 'lapse') return isSystem ? 'lapsed' : null;
  }
  return null;
}

function frozen(record: TicketFacts): TicketFacts {
  return Object.freeze(record);
}

describe('deciding', () => {
  it('does what the model says for every walk of events and actors, and leaves the record as it was', () => {
    fc.assert(
      fc.property(fc.array(happenings, { maxLength: 25 }), (walk) => {
        let record = frozen(aTicket());
        for (const { type, by, ...fields } of walk) {
          const before = structuredClone(record);
          const decision = decide(workflow, record, event(type, fields, by));
          expect(record).toEqual(before);
          const target = expected(record, { type, by, ...fields });
          expect(decision.accepted ? decision.state : null).toBe(target);
          if (decision.accepted) {
            expect(Object.keys(ticketMachine.states)).toContain(decision.state);
            for (const effect of decision.effects) expect(Object.keys(ticketJobs.jobs)).toContain(effect);
            const facts = decision.facts as unknown as TicketFacts;
            expect(decision.dueAt).toEqual(decision.state === 'open' ? facts.answerBy : null);
            record = frozen({ ...facts, state: decision.state, version: record.version + 1, dueAt: decision.dueAt });
          } else {
            expect(decision.reasons.length).toBeGreaterThan(0);
            for (const { code, say } of decision.reasons) {
              expect(code).toMatch(/^ticket\.[a-z][A-Za-z]*$/);
              expect(say).toMatch(/[.!?]$/);
            }
          }
        }
        expect(record.points).toBeLessThanOrEqual(100);
      }),
      { numRuns: 300 },
    );
  });

  it('answers the same to the same, however often it is asked', () => {
    fc.assert(
      fc.property(happenings, fc.constantFrom('draft', 'open', 'closed', 'lapsed'), ({ type, by, ...fields }, state) => {
        const record = frozen(aTicket({ state }));
        const first = decide(workflow, record, event(type, fields, by));

        expect(decide(workflow, record, event(type, fields, by))).toEqual(first);
      }),
      { numRuns: 200 },
    );
  });

  it('offers exactly the events of the state that people may send, and each offer that is possible is accepted', () => {
    const filled = { edit: { title: 'x' }, open: { answerBy: null }, add: { points: 1 }, close: { why: 'done' } };
    for (const state of Object.keys(ticketMachine.states)) {
      for (const by of actors) {
        const record = frozen(aTicket({ state }));
        const offered = offers(workflow, record, by, at, undefined);
        expect(offered.map(({ type }) => type)).toEqual(
          eventsOf(ticketMachine, state).filter((type) => type !== 'absorb' && type !== 'lapse'),
        );
        for (const { type, possible, reasons } of offered) {
          expect(possible).toBe(reasons.length === 0);
          const decision = decide(workflow, record, event(type, filled[type as keyof typeof filled], by));
          expect([state, by.id, type, decision.accepted]).toEqual([state, by.id, type, possible]);
        }
      }
    }
  });

  it('does not ask for fields that are not there yet', () => {
    const full = aTicket({ state: 'open', points: 100 });

    expect(offers(workflow, full, actors[0], at, undefined).find(({ type }) => type === 'add')).toMatchObject({ possible: true });
    expect(decide(workflow, full, event('add', { points: 1 }))).toMatchObject({
      accepted: false,
      reasons: [{ code: 'ticket.full' }],
    });
  });

  it('says that an event is not for now where the state does not know it', () => {
    for (const state of ['closed', 'lapsed', 'draft']) {
      expect(decide(workflow, aTicket({ state }), event('close', { why: 'done' }))).toEqual({
        accepted: false,
        reasons: [{ code: 'ticket.notNow', say: `“Close” is not possible while the ticket is ${state}.` }],
      });
    }
  });

  it('says a reason once where several ways are closed by it', () => {
    const machine = setup({
      types: { context: {} as TicketFacts, events: {} as TicketEvent },
      guards: asGuards(ticketRules),
    }).createMachine({
      context: aTicket(),
      initial: 'draft',
      states: {
        draft: { on: { edit: [{ guard: 'editable', target: 'done' }, { guard: 'addable' }, { guard: 'absorbing' }] } },
        done: {},
      },
    });

    expect(decide({ ...workflow, machine }, aTicket(), event('edit', { title: 'x' }, actors[1]))).toMatchObject({
      reasons: [{ code: 'ticket.notYours' }, { code: 'ticket.byItself' }],
    });
  });

  it('takes a state that the machine does not have for a mistake, not for a refusal', () => {
    expect(() => decide(workflow, aTicket({ state: 'gone' }), event('edit', { title: 'x' }))).toThrow(/no state “gone”/);
  });

  it('begins in the first state without effects', () => {
    expect(begin(workflow, aTicket({ state: '', version: 0 }))).toMatchObject({
      accepted: true,
      state: 'draft',
      effects: [],
      dueAt: null,
    });
  });
});

describe('the next deadline', () => {
  const day = (of: number) => new Date(Date.UTC(2027, 0, of));
  const machine = {
    states: {
      waiting: {
        meta: {
          deadlines: [
            { at: 'remindAt', send: 'remind' },
            { at: 'closesAt', send: 'close' },
          ],
        },
      },
      done: {},
    },
  } as unknown as typeof ticketMachine;

  it.each([
    [day(2), day(3), { at: day(2), send: 'remind' }],
    [day(4), day(3), { at: day(3), send: 'close' }],
    [day(3), day(3), { at: day(3), send: 'remind' }],
    [null, day(3), { at: day(3), send: 'close' }],
    [null, null, null],
  ])('of %p and %p is %p', (remindAt, closesAt, next) => {
    expect(nextDeadline(machine, 'waiting', { remindAt, closesAt })).toEqual(next);
  });

  it('is none in a state without deadlines or a state that is not there', () => {
    expect(nextDeadline(machine, 'done', { remindAt: day(1) })).toBeNull();
    expect(nextDeadline(machine, 'gone', { remindAt: day(1) })).toBeNull();
  });
});

/** The events above are the ticket's own; a new one must be walked too. */
it('walks every event of the ticket', () => {
  const walked: TicketEvent['type'][] = ['edit', 'open', 'add', 'move', 'close', 'absorb', 'lapse'];
  expect(Object.keys(ticketWorkflow.events)).toEqual(walked);
});
