import { Decimal } from 'decimal.js';
import type { FactSpec, WorkflowRecord } from '../workflow.js';
import type { Registered } from '../workflow-registry.js';

/** What every record's JSON holds beside its declared facts. */
const COMMON_FACTS = ['id', 'number', 'title', 'state', 'version', 'dueAt', 'caseId', 'createdAt', 'updatedAt'] as const;

const names = new WeakMap<Registered, string[]>();

/** The names of the declared facts, with the currency beside each amount: an amount without it says nothing. */
export function shownFacts(facts: readonly FactSpec[]): string[] {
  return [...new Set(facts.flatMap(({ name, kind, currency }) => (kind === 'amount' ? [name, currency ?? 'currency'] : [name])))];
}

/** The record as programs read it: the common fields and the declared facts, decimals as text, instants ISO 8601 in UTC. */
export function viewOf(registered: Registered, record: WorkflowRecord): Record<string, unknown> {
  let shown = names.get(registered);
  if (!shown) names.set(registered, (shown = [...new Set([...COMMON_FACTS, ...shownFacts(registered.workflow.facts)])]));
  const facts = record as unknown as Record<string, unknown>;
  const view: Record<string, unknown> = {};
  for (const name of shown) {
    const fact = facts[name];
    view[name] = fact instanceof Decimal ? fact.toFixed() : (fact ?? null);
  }
  return view;
}
