import type { Fault } from '../errors.js';
import { type RecordSearch, sortable } from '../record-queries.js';
import type { Registered } from '../workflow-registry.js';

/** The largest page that a list gives at once. */
export const LARGEST_PAGE = 200;

const KNOWN = ['q', 'state', 'case', 'sort', 'page', 'size'];

/**
 * Reads a list's query (`q`, `state` comma-separated, `case`, `sort` with `-` for descending, `page` from 1, `size`).
 * What cannot be read falls back to the ordinary list and is named in `faults`.
 */
export function readListQuery(
  registered: Registered,
  query: Record<string, unknown>,
  size: number,
): { search: RecordSearch; faults: Fault[] } {
  const faults: Fault[] = [];
  const given = (name: string): string => {
    const value = query[name];
    return typeof value === 'string' ? value.trim() : '';
  };
  for (const name of Object.keys(query)) {
    if (!KNOWN.includes(name))
      faults.push({ field: name, value: query[name], say: `is not known here; known are ${KNOWN.join(', ')}` });
  }
  const all = Object.keys(registered.workflow.machine.states);
  const states = given('state').split(',').filter(Boolean);
  for (const state of states.filter((one) => !all.includes(one))) {
    faults.push({ field: 'state', value: state, say: `must be one of ${all.join(', ')}` });
  }
  const caseId = given('case') || null;
  if (caseId !== null && !UUID.test(caseId)) faults.push({ field: 'case', value: caseId, say: 'must be the id of a case' });
  const sorts = sortable(registered);
  const asked = given('sort') || '-number';
  const sort = asked.replace(/^-/, '');
  if (!sorts.includes(sort))
    faults.push({ field: 'sort', value: asked, say: `must be one of ${sorts.join(', ')}, with - before it for descending` });
  return {
    faults,
    search: {
      text: given('q').slice(0, 200),
      states: states.filter((one) => all.includes(one)),
      caseId: caseId !== null && UUID.test(caseId) ? caseId : null,
      sort: sorts.includes(sort) ? sort : 'number',
      descending: asked.startsWith('-'),
      page: counted(given('page'), 1, 1_000_000, 'page', faults),
      size: counted(given('size'), size, LARGEST_PAGE, 'size', faults),
    },
  };
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

function counted(text: string, standard: number, most: number, field: string, faults: Fault[]): number {
  if (text === '') return standard;
  const value = /^\d{1,7}$/.test(text) ? Number(text) : 0;
  if (value >= 1 && value <= most) return value;
  faults.push({ field, value: text, say: `must be a whole number from 1 to ${most}` });
  return standard;
}
