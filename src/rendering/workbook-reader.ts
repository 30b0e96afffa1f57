import { join } from 'node:path';
import { isDate } from 'node:util/types';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Decimal } from 'decimal.js';
import type { Reason } from '../engine/workflow.js';
import { Settings } from '../settings.js';
import { WarmProcess, WarmProcessFault } from './warm-process.js';
import { inspectZip, type ZipFault } from './zip-guard.js';

/** What stands in a cell. `number` is plain decimal text; `on` is a calendar day; `error` is Excel's own word, such as `#DIV/0!`. */
export type CellValue =
  | { kind: 'empty' }
  | { kind: 'number'; number: string }
  | { kind: 'text'; text: string }
  | { kind: 'date'; on: string }
  | { kind: 'error'; error: string };

/** One filled cell; `row` and `col` count from 1, `format` is Excel's number format, `formula` the text behind a computed value. */
export type Cell = {
  sheet: string;
  address: string;
  row: number;
  col: number;
  value: CellValue;
  format: string | null;
  formula: string | null;
};

/** One sheet; `cells` holds the filled cells by address, row by row. */
export type Sheet = { name: string; isHidden: boolean; cells: ReadonlyMap<string, Cell> };

/** The sheets of a workbook, or the reason why it was not opened; `hasMacros` is told, never acted on. */
export type WorkbookReading = { sheets: Sheet[]; hasMacros: boolean } | { refused: Reason };

type RawCell = { row: number; column: number; address: string; value: unknown; format: string | null };
type RawSheet = { name: string; visibility: string; cells: RawCell[] };

const limits = { maxRows: 20_000, maxColumns: 500, maxCells: 200_000 };

/** Reads the .xlsx files that vendors send, in a process of its own with limits on size, memory and time. */
@Injectable()
export class WorkbookReader implements OnApplicationShutdown {
  private readonly process: WarmProcess;

  constructor(settings: Settings) {
    this.process = new WarmProcess({
      script: join(settings.root, 'scripts/read-workbook.mjs'),
      timeoutMs: 20_000,
      recycleAfter: 200,
      idleMs: 60_000,
      heapMb: 384,
    });
  }

  /** Reads every sheet; a file that is no workbook, is damaged, locked or too large is refused as a value. */
  async read(bytes: Buffer): Promise<WorkbookReading> {
    if (isOldOffice(bytes)) return { refused: oldOffice };
    const zip = await inspectZip(bytes);
    if ('fault' in zip) return { refused: zipReasons[zip.fault] };
    if (!zip.names.includes('xl/workbook.xml')) return { refused: notAWorkbook };
    try {
      const sheets = await this.process.ask<RawSheet[]>({ bytes, ...limits });
      return { sheets: sheets.map(sheetOf), hasMacros: zip.names.some((name) => /vbaProject\.bin$/i.test(name)) };
    } catch (cause) {
      if (!(cause instanceof WarmProcessFault) || cause.kind === 'stopped') throw cause;
      return { refused: cause.kind === 'fault' ? damaged(cause.message) : tooMuchWork };
    }
  }

  onApplicationShutdown(): void {
    this.process.stop();
  }
}

const oldOffice: Reason = {
  code: 'workbook.oldOrLocked',
  say: 'The workbook is an old Excel file (.xls) or is locked by a password; save it as .xlsx without a password and send it again.',
};
const notAWorkbook: Reason = {
  code: 'workbook.notExcel',
  say: 'The file is not an Excel workbook; save it as .xlsx and send it again.',
};
const tooMuchWork: Reason = {
  code: 'workbook.tooMuchWork',
  say: 'The workbook took too long to read; copy the filled cells into a fresh copy of our workbook and send that.',
};
const zipReasons: Record<ZipFault, Reason> = {
  unreadable: {
    code: 'workbook.damaged',
    say: 'The workbook is damaged or is not an .xlsx file; save it again as .xlsx and send it again.',
  },
  encrypted: {
    code: 'workbook.oldOrLocked',
    say: 'The workbook is locked by a password; save it without one and send it again.',
  },
  tooManyFiles: {
    code: 'workbook.tooLarge',
    say: 'The workbook holds more than 2,000 parts; send our workbook without added pictures or sheets.',
  },
  tooLarge: {
    code: 'workbook.tooLarge',
    say: 'The workbook unpacks to more than 20 MB; send our workbook without added pictures or sheets.',
  },
  tooDense: {
    code: 'workbook.tooLarge',
    say: 'The workbook unpacks to more than a hundred times its size; send a fresh copy of our workbook.',
  },
};

function damaged(detail: string): Reason {
  return /max (row|column) count|filled cells/i.test(detail)
    ? {
        code: 'workbook.tooLarge',
        say: 'The workbook has too many rows, columns or cells; send our workbook without added sheets.',
      }
    : zipReasons.unreadable;
}

/** .xls files and password-protected .xlsx files are both OLE2 containers. */
function isOldOffice(bytes: Buffer): boolean {
  return bytes.subarray(0, 8).toString('hex') === 'd0cf11e0a1b11ae1';
}

function sheetOf(raw: RawSheet): Sheet {
  const cells = raw.cells.map(({ row, column, address, value, format }): [string, Cell] => [
    address,
    { sheet: raw.name, address, row, col: column, value: cellValue(value), format, formula: formulaOf(value) },
  ]);
  return { name: raw.name, isHidden: raw.visibility !== 'visible', cells: new Map(cells) };
}

/** The one meaning of the eight shapes in which exceljs gives a cell's value. */
export function cellValue(raw: unknown): CellValue {
  if (raw === null || raw === undefined) return { kind: 'empty' };
  if (typeof raw === 'number') return numberValue(raw);
  if (typeof raw === 'boolean') return { kind: 'text', text: raw ? 'TRUE' : 'FALSE' };
  if (typeof raw === 'string') return textValue(raw);
  if (isDate(raw)) return dateValue(raw);
  if (typeof raw !== 'object') return { kind: 'empty' };
  if ('error' in raw) return { kind: 'error', error: String(raw.error) };
  if ('richText' in raw && Array.isArray(raw.richText)) return textValue(raw.richText.map(runText).join(''));
  if ('hyperlink' in raw) return 'text' in raw ? cellValue(raw.text) : { kind: 'empty' };
  if ('formula' in raw || 'sharedFormula' in raw) return 'result' in raw ? cellValue(raw.result) : { kind: 'empty' };
  return { kind: 'empty' };
}

function numberValue(raw: number): CellValue {
  // The shortest decimal that reads back as the same double is what the vendor saw in the cell.
  return Number.isFinite(raw) ? { kind: 'number', number: new Decimal(raw).toFixed() } : { kind: 'error', error: '#NUM!' };
}

function textValue(raw: string): CellValue {
  const text = raw.replace(/\u00a0/g, ' ').trim();
  return text === '' ? { kind: 'empty' } : { kind: 'text', text };
}

function dateValue(raw: Date): CellValue {
  return Number.isNaN(raw.getTime()) ? { kind: 'error', error: '#VALUE!' } : { kind: 'date', on: raw.toISOString().slice(0, 10) };
}

function runText(run: unknown): string {
  return typeof run === 'object' && run !== null && 'text' in run ? String(run.text) : '';
}

function formulaOf(raw: unknown): string | null {
  if (typeof raw !== 'object' || raw === null) return null;
  if ('formula' in raw) return String(raw.formula);
  return 'sharedFormula' in raw ? String(raw.sharedFormula) : null;
}
