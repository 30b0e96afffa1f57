import { parseFragment, type DefaultTreeAdapterTypes } from 'parse5';

/** A stretch of text in one style, or a forced line break. */
export type Run = { text: string; bold?: true; italic?: true; code?: true } | { lineBreak: true };

/** A cell of a table; `span` counts the columns it covers. */
export type TableCell = { runs: Run[]; span: number };

/** `share` is the column's part of the width beside the others' (any unit), or null where the column takes what is left. */
export type TableColumn = { align: 'left' | 'center' | 'right'; share: number | null };

export type DocumentNode =
  | { kind: 'heading'; level: 1 | 2 | 3; runs: Run[] }
  | { kind: 'paragraph'; runs: Run[]; isNote: boolean }
  | { kind: 'list'; ordered: boolean; items: DocumentNode[][] }
  | { kind: 'table'; columns: TableColumn[]; head: TableCell[][]; rows: TableCell[][]; foot: TableCell[][] }
  | { kind: 'facts'; entries: { label: Run[]; value: Run[] }[] }
  | { kind: 'signatures'; parties: { name: Run[]; details: Run[] }[] }
  | { kind: 'pageBreak' };

/** A document without any format: what PDF and DOCX are made from. `number` and `subtitle` stand under the title, `from` in the header. */
export type DocumentTree = {
  title: string;
  meta: { number: string | null; subtitle: string | null; from: string | null; language: string };
  body: DocumentNode[];
};

/** The document has more parts than one PDF may have; nothing was made. */
export class DocumentTooLarge extends Error {
  constructor(readonly parts: number) {
    super(`The document has more than ${mostParts} parts (it stopped at ${parts}); split it, or move long tables to a workbook.`);
  }
}

const mostParts = 60_000;
const mostDepth = 40;

/** These stand for their contents; every tag that is neither here nor known is dropped with what is in it. */
const transparent = new Set([
  'div',
  'section',
  'article',
  'main',
  'header',
  'footer',
  'span',
  'a',
  'small',
  'address',
  'tbody',
  'html',
  'body',
]);
const inline = new Set(['strong', 'b', 'em', 'i', 'code', 'br', 'span', 'a', 'small']);

type Node = DefaultTreeAdapterTypes.ChildNode;
type Element = DefaultTreeAdapterTypes.Element;
type Style = { bold?: true; italic?: true; code?: true };

/**
 * Reads the HTML of a document template into a tree.
 *
 * Known are `title`, `meta name=number|subtitle|from|language`, `h1`–`h3`, `p` (`class="note"` for small print), `strong`, `em`, `code`, `br`, `ul`,
 * `ol`, `li`, `table` (`col` with `width` and `align`), `dl` for facts, `dl class="signatures"`, and `hr class="page-break"`.
 *
 * @throws DocumentTooLarge
 */
export function documentTree(html: string): DocumentTree {
  const root = parseFragment(html);
  const reading = new Reading();
  const body = reading.blocks(root.childNodes, 0);
  const { title, number = null, subtitle = null, from = null, language = 'en' } = reading.facts;
  return { title: title ?? 'Document', meta: { number, subtitle, from, language }, body };
}

/** One pass over one template's HTML; counts what it makes. */
class Reading {
  readonly facts: Partial<Record<'title' | 'number' | 'subtitle' | 'from' | 'language', string>> = {};
  private parts = 0;

  blocks(nodes: Node[], depth: number): DocumentNode[] {
    if (depth > mostDepth) throw new DocumentTooLarge(this.parts);
    const made: DocumentNode[] = [];
    let loose: Node[] = [];
    const flush = () => {
      const runs = this.runs(loose);
      loose = [];
      if (runs.length > 0) made.push({ kind: 'paragraph', runs, isNote: false });
    };
    for (const node of nodes) {
      if (isText(node) || (isElement(node) && inline.has(node.tagName))) loose.push(node);
      else if (isElement(node)) {
        flush();
        made.push(...this.block(node, depth));
      }
    }
    flush();
    return made;
  }

