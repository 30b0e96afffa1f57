import { Injectable } from '@nestjs/common';
import type { Offer } from '../engine/decide.js';
import type { Fault } from '../engine/errors.js';
import { fieldsOf, type FormClass } from '../engine/form.js';
import { RecordDoors } from '../engine/http/record-doors.js';
import { type DocumentLine, type HistoryEntry, RecordQueries } from '../engine/record-queries.js';
import type { AnyWorkflow, Reason, WorkflowRecord } from '../engine/workflow.js';
import { words } from '../engine/workflow-drawing.js';
import type { Registered } from '../engine/workflow-registry.js';
import type { Viewer } from '../identity/person.js';
import { Files } from '../storage/files.js';
import { FieldChoices } from './field-choices.js';
import { type FieldView, fieldViews, valuesFrom } from './field-views.js';
import { PageLinks } from './page-links.js';
import { RecordFacts } from './record-facts.js';
import { type StateLook, stateLook } from './state-look.js';

const HISTORY_PAGE = 25;

/** A form that came back: which, what was typed, and what stood against it. */
export interface Returned {
  type: string;
  typed: Record<string, unknown>;
  faults: readonly Fault[];
  reasons: readonly Reason[];
}

/** A form as the partial `form-card` draws it. */
export interface FormCard {
  type: string;
  label: string;
  /** On the button that sends it. */
  send: string;
  help: string | null;
  danger: boolean;
  action: string;
  cancel: string;
  version: number | null;
  fields: FieldView[];
  hasFiles: boolean;
  /** Holds a table of rows, which needs the whole width. */
  isWide: boolean;
  problem: string | null;
  reasons: readonly { say: string }[];
  /** The reasons are about what was entered, not about the state of things. */
  isInput: boolean;
  /** Faults of fields that the form does not draw. */
  others: { field: string; say: string }[];
}

/** Makes the models of a record's page and of the page that begins one. */
@Injectable()
export class RecordPage {
  constructor(
    private readonly doors: RecordDoors,
    private readonly records: RecordQueries,
    private readonly facts: RecordFacts,
    private readonly choices: FieldChoices,
    private readonly files: Files,
    private readonly links: PageLinks,
  ) {}

  /** The page of `record`, with the form of the event `open` (or the one that came back) unfolded; history pages count from 1. */
  async of(
    registered: Registered,
    { record, now }: { record: WorkflowRecord; now: Date },
    viewer: Viewer,
    { open, returned, historyPage }: { open: string | null; returned: Returned | null; historyPage: number },
  ): Promise<{ title: string } & Record<string, unknown>> {
    const { workflow } = registered;
    const address = `/${workflow.documents}/${record.id}`;
    const facts = record as unknown as Record<string, unknown> & { title: string; caseId: string | null };
    const [offers, views, history, relatives, links, sections] = await Promise.all([
      this.doors.offers(registered, record, viewer.actor, now),
      this.facts.of(workflow, record, `${workflow.documents}/${record.id}`, viewer.actor),
      this.records.history(registered, record.id, historyPage, HISTORY_PAGE),
      facts.caseId ? this.records.ofCases([facts.caseId], viewer.actor) : [],
      this.links.ofPage(workflow.name, record, viewer),
      this.links.sectionsOf(workflow.name, record, viewer),
    ]);
    const unfolded = offers.find(({ type, possible }) => type === (returned?.type ?? open) && (possible || returned !== null));
    const card = unfolded ? await this.card(registered, record, unfolded, returned, viewer) : null;
    return {
      title: `${record.number} ${facts.title}`,
      kind: workflow.title,
      documents: workflow.documents,
      list: listTitle(workflow),
      address,
      number: record.number,
      heading: workflow.label?.(record) ?? facts.title,
      look: stateLook(record.state),
      dueAt: record.dueAt,
      dueFor: dueFor(workflow, record),
      caseId: facts.caseId,
      links: links.map((link) => ({
        label: link.label,
        href: link.href,
        icon: link.icon ?? null,
        primary: link.primary ?? false,
      })),
      sections,
      card,
      reasons: returned && !card ? returned.reasons : [],
      possible: offers.filter(({ possible }) => possible).map((offer) => offerView(workflow, offer, address, record.version)),
      greyed: offers
        .filter(({ possible }) => !possible)
        .map(({ label, reasons }) => ({ label, reasons: reasons.map(({ say }) => say) })),
      ...views,
      relatives: relatives.filter(({ id }) => id !== record.id).map(relative),
      history: history.map((entry) => historyView(workflow, entry)),
      historyPages: pagesOf(historyPage, HISTORY_PAGE, record.version, (page) => `${address}?history=${page}#history`),
      drawing: `/workflows/${workflow.name}/drawing.svg?state=${record.state}`,
      version: record.version,
    };
  }

  /** The page on which a record is begun, filled in from the address as far as the feature knows how. */
  async start(
    registered: Registered,
    viewer: Viewer,
    returned: Returned | null,
    query: Record<string, unknown> = {},
  ): Promise<{ title: string } & Record<string, unknown>> {
    const { workflow } = registered;
    const form = workflow.start?.form;
    const typed: Record<string, unknown> = returned?.typed ?? (await registered.hands.prefill?.(query, viewer)) ?? {};
    const label = workflow.start?.label ?? workflow.title;
    return {
      title: label,
      kind: workflow.title,
      documents: workflow.documents,
      list: listTitle(workflow),
      card: {
        ...(await this.form(form, 'start', typed, returned, viewer)),
        type: 'start',
        label,
        send: 'Save',
        help: null,
        danger: false,
        action: `/${workflow.documents}`,
        cancel: `/${workflow.documents}`,
        version: null,
      } satisfies FormCard,
    };
  }

