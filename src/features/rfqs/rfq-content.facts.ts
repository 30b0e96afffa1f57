import { Decimal } from 'decimal.js';
import type { RfqAmend, RfqCriterion, RfqDescription, RfqFacts, RfqLine, RfqLot, SentLine } from './rfq.facts.js';

/** Lots and lines as a person wrote them. */
interface Written {
  lots: readonly { id: string | null; title: string }[];
  lines: readonly SentLine[];
}

/** Lots and lines as sent, with ids; a line names its lot by title, by number in the list or by id, and a lot that is only named there is made. */
export function lotsAndLines(sent: Written, before: Pick<RfqFacts, 'lots' | 'lines'>): Pick<RfqFacts, 'lots' | 'lines'> {
  const lots = lotsWithIds(sent.lots, before.lots);
  let next = highest([...before.lots, ...lots]);
  const lotOf = (written: string | null): string | null => {
    const name = written?.trim() ?? '';
    if (name === '') return null;
    const known = lotNamed(name, lots, before.lots);
    if (known) return known.id;
    const lot = { id: `lot${++next}`, title: name };
    lots.push(lot);
    return lot.id;
  };
  const lines = linesWithIds(sent.lines, before.lines).map((line) => ({ ...line, lot: lotOf(line.lot) }));
  return { lots, lines };
}

/** A title that was changed in the same form still names its lot. */
function lotNamed(name: string, lots: readonly RfqLot[], before: readonly RfqLot[]): RfqLot | undefined {
  const isTitle = (lot: RfqLot) => lot.title.trim().toLowerCase() === name.toLowerCase();
  const former = before.find(isTitle)?.id;
  const number = /^\d{1,3}$/.test(name) ? lots[Number(name) - 1] : undefined;
  return lots.find(({ id }) => id === name) ?? lots.find(isTitle) ?? number ?? lots.find(({ id }) => id === former);
}

/** Whether a criterion is the price, which is scored from the quotes themselves. */
export const isPrice = ({ name }: { name: string }): boolean => name.trim().toLowerCase() === 'price';

/** The criteria with the price among them: where nobody wrote it, it has what the others leave of 100 %. */
export function withPrice(criteria: readonly RfqCriterion[]): RfqCriterion[] {
  const written = criteria.map(({ name, weight, direction }) => ({ name, weight, direction }));
  const rest = new Decimal(100).minus(weightOf(written));
  return written.some(isPrice) || rest.lte(0)
    ? written
    : [{ name: 'Price', weight: rest.toFixed(), direction: 'lower' }, ...written];
}

/** The sum of the criteria's weights, in percent. */
export function weightOf(criteria: readonly RfqCriterion[]): Decimal {
  return criteria.reduce((sum, { weight }) => sum.plus(weight), new Decimal(0));
}

/** Lots as sent, with ids: a known id stays, a new lot gets the next free one. */
function lotsWithIds(sent: readonly { id: string | null; title: string }[], before: readonly RfqLot[]): RfqLot[] {
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
function linesWithIds(sent: readonly SentLine[], before: readonly RfqLine[]): RfqLine[] {
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
    ...lotsAndLines(event, facts),
    terms: event.terms,
    criteria: withPrice(event.criteria),
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
