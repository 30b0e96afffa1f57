import { Decimal } from 'decimal.js';
import { getMetadataArgsStorage } from 'typeorm';
import { type FieldSpec, fieldsOf, type FormClass } from '../../src/engine/form.js';
import { readForm } from '../../src/engine/read-form.js';
import type { AnyWorkflow, FactSpec, WorkflowRecord } from '../../src/engine/workflow.js';
import type { Registered } from '../../src/engine/workflow-registry.js';
import type { Pick } from '../support/walk.js';

/** Times around which plausible facts lie. */
export const at = new Date('2027-03-01T10:00:00Z');
const instants = [at, new Date('2027-02-01T00:00:00Z'), new Date('2027-04-01T00:00:00Z')];
const days = ['2027-02-01', '2027-03-01', '2027-12-31'];
const amounts = ['0', '1', '12.50', '400', '1000000'];
export const ids = ['01890000-0000-7000-8000-000000000001', '01890000-0000-7000-8000-000000000002'];

/** Stands for what nobody described: any property of it is plausible too, and it counts as an empty list. */
export const plausible: unknown = new Proxy(
  {},
  {
    get: (_, name): unknown => {
      if (name === Symbol.toPrimitive || name === 'valueOf') return () => '1';
      if (name === Symbol.iterator) return [][Symbol.iterator];
      if (name === 'toString') return () => '1';
      if (name === 'toJSON') return () => null;
      if (name === 'then') return undefined;
      if (typeof name === 'string' && /(^|[a-z])(state|name|title|number|currency|amount|total|quantity)$/i.test(name))
        return '1';
      if (typeof name === 'string' && name in Array.prototype) return Reflect.get([], name);
      return typeof name === 'string' ? plausible : undefined;
    },
  },
);

/** The same object, with plausible values where it has none. */
export const completed = <Known extends object>(known: Known): Known =>
  new Proxy(known, {
    get: (target, name) => (Reflect.has(target, name) ? Reflect.get(target, name) : Reflect.get(plausible as object, name)),
  });

/** Facts of every column's kind for a record in `state`; what stands in them is arbitrary, as no person would have entered it. */
export function plausibleFacts({ workflow, codec }: Registered, state: string, pick: Pick): WorkflowRecord {
  const fields = formsOf(workflow).flatMap((form) => fieldsOf(form));
  const facts: Record<string, unknown> = {};
  for (const { property, type, array } of codec.columns) {
    const fact = workflow.facts.find(({ name }) => name === property);
    const field = fields.find((one) => (one.from ?? one.name) === property);
    if (isNullable(workflow, property) && pick([true, false, false])) facts[property] = null;
    else if (array) facts[property] = pick([[], [ids[0]], ids]);
    else facts[property] = ofColumn(property, type, fact, field, pick);
  }
  Object.assign(facts, { id: ids[0], number: `${workflow.prefix}-000001`, state, version: 3, chain: Buffer.alloc(32) });
  return Object.assign(Object.create(workflow.row.prototype as object) as WorkflowRecord, facts);
}

/** Fields that the event's form accepts, as it gives them; null where the plausible values are not accepted. */
export function plausibleFields(form: FormClass | undefined, pick: Pick): Record<string, unknown> | null {
  if (!form) return {};
  const result = readForm(form, sentFor(form, pick));
  return 'form' in result ? { ...result.form } : null;
}

function sentFor(form: FormClass, pick: Pick): object {
  return Object.fromEntries(
    fieldsOf(form).flatMap((field) => (field.optional && pick([true, false]) ? [] : [[field.name, sentField(field, pick)]])),
  );
}

function sentField(field: FieldSpec, pick: Pick): unknown {
  switch (field.kind) {
    case 'email':
      return 'ann@example.org';
    case 'decimal':
      return bounded(field, pick(['0', '1', '12', '400', '1000000']));
    case 'whole':
      return Number(bounded(field, pick(['0', '1', '12', '90'])));
    case 'day':
      return pick(days);
    case 'instant':
      return pick(instants).toISOString();
    case 'yesNo':
      return pick([true, false]);
    case 'choice':
      return pick(field.of ?? ['']);
    case 'choices':
      return [pick(field.of ?? [''])];
    case 'reference':
      return pick(ids);
    case 'references':
      return pick([[ids[0]], ids]);
    case 'files':
      return [];
    case 'rows': {
      const { row } = field;
      return row
        ? pick([1, 2, 3]) && Array.from({ length: Math.max(field.min ?? 0, pick([1, 2])) }, () => sentFor(row, pick))
        : [];
    }
    default:
      return namedText(field.name, pick);
  }
}

const bounded = ({ min, max }: FieldSpec, value: string): string =>
  Number(value) < (min ?? 0) ? String(min) : max !== undefined && Number(value) > max ? String(max) : value;

function namedText(name: string, pick: Pick): string {
  if (/currency/i.test(name)) return pick(['EUR', 'EUR', 'GBP']);
  if (/country/i.test(name)) return 'DE';
  if (/zone/i.test(name)) return 'Europe/Berlin';
  if (/month/i.test(name)) return pick(['2027-03', '2027-04']);
  if (/On$/.test(name)) return pick(days);
  if (/Id$|^id$/.test(name)) return pick(ids);
  return pick(['Something', 'Something else']);
}

function ofColumn(name: string, type: string, fact: FactSpec | undefined, field: FieldSpec | undefined, pick: Pick): unknown {
  switch (type) {
    case 'numeric':
      return new Decimal(pick(amounts));
    case 'integer':
      return pick([0, 1, 2, 12]);
    case 'boolean':
      return pick([true, false]);
    case 'timestamptz':
      return pick(instants);
    case 'date':
      return pick(days);
    case 'uuid':
      return pick(ids);
    case 'bytea':
      return Buffer.alloc(32);
    case 'jsonb':
      return jsonOf(fact, field, pick);
    default:
      return field?.of ? pick(field.of) : namedText(name, pick);
  }
}

function jsonOf(fact: FactSpec | undefined, field: FieldSpec | undefined, pick: Pick): unknown {
  if (fact?.kind === 'list') return pick([[], ['Something']]);
  const isRows = fact?.kind === 'rows' || field?.kind === 'rows';
  if (!isRows) return pick([[], plausible]);
  return Array.from({ length: pick([0, 1, 2]) }, (_, index) => {
    const columns = Object.fromEntries((fact?.columns ?? []).map((column) => [column.name, cellOf(column, pick)]));
    const cells = field?.row ? plausibleFields(field.row, pick) : {};
    return completed<object>({ id: ids[index % ids.length], ...columns, ...cells });
  });
}

function cellOf({ name, kind }: FactSpec, pick: Pick): unknown {
  switch (kind) {
    case 'amount':
    case 'decimal':
      return pick(amounts);
    case 'whole':
      return pick([0, 1, 12]);
    case 'day':
      return pick(days);
    case 'instant':
      return pick(instants).toISOString();
    case 'yesNo':
      return pick([true, false]);
    case 'list':
    case 'files':
    case 'rows':
      return [];
    case 'person':
    case 'document':
      return pick(ids);
    default:
      return namedText(name, pick);
  }
}

function formsOf(workflow: AnyWorkflow): FormClass[] {
  const specs = Object.values(workflow.events as Record<string, { form?: FormClass }>);
  return [workflow.start?.form, ...specs.map(({ form }) => form)].filter((form) => form !== undefined);
}

function isNullable(workflow: AnyWorkflow, property: string): boolean {
  return getMetadataArgsStorage().columns.some(
    ({ target, propertyName, options }) => target === workflow.row && propertyName === property && options.nullable === true,
  );
}
