import { Decimal } from 'decimal.js';
import type { DocumentLine } from '../engine/record-queries.js';
import type { FactSpec } from '../engine/workflow.js';
import { words } from '../engine/workflow-drawing.js';

/** One fact as a template draws it; the template formats amounts, days and instants. */
export type Shown =
  | { kind: 'none' }
  | { kind: 'text' | 'long'; text: string }
  | { kind: 'amount'; amount: string; currency: string }
  | { kind: 'number'; number: string }
  | { kind: 'percent'; share: string }
  | { kind: 'day'; on: string }
  | { kind: 'instant'; at: Date }
  | { kind: 'links'; links: { text: string; href: string | null; note: string | null }[] }
  | { kind: 'tags' | 'sentences'; tags: string[] }
  | { kind: 'rows'; columns: { label: string; right: boolean }[]; rows: { cells: { shown: Shown; right: boolean }[] }[] };

/** A fact with its label. Wide ones (tables, long texts) get room of their own. */
export interface FactView {
  label: string;
  shown: Shown;
  wide: boolean;
}

/** What ids stand for: people's names, documents' numbers and titles, files' names. `of` is the record whose page it is, for file links. */
export interface Names {
  people: ReadonlyMap<string, string>;
  documents: ReadonlyMap<string, DocumentLine>;
  files: ReadonlyMap<string, string>;
  /** Ids of those documents that the reader may open; the others are named without a link. */
  open: ReadonlySet<string>;
  of: string;
}

/** The ids that facts hold, for looking up their names. */
export interface NamedIds {
  people: Set<string>;
  documents: Map<string, Set<string>>;
  files: Set<string>;
}

type Facts = Record<string, unknown>;

/** What is longer is a sentence and reads better in a list. */
const LONGEST_TAG = 40;

const RIGHT: readonly FactSpec['kind'][] = ['amount', 'decimal', 'percent', 'whole'];
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** The facts of one record, in the order they are declared; those not known are left out where `skipEmpty`. */
export function factViews(
  specs: readonly FactSpec[],
  facts: Facts,
  names: Names,
  { skipEmpty }: { skipEmpty: boolean },
): FactView[] {
  return specs
    .map((spec) => ({
      label: spec.label,
      shown: shown(spec, facts[spec.name], facts, facts, names),
      wide: spec.kind === 'rows' || spec.kind === 'longText',
    }))
    .filter((view) => !skipEmpty || view.shown.kind !== 'none');
}

/** One fact of one record. */
export function shown(spec: FactSpec, value: unknown, holder: Facts, record: Facts, names: Names): Shown {
  if (value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0))
    return { kind: 'none' };
  return draws[spec.kind](spec, value, holder, record, names);
}

/** Gathers the ids that `specs` of `facts` hold. */
export function gatherIds(specs: readonly FactSpec[], facts: Facts, ids: NamedIds): void {
  for (const spec of specs) {
    const value = facts[spec.name];
    if (value === null || value === undefined) continue;
    if (spec.kind === 'person') uuids(value).forEach((id) => ids.people.add(id));
    if (spec.kind === 'files') uuids(value).forEach((id) => ids.files.add(id));
    if (spec.kind === 'document' || (spec.kind === 'list' && spec.workflow)) {
      const name = workflowOf(spec, facts);
      const of = ids.documents.get(name) ?? new Set<string>();
      uuids(value).forEach((id) => of.add(id));
      ids.documents.set(name, of);
    }
    if (spec.kind === 'rows' && spec.columns) for (const row of rowsOf(value)) gatherIds(spec.columns, row, ids);
  }
}

/** `capacity_rental` is read `Capacity rental`; other texts stay as they are. */
export const readable = (text: string): string =>
  /^[a-z]+(_[a-z]+)*$/.test(text) && text.includes('_') ? sentence(words(text)) : text;

/** A value of a closed list as people read it: `cloud_computing` is `Cloud computing`, `buy` is `Buy`, `EUR` stays. */
export const chosenWord = (value: string): string =>
  writtenOut[value] ?? (/^[a-z]+(_[a-z]+)*$/.test(value) ? sentence(words(value)) : value);

/** Names that do not say in words what they mean. */
const writtenOut: Readonly<Record<string, string>> = { bafo: 'Best and final offer', counter_offer: 'Counter-offer' };

const sentence = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

