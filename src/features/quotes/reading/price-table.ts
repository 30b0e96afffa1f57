import { Decimal } from 'decimal.js';
import { decimalMarkIn, readAmount, type DecimalMark } from './parse-amount.js';
import { pricedTimes, pricedUnit, type Asked, type AskedLine, type FoundLine, type ReadingProblem } from './reading.js';
import { EACH, NOT_OFFERED, TAX_INSIDE, TOTAL } from './reply-words.js';
import { basisIn, fitsUnit } from './unit-basis.js';
import { currenciesWrittenIn } from './written-currency.js';
import { findDurations } from './written-durations.js';
import { findNumbers } from './written-numbers.js';

/** One cell of a table, from a workbook or from a reply's text. `number` is set where the cell holds a true number. */
export interface TableCell {
  text: string;
  number: string | null;
  /** A workbook's error value such as '#DIV/0!'. */
  error: string | null;
  isFormula: boolean;
  /** A currency in the cell's number format. */
  currencies: readonly string[];
  /** 'Quote!F9' or 'line 4 of the reply' */
  source: string;
}

/** What a table of prices says. */
export interface TableReading {
  lines: FoundLine[];
  problems: ReadingProblem[];
  /** The sum of all lines, where the table has one. */
  total: string | null;
}

type Column = 'position' | 'description' | 'quantity' | 'unit' | 'price' | 'total' | 'lead' | 'note' | 'currency' | 'offered';
type Columns = Partial<Record<Column, number>>;
type Row = readonly (TableCell | null)[];

