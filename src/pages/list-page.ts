import { Injectable } from '@nestjs/common';
import { LARGEST_PAGE, readListQuery } from '../engine/http/list-query.js';
import { mayStart } from '../engine/http/record-doors.js';
import { RecordQueries, type RecordSearch, sortable } from '../engine/record-queries.js';
import type { FactSpec, WorkflowRecord } from '../engine/workflow.js';
import type { Registered } from '../engine/workflow-registry.js';
import type { Viewer } from '../identity/person.js';
import type { ExportCell, ExportColumn } from '../rendering/table-export.js';
import { FactNames } from './fact-names.js';
import { type Shown, shown } from './fact-views.js';
import { PageLinks } from './page-links.js';
import { listTitle, pagesOf } from './record-page.js';
import { stateLook } from './state-look.js';

const ON_A_PAGE = 25;
/** An export holds at most this many records, the first of the list's order. */
const EXPORTED = 20_000;

const NUMERIC: readonly FactSpec['kind'][] = ['amount', 'decimal', 'percent', 'whole'];

/** Makes a workflow's list: as a page and as a table to take away. */
@Injectable()
export class ListPage {
  constructor(
    private readonly records: RecordQueries,
    private readonly names: FactNames,
    private readonly links: PageLinks,
  ) {}

  /** The list as `query` asks for it, as far as the viewer may read it. */
  async of(
    registered: Registered,
    query: Record<string, unknown>,
    viewer: Viewer,
  ): Promise<{ title: string } & Record<string, unknown>> {
    const { workflow, codec } = registered;
    const { search } = readListQuery(registered, query, ON_A_PAGE);
    const listed = listedFacts(registered);
    const [{ records, total }, states, links] = await Promise.all([
      this.records.search(registered, search, viewer.actor),
      this.records.states(registered, viewer.actor),
      this.links.ofList(workflow.name, viewer),
    ]);
    const names = await this.names.of(listed, records, '', viewer.actor);
    const href = addresses(workflow.documents, search);
    const sorts = sortable(registered);
    const isNarrowed = search.text !== '' || search.states.length > 0 || search.caseId !== null;
    return {
      title: listTitle(workflow),
      kind: workflow.title,
      documents: workflow.documents,
      links: links.map((link) => ({
        label: link.label,
        href: link.href,
        icon: link.icon ?? null,
        primary: link.primary ?? false,
      })),
      start: mayStart(registered, viewer.actor) ? (workflow.start?.label ?? null) : null,
      search: { text: search.text, caseId: search.caseId, sort: `${search.descending ? '-' : ''}${search.sort}` },
      states: Object.keys(workflow.machine.states).map((state) => ({
        ...stateLook(state),
        count: states.get(state) ?? 0,
        chosen: search.states.length === 1 && search.states[0] === state,
      })),
      columns: [
        column('number', 'Number', false),
        column('title', titleLabel(registered), false),
        ...listed.map((fact) => column(codec.has(fact.name) ? fact.name : '', fact.label, NUMERIC.includes(fact.kind))),
        column('state', 'State', false),
        column('dueAt', 'Due', false),
      ],
      rows: records.map((record) => rowOf(registered, listed, record, names)),
      total,
      isNarrowed,
      pages: pagesOf(search.page, search.size, total, (page) => href({ page })),
      csv: href({ page: 1 }, '/export.csv'),
      xlsx: href({ page: 1 }, '/export.xlsx'),
      span: listed.length + 4,
    };

    function column(sort: string, label: string, right: boolean) {
      const isSorted = search.sort === sort;
      return {
        label,
        right,
        sorted: isSorted ? (search.descending ? 'descending' : 'ascending') : 'none',
        href: sorts.includes(sort) ? href({ page: 1, sort, descending: isSorted && !search.descending }) : null,
      };
    }
  }

