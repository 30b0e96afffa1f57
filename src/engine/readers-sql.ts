import type { Actor } from './workflow.js';
import type { Registered } from './workflow-registry.js';

/**
 * `mayRead` as a condition on the rows of the workflow's table, so that lists and counts never hold what the person may not see.
 * Pushes what it needs onto `values`; `table` is the table's alias or name.
 */
export function readableBy({ workflow, codec }: Registered, by: Actor, values: unknown[], table: string = codec.table): string {
  if (by.kind === 'system') return 'true';
  if (by.kind === 'vendor') return 'false';
  if (by.roles.some((role) => workflow.readers.roles.includes(role))) return 'true';
  const owners = (workflow.readers.owners ?? [])
    .map((property) => codec.column(property))
    .filter(({ type }) => type !== 'uuid' || UUID.test(by.id));
  if (owners.length === 0) return 'false';
  values.push(by.id);
  const person = `$${values.length}::text`;
  const claims = owners.map(({ column, type, array }) =>
    array ? `${person}::${type} = ANY(${table}."${column}")` : `${table}."${column}" = ${person}::${type}`,
  );
  return `(${claims.join(' OR ')})`;
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