const HEADINGS: readonly (readonly [column: Column, pattern: RegExp])[] = [
  [
    'price',
    /^(?:your )?(?:unit price|price per unit|price\/unit|unit cost|unit rate|einzelpreis|st(?:ü|ue)ckpreis|preis pro (?:stück|einheit)|precio unitario|ціна за (?:одиницю|шт))/iu,
  ],
  [
    'total',
    /^(?:line total|total|cost over the term|amount|sum|extended|gesamt|summe|betrag|importe|subtotal|сума|всього|вартість)/iu,
  ],
  ['lead', /lead[- ]?time|deliver|lieferzeit|lieferfrist|plazo|entrega|термін|поставк/iu],
  ['quantity', /^(?:qty|quantity|quant|menge|anzahl|cantidad|cant|кількість|к-сть)/iu],
  ['currency', /^(?:currency|währung|moneda|divisa|валюта)/iu],
  ['offered', /^(?:offered|can you (?:offer|supply)|not offered)/iu],
  ['unit', /^(?:unit|units|einheit|unidad|uom|од\.|одиниця)/iu],
  ['note', /note|remark|comment|bemerkung|anmerkung|hinweis|observaci|comentario|nota|примітк|комент/iu],
  [
    'description',
    /description|item name|product|service|bezeichnung|beschreibung|artikel$|descripci|concepto|опис|найменування|назва/iu,
  ],
  [
    'position',
    /^(?:#|no\.?|nr\.?|nº|№|line|line no\.?|pos\.?|position|item|item no\.?|zeile|posten|l[ií]nea|partida|[ií]tem|рядок|поз\.?|позиція|п\/п)$/iu,
  ],
];
const PRICE_IN_GENERAL = /^(?:price|your price|offer|rate|quote|cost|preis|angebot|precio|ціна)/iu;

/** Reads a table that has a heading for prices; null when `rows` is no such table. Nothing is guessed: what is unsure is a problem. */
export function readPriceTable(rows: readonly Row[], asked: Asked): TableReading | null {
  const headingAt = rows.findIndex((row) => isHeading(columnsOf(row)));
  const heading = rows[headingAt];
  if (heading === undefined) return null;
  const columns = columnsOf(heading);
  const body = rows.slice(headingAt + 1);
  const mark = markOf(body, columns);
  const reading: TableReading = { lines: [], problems: [], total: null };
  for (const row of body) readRow(row, heading, columns, asked, mark, reading);
  return reading;
}

function columnsOf(row: Row): Columns {
  const columns: Columns = {};
  row.forEach((cell, index) => {
    const text = cell === null || cell.text.length > 60 ? '' : cell.text.trim();
    const named = HEADINGS.find(([, pattern]) => text !== '' && pattern.test(text))?.[0];
    if (named !== undefined) columns[named] ??= index;
  });
  if (columns.price === undefined) {
    // Our own title row, “Quote for RFQ-000042: Cleaning services”, names a service and no price.
    const named = new Set(Object.values(columns));
    const general = row.findIndex(
      (cell, index) => cell !== null && !named.has(index) && cell.text.length <= 60 && PRICE_IN_GENERAL.test(cell.text.trim()),
    );
    if (general >= 0) columns.price = general;
  }
  return columns;
}

function isHeading(columns: Columns): boolean {
  const names = columns.position ?? columns.description ?? columns.quantity;
  return names !== undefined && (columns.price !== undefined || columns.total !== undefined);
}

function markOf(body: readonly Row[], columns: Columns): DecimalMark | null {
  const texts = body.flatMap((row) => [cellAt(row, columns.price), cellAt(row, columns.total)]).map((cell) => cell?.text ?? '');
  return decimalMarkIn(texts.flatMap((text) => findNumbers(text).map((number) => number.digits)));
}

function readRow(row: Row, heading: Row, columns: Columns, asked: Asked, mark: DecimalMark | null, reading: TableReading): void {
  const filled = row.filter((cell) => cell !== null && (cell.text !== '' || cell.error !== null));
  if (filled.length === 0) return;
  const priceCell = cellAt(row, columns.price) ?? null;
  const line = lineOf(row, columns, asked);
  if (line === 'conflict' || line === null) {
    readForeignRow(row, columns, line === 'conflict', reading, mark);
    return;
  }
  const totalCell = cellAt(row, columns.total) ?? null;
  const source = (priceCell ?? totalCell ?? filled[0])?.source ?? '';
  const found: FoundLine = {
    lineId: line.lineId,
    unitPrice: null,
    leadDays: leadDaysOf(cellAt(row, columns.lead), heading[columns.lead ?? -1]?.text ?? '', reading.problems),
    note: cellAt(row, columns.note)?.text || null,
    notOffered: false,
    source,
    confidence: 1,
    currencies: currenciesFor(row, heading, columns),
  };
  checkQuantity(cellAt(row, columns.quantity), line, reading.problems);
  const price = readPriceCell(priceCell, line, mark);
  if (price.problem) reading.problems.push(price.problem);
  found.unitPrice = price.amount;
  const isNoted = found.note !== null && (price.amount === null ? NOT_OFFERED : /^not offered\.?$/iu).test(found.note);
  found.notOffered = price.notOffered || isNoted || saysNotOffered(cellAt(row, columns.offered));
  if (price.currencies.length > 0) found.currencies = price.currencies;
  const total = readPriceCell(totalCell, null, mark);
  if (found.unitPrice === null && columns.price === undefined && total.amount !== null) {
    found.unitPrice = unitPriceFrom(total.amount, pricedTimes(line));
    found.confidence = 0.9;
    if (found.unitPrice === null) reading.problems.push(notDivisible(source, total.amount, line));
  } else if (found.unitPrice !== null && total.amount !== null && totalCell !== null && !totalCell.isFormula) {
    checkTotal(found.unitPrice, total.amount, line, totalCell, reading.problems);
  }
  if (found.notOffered && found.unitPrice !== null) {
    reading.problems.push({
      where: source,
      value: found.unitPrice,
      say: 'The row has a price and also says that it is not offered; keep one of the two.',
    });
  }
  reading.lines.push(found);
}

/** By our hidden line id wherever it stands, else by position, else by description; position and description must not disagree. */
function lineOf(row: Row, columns: Columns, asked: Asked): AskedLine | 'conflict' | null {
  const byId = asked.lines.find((line) => row.some((cell) => cell?.text === line.lineId));
  if (byId !== undefined) return byId;
  const positionText = cellAt(row, columns.position)?.text.replace(/^\D{0,10}?(\d+)[.):]?$/u, '$1') ?? '';
  const byPosition = asked.lines.find((line) => String(line.position) === positionText);
  const description = squeezed(cellAt(row, columns.description)?.text ?? '');
  const sameText = description === '' ? [] : asked.lines.filter((line) => squeezed(line.description) === description);
  if (byPosition === undefined) return sameText.length === 1 ? (sameText[0] ?? null) : null;
  return sameText.length > 0 && !sameText.includes(byPosition) ? 'conflict' : byPosition;
}

