import { type ValidationError, validateSync } from 'class-validator';
import type { Fault } from './fault.js';
import { type FieldSpec, fieldsOf, type FormClass } from './form.js';
import { isInstant } from './iso-time.js';

/**
 * Reads what was sent into `form`: text is trimmed, numbers and lists are coerced, unknown fields are faults, and every fault is named at once
 * with field (`lines[2].unitPrice`), the value as sent and what would be accepted.
 */
export function readForm<Form extends object>(form: FormClass<Form>, sent: unknown): { form: Form } | { faults: Fault[] } {
  if (typeof sent !== 'object' || sent === null || Array.isArray(sent)) {
    return { faults: [{ field: '', value: sent, say: 'must be an object with the fields of the form' }] };
  }
  const faults: Fault[] = [];
  const read = coerce(form, sent as Record<string, unknown>, '', faults) as Form;
  collect(validateSync(read, { forbidUnknownValues: false, stopAtFirstError: true }), '', faults);
  return faults.length > 0
    ? { faults: faults.slice(0, MOST_FAULTS).map((fault) => ({ ...fault, value: shown(fault.value) })) }
    : { form: read };
}

/** More would not be read by anybody, and an answer must not be larger than what was sent. */
const MOST_FAULTS = 500;
const LONGEST_SHOWN = 500;

/** What was sent, as far as it helps to find the place: long text, long lists and deep nests are cut. */
function shown(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return value.length > LONGEST_SHOWN ? `${value.slice(0, LONGEST_SHOWN)}…` : value;
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  if (depth === 4) return '…';
  if (Array.isArray(value)) return value.slice(0, 50).map((one) => shown(one, depth + 1));
  return Object.fromEntries(
    Object.entries(value)
      .slice(0, 50)
      .map(([name, one]) => [name, shown(one, depth + 1)]),
  );
}

function coerce(form: FormClass, sent: Record<string, unknown>, path: string, faults: Fault[]): object {
  const read = new form() as Record<string, unknown>;
  const fields = fieldsOf(form);
  for (const name of Object.keys(sent)) {
    if (!fields.some((known) => known.name === name)) {
      faults.push({
        field: path + name,
        value: sent[name],
        say: `is not a field here; known are ${fields.map((known) => known.name).join(', ')}`,
      });
    }
  }
  for (const spec of fields) {
    const value = coerced(spec, Object.hasOwn(sent, spec.name) ? sent[spec.name] : undefined, path, faults);
    if (value !== undefined) read[spec.name] = value;
  }
  return read;
}

function coerced(spec: FieldSpec, sent: unknown, path: string, faults: Fault[]): unknown {
  const value = typeof sent === 'string' ? sent.trim() : sent;
  const many = spec.kind === 'choices' || spec.kind === 'references' || spec.kind === 'files' || spec.kind === 'rows';
  if (value === undefined || value === '' || value === null) {
    if (spec.kind === 'yesNo') return false;
    return many ? [] : spec.optional ? null : undefined;
  }
  switch (spec.kind) {
    case 'decimal':
      return typeof value === 'number' && Number.isFinite(value) ? String(value) : value;
    case 'whole':
      return typeof value === 'string' && /^-?\d{1,12}$/.test(value) ? Number(value) : value;
    case 'yesNo':
      return ['true', 'on', 'yes', '1', true].includes(value as string)
        ? true
        : ['false', 'no', '0', false].includes(value as string)
          ? false
          : value;
    case 'instant':
      return typeof value === 'string' && isInstant(value) ? new Date(value) : value;
    case 'choices':
    case 'references':
    case 'files':
      return (Array.isArray(value) ? value : typeof value === 'object' ? Object.values(value) : [value]).filter(
        (one) => one !== '',
      );
    case 'rows':
      return rows(spec, value, path, faults);
    default:
      return value;
  }
}

function rows(spec: FieldSpec, value: unknown, path: string, faults: Fault[]): unknown {
  const list = Array.isArray(value) ? value : typeof value === 'object' && value !== null ? Object.values(value) : null;
  const row = spec.row;
  if (!list || !row) return value;
  return (
    list
      .filter((sent) => !(typeof sent === 'object' && sent !== null && Object.values(sent).every(isBlank)))
      // One too many is enough to be refused; a million rows are not checked one by one.
      .slice(0, (spec.max ?? 1000) + 1)
      .map((sent, index) =>
        typeof sent === 'object' && sent !== null
          ? coerce(row, sent as Record<string, unknown>, `${path}${spec.name}[${index}].`, faults)
          : sent,
      )
  );
}

const isBlank = (cell: unknown): boolean => cell === null || (typeof cell === 'string' && cell.trim() === '');

function collect(errors: ValidationError[], path: string, faults: Fault[]): void {
  for (const error of errors) {
    const field = /^\d+$/.test(error.property) ? `${path.slice(0, -1)}[${error.property}]` : path + error.property;
    const say = error.constraints ? Object.values(error.constraints)[0] : undefined;
    if (say) faults.push({ field, value: error.value, say: error.value === undefined ? `is missing: it ${say}` : say });
    collect(error.children ?? [], `${field}.`, faults);
  }
}
