import type { DataValidation, Worksheet } from 'exceljs';
import { cellText } from './safe-cell.js';
import { spokenInstant } from './spoken-time.js';
import { exactNumber } from './table-export.js';
import type { Sheet } from './workbook-reader.js';

declare module 'exceljs' {
  interface Worksheet {
    /** Missing from exceljs' own types. Only whole ranges: rules for single cells come out as overlapping ranges. */
    dataValidations: { add(range: string, rule: DataValidation): void };
  }
}

/** What a vendor's quote workbook is made from; `token` is what proves that the workbook is ours when it comes back. */
export type QuoteWorkbook = {
  rfq: {
    id: string;
    number: string;
    version: number;
    title: string;
    currency: string;
    closesAt: Date;
    zone: string;
    buyer: string;
  };
  invitation: { id: string; vendorName: string; token: string };
  lines: readonly QuoteWorkbookLine[];
  /** Currencies the vendor may choose; the RFQ's own alone where it accepts no other. */
  currencies: readonly string[];
};

/** `quantity` is a decimal string; with a term the unit price is one for each month. */
export type QuoteWorkbookLine = {
  id: string;
  position: number;
  lot: string | null;
  description: string;
  quantity: string;
  unit: string;
  termMonths: number | null;
};

/** What our hidden sheet says when a workbook comes back: whose it is and which row was which line. It can be forged; check `token`. */
export type QuoteWorkbookMeta = {
  rfqId: string;
  rfqVersion: number;
  invitationId: string;
  token: string;
  lines: { id: string; position: number; row: number }[];
};

const metaSheet = '_meta';
const metaFormat = 'sourcewright-quote/1';
const firstAnswerRow = 11;
const headingRow = 17;
const firstLineRow = headingRow + 1;

const paper = 'FFFFFFFF';
const tint = 'FFF3F5F8';
const answer = 'FFFFF8DB';
const hair = { style: 'thin' as const, color: { argb: 'FFC9D0D8' } };

/** The workbook a vendor fills in: our cells locked, theirs yellow and checked, totals by formula, and a hidden sheet that says whose it is. */
export async function writeQuoteWorkbook(quote: QuoteWorkbook): Promise<Buffer> {
  const { default: ExcelJS } = await import('exceljs');
  const workbook = new ExcelJS.Workbook();
  workbook.creator = cellText(quote.rfq.buyer);
  workbook.title = cellText(`${quote.rfq.number} ${quote.rfq.title}`);
  workbook.calcProperties.fullCalcOnLoad = true;
  const sheet = workbook.addWorksheet('Quote', {
    views: [{ state: 'frozen', ySplit: headingRow, showGridLines: false }],
    pageSetup: {
      paperSize: 9,
      orientation: 'landscape',
      fitToPage: true,
      fitToWidth: 1,
      fitToHeight: 0,
      printTitlesRow: `${headingRow}:${headingRow}`,
    },
  });
  [8, 12, 46, 12, 14, 10, 16, 14, 34, 18, 4].forEach((width, i) => (sheet.getColumn(i + 1).width = width));
  sheet.getColumn(11).hidden = true;
  writeOpening(sheet, quote);
  writeTerms(sheet, quote);
  writeLines(sheet, quote);
  await sheet.protect('', { selectLockedCells: true, selectUnlockedCells: true, formatColumns: true, formatRows: true });
  writeMeta(workbook.addWorksheet(metaSheet, { state: 'veryHidden' }), quote);
  return Buffer.from(await workbook.xlsx.writeBuffer());
}

/** What the hidden sheet of a returned workbook says, or null where it is missing or damaged. */
export function quoteWorkbookMeta(sheets: readonly Sheet[]): QuoteWorkbookMeta | null {
  const sheet = sheets.find(({ name }) => name === metaSheet);
  if (!sheet) return null;
  const at = (address: string) => {
    const value = sheet.cells.get(address)?.value;
    return value?.kind === 'text' ? value.text : value?.kind === 'number' ? value.number : null;
  };
  const [format, rfqId, rfqVersion, invitationId, token] = [1, 2, 3, 4, 5].map((row) => at(`B${row}`));
  if (format !== metaFormat || !rfqId || !rfqVersion || !invitationId || !token) return null;
  const lines: QuoteWorkbookMeta['lines'] = [];
  for (let row = 8; at(`A${row}`) !== null; row += 1) {
    lines.push({ id: at(`B${row}`) ?? '', position: Number(at(`A${row}`)), row: Number(at(`C${row}`)) });
  }
  return { rfqId, rfqVersion: Number(rfqVersion), invitationId, token, lines };
}

