import 'reflect-metadata';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsBoolean,
  IsDate,
  IsEmail,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  IsUUID,
  Matches,
  Max,
  MaxLength,
  Min,
  MinLength,
  ValidateBy,
  ValidateNested,
  type ValidationError,
  validateSync,
} from 'class-validator';
import type { Fault } from './fault.js';

/** A class whose decorated properties are what a person or program may send. */
export type FormClass<Form extends object = object> = new () => Form;

export type FieldKind =
  | 'text'
  | 'longText'
  | 'email'
  | 'decimal'
  | 'whole'
  | 'day'
  | 'instant'
  | 'yesNo'
  | 'choice'
  | 'choices'
  | 'reference'
  | 'references'
  | 'files'
  | 'rows';

/** One field of a form: what a page draws, what OpenAPI says, what is coerced before it is checked. */
export interface FieldSpec {
  name: string;
  kind: FieldKind;
  label: string;
  help?: string;
  optional: boolean;
  /** Accepted values of `choice` and `choices`. */
  of?: readonly string[];
  /** Workflow whose records a `reference` names by id; or `person` with an optional role. */
  workflow?: string;
  /** Only records in these states are suggested. */
  states?: readonly string[];
  /** Form of each of the `rows`. */
  row?: FormClass;
  min?: number;
  max?: number;
  /** Decimals allowed behind the point. */
  scale?: number;
  /** The fact that fills the field when a page draws it; default the field's own name. */
  from?: string;
  placeholder?: string;
}

interface Common {
  label: string;
  help?: string;
  optional?: boolean;
  from?: string;
  placeholder?: string;
}

const FIELDS = Symbol('sourcewright:fields');

/** One line or, with `lines`, several; trimmed; 1 to `max` characters (default 200, with lines 20,000). */
export const Text = (spec: Common & { max?: number; min?: number; lines?: boolean; pattern?: RegExp; say?: string }) => {
  const max = spec.max ?? (spec.lines ? 20_000 : 200);
  return field(spec.lines ? 'longText' : 'text', { ...spec, max }, [
    IsString({ message: 'must be text' }),
    storable(),
    MinLength(spec.min ?? (spec.optional ? 0 : 1), { message: 'must not be empty' }),
    MaxLength(max, { message: `must be at most ${max} characters` }),
    ...(spec.pattern
      ? [Matches(spec.pattern, { message: spec.say ?? `must look like ${spec.placeholder ?? spec.pattern.source}` })]
      : []),
  ]);
};

/** An e-mail address. */
export const EMail = (spec: Common) =>
  field('email', spec, [IsEmail({}, { message: 'must be an e-mail address such as ann@example.com' })]);

/** A decimal as text, such as "1200.50": money and quantities keep every digit. `scale` decimals at most (default 6), within min and max. */
export const Amount = (spec: Common & { min?: number; max?: number; scale?: number }) => {
  const scale = spec.scale ?? 6;
  const min = spec.min ?? 0;
  const max = spec.max ?? 999_999_999_999;
  return field('decimal', { ...spec, min, max, scale }, [
    Matches(new RegExp(scale === 0 ? '^-?\\d{1,15}$' : `^-?\\d{1,15}(\\.\\d{1,${scale}})?$`), {
      message: `must be a number such as 1200.50, with at most ${scale} decimals`,
    }),
    within(min, max),
  ]);
};

/** A whole number within min and max. */
export const Whole = (spec: Common & { min?: number; max?: number }) => {
  const min = spec.min ?? 0;
  const max = spec.max ?? 1_000_000_000;
  return field('whole', { ...spec, min, max }, [
    IsInt({ message: 'must be a whole number' }),
    Min(min, { message: `must be at least ${min}` }),
    Max(max, { message: `must be at most ${max}` }),
  ]);
};

/** A calendar day, 'YYYY-MM-DD'. */
export const Day = (spec: Common) =>
  field('day', spec, [
    ValidateBy({
      name: 'day',
      validator: {
        validate: (value: unknown) => typeof value === 'string' && isDay(value),
        defaultMessage: () => 'must be a day such as 2027-03-31',
      },
    }),
  ]);

/** An instant: ISO 8601 with zone (`2027-03-31T12:00:00+02:00`); the property is a Date. A page sends local time and the reader's zone. */
export const Instant = (spec: Common) =>
  field('instant', spec, [IsDate({ message: 'must be a time with zone such as 2027-03-31T12:00:00Z' })]);

/** Yes or no; an absent checkbox is no. */
export const YesNo = (spec: Common) => field('yesNo', { ...spec, optional: true }, [IsBoolean({ message: 'must be yes or no' })]);

/** One of a closed list. */
export const Choice = (spec: Common & { of: readonly string[] }) =>
  field('choice', spec, [IsIn([...spec.of], { message: `must be one of ${spec.of.join(', ')}` })]);

