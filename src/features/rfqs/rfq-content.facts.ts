import type { RfqAmend, RfqDescription, RfqFacts, RfqLine, RfqLot, SentLine } from './rfq.facts.js';

/** Lots as sent, with ids: a known id stays, a new lot gets the next free one. */
export function lotsWithIds(sent: readonly { id: string | null; title: string }[], before: readonly RfqLot[]): RfqLot[] {
  const known = new Set(before.map(({ id }) => id));
  const given = new Set(sent.flatMap(({ id }) => (id !== null && known.has(id) ? [id] : [])));
  let next = highest(before);
  return sent.map(({ id, title }, index) => {
    const named =
      id !== null && known.has(id)
        ? id
        : before[index]?.title === title && !given.has(before[index].id)
          ? before[index].id
          : null;
    return { id: named ?? (id !== null && id !== '' && !known.has(id) ? id : `lot${++next}`), title };
  });
}

/**
 * Lines as sent, counted from 1, with ids that quotes can rely on: a known id stays, a line without one that says the same as the line at
 * its place keeps that one's, and a new line gets an id that was never used before.
 */
export function linesWithIds(sent: readonly SentLine[], before: readonly RfqLine[]): RfqLine[] {
  const known = new Set(before.map(({ id }) => id));
  const taken = new Set<string>();
  for (const { id } of sent) if (id !== null && known.has(id)) taken.add(id);
  let next = highest(before);
  return sent.map(({ id, lot, description, quantity, unit, termMonths }, index) => {
    const there = before[index];
    const same =
      id === null && there !== undefined && !taken.has(there.id) && there.description === description ? there.id : null;
    if (same !== null) taken.add(same);
    const named = id !== null && known.has(id) ? id : same;
    const months = termMonths === null || termMonths === 0 ? null : termMonths;
    return {
      id: named ?? `line${++next}`,
      position: index + 1,
      lot: lot === '' ? null : lot,
      description,
      quantity,
      unit,
      termMonths: months,
    };
  });
}

/** What an amendment makes of the RFQ. */
export function amended(
  facts: RfqFacts,
  event: RfqAmend,
): RfqDescription & Pick<RfqFacts, 'closesAt' | 'questionsUntil' | 'vendorIds'> {
  return {
    title: event.title,
    lots: lotsWithIds(event.lots, facts.lots),
    lines: linesWithIds(event.lines, facts.lines),
    terms: event.terms,
    criteria: event.criteria.map(({ name, weight, direction }) => ({ name, weight, direction })),
    closesAt: event.closesAt ?? facts.closesAt,
    questionsUntil: event.questionsUntil ?? facts.questionsUntil,
    vendorIds: [...new Set([...facts.vendorIds, ...event.addVendorIds])],
  };
}

/** What differs between two versions, a sentence each, in the RFQ's order; empty where vendors would see no difference. */
export function changesBetween(
  before: RfqDescription & { closesAt: Date | null; questionsUntil: Date | null },
  after: typeof before,
): string[] {
  const changes: string[] = [];
  if (before.title !== after.title) changes.push(`The title is now “${after.title}”.`);
  if (JSON.stringify(before.lots) !== JSON.stringify(after.lots)) {
    changes.push(
      after.lots.length > 0
        ? `The lots are now: ${after.lots.map(({ title }) => title).join('; ')}.`
        : 'There are no lots any more.',
    );
  }
  for (const line of after.lines) {
    const was = before.lines.find(({ id }) => id === line.id);
    if (!was) changes.push(`Line ${line.position} is new: ${said(line)}.`);
    else changes.push(...lineChanges(was, line));
  }
  for (const line of before.lines) {
    if (!after.lines.some(({ id }) => id === line.id))
      changes.push(`The former line ${line.position} (${line.description}) is no longer asked for.`);
  }
  if (before.terms !== after.terms) changes.push('The terms have changed; please read them again.');
  if (JSON.stringify(before.criteria) !== JSON.stringify(after.criteria)) {
    changes.push(
      `Quotes are now judged by: ${after.criteria.map(({ name, weight }) => `${name} ${weight} %`).join(', ') || 'price'}.`,
    );
  }
  if (before.closesAt?.getTime() !== after.closesAt?.getTime()) changes.push('The deadline for quotes has moved.');
  if (before.questionsUntil?.getTime() !== after.questionsUntil?.getTime()) changes.push('The deadline for questions has moved.');
  return changes;
}

function lineChanges(was: RfqLine, line: RfqLine): string[] {
  const changes: string[] = [];
  if (was.description !== line.description) changes.push(`its description is now “${line.description}”`);
  if (was.quantity !== line.quantity || was.unit !== line.unit) {
    changes.push(`its quantity is now ${line.quantity} ${line.unit} (was ${was.quantity} ${was.unit})`);
  }
  if (was.termMonths !== line.termMonths) changes.push(`its term is now ${term(line)} (was ${term(was)})`);
  if (was.lot !== line.lot) changes.push('it belongs to another lot');
  return changes.map((change) => `Line ${line.position}: ${change}.`);
}

function said({ description, quantity, unit, termMonths }: RfqLine): string {
  return `${description}, ${quantity} ${unit}${termMonths === null ? '' : `, ${termMonths} months`}`;
}

function term({ termMonths }: RfqLine): string {
  return termMonths === null ? 'once' : `${termMonths} months`;
}

function highest(known: readonly { id: string }[]): number {
  return known.reduce((most, { id }) => Math.max(most, Number(/\d+$/.exec(id)?.[0] ?? 0)), 0);
}
