import { Decimal } from 'decimal.js';
import { cellText, withoutFormula } from './safe-cell.js';

/** A column of an exported list; `number` takes decimal strings, Decimals or counts, `day` 'YYYY-MM-DD', `instant` a Date (shown in UTC). */
export type ExportColumn = { header: string; kind: 'text' | 'number' | 'day' | 'instant'; width?: number };

export type ExportCell = string | number | boolean | Decimal | Date | null | undefined;

/** The list as the only sheet of a workbook, with a fixed heading and filters; no cell can start a formula. */
export async function writeTable(
  sheetName: string,
  columns: readonly ExportColumn[],
  rows: Iterable<readonly ExportCell[]>,
): Promise<Buffer> {
  const { default: ExcelJS } = await import('exceljs');
  const workbook = new ExcelJS.Workbook();
  const sheet = workbook.addWorksheet(
    cellText(sheetName)
      .replace(/[*?:\\/[\]]/g, ' ')
      .slice(0, 31)
      .trim() || 'List',
    {
      views: [{ state: 'frozen', ySplit: 1 }],
    },
  );
  sheet.columns = columns.map(({ kind, width }) => ({ width: width ?? defaultWidths[kind], style: { numFmt: formats[kind] } }));
  sheet.addRow(columns.map(({ header }) => cellText(header))).font = { bold: true };
  for (const row of rows) sheet.addRow(columns.map(({ kind }, i) => sheetCell(row[i], kind)));
  sheet.autoFilter = { from: { row: 1, column: 1 }, to: { row: 1, column: columns.length } };
  return Buffer.from(await workbook.xlsx.writeBuffer());
}

/** The list as CSV (RFC 4180, UTF-8 with byte order mark so that Excel reads it rightly); cells that would start a formula get an apostrophe. */
export function csv(columns: readonly ExportColumn[], rows: Iterable<readonly ExportCell[]>): string {
  const lines = [columns.map(({ header }) => csvCell(header)).join(',')];
  for (const row of rows) lines.push(columns.map(({ kind }, i) => csvCell(plainText(row[i], kind))).join(','));
  return `\ufeff${lines.join('\r\n')}\r\n`;
}

const defaultWidths = { text: 28, number: 14, day: 13, instant: 20 };
const formats = { text: '@', number: '#,##0.######', day: 'yyyy-mm-dd', instant: 'yyyy-mm-dd hh:mm' };

function sheetCell(value: ExportCell, kind: ExportColumn['kind']): string | number | Date | null {
  if (value === null || value === undefined || value === '') return null;
  if (kind === 'number') return exactNumber(String(value));
  if (kind === 'instant' && value instanceof Date) return value;
  if (kind === 'day' && typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value)) return new Date(`${value}T00:00:00Z`);
  return cellText(plainText(value, kind));
}

/** A number where the sheet's binary arithmetic keeps every digit of the decimal `text`, otherwise the text itself. */
export function exactNumber(text: string): number | string {
  const value = Number(text);
  return text !== '' && Number.isFinite(value) && new Decimal(value).equals(text) && new Decimal(text).precision() <= 15
    ? value
    : cellText(text);
}

function plainText(value: ExportCell, kind: ExportColumn['kind']): string {
  if (value === null || value === undefined) return '';
  if (value instanceof Date) return kind === 'day' ? value.toISOString().slice(0, 10) : value.toISOString();
  return value instanceof Decimal ? value.toFixed() : String(value);
}

function csvCell(text: string): string {
  const safe = withoutFormula(cellText(text));
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
