import type { Cell, CellValue, Sheet } from '../../../rendering/workbook-reader.js';
import { readAmount } from './parse-amount.js';
import { readPriceTable, type TableCell, type TableReading } from './price-table.js';
import { emptyReading, type Asked, type Reading, type ReadingProblem } from './reading.js';
import { LEAD_TIME, PAYMENT, VALIDITY } from './reply-words.js';
import { settle } from './settle-reading.js';
import { dayAfter, findDates } from './written-dates.js';
import { findDurations } from './written-durations.js';
import { currenciesWrittenIn, settledCurrency } from './written-currency.js';

type Row = (TableCell | null)[];

/** Our own bookkeeping sheet: it names lines, but holds no answer. */
const META_SHEET = /^_/u;
const SUMMED_UP = /^(?:total|sum|summe|gesamt|importe|всього|разом)/iu;

/**
 * Reads the filled-in quote workbook. Our sheet is known by its rows' line ids or by its headings, so it may have been renamed,
 * its rows moved. Every problem names its cell ('Quote!F9'), what stands there, and what would be accepted.
 */
export function readWorkbook(sheets: readonly Sheet[], asked: Asked): Reading {
  const answer = answerSheet(sheets, asked);
  if (answer === null) return withoutTable(asked);
  const { table, rows } = answer;
  const problems: ReadingProblem[] = [...table.problems];
  const facts = factsIn(rows, asked, problems);
  const found = table.lines.map((line) =>
    line.currencies.length > 0 || facts.currencies.length === 0 ? line : { ...line, currencies: facts.currencies },
  );
  disagreements(table, facts, asked, problems);
  const reading: Reading = {
    ...emptyReading(asked),
    validUntil: facts.validUntil,
    leadDays: facts.leadDays,
    paymentTerms: facts.paymentTerms,
  };
  return settle({ reading, found, problems }, asked);
}

function answerSheet(sheets: readonly Sheet[], asked: Asked): { table: TableReading; rows: Row[] } | null {
  const read = sheets
    .filter((sheet) => !META_SHEET.test(sheet.name))
    .map((sheet) => ({ sheet, rows: rowsOf(sheet) }))
    .map(({ sheet, rows }) => ({ sheet, rows, table: readPriceTable(rows, asked) }))
    .flatMap(({ sheet, rows, table }) => (table === null || table.lines.length === 0 ? [] : [{ sheet, rows, table }]));
  const byUse = read.sort((a, b) => score(b.table) - score(a.table) || Number(a.sheet.isHidden) - Number(b.sheet.isHidden));
  return byUse[0] ?? null;
}

/** Priced rows count first: a vendor may have put the answer on a copy of our sheet. */
function score(table: TableReading): number {
  const priced = table.lines.filter((line) => line.unitPrice !== null || line.notOffered).length;
  return priced * 10_000 + table.lines.length;
}

function rowsOf(sheet: Sheet): Row[] {
  const rows = new Map<number, Row>();
  let widest = 0;
  for (const cell of sheet.cells.values()) {
    const row = rows.get(cell.row) ?? [];
    row[cell.col - 1] = tableCell(cell);
    rows.set(cell.row, row);
    widest = Math.max(widest, cell.col);
  }
  return [...rows.entries()]
    .sort(([a], [b]) => a - b)
    .map(([, row]) => Array.from({ length: widest }, (_, index) => row[index] ?? null));
}

function tableCell(cell: Cell): TableCell {
  const { value } = cell;
  return {
    text: textOf(value),
    number: value.kind === 'number' ? value.number : null,
    error: value.kind === 'error' ? value.error : null,
    isFormula: cell.formula !== null,
    currencies: value.kind === 'number' ? currenciesOfFormat(cell.format) : [],
    source: `${cell.sheet}!${cell.address}`,
  };
}

function textOf(value: CellValue): string {
  if (value.kind === 'text') return value.text;
  if (value.kind === 'number') return value.number;
  return value.kind === 'date' ? value.on : '';
}

