import { Decimal } from 'decimal.js';
import { DateTime } from 'luxon';
import type { Fault } from '../engine/errors.js';
import { type FieldSpec, fieldsOf, type FormClass } from '../engine/form.js';
import { chosenWord } from './fact-views.js';

/** Something that a field lets one choose. */
export interface Choice {
  value: string;
  label: string;
}

/** One field as the partials draw it; every name is there, whatever the kind. */
export interface FieldView {
  /** Of the element, unique on the page. */
  id: string;
  /** As it is sent: `lines[0][quantity]`. */
  name: string;
  label: string;
  help: string | null;
  required: boolean;
  say: string | null;
  control: 'input' | 'area' | 'select' | 'checks' | 'yesNo' | 'files' | 'rows' | 'hidden';
  type: string;
  mode: string | null;
  value: string;
  checked: boolean;
  longest: number | null;
  placeholder: string | null;
  /** Written behind the field: the zone of a time. */
  after: string | null;
  right: boolean;
  options: { value: string; label: string; chosen: boolean }[];
  /** There are more records than the list holds. */
  more: boolean;
  files: { id: string; name: string }[];
  rowsKey: string;
  columns: { label: string; required: boolean; right: boolean }[];
  rows: { cells: FieldView[] }[];
  blank: FieldView[];
}

/** What drawing a form needs beside the form. */
export interface Drawing {
  /** Before every element's id, so that two forms do not share one. */
  key: string;
  /** The reader's IANA zone. */
  zone: string;
  /** Field by field, from the record or as it was typed. */
  values: Record<string, unknown>;
  faults: readonly Fault[];
  choices: (spec: FieldSpec) => { choices: readonly Choice[]; more: boolean };
  fileName: (id: string) => string;
}

const BLANK_ROWS = 3;

/** The fields of `form` with their values and what is wrong with them. */
export function fieldViews(form: FormClass | undefined, drawing: Drawing): FieldView[] {
  return (form ? fieldsOf(form) : []).map((spec) => view(spec, drawing.values[spec.name], spec.name, spec.name, drawing));
}

/** The values that a record offers to a form: each field's own fact, or the one it names as `from`. */
export function valuesFrom(form: FormClass | undefined, facts: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries((form ? fieldsOf(form) : []).map((spec) => [spec.name, facts[spec.from ?? spec.name]]));
}

/** `2027-03-31T12:00` in `zone` as an instant with offset; text that is no such time stays as it was typed. */
export function instantTyped(typed: string, zone: string): string {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?$/.test(typed)) return typed;
  const at = DateTime.fromISO(typed, { zone });
  return at.isValid ? (at.toISO({ suppressMilliseconds: true }) ?? typed) : typed;
}