function writeOpening(sheet: Worksheet, { rfq, invitation }: QuoteWorkbook): void {
  const rows = [
    { text: `Quote for ${rfq.number}: ${rfq.title}`, font: { bold: true, size: 16 } },
    { text: `From ${invitation.vendorName} to ${rfq.buyer}`, font: { size: 11, color: { argb: 'FF5B6776' } } },
    { text: `Answer by ${spokenInstant(rfq.closesAt, rfq.zone)}`, font: { bold: true, size: 11 } },
    null,
    { text: 'How to answer', font: { bold: true } },
    { text: '1. Fill in the yellow cells. The other cells are ours and stay as they are.', font: {} },
    {
      text: '2. Type prices as plain numbers, for one unit and without VAT. Where a term is given, the unit price is for one month.',
      font: {},
    },
    { text: '3. If you do not offer a line, leave its price empty and write “not offered” in its notes.', font: {} },
    {
      text: '4. Save the file as .xlsx and send it back as an answer to our e-mail. You get a receipt that says what we read.',
      font: {},
    },
  ];
  rows.forEach((row, i) => {
    if (!row) return;
    sheet.mergeCells(i + 1, 1, i + 1, 10);
    const cell = sheet.getCell(i + 1, 1);
    cell.value = cellText(row.text);
    cell.font = row.font;
    cell.alignment = { wrapText: false, vertical: 'middle' };
  });
  sheet.getRow(1).height = 26;
}

function writeTerms(sheet: Worksheet, { rfq, currencies }: QuoteWorkbook): void {
  const terms = [
    { label: 'Currency', hint: currencies.length > 1 ? `One of ${currencies.join(', ')}` : `This RFQ takes ${rfq.currency}` },
    { label: 'Valid until', hint: 'The last day on which your quote stands, such as 2027-01-31' },
    { label: 'Lead time in days', hint: 'From our order to delivery or start of the work' },
    { label: 'Payment terms', hint: 'Such as 30 days net' },
    { label: 'General notes', hint: 'Anything that holds for the whole quote' },
  ];
  terms.forEach(({ label, hint }, i) => {
    const row = firstAnswerRow + i;
    sheet.mergeCells(row, 1, row, 2);
    sheet.getCell(row, 1).value = label;
    sheet.getCell(row, 1).font = { bold: true };
    open(sheet, row, 3);
    sheet.getCell(row, 3).alignment = { horizontal: 'left', wrapText: true };
    sheet.mergeCells(row, 4, row, 10);
    sheet.getCell(row, 4).value = cellText(hint);
    sheet.getCell(row, 4).font = { italic: true, color: { argb: 'FF5B6776' } };
  });
  sheet.getCell(firstAnswerRow, 3).value = rfq.currency;
  sheet.getCell(firstAnswerRow + 1, 3).numFmt = 'yyyy-mm-dd';
  const list = [...new Set([rfq.currency, ...currencies])].join(',');
  sheet.dataValidations.add(`C${firstAnswerRow}`, {
    ...{ type: 'list', formulae: [`"${list}"`], allowBlank: false, showErrorMessage: true },
    ...{ errorTitle: 'Currency', error: `Choose one of ${list}.` },
  });
  sheet.dataValidations.add(`C${firstAnswerRow + 1}`, {
    ...{
      type: 'date',
      operator: 'greaterThan',
      formulae: [new Date('2020-01-01T00:00:00Z')],
      allowBlank: true,
      showErrorMessage: true,
    },
    ...{ errorTitle: 'Valid until', error: 'Type a day, such as 2027-01-31.' },
  });
  sheet.dataValidations.add(`C${firstAnswerRow + 2}`, wholeDays);
}

const wholeDays: DataValidation = {
  ...{ type: 'whole', operator: 'between', formulae: [0, 3650], allowBlank: true, showErrorMessage: true },
  ...{ errorTitle: 'Lead time', error: 'Type the lead time as a whole number of days, such as 28.' },
};

