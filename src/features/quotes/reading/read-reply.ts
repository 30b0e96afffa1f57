import { Decimal } from 'decimal.js';
import { decimalMarkIn, readAmount, type DecimalMark } from './parse-amount.js';
import { differs, readPriceTable, unitPriceFrom } from './price-table.js';
import {
  emptyReading,
  pricedTimes,
  pricedUnit,
  type Asked,
  type FoundLine,
  type Reading,
  type ReadingProblem,
} from './reading.js';
import { readOfferFacts } from './reply-facts.js';
import { sentencesOf } from './reply-sentences.js';
import { readLineText, withoutNoise } from './reply-lines.js';
import { segmentsOf, type ReplyRow, type Segment } from './reply-segments.js';
import { rowsRepeating, tableInText, tablesInHtml } from './reply-tables.js';
import {
  BECAUSE,
  CONDITION,
  CONTACT_LINE,
  DECLINE,
  EXTRA_COST,
  HEDGE,
  NEGATION,
  TAX_INSIDE,
  TOTAL,
  WITHDRAW,
} from './reply-words.js';
import { settle, type Unsettled } from './settle-reading.js';
import { basisIn } from './unit-basis.js';
import { findNumbers } from './written-numbers.js';

/** A vendor's own words, quoted text already cut off; `html` where the letter had an HTML part. */
export interface Reply {
  text: string;
  html: string | null;
}

const LONGEST_REPLY = 100_000;
const LONGEST_ROW = 2000;
const MOST_ROWS = 3000;

/**
 * Reads a plain answer to an RFQ: prices by line, a pasted table, a total, a refusal, a question, a withdrawal.
 * What is not certain becomes a problem with its place and what would be accepted; nothing is guessed.
 */
export function readReply(reply: Reply, asked: Asked): Reading {
  const rows = rowsOf(reply.text);
  const found: FoundLine[] = [];
  const problems = tooLong(reply.text);
  const taken = readTables(reply, rows, asked, found, problems);
  const untabled = rows.filter((row) => !taken.rows.has(row.number));
  const mark = markIn(rows);
  const { segments, rest, unclear } = segmentsOf(untabled, asked);
  const unread = readSegments(segments, asked, mark, found, problems);
  problems.push(...unclear.map(unclearRow), ...unansweredLabels(segments, asked, found));
  const remaining = [...rest, ...unread];
  const facts = readOfferFacts(remaining, asked);
  readLooseMoney(remaining, asked, mark, taken.total, found, problems);
  const reading: Reading = {
    ...emptyReading(asked),
    validUntil: facts.validUntil,
    leadDays: facts.leadDays,
    paymentTerms: facts.paymentTerms,
  };
  return settle(withIntent({ reading, found, problems: [...problems, ...facts.problems] }, rows), asked);
}

function rowsOf(text: string): ReplyRow[] {
  return text
    .slice(0, LONGEST_REPLY)
    .split(/\r\n|\r|\n/u)
    .slice(0, MOST_ROWS)
    .map((row, index) => ({ number: index + 1, text: row }))
    .filter((row) => row.text.length <= LONGEST_ROW && !/^\s*>/u.test(row.text));
}

/** What is left out for its length is said: cutting a row could cut a number in two. */
function tooLong(text: string): ReadingProblem[] {
  const rows = text.slice(0, LONGEST_REPLY).split(/\r\n|\r|\n/u);
  const longRow = rows.findIndex((row) => row.length > LONGEST_ROW);
  const say = 'This is too long to be read for certain; write one row a line, or fill in the workbook.';
  if (longRow >= 0) return [{ where: `line ${longRow + 1} of the reply`, value: `${rows[longRow]?.slice(0, 100) ?? ''}…`, say }];
  return text.length > LONGEST_REPLY || rows.length > MOST_ROWS
    ? [{ where: 'the reply', value: `${text.length} characters`, say }]
    : [];
}

function markIn(rows: readonly ReplyRow[]): DecimalMark | null {
  const numbers = rows.flatMap((row) => findNumbers(withoutNoise(row.text, null)));
  return decimalMarkIn(numbers.filter((number) => number.currencies.length > 0).map((number) => number.digits));
}

