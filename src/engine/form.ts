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
} from 'class-validator';
import { isDay } from './iso-time.js';

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
  /** Drawn before the fields of the class that the form extends. */
  leads?: boolean;
}

interface Common {
  label: string;
  help?: string;
  optional?: boolean;
  from?: string;
  placeholder?: string;
  leads?: boolean;
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
export const Choice = (spec: Common & { of: readonly string[]; say?: string }) =>
  field('choice', spec, [IsIn([...spec.of], { message: spec.say ?? `must be one of ${spec.of.join(', ')}` })]);

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

/** The fields of a form in the order they are written, parents first; those that lead stand before all. */
export function fieldsOf(form: FormClass): FieldSpec[] {
  const fields: FieldSpec[] = [];
  for (
    let prototype = form.prototype;
    prototype && prototype !== Object.prototype;
    prototype = Object.getPrototypeOf(prototype)
  ) {
    fields.unshift(...((Reflect.getOwnMetadata(FIELDS, prototype) as FieldSpec[] | undefined) ?? []));
  }
  return [...fields.filter(({ leads }) => leads), ...fields.filter(({ leads }) => !leads)];
}

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
    const { label, help, of, workflow, states, row, min, max, scale, from, placeholder, leads } = spec;
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
      leads,
    });
    Reflect.defineMetadata(FIELDS, fields, target);
  };
}