function readForeignRow(row: Row, columns: Columns, isConflict: boolean, reading: TableReading, mark: DecimalMark | null): void {
  const price = cellAt(row, columns.price);
  const total = cellAt(row, columns.total);
  const money = [price, total].find((cell) => cell !== null && cell !== undefined && /\d/.test(cell.number ?? cell.text));
  if (money === undefined || money === null) return;
  const label = row.map((cell) => cell?.text ?? '').join(' ');
  if (!isConflict && TOTAL.test(label)) {
    reading.total = readPriceCell(total ?? price ?? null, null, mark).amount ?? reading.total;
    return;
  }
  reading.problems.push({
    where: money.source,
    value: money.text,
    say: isConflict
      ? 'The row’s number and its description belong to different lines of the RFQ; keep each price in the row of its own line.'
      : 'This row is not one of the RFQ’s lines; put the price into the row of a line, or explain it in the notes.',
  });
}

interface PriceCell {
  amount: string | null;
  currencies: readonly string[];
  notOffered: boolean;
  problem: ReadingProblem | null;
}

/** Reads one price; `line` is null for totals, which have no unit to agree with. */
function readPriceCell(cell: TableCell | null, line: AskedLine | null, mark: DecimalMark | null): PriceCell {
  const nothing: PriceCell = { amount: null, currencies: [], notOffered: false, problem: null };
  if (cell === null) return nothing;
  const fault = (say: string): PriceCell => ({
    ...nothing,
    problem: { where: cell.source, value: cell.error ?? cell.text, say },
  });
  if (cell.error !== null) return fault('The cell shows an error; type the unit price as a number, such as 12.50.');
  if (cell.number !== null) return checkedAmount(cell.number, cell.currencies, fault, line !== null);
  const text = cell.text.trim();
  if (text === '' && cell.isFormula) return fault('The formula has no result; type the unit price as a number, such as 12.50.');
  if (text === '' || /^[-–—]+$/.test(text)) return nothing;
  const numbers = findNumbers(text);
  const [number] = numbers;
  if (number === undefined) {
    return NOT_OFFERED.test(text) || /^no$/iu.test(text)
      ? { ...nothing, notOffered: true }
      : fault('This is not a price; type a number such as 12.50, or “not offered”.');
  }
  const around = text.slice(0, number.start) + text.slice(number.end);
  if (numbers.length > 1 || number.isPercent || number.isMultiplied || TAX_INSIDE.test(text) || hasOtherWords(around)) {
    return fault('This is more than one plain price; type one number, the price per unit without tax, such as 12.50.');
  }
  if (line !== null && !fitsUnit(basisIn(around), line)) {
    return fault(`The RFQ asks for the price per ${pricedUnit(line)}; give that price.`);
  }
  const reading = readAmount(number.digits, mark);
  if (reading.kind === 'ambiguous')
    return fault(`This may mean ${reading.either[0]} or ${reading.either[1]}; write it with two decimals.`);
  if (reading.kind === 'none') return fault('This is not a number that can be read; write it like 1234.50.');
  return checkedAmount(reading.amount, number.currencies.length > 0 ? number.currencies : cell.currencies, fault, line !== null);
}

/** The unit price behind a line's total: only where it comes out exactly, with at most four decimals. */
export function unitPriceFrom(total: string, quantity: string): string | null {
  if (new Decimal(quantity).isZero()) return null;
  const unit = new Decimal(total).div(quantity).toDecimalPlaces(4);
  return unit.times(quantity).equals(total) ? unit.toFixed() : null;
}

/** A total that does not come out as unit price × quantity to the cent. */
export function differs(unitPrice: string, quantity: string, total: string): boolean {
  return new Decimal(unitPrice).times(quantity).minus(total).abs().greaterThan('0.01');
}