  private async card(
    registered: Registered,
    record: WorkflowRecord,
    offer: Offer,
    returned: Returned | null,
    viewer: Viewer,
  ): Promise<FormCard> {
    const { workflow } = registered;
    const { form } = workflow.events[offer.type];
    const values = returned?.typed ?? valuesFrom(form, record as unknown as Record<string, unknown>);
    const address = `/${workflow.documents}/${record.id}`;
    return {
      ...(await this.form(form, offer.type, values, returned, viewer)),
      type: offer.type,
      label: offer.label,
      send: offer.type === 'edit' ? 'Save' : offer.label,
      help: offer.help,
      danger: offer.danger,
      action: `${address}/events/${offer.type}`,
      cancel: address,
      version: record.version,
    };
  }

  private async form(
    form: FormClass | undefined,
    key: string,
    values: Record<string, unknown>,
    returned: Returned | null,
    viewer: Viewer,
  ): Promise<Pick<FormCard, 'fields' | 'hasFiles' | 'isWide' | 'problem' | 'reasons' | 'isInput' | 'others'>> {
    const specs = form ? fieldsOf(form) : [];
    const kept = specs.filter(({ kind }) => kind === 'files').flatMap(({ name }) => idsIn(values[name]));
    const [choices, files] = await Promise.all([
      this.choices.of(form, values, viewer.actor),
      kept.length > 0 ? this.files.list(kept) : [],
    ]);
    const named = (returned?.reasons ?? []).flatMap(({ field, say }) => (field ? { field, value: null, say } : []));
    const faults = [...(returned?.faults ?? []), ...named];
    const fields = fieldViews(form, {
      key,
      zone: viewer.zone,
      values,
      faults,
      choices,
      fileName: (id) => files.find((file) => file.id === id)?.name ?? 'file',
    });
    const known = new Set(specs.map(({ name }) => name));
    return {
      fields,
      hasFiles: specs.some(({ kind }) => kind === 'files'),
      isWide: specs.some(({ kind, row }) => kind === 'rows' && row !== undefined && fieldsOf(row).length > 3),
      problem:
        (returned?.faults ?? []).length > 0
          ? 'Some of what you entered cannot be accepted. Nothing is lost: correct it below and send it again.'
          : null,
      reasons: returned?.reasons ?? [],
      isInput: returned?.reasons.every(({ field }) => field !== undefined) ?? false,
      others: faults.filter(({ field }) => !known.has(field.replace(/[[.].*$/, ''))).map(({ field, say }) => ({ field, say })),
    };
  }
}

/** `Budget lines`: the workflow's documents as a heading. */
export function listTitle({ documents, title }: AnyWorkflow): string {
  const plural = documents.replaceAll('-', ' ');
  return title === title.toUpperCase() ? `${title}s` : plural.charAt(0).toUpperCase() + plural.slice(1);
}

/** The fact that sets the record's next time: a reminder and the end of a term must not be taken for each other. */
function dueFor({ facts }: AnyWorkflow, record: WorkflowRecord): string | null {
  const { dueAt } = record;
  const values = record as unknown as Record<string, unknown>;
  const isDue = (value: unknown): boolean => value instanceof Date && value.getTime() === dueAt?.getTime();
  return facts.find(({ name }) => isDue(values[name]))?.label ?? null;
}

/** Links to the pages before and after. */
export function pagesOf(page: number, size: number, total: number, href: (page: number) => string) {
  const pages = Math.max(1, Math.ceil(total / size));
  return { page, pages, before: page > 1 ? href(page - 1) : null, after: page < pages ? href(page + 1) : null };
}

function offerView(workflow: AnyWorkflow, { type, label, danger, help }: Offer, address: string, version: number) {
  const form = workflow.events[type].form;
  const asks = form !== undefined && fieldsOf(form).length > 0;
  return {
    type,
    label,
    danger,
    help,
    version,
    href: asks ? `${address}?do=${type}#do` : null,
    action: `${address}/events/${type}`,
  };
}

function relative({ documents, id, number, title, kind, state, dueAt }: DocumentLine) {
  return { href: `/${documents}/${id}`, number, title, kind, look: stateLook(state), dueAt };
}

function historyView(
  workflow: AnyWorkflow,
  { version, event, from, to, at, by, changed }: HistoryEntry,
): {
  version: number;
  label: string;
  from: StateLook | null;
  to: StateLook;
  at: Date;
  by: string;
  changed: string;
} {
  const label = event === 'start' ? 'Begun' : (workflow.events[event]?.label ?? words(event));
  const facts = Object.keys(changed).map((name) => workflow.facts.find((fact) => fact.name === name)?.label ?? words(name));
  return {
    version,
    label,
    from: from !== null && from !== to ? stateLook(from) : null,
    to: stateLook(to),
    at,
    by: by.kind === 'system' ? (by.id === 'system' ? 'by itself' : `${by.name}, by another document`) : by.name,
    changed: event === 'start' ? '' : facts.join(', '),
  };
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

const idsIn = (value: unknown): string[] => [value].flat().filter((id): id is string => typeof id === 'string' && UUID.test(id));
