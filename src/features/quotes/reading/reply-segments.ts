import type { Asked } from './reading.js';
import { sentencesOf } from './reply-sentences.js';
import { LINE_WORDS, PAYMENT, VALIDITY } from './reply-words.js';
import { findNumbers } from './written-numbers.js';

/** One row of a reply's text; `number` counts from 1 as a reader of the letter would. */
export interface ReplyRow {
  number: number;
  text: string;
}

/** A stretch of a reply that speaks of certain lines of the RFQ (positions from 1). */
export interface Segment {
  positions: readonly number[];
  text: string;
  row: number;
  /** What stands behind it in the row and speaks of the whole offer. */
  aside: readonly string[];
  /** Where its label begins in the row. */
  start: number;
  /** True when only a bare "3)" at the row's beginning says so: without a price it may be a numbered remark. */
  isBareNumber: boolean;
}

/** The reply cut into what speaks of certain lines and the remaining rows. */
export interface Segments {
  segments: Segment[];
  rest: ReplyRow[];
  /** Rows with a number before the first "line 3": whose it is depends on how the writer builds sentences. */
  unclear: ReplyRow[];
}

const PLURAL = '(?:lines|items|positions|zeilen|positionen|l[ií]neas|partidas|[ií]tems|posiciones|рядки|позиції|пункти)';
const ALL_LINES = new RegExp(
  `(?<!\\p{L})(?:all|each of the|alle|todas las|todos los|усі|всі)\\s+(?:the\\s+)?(?:\\d+\\s+)?(?:${PLURAL}|рядків|позицій)(?!\\p{L})[\\s:–-]*`,
  'giu',
);
const SEVERAL_LINES = new RegExp(
  `(?<!\\p{L})${PLURAL}\\s*(?:no\\.?|nr\\.?)?\\s*(?<list>\\d{1,4}(?:\\s*,\\s*\\d{1,4}(?!\\d*[.,]\\d))*\\s*,?\\s*(?<join>-|–|to|bis|a|до|&|and|und|y|та|і)\\s*\\d{1,4})(?![.,]?\\d)(?!\\s*(?:€|\\$|£))[\\s:.)–-]*`,
  'giu',
);
const ONE_LINE = new RegExp(
  `(?<!\\p{L})${LINE_WORDS}\\s*(?:no\\.?|nr\\.?|nº|№|#)?\\s*(?<one>\\d{1,4})(?![.,]?\\d)(?:\\s*(?:[:.)–—-]|=)(?!\\d))*\\s*`,
  'giu',
);
const BARE_NUMBER =
  /^\s*(?:[-*•–]\s*)?(?:#\s?(?<hash>\d{1,4})\s*[:.)\-–]?\s|(?<bracket>\d{1,4})\s?\)\s*|(?<point>\d{1,4})[.:]\s+|(?<dash>\d{1,4})\s+[-–—]\s+)/u;
const MOST_CONTINUATIONS = 3;

/** Cuts a reply at "line 3:", "items 1-3", "2)", and at rows that begin with a line's own description. */
export function segmentsOf(rows: readonly ReplyRow[], asked: Asked): Segments {
  const found: Segments = { segments: [], rest: [], unclear: [] };
  let open: Segment | null = null;
  let continuations = 0;
  for (const row of rows) {
    const here = segmentsIn(row, asked);
    if (here.length > 0 && hasNumberBefore(here[0], row)) {
      found.unclear.push(row);
      open = null;
    } else if (here.length > 0) {
      found.segments.push(...here);
      found.rest.push(...here.flatMap((segment) => segment.aside.map((text) => ({ number: row.number, text }))));
      open = here.at(-1) ?? null;
      continuations = 0;
    } else if (open !== null && row.text.trim() !== '' && continuations < MOST_CONTINUATIONS && !/\d/.test(open.text)) {
      // "Line 3:" on a row of its own, its price below it.
      open.text = `${open.text} ${row.text.trim()}`;
      continuations++;
    } else {
      open = null;
      if (row.text.trim() !== '') found.rest.push(row);
    }
  }
  return found;
}

interface Label {
  start: number;
  end: number;
  positions: readonly number[];
  isBareNumber: boolean;
}

function segmentsIn(row: ReplyRow, asked: Asked): Segment[] {
  const labels = labelsIn(row.text, asked);
  return labels.map((label, index) => {
    const text = row.text
      .slice(label.end, labels[index + 1]?.start ?? row.text.length)
      .replace(/[\s,;/]+(?:and|und|y|та|і)?\s*$/u, '');
    return {
      positions: label.positions,
      ...ownPart(text.trim()),
      row: row.number,
      start: label.start,
      isBareNumber: label.isBareNumber,
    };
  });
}

/** What belongs to the line, up to the end of its sentence; validity, payment and further sentences speak of the whole offer. */
function ownPart(text: string): { text: string; aside: readonly string[] } {
  const [first = '', ...further] = sentencesOf(text);
  const clauses = first.split(/[,;]\s+/u);
  const isAside = (clause: string) =>
    (VALIDITY.test(clause) || PAYMENT.test(clause)) && !findNumbers(clause).some((number) => number.currencies.length > 0);
  return { text: clauses.filter((clause) => !isAside(clause)).join(', '), aside: [...clauses.filter(isAside), ...further] };
}

/** "120.00 EUR for line 1, 130.00 EUR for line 2"; a list's own number does not count. */
function hasNumberBefore(first: Segment | undefined, row: ReplyRow): boolean {
  const before = row.text.slice(0, first?.start ?? 0).replace(/^\s*(?:[-*•–]|\d{1,3}[.)])?\s*/u, '');
  return findNumbers(before).length > 0;
}