function view(spec: FieldSpec, value: unknown, name: string, path: string, drawing: Drawing): FieldView {
  const id = `${drawing.key}-${path}`.replace(/[^a-zA-Z0-9#_-]+/g, '-');
  const fault =
    drawing.faults.find(({ field }) => field === path) ??
    (spec.kind === 'rows' ? undefined : drawing.faults.find(({ field }) => field.startsWith(`${path}[`)));
  const control = controls[spec.kind];
  const base: FieldView = {
    id,
    name,
    label: spec.label,
    help: spec.help ?? null,
    required:
      !spec.optional && spec.kind !== 'yesNo' && !((spec.kind === 'rows' || spec.kind === 'references') && (spec.min ?? 0) === 0),
    say: fault ? faultSentence(spec.label, fault.say) : null,
    control: spec.name === 'id' && spec.optional ? 'hidden' : control,
    type: types[spec.kind] ?? 'text',
    mode: spec.kind === 'decimal' ? 'decimal' : spec.kind === 'whole' ? 'numeric' : null,
    value: text(value, spec, drawing.zone),
    checked: value === true || value === 'on' || value === 'true',
    longest: spec.kind === 'text' || spec.kind === 'longText' ? (spec.max ?? null) : null,
    placeholder: spec.placeholder ?? null,
    after: spec.kind === 'instant' ? drawing.zone : null,
    right: spec.kind === 'decimal' || spec.kind === 'whole',
    options: [],
    more: false,
    files: [],
    rowsKey: id,
    columns: [],
    rows: [],
    blank: [],
  };
  if (base.control === 'select' || base.control === 'checks') return { ...base, ...options(spec, value, drawing) };
  if (base.control === 'files')
    return { ...base, files: texts(value).map((file) => ({ id: file, name: drawing.fileName(file) })) };
  if (base.control === 'rows') return { ...base, ...table(spec, value, path, drawing) };
  return base;
}

function options(spec: FieldSpec, value: unknown, drawing: Drawing): Pick<FieldView, 'options' | 'more'> {
  const chosen = new Set(texts(value));
  const { choices, more } =
    spec.kind === 'choice' || spec.kind === 'choices'
      ? { choices: (spec.of ?? []).map((one) => ({ value: one, label: chosenWord(one) })), more: false }
      : drawing.choices(spec);
  return { options: choices.map((choice) => ({ ...choice, chosen: chosen.has(choice.value) })), more };
}

function table(spec: FieldSpec, value: unknown, path: string, drawing: Drawing): Pick<FieldView, 'columns' | 'rows' | 'blank'> {
  const cells = spec.row ? fieldsOf(spec.row) : [];
  const row = (facts: Record<string, unknown>, number: string): FieldView[] =>
    cells.map((cell) =>
      view(
        cell,
        facts[cell.from ?? cell.name] ?? facts[cell.name],
        `${path}[${number}][${cell.name}]`,
        `${path}[${number}].${cell.name}`,
        drawing,
      ),
    );
  const given = Array.isArray(value) ? (value as Record<string, unknown>[]) : [];
  const blanks = given.length === 0 ? BLANK_ROWS : 0;
  return {
    columns: row({}, '#')
      .filter(({ control }) => control !== 'hidden')
      .map(({ label, required, right }) => ({ label, required, right })),
    rows: [...given, ...Array.from({ length: Math.min(blanks, spec.max ?? blanks) }, () => ({}))].map((facts, index) => ({
      cells: row(facts, String(index)),
    })),
    blank: row({}, '#'),
  };
}

function text(value: unknown, spec: FieldSpec, zone: string): string {
  if (value === null || value === undefined) return '';
  if (value instanceof Decimal) return value.toFixed();
  if (spec.kind === 'instant') {
    const at = value instanceof Date ? DateTime.fromJSDate(value, { zone }) : DateTime.fromISO(String(value), { zone });
    return at.isValid ? at.toFormat("yyyy-MM-dd'T'HH:mm") : String(value);
  }
  return typeof value === 'object' ? '' : String(value);
}

const texts = (value: unknown): string[] =>
  (Array.isArray(value) ? value : value === null || value === undefined || value === '' ? [] : [value]).filter(
    (one): one is string => typeof one === 'string',
  );

/** What is wrong with a field, in people's words: programs read the exact values, people choose from the list they see. */
export function faultSentence(label: string, say: string): string {
  if (say.startsWith('is missing')) return `${label} is missing.`;
  if (/^(each )?must be (one of |chosen from the list)/.test(say)) return `Choose ${label} from the list.`;
  const said = say.startsWith('must ') || say.startsWith('needs ') || say.startsWith('takes ') ? `${label} ${say}` : say;
  return `${said.charAt(0).toUpperCase()}${said.slice(1)}${/[.!?]$/.test(said) ? '' : '.'}`;
}

const controls: Record<FieldSpec['kind'], FieldView['control']> = {
  text: 'input',
  email: 'input',
  decimal: 'input',
  whole: 'input',
  day: 'input',
  instant: 'input',
  longText: 'area',
  yesNo: 'yesNo',
  choice: 'select',
  reference: 'select',
  choices: 'checks',
  references: 'checks',
  files: 'files',
  rows: 'rows',
};

const types: Partial<Record<FieldSpec['kind'], string>> = { email: 'email', day: 'date', instant: 'datetime-local' };
