import { type FieldSpec, fieldsOf, type FormClass } from '../form.js';
import type { FactSpec } from '../workflow.js';

/** A JSON Schema (2020-12), as OpenAPI 3.1 uses it. */
export type Schema = Record<string, unknown>;

/** What may be sent in `form`; unknown fields are refused. */
export function schemaOfForm(form: FormClass | undefined): Schema & { properties: Record<string, Schema>; required: string[] } {
  const fields = form ? fieldsOf(form) : [];
  return {
    type: 'object',
    properties: Object.fromEntries(fields.map((field) => [field.name, schemaOfField(field)])),
    required: fields.filter((field) => !mayBeAbsent(field)).map(({ name }) => name),
    additionalProperties: false,
  };
}

/** What a fact looks like in a record's view. */
export function schemaOfFact(fact: FactSpec): Schema {
  return { ...factTypes[fact.kind](fact), description: fact.label };
}

/** Lists and yes-or-no may be left out and are then empty or no, unless at least one is wanted. */
const mayBeAbsent = (field: FieldSpec): boolean =>
  field.optional || field.kind === 'yesNo' || ((field.kind === 'rows' || field.kind === 'references') && (field.min ?? 0) === 0);

function schemaOfField(field: FieldSpec): Schema {
  const described = { title: field.label, ...(field.help && { description: field.help }) };
  const schema = fieldTypes[field.kind](field);
  return field.optional && typeof schema.type === 'string' && schema.type !== 'array'
    ? { ...schema, ...described, type: [schema.type, 'null'] }
    : { ...schema, ...described };
}

const bounds = ({ min, max }: FieldSpec): Schema => ({
  ...(min !== undefined && { minItems: min }),
  ...(max !== undefined && { maxItems: max }),
});
const named = ({ workflow }: FieldSpec): Schema => ({ type: 'string', format: 'uuid', ...(workflow && { 'x-names': workflow }) });
const closed = ({ of, optional }: FieldSpec): Schema => ({
  type: 'string',
  enum: optional ? [...(of ?? []), null] : [...(of ?? [])],
});

const fieldTypes: Record<FieldSpec['kind'], (field: FieldSpec) => Schema> = {
  text: ({ max }) => ({ type: 'string', ...(max !== undefined && { maxLength: max }) }),
  longText: ({ max }) => ({ type: 'string', ...(max !== undefined && { maxLength: max }) }),
  email: () => ({ type: 'string', format: 'email' }),
  decimal: ({ scale }) => ({
    type: 'string',
    pattern: `^-?\\d{1,15}(\\.\\d{1,${Math.max(scale ?? 6, 1)}})?$`,
    examples: ['1200.50'],
    'x-kind': 'decimal',
  }),
  whole: ({ min, max }) => ({
    type: 'integer',
    ...(min !== undefined && { minimum: min }),
    ...(max !== undefined && { maximum: max }),
  }),
  day: () => ({ type: 'string', format: 'date' }),
  instant: () => ({ type: 'string', format: 'date-time' }),
  yesNo: () => ({ type: 'boolean', default: false }),
  choice: closed,
  choices: (field) => ({ type: 'array', items: { type: 'string', enum: [...(field.of ?? [])] } }),
  reference: named,
  references: (field) => ({ type: 'array', items: named(field), ...bounds(field) }),
  files: (field) => ({ type: 'array', items: { type: 'string', format: 'uuid', 'x-names': 'file' }, ...bounds(field) }),
  rows: (field) => ({ type: 'array', items: schemaOfForm(field.row), ...bounds(field) }),
};

const text = (): Schema => ({ type: ['string', 'null'] });

const factTypes: Record<FactSpec['kind'], (fact: FactSpec) => Schema> = {
  text,
  longText: text,
  person: text,
  amount: () => ({ type: ['string', 'null'], 'x-kind': 'decimal' }),
  decimal: () => ({ type: ['string', 'null'], 'x-kind': 'decimal' }),
  percent: () => ({ type: ['string', 'null'], 'x-kind': 'decimal' }),
  whole: () => ({ type: ['integer', 'null'] }),
  day: () => ({ type: ['string', 'null'], format: 'date' }),
  instant: () => ({ type: ['string', 'null'], format: 'date-time' }),
  yesNo: () => ({ type: ['boolean', 'null'] }),
  document: ({ workflow }) => ({ type: ['string', 'array', 'null'], ...(workflow && { 'x-names': workflow }) }),
  rows: ({ columns }) => ({
    type: ['array', 'null'],
    items: {
      type: 'object',
      properties: Object.fromEntries((columns ?? []).map((column) => [column.name, schemaOfFact(column)])),
    },
  }),
  list: () => ({ type: ['array', 'null'], items: {} }),
  files: () => ({ type: ['string', 'array', 'null'], items: { type: 'string', format: 'uuid' } }),
};