/** Some of a closed list. */
export const Choices = (spec: Common & { of: readonly string[] }) =>
  field('choices', spec, [
    IsArray({ message: 'must be a list' }),
    ArrayMaxSize(spec.of.length, { message: `must name at most ${spec.of.length}` }),
    IsIn([...spec.of], { each: true, message: `each must be one of ${spec.of.join(', ')}` }),
  ]);

/** The id of a record of `workflow` (or of a person, `workflow: 'person'`). */
export const Reference = (spec: Common & { workflow: string; states?: readonly string[] }) =>
  field('reference', spec, [IsUUID(undefined, { message: 'must be chosen from the list (an id)' })]);

/** Ids of records of `workflow`. */
export const References = (spec: Common & { workflow: string; states?: readonly string[]; min?: number; max?: number }) =>
  field('references', spec, [
    IsArray({ message: 'must be a list' }),
    ArrayMinSize(spec.min ?? 0, { message: `must name at least ${spec.min ?? 0}` }),
    ArrayMaxSize(spec.max ?? 500, { message: `must name at most ${spec.max ?? 500}` }),
    IsUUID(undefined, { each: true, message: 'each must be chosen from the list (an id)' }),
  ]);

/** Ids of files stored before (pages upload them in the same request). */
export const Attachments = (spec: Common & { max?: number }) =>
  field('files', { ...spec, optional: true }, [
    IsArray({ message: 'must be a list of file ids' }),
    ArrayMaxSize(spec.max ?? 20, { message: `must be at most ${spec.max ?? 20} files` }),
    IsUUID(undefined, { each: true, message: 'each must be the id of an uploaded file' }),
  ]);

/** A table: each row is a form of its own. Rows that are wholly empty are left out before checking. */
export const Rows = (spec: Common & { of: FormClass; min?: number; max?: number }) => {
  const min = spec.min ?? (spec.optional ? 0 : 1);
  const max = spec.max ?? 1000;
  return field('rows', { label: spec.label, help: spec.help, optional: spec.optional, from: spec.from, row: spec.of, min, max }, [
    IsArray({ message: 'must be a list' }),
    ArrayMinSize(min, { message: `needs at least ${min}` }),
    ArrayMaxSize(max, { message: `takes at most ${max}` }),
    ValidateNested({ each: true, message: 'must be a list of rows' }),
  ]);
};

/** The fields of a form in the order they are written, parents first. */
export function fieldsOf(form: FormClass): FieldSpec[] {
  const fields: FieldSpec[] = [];
  for (
    let prototype = form.prototype;
    prototype && prototype !== Object.prototype;
    prototype = Object.getPrototypeOf(prototype)
  ) {
    fields.unshift(...((Reflect.getOwnMetadata(FIELDS, prototype) as FieldSpec[] | undefined) ?? []));
  }
  return fields;
}

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

/** A day of the calendar: PostgreSQL refuses 30 February and the year 0. */
function isDay(text: string): boolean {
  if (!/^\d{4}-\d\d-\d\d$/.test(text) || text.startsWith('0000')) return false;
  const at = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text);
}

/** An ISO 8601 time with zone on a day of the calendar. */
const isInstant = (text: string): boolean =>
  /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:?\d\d)$/.test(text) &&
  isDay(text.slice(0, 10)) &&
  !Number.isNaN(Date.parse(text));

/** PostgreSQL keeps neither NUL nor half a surrogate pair. */
function storable(): PropertyDecorator {
  return ValidateBy({
    name: 'storable',
    validator: {
      validate: (value: unknown) => typeof value === 'string' && !value.includes('\u0000') && isWellFormed(value),
      defaultMessage: () => 'must be text without control characters',
    },
  });
}

const isWellFormed = (text: string): boolean =>
  !/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/.test(text);

/** Bounds of a decimal text. A comparison in doubles is exact enough for a bound; the digits themselves are kept as text. */
function within(min: number, max: number): PropertyDecorator {
  return ValidateBy({
    name: 'within',
    validator: {
      validate: (value: unknown) => typeof value === 'string' && Number(value) >= min && Number(value) <= max,
      defaultMessage: () => `must be between ${min} and ${max}`,
    },
  });
}

function field(kind: FieldKind, spec: Common & Partial<FieldSpec>, checks: PropertyDecorator[]): PropertyDecorator {
  return (target, property) => {
    for (const check of checks) check(target, property);
    if (spec.optional) IsOptional()(target, property);
    const fields = (Reflect.getOwnMetadata(FIELDS, target) as FieldSpec[] | undefined) ?? [];
    const { label, help, of, workflow, states, row, min, max, scale, from, placeholder } = spec;
    fields.push({
      name: String(property),
      kind,
      label,
      help,
      optional: spec.optional ?? false,
      of,
      workflow,
      states,
      row,
      min,
      max,
      scale,
      from,
      placeholder,
    });
    Reflect.defineMetadata(FIELDS, fields, target);
  };
}