const workflowOf = (spec: FactSpec, facts: Facts): string =>
  spec.workflow?.startsWith('@') ? String(facts[spec.workflow.slice(1)]) : (spec.workflow ?? '');

const uuids = (value: unknown): string[] =>
  [value].flat().filter((one): one is string => typeof one === 'string' && UUID.test(one));

const rowsOf = (value: unknown): Facts[] =>
  [value].flat().filter((row): row is Facts => typeof row === 'object' && row !== null && !(row instanceof Date));

type Draw = (spec: FactSpec, value: unknown, holder: Facts, record: Facts, names: Names) => Shown;

// A fact that is one word in small letters is a choice (`outsource`); in tables such words may be units.
const text: Draw = (_, value, holder, record) => ({
  kind: 'text',
  text: holder === record ? chosenWord(plain(value)) : readable(plain(value)),
});
const number: Draw = (_, value) =>
  isNumeric(value) ? { kind: 'number', number: plain(value) } : { kind: 'text', text: plain(value) };

const draws: Record<FactSpec['kind'], Draw> = {
  text,
  longText: (_, value) => ({ kind: 'long', text: plain(value) }),
  amount: (spec, value, holder, record) => {
    if (!isNumeric(value)) return { kind: 'text', text: plain(value) };
    const name = spec.currency ?? 'currency';
    const currency = name.startsWith('@') ? record[name.slice(1)] : (holder[name] ?? record[name]);
    return { kind: 'amount', amount: plain(value), currency: typeof currency === 'string' ? currency : '' };
  },
  decimal: number,
  percent: (_, value) => (isNumeric(value) ? { kind: 'percent', share: plain(value) } : { kind: 'text', text: plain(value) }),
  whole: number,
  day: (_, value) =>
    typeof value === 'string' && /^\d{4}-\d\d-\d\d$/.test(value)
      ? { kind: 'day', on: value }
      : { kind: 'text', text: plain(value) },
  instant: (_, value) => {
    const at = value instanceof Date ? value : new Date(String(value));
    return Number.isNaN(at.getTime()) ? { kind: 'text', text: plain(value) } : { kind: 'instant', at };
  },
  yesNo: (_, value) => ({ kind: 'text', text: value ? 'Yes' : 'No' }),
  person: (_, value, __, ___, { people }) => ({
    kind: 'text',
    text: [value]
      .flat()
      .map((id) => people.get(String(id)) ?? (UUID.test(String(id)) ? 'somebody' : String(id)))
      .join(', '),
  }),
  document: (_, value, __, ___, { documents, open }) => ({
    kind: 'links',
    links: uuids(value).map((id) => {
      const line = documents.get(id);
      return line
        ? { text: line.number, href: open.has(id) ? `/${line.documents}/${id}` : null, note: line.title }
        : { text: 'a document', href: null, note: null };
    }),
  }),
  files: (_, value, __, ___, { files, of }) => ({
    kind: 'links',
    links: uuids(value).map((id) => ({
      text: files.get(id) ?? 'file',
      href: `/files/${id}?of=${encodeURIComponent(of)}`,
      note: null,
    })),
  }),
  list: (spec, value, holder, record, names) => {
    if (spec.workflow) return draws.document(spec, value, holder, record, names);
    const tags = [value].flat().map((one) => readable(plain(one)));
    return { kind: tags.some((tag) => tag.length > LONGEST_TAG) ? 'sentences' : 'tags', tags };
  },
  rows: (spec, value, _, record, names) => {
    const rows = rowsOf(value);
    const columns =
      spec.columns ??
      [...new Set(rows.flatMap((row) => Object.keys(row)))].map((name): FactSpec => ({
        name,
        label: sentence(words(name)),
        kind: 'text',
      }));
    return {
      kind: 'rows',
      columns: columns.map(({ label, kind }) => ({ label, right: RIGHT.includes(kind) })),
      rows: rows.map((row) => ({
        cells: columns.map((column) => ({
          shown: shown(column, row[column.name], row, record, names),
          right: RIGHT.includes(column.kind),
        })),
      })),
    };
  },
};

const isNumeric = (value: unknown): boolean =>
  value instanceof Decimal || typeof value === 'number' || (typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value));

function plain(value: unknown): string {
  if (value instanceof Decimal) return value.toFixed();
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map(plain).join(', ');
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value)
      .map(([name, one]) => `${words(name)}: ${plain(one)}`)
      .join('; ');
  }
  return value === null || value === undefined ? '' : String(value);
}