function readTables(
  reply: Reply,
  rows: readonly ReplyRow[],
  asked: Asked,
  found: FoundLine[],
  problems: ReadingProblem[],
): { rows: ReadonlySet<number>; total: string | null } {
  const drawn = tableInText(rows);
  const inText = drawn === null ? null : readPriceTable(drawn.rows, asked);
  if (drawn !== null && inText !== null) {
    found.push(...inText.lines);
    problems.push(...inText.problems);
    return { rows: drawn.taken, total: inText.total };
  }
  for (const table of reply.html === null ? [] : tablesInHtml(reply.html.slice(0, LONGEST_REPLY))) {
    const inHtml = readPriceTable(table, asked);
    if (inHtml === null || inHtml.lines.length === 0) continue;
    found.push(...inHtml.lines);
    problems.push(...inHtml.problems);
    return { rows: rowsRepeating(table, rows), total: inHtml.total };
  }
  return { rows: new Set(), total: null };
}

function readSegments(
  segments: readonly Segment[],
  asked: Asked,
  mark: DecimalMark | null,
  found: FoundLine[],
  problems: ReadingProblem[],
): ReplyRow[] {
  const unread: ReplyRow[] = [];
  for (const segment of segments) {
    const where = `line ${segment.row} of the reply`;
    const isNumberedRemark = segment.isBareNumber && !findNumbers(segment.text).some(() => true);
    for (const position of segment.positions) {
      const line = asked.lines.find((one) => one.position === position);
      if (line === undefined) {
        problems.push({
          where,
          value: segment.text,
          say: `The RFQ has no line ${position}; its lines are 1 to ${asked.lines.length}.`,
        });
        continue;
      }
      const read = readLineText(segment.text, line, where, mark);
      const isSum = segment.positions.length > 1 && TOTAL.test(segment.text);
      if (isSum)
        problems.push({ where, value: segment.text, say: 'One sum for several lines: give the price per unit of each line.' });
      else if (read.found !== null && !(isNumberedRemark && !read.found.notOffered)) found.push(read.found);
      else if (read.problem !== null) problems.push(read.problem);
      else if (isRemark(segment)) found.push(remarkOn(line.lineId, segment.text, where));
      else unread.push({ number: segment.row, text: segment.text });
    }
  }
  return unread;
}

/** "Line 2 is a refurbished device": kept with the line for the buyer to read. */
function isRemark(segment: Segment): boolean {
  return !segment.isBareNumber && segment.text.split(/\s+/u).length >= 3 && !segment.text.includes('?');
}

function remarkOn(lineId: string, note: string, source: string): FoundLine {
  return { lineId, unitPrice: null, leadDays: null, note, notOffered: false, source, confidence: 1, currencies: [] };
}

function unclearRow(row: ReplyRow): ReadingProblem {
  return {
    where: `line ${row.number} of the reply`,
    value: row.text.trim(),
    say: 'Which price belongs to which line? Write the line first: “line 1: 12.50 EUR each”, one row a line.',
  };
}

/** Beside prices for other lines, "line 2: as agreed" must not pass for silence. */
function unansweredLabels(segments: readonly Segment[], asked: Asked, found: readonly FoundLine[]): ReadingProblem[] {
  if (!found.some((line) => line.unitPrice !== null)) return [];
  const named = segments
    .filter((segment) => !segment.isBareNumber)
    .flatMap((segment) => segment.positions.map((position) => ({ position, segment })));
  return named.flatMap(({ position, segment }) => {
    const line = asked.lines.find((one) => one.position === position);
    const isAnswered =
      line === undefined || found.some((one) => one.lineId === line.lineId && (one.unitPrice !== null || one.notOffered));
    if (isAnswered) return [];
    const say = `No price was read for line ${position}; write “line ${position}: 12.50 EUR each”, or “line ${position}: not offered”.`;
    return [{ where: `line ${segment.row} of the reply`, value: segment.text, say }];
  });
}