function labelsIn(text: string, asked: Asked): Label[] {
  const every = asked.lines.map((line) => line.position);
  const labels: Label[] = [...text.matchAll(ALL_LINES)].map((match) => label(match, every));
  for (const match of text.matchAll(SEVERAL_LINES))
    labels.push(label(match, listed(match.groups?.list ?? '', match.groups?.join ?? '')));
  for (const match of text.matchAll(ONE_LINE)) labels.push(label(match, [Number(match.groups?.one)]));
  const apart = labels
    .sort((a, b) => a.start - b.start || b.end - a.end)
    .filter((one, index, sorted) => one.start >= (sorted[index - 1]?.end ?? 0));
  if (apart.length > 0) return apart;
  const bare = BARE_NUMBER.exec(text);
  const position = Number(bare?.groups?.hash ?? bare?.groups?.bracket ?? bare?.groups?.point ?? bare?.groups?.dash);
  if (bare !== null && every.includes(position))
    return [{ start: 0, end: bare[0].length, positions: [position], isBareNumber: true }];
  return described(text, asked);
}

function described(text: string, asked: Asked): Label[] {
  const row = text.replace(/^\s*[-*•–]?\s*/u, '');
  const lead = text.length - row.length;
  const lower = row.toLowerCase();
  const lines = asked.lines.filter((line) => {
    const name = line.description.toLowerCase();
    return name.length >= 4 && lower.startsWith(name) && /^\s*(?:[:=–—-]|\s{2}|@|at\s)/u.test(row.slice(name.length));
  });
  const [line] = lines;
  if (line === undefined || lines.length > 1) return [];
  const end = lead + line.description.length;
  return [
    {
      start: 0,
      end: end + (/^\s*[:=–—-]?\s*/u.exec(text.slice(end))?.[0].length ?? 0),
      positions: [line.position],
      isBareNumber: false,
    },
  ];
}

function label(match: RegExpExecArray, positions: readonly number[]): Label {
  return { start: match.index, end: match.index + match[0].length, positions, isBareNumber: false };
}

function listed(list: string, join: string): number[] {
  const numbers = [...list.matchAll(/\d+/gu)].map((match) => Number(match[0]));
  const isRange = /^(?:-|–|to|bis|a|до)$/iu.test(join);
  const last = numbers.at(-1) ?? 0;
  const beforeLast = numbers.at(-2) ?? 0;
  if (!isRange || last <= beforeLast) return numbers;
  return [
    ...numbers.slice(0, -1),
    ...Array.from({ length: Math.min(last - beforeLast, 1000) }, (_, step) => beforeLast + step + 1),
  ];
}