  /** The list as a table: the same columns, everything that fits the search. */
  async table(
    registered: Registered,
    query: Record<string, unknown>,
    viewer: Viewer,
  ): Promise<{ columns: ExportColumn[]; rows: ExportCell[][] }> {
    const { search } = readListQuery(registered, query, LARGEST_PAGE);
    const listed = listedFacts(registered);
    const { records } = await this.records.search(registered, { ...search, page: 1, size: EXPORTED }, viewer.actor);
    const names = await this.names.of(listed, records, '', viewer.actor);
    const columns: ExportColumn[] = [
      { header: 'Number', kind: 'text', width: 14 },
      { header: titleLabel(registered), kind: 'text', width: 44 },
      ...listed.flatMap((fact): ExportColumn[] => [
        { header: fact.label, kind: exportKinds[fact.kind] ?? 'text' },
        ...(fact.kind === 'amount' ? [{ header: `${fact.label}, currency`, kind: 'text' as const, width: 10 }] : []),
      ]),
      { header: 'State', kind: 'text', width: 18 },
      { header: 'Due', kind: 'instant' },
      { header: 'Begun', kind: 'instant' },
    ];
    const rows = records.map((record) => {
      const facts = record as unknown as Record<string, unknown> & { title: string; createdAt: Date };
      const cells = listed.flatMap((fact): ExportCell[] => {
        const drawn = shown(fact, facts[fact.name], facts, facts, names);
        if (fact.kind !== 'amount') return [exported(drawn)];
        return drawn.kind === 'amount' ? [drawn.amount, drawn.currency] : [exported(drawn), ''];
      });
      return [record.number, facts.title, ...cells, stateLook(record.state).label, record.dueAt, facts.createdAt];
    });
    return { columns, rows };
  }
}

/** The facts that stand in the list beside number and title; tables do not fit there. */
const listedFacts = ({ workflow }: Registered): FactSpec[] =>
  workflow.facts.filter(
    ({ name, listed, kind }) => listed && name !== 'title' && name !== 'number' && name !== 'state' && kind !== 'rows',
  );

const titleLabel = ({ workflow }: Registered): string => workflow.facts.find(({ name }) => name === 'title')?.label ?? 'Title';

function rowOf(
  registered: Registered,
  listed: readonly FactSpec[],
  record: WorkflowRecord,
  names: Awaited<ReturnType<FactNames['of']>>,
) {
  const facts = record as unknown as Record<string, unknown> & { title: string };
  return {
    href: `/${registered.workflow.documents}/${record.id}`,
    number: record.number,
    title: registered.workflow.label?.(record) ?? facts.title,
    cells: listed.map((fact) => {
      const drawn = shown(fact, facts[fact.name], facts, facts, names);
      return { shown: drawn, right: NUMERIC.includes(fact.kind), short: drawn.kind === 'text' && drawn.text.length <= 24 };
    }),
    look: stateLook(record.state),
    dueAt: record.dueAt,
  };
}

function addresses(documents: string, search: RecordSearch) {
  return (change: Partial<RecordSearch>, path = ''): string => {
    const asked = { ...search, ...change };
    const query = new URLSearchParams();
    if (asked.text !== '') query.set('q', asked.text);
    if (asked.states.length > 0) query.set('state', asked.states.join(','));
    if (asked.caseId !== null) query.set('case', asked.caseId);
    if (asked.sort !== 'number' || !asked.descending) query.set('sort', `${asked.descending ? '-' : ''}${asked.sort}`);
    if (asked.page > 1) query.set('page', String(asked.page));
    if (asked.size !== ON_A_PAGE && path === '') query.set('size', String(asked.size));
    const text = query.toString();
    return `/${documents}${path}${text ? `?${text}` : ''}`;
  };
}

const exportKinds: Partial<Record<FactSpec['kind'], ExportColumn['kind']>> = {
  amount: 'number',
  decimal: 'number',
  percent: 'number',
  whole: 'number',
  day: 'day',
  instant: 'instant',
};

function exported(drawn: Shown): ExportCell {
  switch (drawn.kind) {
    case 'none':
      return null;
    case 'text':
    case 'long':
      return drawn.text;
    case 'amount':
      return drawn.amount;
    case 'number':
      return drawn.number;
    case 'percent':
      return drawn.share;
    case 'day':
      return drawn.on;
    case 'instant':
      return drawn.at;
    case 'links':
      return drawn.links.map(({ text }) => text).join(', ');
    case 'tags':
      return drawn.tags.join(', ');
    case 'rows':
      return `${drawn.rows.length}`;
  }
}