/** Money that stands beside no line: a total to check by, the price of an RFQ's only line, or something that a person must see. */
function readLooseMoney(
  rows: readonly ReplyRow[],
  asked: Asked,
  mark: DecimalMark | null,
  tableTotal: string | null,
  found: FoundLine[],
  problems: ReadingProblem[],
): void {
  const totals: string[] = tableTotal === null ? [] : [tableTotal];
  for (const row of rows.filter((one) => !CONTACT_LINE.test(one.text))) {
    const where = `line ${row.number} of the reply`;
    const unsure = (say: string) => problems.push({ where, value: row.text.trim(), say });
    const text = withoutNoise(row.text, null);
    const money = findNumbers(text).filter((number) => number.currencies.length > 0 || /[.,]\d{2}$/u.test(number.digits));
    const [only] = money;
    const [single] = asked.lines;
    if (EXTRA_COST.test(text)) {
      unsure('Costs stand beside the prices; give prices that hold everything, or explain them on the private page.');
      continue;
    }
    if (CONDITION.test(text) || findNumbers(text).some((number) => number.isPercent)) {
      unsure('The offer has a condition or a rebate; give firm final prices, or explain it on the private page.');
      continue;
    }
    if (only === undefined) continue;
    if (asked.lines.length === 1 && single !== undefined && found.length === 0 && !TOTAL.test(text)) {
      readOnlyLine(row, asked, mark, found, problems);
      continue;
    }
    const reading = readAmount(only.digits, mark);
    const isPlainTotal = TOTAL.test(text) && money.length === 1 && !only.isMultiplied && basisIn(text).length === 0;
    if (!isPlainTotal)
      unsure('This amount belongs to no line that we could find; write “line 1: 12.50 EUR each”, one row a line.');
    else if (TAX_INSIDE.test(text)) unsure('The total includes tax; the RFQ asks for prices without it.');
    else if (HEDGE.test(text)) unsure('The total is an estimate or has a condition; give firm prices per line.');
    else if (reading.kind === 'ambiguous')
      resolveTotal(reading.either, asked, found, totals, () =>
        unsure(`This may mean ${reading.either[0]} or ${reading.either[1]}; write it with two decimals.`),
      );
    else if (reading.kind === 'none') unsure('This is not a number that can be read; write it like 1234.50.');
    else {
      totals.push(reading.amount);
      if (found.every((line) => line.unitPrice === null))
        onlyTotal(reading.amount, only.currencies, where, row.text, asked, found, problems);
    }
  }
  for (const total of totals) checkTotal(total, asked, found, problems);
}

function readOnlyLine(
  row: ReplyRow,
  asked: Asked,
  mark: DecimalMark | null,
  found: FoundLine[],
  problems: ReadingProblem[],
): void {
  const [line] = asked.lines;
  if (line === undefined) return;
  const where = `line ${row.number} of the reply`;
  const read = readLineText(row.text, line, where, mark);
  if (read.problem !== null) {
    problems.push(read.problem);
  } else if (read.found !== null && read.found.confidence < 1) {
    problems.push({
      where,
      value: row.text.trim(),
      say: `Is this the price per ${pricedUnit(line)} or for everything? Write “12.50 EUR each” or “total 125.00 EUR”.`,
    });
  } else if (read.found !== null) {
    found.push({ ...read.found, confidence: 0.95 });
  }
}

/** Of two meanings of a total only one can fit the lines; where neither or both do, ask. */
function resolveTotal(
  either: readonly [string, string],
  asked: Asked,
  found: readonly FoundLine[],
  totals: string[],
  ask: () => void,
): void {
  const sum = sumOf(found, asked);
  const fitting = either.filter((meaning) => sum !== null && sum.minus(meaning).abs().lessThanOrEqualTo('0.01'));
  const [only] = fitting;
  if (fitting.length === 1 && only !== undefined) totals.push(only);
  else ask();
}

function onlyTotal(
  total: string,
  currencies: readonly string[],
  where: string,
  text: string,
  asked: Asked,
  found: FoundLine[],
  problems: ReadingProblem[],
): void {
  const [line] = asked.lines;
  if (line === undefined || asked.lines.length > 1) {
    problems.push({
      where,
      value: text.trim(),
      say: `There is only a total; give the price per unit of each of the ${asked.lines.length} lines.`,
    });
    return;
  }
  const unitPrice = unitPriceFrom(total, pricedTimes(line));
  if (unitPrice === null) {
    problems.push({
      where,
      value: text.trim(),
      say: `The total cannot be divided evenly by ${pricedTimes(line)}; give the price per ${pricedUnit(line)}.`,
    });
    return;
  }
  found.push({
    lineId: line.lineId,
    unitPrice,
    leadDays: null,
    note: null,
    notOffered: false,
    source: where,
    confidence: 0.9,
    currencies,
  });
}