/** `#,##0.00 "€"`, `[$€-407] #,##0.00`, `[$USD] 0.00`: the part for positive numbers names the currency. */
function currenciesOfFormat(format: string | null): readonly string[] {
  const positive = (format ?? '').split(';')[0] ?? '';
  return currenciesWrittenIn(positive.replace(/\[\$(?<sign>[^\]-]*)(?:-[^\]]*)?\]/gu, ' $<sign> ').replace(/["\\_]/gu, ' '));
}

interface SheetFacts {
  currencies: readonly string[];
  currencySource: string;
  validUntil: string | null;
  leadDays: number | null;
  paymentTerms: string | null;
}

/** Reads the fields that stand as a label with its value to the right: currency, validity, lead time, payment. */
function factsIn(rows: readonly Row[], asked: Asked, problems: ReadingProblem[]): SheetFacts {
  const facts: SheetFacts = { currencies: [], currencySource: '', validUntil: null, leadDays: null, paymentTerms: null };
  for (const row of rows) {
    const filled = row.filter((cell) => cell !== null);
    const [label] = filled;
    if (label === undefined || filled.length > 3 || label.text.length > 60) continue;
    // The answer stands right beside its label (two columns on where the label is merged over two); farther on are only our hints.
    const at = row.indexOf(label);
    const value = row[at + 1] ?? row[at + 2] ?? null;
    if (value === null || value.text === '') continue;
    readFact(label.text, value, facts, asked, problems);
  }
  return facts;
}

function readFact(label: string, value: TableCell, facts: SheetFacts, asked: Asked, problems: ReadingProblem[]): void {
  const unsure = (say: string) => problems.push({ where: value.source, value: value.text, say });
  if (/^(?:your )?(?:currency|währung|moneda|валюта)/iu.test(label)) {
    facts.currencies = currenciesWrittenIn(value.text.toUpperCase());
    facts.currencySource = value.source;
    if (facts.currencies.length === 0) unsure('This is not a currency; write its code, such as EUR.');
  } else if (VALIDITY.test(label)) {
    facts.validUntil = validityIn(value, asked);
    if (facts.validUntil === null) unsure('The day is not certain; write it as 2026-12-31.');
  } else if (LEAD_TIME.test(label) && !SUMMED_UP.test(label)) {
    facts.leadDays = daysIn(label, value);
    if (facts.leadDays === null) unsure('The lead time is not clear; write it in days, such as 28.');
  } else if (PAYMENT.test(label)) {
    facts.paymentTerms = value.text;
  }
}

function validityIn(value: TableCell, asked: Asked): string | null {
  const [date] = findDates(value.text);
  if (date !== undefined) return date.on;
  const [duration] = findDurations(value.text);
  return duration?.days != null && asked.receivedOn !== undefined ? dayAfter(asked.receivedOn, duration.days) : null;
}

function daysIn(label: string, value: TableCell): number | null {
  const plain = readAmount(value.text);
  if (plain.kind === 'amount' && /^\d+$/u.test(plain.amount)) {
    if (/week|woche|semana|тиж/iu.test(label)) return Number(plain.amount) * 7;
    return /day|tag|d[ií]a|дн/iu.test(label) ? Number(plain.amount) : null;
  }
  const durations = findDurations(value.text);
  return durations.length === 1 ? (durations[0]?.days ?? null) : null;
}

/** A currency in a price cell that is not the one in the currency field. */
function disagreements(table: TableReading, facts: SheetFacts, asked: Asked, problems: ReadingProblem[]): void {
  const field = settledCurrency(facts.currencies, asked.currency);
  if (field === null) return;
  for (const line of table.lines) {
    if (line.unitPrice === null || line.currencies.length === 0 || line.currencies.includes(field)) continue;
    problems.push({
      where: line.source,
      value: line.currencies.join(' or '),
      say: `The sheet’s currency (${facts.currencySource}) is ${field}; write all prices in one currency.`,
    });
  }
}

function withoutTable(asked: Asked): Reading {
  return {
    ...emptyReading(asked),
    problems: [
      {
        where: 'the workbook',
        value: '',
        say: 'The sheet with our lines was not found; fill the prices into the workbook that came with the RFQ and send it again.',
      },
    ],
  };
}
