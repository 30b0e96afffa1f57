import { parse, type DefaultTreeAdapterTypes } from 'parse5';
import type { TableCell } from './price-table.js';
import type { ReplyRow } from './reply-segments.js';

type Row = readonly (TableCell | null)[];
type Node = DefaultTreeAdapterTypes.Node;

const MOST_ROWS = 2000;
const DEEPEST = 200;

/** A table drawn in a reply's text: its rows, and the numbers of the text rows that it took. */
export interface TextTable {
  rows: Row[];
  taken: ReadonlySet<number>;
}

/** The rows of text that are cut into cells by tabs or by pipes; null when there are fewer than two such rows. */
export function tableInText(rows: readonly ReplyRow[]): TextTable | null {
  const cut = rows.map((row) => ({ row, cells: cellsOf(row.text) })).filter(({ cells }) => cells.length >= 2);
  if (cut.length < 2) return null;
  return {
    rows: cut.map(({ row, cells }) => cells.map((text) => textCell(text, `line ${row.number} of the reply`))),
    taken: new Set(cut.map(({ row }) => row.number)),
  };
}

/** The tables of an HTML letter, innermost ones only; quoted parts are left out. */
export function tablesInHtml(html: string): Row[][] {
  const tables: Row[][] = [];
  collectTables(parse(html), tables, 0);
  return tables.filter((rows) => rows.length >= 2);
}

/** The rows of a letter's text that only repeat what stands in the cells of its HTML table. */
export function rowsRepeating(table: readonly Row[], rows: readonly ReplyRow[]): ReadonlySet<number> {
  const words = new Set(table.flat().flatMap((cell) => wordsOf(cell?.text ?? '')));
  const repeating = rows.filter((row) => wordsOf(row.text).length > 0 && wordsOf(row.text).every((word) => words.has(word)));
  return new Set(repeating.map((row) => row.number));
}

function wordsOf(text: string): string[] {
  return text.split(/[\s|]+/u).filter((word) => word !== '');
}

function cellsOf(text: string): string[] {
  if (/^[\s|+:=-]+$/u.test(text)) return [];
  if (text.includes('|'))
    return text
      .replace(/^\s*\|/u, '')
      .replace(/\|\s*$/u, '')
      .split('|')
      .map((cell) => cell.trim());
  if (text.includes('\t')) return text.split('\t').map((cell) => cell.trim());
  return [];
}

function textCell(text: string, source: string): TableCell {
  return { text: text.replace(/\*\*/gu, '').trim(), number: null, error: null, isFormula: false, currencies: [], source };
}

function collectTables(node: Node, tables: Row[][], depth: number): void {
  if (depth > DEEPEST || !('childNodes' in node)) return;
  if (isQuote(node)) return;
  if (node.nodeName === 'table' && !holdsTable(node, 0)) {
    tables.push(
      rowsOf(node)
        .slice(0, MOST_ROWS)
        .map((row, index) => cellsOfRow(row, `table row ${index + 1} of the reply`)),
    );
    return;
  }
  for (const child of node.childNodes) collectTables(child, tables, depth + 1);
}

function isQuote(node: Node): boolean {
  if (node.nodeName === 'blockquote') return true;
  if (!('attrs' in node)) return false;
  return node.attrs.some(
    ({ name, value }) => (name === 'class' || name === 'id') && /gmail_quote|moz-cite|divRplyFwdMsg|yahoo_quoted/u.test(value),
  );
}

function holdsTable(node: Node, depth: number): boolean {
  if (depth > DEEPEST || !('childNodes' in node)) return false;
  return node.childNodes.some((child) => child.nodeName === 'table' || holdsTable(child, depth + 1));
}

function rowsOf(node: Node): Node[] {
  if (node.nodeName === 'tr') return [node];
  return 'childNodes' in node ? node.childNodes.flatMap(rowsOf) : [];
}

function cellsOfRow(row: Node, source: string): Row {
  if (!('childNodes' in row)) return [];
  return row.childNodes
    .filter((cell) => cell.nodeName === 'td' || cell.nodeName === 'th')
    .map((cell) => textCell(textOf(cell, 0), source));
}

function textOf(node: Node, depth: number): string {
  if (node.nodeName === '#text' && 'value' in node) return node.value;
  if (depth > DEEPEST || !('childNodes' in node)) return '';
  return node.childNodes
    .map((child) => textOf(child, depth + 1))
    .join('')
    .replace(/\s+/gu, ' ');
}