function checkedAmount(
  amount: string,
  currencies: readonly string[],
  fault: (say: string) => PriceCell,
  isPrice: boolean,
): PriceCell {
  if (amount.startsWith('-')) return fault('A price cannot be negative; type the price per unit as a number of 0.01 or more.');
  if (isPrice && /^[0.]+$/.test(amount))
    return fault('Is this free of charge or not offered? Type “not offered”, or tell us in the notes that it is free.');
  return { amount, currencies, notOffered: false, problem: null };
}

function hasOtherWords(around: string): boolean {
  const rest = around
    .replace(EACH, ' ')
    .replace(
      /(?:per|pro|por|за)\s+\p{L}[\p{L}\s/-]*$|\/\s?\p{L}+[\p{L}/\s]*$|net|netto|excl\.?\s*(?:vat|tax)|zzgl\.?\s*mwst\.?|sin iva|без пдв/giu,
      ' ',
    );
  return /[\p{L}\d]{2,}/u.test(rest);
}

function leadDaysOf(cell: TableCell | null | undefined, heading: string, problems: ReadingProblem[]): number | null {
  if (cell === null || cell === undefined || (cell.text === '' && cell.number === null && cell.error === null)) return null;
  const plainDays = /^\d{1,4}$/.exec(cell.number ?? cell.text)?.[0];
  const inHeading = /week|woche|semana|тиж/iu.test(heading) ? 7 : /day|tag|d[ií]a|дн/iu.test(heading) ? 1 : null;
  if (plainDays !== undefined && inHeading !== null) return Number(plainDays) * inHeading;
  const [duration, ...more] = findDurations(cell.text);
  if (duration?.days != null && more.length === 0) return duration.days;
  problems.push({
    where: cell.source,
    value: cell.error ?? cell.text,
    say: 'The lead time is not clear; write it in days, such as 28.',
  });
  return null;
}

function checkQuantity(cell: TableCell | null | undefined, line: AskedLine, problems: ReadingProblem[]): void {
  if (cell === null || cell === undefined || cell.text === '') return;
  const [written] = cell.number === null ? findNumbers(cell.text) : [{ digits: cell.number }];
  const reading =
    written === undefined
      ? null
      : cell.number === null
        ? readAmount(written.digits)
        : { kind: 'amount' as const, amount: cell.number };
  const candidates =
    reading === null || reading.kind === 'none' ? [] : reading.kind === 'amount' ? [reading.amount] : reading.either;
  if (candidates.some((candidate) => new Decimal(candidate).equals(line.quantity))) return;
  problems.push({
    where: cell.source,
    value: cell.error ?? cell.text,
    say: `The RFQ asks for ${line.quantity} ${line.unit}; leave the quantity as it is and use the notes for another offer.`,
  });
}

function checkTotal(unitPrice: string, total: string, line: AskedLine, cell: TableCell, problems: ReadingProblem[]): void {
  const times = pricedTimes(line);
  if (!differs(unitPrice, times, total)) return;
  const expected = new Decimal(unitPrice).times(times).toFixed();
  problems.push({
    where: cell.source,
    value: cell.text,
    say: `${times} × ${unitPrice} is ${expected}; correct the unit price or the total.`,
  });
}

function notDivisible(where: string, value: string, line: AskedLine): ReadingProblem {
  return {
    where,
    value,
    say: `The total cannot be divided evenly by ${pricedTimes(line)}; give the price per ${pricedUnit(line)}.`,
  };
}

function currenciesFor(row: Row, heading: Row, columns: Columns): readonly string[] {
  const own = currenciesWrittenIn(cellAt(row, columns.currency)?.text ?? '');
  if (own.length > 0) return own;
  return currenciesWrittenIn(heading[columns.price ?? columns.total ?? -1]?.text ?? '');
}

function saysNotOffered(cell: TableCell | null | undefined): boolean {
  return (
    cell !== null && cell !== undefined && (NOT_OFFERED.test(cell.text) || /^(?:no|nein|ні|false)$/iu.test(cell.text.trim()))
  );
}

function cellAt(row: Row, column: number | undefined): TableCell | null | undefined {
  return column === undefined ? undefined : row[column];
}

function squeezed(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}
