import type pg from 'pg';
import { decide, type Decision } from './decide.js';
import { Refused } from './errors.js';
import { isId } from './ids.js';
import type { Statement } from './statements.js';
import type { Actor, AnyWorkflow, Companion, Happening, WorkflowRecord } from './workflow.js';
import type { Registered } from './workflow-registry.js';

/** The row's own last hash travels with its facts; nobody but the runner looks at it. */
export interface Chained extends WorkflowRecord {
  chain: Buffer;
}

/** A record as it is, by the database's clock. */
export interface Found {
  record: Chained;
  now: Date;
}

/** A transition that the machine has accepted and that is not written yet. */
export interface Move {
  registered: Registered;
  before: Chained;
  event: Happening & Record<string, unknown>;
  decision: Extract<Decision, { accepted: true }>;
}

/** How a transition is to be made beside what is to happen. */
export interface SendOptions<Row> {
  /** Refuse where the record has moved on from the version that the sender saw. */
  expectedVersion?: number;
  /** Answer `Missing` to someone who may not read the record. */
  throughDoor?: boolean;
  /** Written with the transition: the same key is answered the same for thirty days. */
  remember?: { actorId: string; key: string; requestHash: Buffer; answer: (row: Row) => object };
}

/** The record by the statement that reads or locks it, or null. */
export async function find(
  client: pg.Pool | pg.PoolClient,
  statement: (registered: Registered) => Statement,
  registered: Registered,
  id: string,
): Promise<Found | null> {
  if (!isId(id)) return null;
  const { rows } = await client.query<{ _now: Date }>({ ...statement(registered), values: [id] });
  const raw = rows[0] as ({ _now: Date } & Record<string, unknown>) | undefined;
  return raw ? { record: registered.codec.read(raw) as Chained, now: raw._now } : null;
}

/**
 * What `sent` does to the record, with what other features know of it.
 *
 * @throws Refused the rules' reasons; `workflow.movedOn` where the record is no more the one of `expectedVersion`
 */
export async function decided(
  registered: Registered,
  { record: before, now: at }: Found,
  sent: { type: string },
  by: Actor,
  expectedVersion?: number,
): Promise<Move> {
  if (expectedVersion !== undefined && expectedVersion !== before.version) throw movedOn(registered.workflow);
  const known = registered.hands.known ? await registered.hands.known(before, sent, by) : undefined;
  const event = { ...sent, at, by, known };
  const decision = decide(registered.workflow, before, event);
  if (!decision.accepted) throw new Refused(decision.reasons);
  return { registered, before, event, decision };
}

/** The events of other records that belong to the same transaction. */
export function companionsOf({ registered: { workflow }, event, decision }: Move): Companion[] {
  const declared = workflow.together as
    Record<string, ((facts: WorkflowRecord, event: Happening) => Companion[]) | undefined> | undefined;
  return declared?.[event.type]?.(decision.facts, event) ?? [];
}

/** Somebody was faster. */
export const movedOn = (workflow: AnyWorkflow): Refused =>
  new Refused([
    {
      code: 'workflow.movedOn',
      say: `Somebody changed this ${workflow.title.toLowerCase()} meanwhile. Look at it as it is now and try again.`,
    },
  ]);