function checkTotal(total: string, asked: Asked, found: readonly FoundLine[], problems: ReadingProblem[]): void {
  const sum = sumOf(found, asked);
  if (sum === null || sum.minus(total).abs().lessThanOrEqualTo('0.01')) return;
  const [line] = asked.lines;
  const isOne = asked.lines.length === 1 && line !== undefined && !differs(found[0]?.unitPrice ?? '0', pricedTimes(line), total);
  if (isOne) return;
  problems.push({
    where: 'the total',
    value: total,
    say: `The prices of the lines add up to ${sum.toFixed()}; correct the total or the prices.`,
  });
}

function sumOf(found: readonly FoundLine[], asked: Asked): Decimal | null {
  const priced = found.filter((line) => line.unitPrice !== null);
  if (priced.length === 0) return null;
  return priced.reduce((sum, line) => {
    const of = asked.lines.find((one) => one.lineId === line.lineId);
    return of === undefined ? sum : sum.plus(new Decimal(line.unitPrice ?? 0).times(pricedTimes(of)));
  }, new Decimal(0));
}

/** Adds what the letter wants beside prices: to decline, to ask, to take back. */
function withIntent({ reading, found, problems }: Unsettled, rows: readonly ReplyRow[]): Unsettled {
  const flowing = rows
    .map((row) => row.text.trim())
    .filter((text) => text !== '')
    .join(' ');
  const isPriced = found.some((line) => line.unitPrice !== null);
  const isAboutLines = found.some((line) => line.notOffered);
  const withdrawal = WITHDRAW.exec(flowing);
  const decline = DECLINE.exec(flowing);
  const questions = questionsIn(rows);
  const extra: ReadingProblem[] = [];
  const result: Reading = { ...reading };
  if (withdrawal !== null) {
    const sentence = sentencesOf(flowing).find((one) => WITHDRAW.test(one)) ?? flowing;
    const isPlain =
      !sentence.includes('?') && !NEGATION.test(sentence.slice(0, WITHDRAW.exec(sentence)?.index ?? 0)) && !isPriced;
    result.withdraw = isPlain;
    if (!isPlain)
      extra.push({
        where: 'the reply',
        value: sentence.trim(),
        say: 'Do you withdraw your quote? Write only “We withdraw our quote.”',
      });
  } else if (decline !== null && !isAboutLines) {
    const isPlain = !isPriced && questions.length === 0;
    if (isPlain) result.declined = { reason: reasonIn(flowing) };
    else
      extra.push({
        where: 'the reply',
        value: decline[0].trim(),
        say: 'The reply declines and also gives prices or asks; write one of the two.',
      });
  }
  if (questions.length > 0) {
    result.question = questions.join(' ');
    if (isPriced)
      extra.push({
        where: 'the reply',
        value: result.question,
        say: 'A question stands beside the prices; the buyer will answer it and confirm the prices.',
      });
  }
  return { reading: result, found, problems: result.withdraw || result.declined !== null ? [...extra] : [...problems, ...extra] };
}

function reasonIn(flowing: string): string {
  const given = BECAUSE.exec(flowing)?.groups?.reason;
  const sentence = given ?? sentencesOf(flowing).find((one) => DECLINE.test(one)) ?? flowing;
  return (sentencesOf(sentence)[0] ?? sentence)
    .trim()
    .replace(/[.\s]+$/u, '')
    .slice(0, 500);
}

/** A row of prices: it belongs to no sentence, and never into a question that others may read. */
const PRICED = /\p{Sc}|\d[.,]\d{2}\b|\d\s*[A-Z]{3}\b|\b[A-Z]{3}\s*\d/u;

function questionsIn(rows: readonly ReplyRow[]): string[] {
  const paragraphs: string[] = [''];
  for (const text of rows.map((row) => row.text.replace(/https?:\/\/\S+/gu, ' ').trim())) {
    if (text === '' || (PRICED.test(text) && !text.includes('?'))) paragraphs.push('');
    else paragraphs.push(`${paragraphs.pop() ?? ''} ${text}`);
  }
  return paragraphs
    .flatMap((paragraph) => paragraph.split(/(?<=[.!?;])\s+/u))
    .filter((sentence) => sentence.trim().endsWith('?') && /\p{L}{2}/u.test(sentence))
    .map((sentence) => sentence.trim());
}