  private block(element: Element, depth: number): DocumentNode[] {
    this.count();
    switch (element.tagName) {
      case 'title':
        this.facts.title = oneLine(textOf(element)) || undefined;
        return [];
      case 'meta':
        this.note(attribute(element, 'name'), attribute(element, 'content'));
        return [];
      case 'h1':
      case 'h2':
      case 'h3':
        return [{ kind: 'heading', level: levels[element.tagName], runs: this.runs(element.childNodes) }];
      case 'p': {
        const runs = this.runs(element.childNodes);
        return runs.length > 0 ? [{ kind: 'paragraph', runs, isNote: hasClass(element, 'note') }] : [];
      }
      case 'ul':
      case 'ol':
        return [{ kind: 'list', ordered: element.tagName === 'ol', items: this.items(element, depth) }];
      case 'table':
        return this.table(element);
      case 'dl':
        return this.pairs(element);
      case 'hr':
        return hasClass(element, 'page-break') ? [{ kind: 'pageBreak' }] : [];
      default:
        return transparent.has(element.tagName) ? this.blocks(element.childNodes, depth + 1) : [];
    }
  }

  private items(list: Element, depth: number): DocumentNode[][] {
    return childElements(list, 'li')
      .map((item) => this.blocks(item.childNodes, depth + 1))
      .filter((item) => item.length > 0);
  }

  private table(table: Element): DocumentNode[] {
    const rowsIn = (section: string) =>
      childElements(table, section).flatMap((part) => childElements(part, 'tr').map((row) => this.cells(row)));
    const head = rowsIn('thead');
    const rows = rowsIn('tbody');
    const foot = rowsIn('tfoot');
    const width = Math.max(0, ...[...head, ...rows, ...foot].map((row) => row.reduce((sum, cell) => sum + cell.span, 0)));
    if (width === 0) return [];
    const columns = childElements(table, 'colgroup')
      .flatMap((group) => childElements(group, 'col'))
      .map(columnOf);
    while (columns.length < width) columns.push({ align: 'left', share: null });
    const full = (row: TableCell[]) => padded(row, width);
    return [
      { kind: 'table', columns: columns.slice(0, width), head: head.map(full), rows: rows.map(full), foot: foot.map(full) },
    ];
  }

  private cells(row: Element): TableCell[] {
    return row.childNodes
      .filter(isElement)
      .filter(({ tagName }) => tagName === 'td' || tagName === 'th')
      .map((cell) => {
        this.count();
        return { runs: this.runs(cell.childNodes), span: wholeBetween(attribute(cell, 'colspan'), 1, 100) };
      });
  }

  private pairs(list: Element): DocumentNode[] {
    const entries: { label: Run[]; value: Run[] }[] = [];
    for (const element of list.childNodes.filter(isElement)) {
      const last = entries.at(-1);
      if (element.tagName === 'dt') entries.push({ label: this.runs(element.childNodes), value: [] });
      else if (element.tagName === 'dd' && last) last.value = joined(last.value, this.runs(element.childNodes));
    }
    if (entries.length === 0) return [];
    return hasClass(list, 'signatures')
      ? [{ kind: 'signatures', parties: entries.map(({ label, value }) => ({ name: label, details: value })) }]
      : [{ kind: 'facts', entries }];
  }

  /** The text within `nodes`, whitespace folded as a browser would; blocks inside are told apart by line breaks. */
  private runs(nodes: Node[]): Run[] {
    const runs: Run[] = [];
    this.collect(nodes, {}, runs, 0);
    return folded(runs);
  }

  private collect(nodes: Node[], style: Style, into: Run[], depth: number): void {
    if (depth > mostDepth) throw new DocumentTooLarge(this.parts);
    for (const node of nodes) {
      if (isText(node)) {
        this.count();
        into.push({ text: printable(node.value), ...style });
      } else if (isElement(node)) this.collectElement(node, style, into, depth);
    }
  }