function writeLines(sheet: Worksheet, { lines }: QuoteWorkbook): void {
  const hasTerms = lines.some(({ termMonths }) => termMonths !== null);
  const last = firstLineRow + Math.max(lines.length, 1) - 1;
  const headings = [
    ...['Line', 'Lot', 'Description', 'Quantity', 'Unit', 'Months', hasTerms ? 'Unit price per month' : 'Unit price'],
    ...['Lead time in days', 'Notes', hasTerms ? 'Cost over the term' : 'Line total', 'Line id'],
  ];
  sheet.getRow(headingRow).height = 32;
  headings.forEach((heading, i) => {
    const cell = sheet.getCell(headingRow, i + 1);
    cell.value = heading;
    cell.font = { bold: true };
    cell.fill = { type: 'pattern', pattern: 'solid', fgColor: { argb: tint } };
    cell.alignment = { wrapText: true, vertical: 'middle', horizontal: [4, 6, 7, 8, 10].includes(i + 1) ? 'right' : 'left' };
    cell.border = { bottom: { style: 'medium' } };
  });
  lines.forEach((line, i) => writeLine(sheet, firstLineRow + i, line));
  writeTotal(sheet, last);
  sheet.dataValidations.add(`G${firstLineRow}:G${last}`, {
    ...{ type: 'decimal', operator: 'greaterThanOrEqual', formulae: [0], allowBlank: true, showErrorMessage: true },
    ...{ errorTitle: 'Unit price', error: 'Type the unit price as a plain number, such as 12.50, or leave it empty.' },
  });
  sheet.dataValidations.add(`H${firstLineRow}:H${last}`, wholeDays);
}

function writeLine(sheet: Worksheet, row: number, line: QuoteWorkbookLine): void {
  const price = `D${row}*G${row}${line.termMonths === null ? '' : `*F${row}`}`;
  const values = [
    line.position,
    cellText(line.lot ?? ''),
    cellText(line.description),
    exactNumber(line.quantity),
    cellText(line.unit),
  ];
  values.forEach((value, i) => (sheet.getCell(row, i + 1).value = value === '' ? null : value));
  sheet.getCell(row, 6).value = line.termMonths;
  sheet.getCell(row, 10).value = { formula: `IF(ISNUMBER(G${row}),ROUND(${price},2),"")`, result: '' };
  sheet.getCell(row, 11).value = line.id;
  for (let column = 1; column <= 10; column += 1) {
    const cell = sheet.getCell(row, column);
    cell.border = { bottom: hair };
    cell.alignment = { vertical: 'top', wrapText: column === 3 || column === 9 };
  }
  sheet.getCell(row, 4).numFmt = '#,##0.######';
  [7, 8, 9].forEach((column) => open(sheet, row, column));
  sheet.getCell(row, 7).numFmt = '#,##0.00####';
  sheet.getCell(row, 9).alignment = { vertical: 'top', wrapText: true };
  sheet.getCell(row, 10).numFmt = '#,##0.00';
}

function writeTotal(sheet: Worksheet, last: number): void {
  const row = last + 1;
  sheet.getCell(row, 3).value = 'Total without VAT';
  sheet.getCell(row, 10).value = { formula: `SUM(J${firstLineRow}:J${last})`, result: 0 };
  sheet.getCell(row, 10).numFmt = '#,##0.00';
  for (let column = 1; column <= 10; column += 1) {
    sheet.getCell(row, column).font = { bold: true };
    sheet.getCell(row, column).border = { top: { style: 'medium' } };
    sheet.getCell(row, column).fill = { type: 'pattern', pattern: 'solid', fgColor: { argb: paper } };
  }
}

function open(sheet: Worksheet, row: number, column: number): void {
  const cell = sheet.getCell(row, column);
  cell.protection = { locked: false };
  cell.fill = { type: 'pattern', pattern: 'solid', fgColor: { argb: answer } };
  cell.border = { top: hair, bottom: hair, left: hair, right: hair };
}

function writeMeta(sheet: Worksheet, { rfq, invitation, lines }: QuoteWorkbook): void {
  sheet.addRows([
    ['format', metaFormat],
    ['rfq', rfq.id],
    ['version', rfq.version],
    ['invitation', invitation.id],
    ['token', invitation.token],
    [],
    ['position', 'line', 'row'],
    ...lines.map((line, i) => [line.position, line.id, firstLineRow + i]),
  ]);
}