  private collectElement(element: Element, style: Style, into: Run[], depth: number): void {
    this.count();
    const { tagName } = element;
    if (tagName === 'br') into.push({ lineBreak: true });
    else if (tagName === 'strong' || tagName === 'b') this.collect(element.childNodes, { ...style, bold: true }, into, depth + 1);
    else if (tagName === 'em' || tagName === 'i') this.collect(element.childNodes, { ...style, italic: true }, into, depth + 1);
    else if (tagName === 'code') this.collect(element.childNodes, { ...style, code: true }, into, depth + 1);
    else if (inline.has(tagName)) this.collect(element.childNodes, style, into, depth + 1);
    else if (tagName === 'p' || tagName === 'li' || tagName === 'ul' || tagName === 'ol' || transparent.has(tagName)) {
      if (into.length > 0) into.push({ lineBreak: true });
      this.collect(element.childNodes, style, into, depth + 1);
    }
  }

  private note(name: string, content: string): void {
    const text = oneLine(content);
    if (text !== '' && (name === 'number' || name === 'subtitle' || name === 'from' || name === 'language'))
      this.facts[name] = text;
  }

  private count(): void {
    this.parts += 1;
    if (this.parts > mostParts) throw new DocumentTooLarge(this.parts);
  }
}

const levels = { h1: 1, h2: 2, h3: 3 } as const;

function isElement(node: Node): node is Element {
  return 'tagName' in node;
}

function isText(node: Node): node is DefaultTreeAdapterTypes.TextNode {
  return node.nodeName === '#text';
}

function attribute(element: Element, name: string): string {
  return element.attrs.find((attr) => attr.name === name)?.value ?? '';
}

function hasClass(element: Element, name: string): boolean {
  return attribute(element, 'class').split(/\s+/).includes(name);
}

function childElements(element: Element, tagName: string): Element[] {
  return element.childNodes.filter(isElement).filter((child) => child.tagName === tagName);
}

function textOf(element: Element): string {
  return element.childNodes.map((node) => (isText(node) ? node.value : '')).join('');
}

function oneLine(text: string): string {
  return printable(text).replace(/\s+/g, ' ').trim();
}

/** Drops what no page can show: control characters, halves of surrogate pairs, and marks that reverse the reading order of a text. */
function printable(text: string): string {
  return text

    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]/g, '')
    .replace(/\p{Surrogate}/gu, '\ufffd');
}

function wholeBetween(text: string, least: number, most: number): number {
  const value = Number.parseInt(text, 10);
  return Number.isNaN(value) ? least : Math.min(most, Math.max(least, value));
}

function columnOf(col: Element): TableColumn {
  const align = attribute(col, 'align');
  const share = Number.parseFloat(attribute(col, 'width'));
  return { align: align === 'right' || align === 'center' ? align : 'left', share: share > 0 && share <= 1000 ? share : null };
}

/** A row of exactly `width` columns, so that no renderer has to guess. */
function padded(row: TableCell[], width: number): TableCell[] {
  const cells: TableCell[] = [];
  let used = 0;
  for (const cell of row) {
    cells.push({ ...cell, span: Math.min(cell.span, width - used) });
    used += cell.span;
  }
  for (; used < width; used += 1) cells.push({ runs: [], span: 1 });
  return cells;
}

function joined(first: Run[], second: Run[]): Run[] {
  return first.length > 0 ? [...first, { lineBreak: true }, ...second] : second;
}

function folded(runs: Run[]): Run[] {
  const made: Run[] = [];
  let endsOpen = true;
  for (const run of runs) {
    if ('lineBreak' in run) {
      trimEnd(made);
      if (made.length > 0) made.push(run);
      endsOpen = true;
      continue;
    }
    const spaced = run.text.replace(/[ \t\r\n]+/g, ' ');
    const text: string = endsOpen ? spaced.trimStart() : spaced;
    if (text === '') continue;
    made.push({ ...run, text });
    endsOpen = text.endsWith(' ');
  }
  while (made.length > 0 && isBlank(made.at(-1))) made.pop();
  trimEnd(made);
  return made;
}

function isBlank(run: Run | undefined): boolean {
  return run !== undefined && ('lineBreak' in run || run.text.trim() === '');
}

function trimEnd(runs: Run[]): void {
  const last = runs.at(-1);
  if (last && !('lineBreak' in last)) runs[runs.length - 1] = { ...last, text: last.text.trimEnd() };
}
