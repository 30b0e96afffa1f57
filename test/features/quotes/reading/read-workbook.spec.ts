import ExcelJS from 'exceljs';
import type { Asked } from '../../../../src/features/quotes/reading/reading.js';
import { readWorkbook } from '../../../../src/features/quotes/reading/read-workbook.js';
import { cellValue, WorkbookReader, type Cell, type Sheet } from '../../../../src/rendering/workbook-reader.js';
import { writeQuoteWorkbook } from '../../../../src/rendering/workbook.js';
import { loadSettings } from '../../../../src/settings.js';

const asked: Asked = {
  currency: 'EUR',
  receivedOn: '2026-11-22',
  lines: [
    {
      lineId: '0198a000-0000-7000-8000-000000000001',
      position: 1,
      description: 'Rack server',
      quantity: '10',
      unit: 'piece',
      termMonths: null,
    },
    {
      lineId: '0198a000-0000-7000-8000-000000000002',
      position: 2,
      description: 'Network switch',
      quantity: '4',
      unit: 'piece',
      termMonths: null,
    },
    {
      lineId: '0198a000-0000-7000-8000-000000000003',
      position: 3,
      description: 'Helpdesk',
      quantity: '1',
      unit: 'service',
      termMonths: 12,
    },
  ],
};

/** The workbook as it goes out. */
const blank = () =>
  writeQuoteWorkbook({
    rfq: {
      id: '0198a000-0000-7000-8000-0000000000ff',
      number: 'RFQ-000001',
      version: 1,
      title: 'Servers',
      currency: 'EUR',
      closesAt: new Date('2026-12-01T12:00:00Z'),
      zone: 'Europe/Berlin',
      buyer: 'Example Ltd',
    },
    invitation: { id: '0198a000-0000-7000-8000-0000000000fe', vendorName: 'Acme', token: 'abcdefgh' },
    currencies: ['EUR', 'USD'],
    lines: asked.lines.map((line) => ({ ...line, id: line.lineId, lot: null })),
  });

/** The sheets as the reader gives them, after a vendor's hand went over them; the reader's child process is left out. */
async function filledIn(fill: (sheet: ExcelJS.Worksheet, workbook: ExcelJS.Workbook) => void): Promise<Sheet[]> {
  const workbook = new ExcelJS.Workbook();
  await workbook.xlsx.load((await blank()).buffer.slice(0) as ArrayBuffer);
  fill(workbook.getWorksheet('Quote') ?? workbook.addWorksheet('Quote'), workbook);
  return workbook.worksheets.map((sheet) => {
    const cells = new Map<string, Cell>();
    sheet.eachRow((row) =>
      row.eachCell((cell, col) => {
        if (cell.isMerged && cell.master.address !== cell.address) return;
        const formula =
          typeof cell.value === 'object' && cell.value !== null && 'formula' in cell.value ? String(cell.value.formula) : null;
        const value = cellValue(cell.value);
        cells.set(cell.address, {
          sheet: sheet.name,
          address: cell.address,
          row: row.number,
          col,
          value,
          format: cell.numFmt ?? null,
          formula,
        });
      }),
    );
    return { name: sheet.name, isHidden: sheet.state !== 'visible', cells };
  });
}

const set = (values: Record<string, ExcelJS.CellValue>) => (sheet: ExcelJS.Worksheet) => {
  for (const [address, value] of Object.entries(values)) sheet.getCell(address).value = value;
};
const complete = { G18: 1200.5, G19: 350, G20: 80 };
const pricesOf = (sheets: Sheet[]) => readWorkbook(sheets, asked).lines.map((line) => line.unitPrice);

describe('a filled-in workbook', () => {
  it('is read with its terms', async () => {
    const reading = readWorkbook(
      await filledIn(
        set({ ...complete, C12: new Date('2026-12-31T00:00:00Z'), C13: 28, C14: '30 days net', H18: 14, I19: 'in stock' }),
      ),
      asked,
    );

    expect(reading.problems).toEqual([]);
    expect(reading).toMatchObject({
      confident: true,
      currency: 'EUR',
      currencyAssumed: false,
      validUntil: '2026-12-31',
      leadDays: 28,
      paymentTerms: '30 days net',
    });
    expect(reading.lines).toMatchObject([
      { unitPrice: '1200.5', leadDays: 14, source: 'Quote!G18' },
      { unitPrice: '350', note: 'in stock' },
      { unitPrice: '80' },
    ]);
  });

  it('does not take our hints for answers', async () => {
    expect(readWorkbook(await filledIn(set({ ...complete, C11: null })), asked)).toMatchObject({
      validUntil: null,
      leadDays: null,
      paymentTerms: null,
      currency: 'EUR',
      currencyAssumed: true,
    });
  });

  it('is read by the real reader too', async () => {
    const reader = new WorkbookReader(loadSettings({ SECRET: 'x'.repeat(40), DATABASE_URL: 'postgres://none/test' }));
    const workbook = new ExcelJS.Workbook();
    await workbook.xlsx.load((await blank()).buffer.slice(0) as ArrayBuffer);
    set({ ...complete, C12: '2026-12-31' })(workbook.getWorksheet('Quote') ?? workbook.addWorksheet('Quote'));
    const read = await reader.read(Buffer.from(await workbook.xlsx.writeBuffer()));
    reader.onApplicationShutdown();
    if ('refused' in read) throw new Error(read.refused.say);

    expect(readWorkbook(read.sheets, asked)).toMatchObject({
      confident: true,
      validUntil: '2026-12-31',
      lines: [{ unitPrice: '1200.5' }, { unitPrice: '350' }, { unitPrice: '80' }],
    });
  });

  it.each<[string, Record<string, ExcelJS.CellValue>, (string | null)[]]>([
    ['comma decimals as text', { G18: '1.200,50', G19: '350,00' }, ['1200.50', '350.00', null]],
    ['a currency in the cell', { G18: '1200.50 EUR', G19: '€ 350,00' }, ['1200.50', '350.00', null]],
    ['an ambiguous number beside a clear one', { G18: '1,200', G19: '350.50' }, ['1200', '350.50', null]],
    ['a formula with its result', { G18: { formula: '600*2', result: 1200 } }, ['1200', null, null]],
    ['rich text', { G18: { richText: [{ text: '1200' }, { text: '.50' }] } }, ['1200.50', null, null]],
    ['a price per month where a term runs', { G20: '80.00 per month' }, [null, null, '80.00']],
    ['"not offered" in the notes', { ...complete, G19: null, I19: 'not offered' }, ['1200.5', null, '80']],
  ])('may hold %s', async (_, values, prices) => {
    const reading = readWorkbook(await filledIn(set(values)), asked);

    expect(reading.problems).toEqual([]);
    expect(reading.lines.map((line) => line.unitPrice)).toEqual(prices);
  });

  it.each<[string, Record<string, ExcelJS.CellValue>, string, RegExp]>([
    ['an error', { ...complete, G18: { error: '#DIV/0!' } }, 'Quote!G18', /error/],
    ['a negative price', { ...complete, G18: -5 }, 'Quote!G18', /negative/],
    ['nothing for a price', { ...complete, G18: 0 }, 'Quote!G18', /free of charge or not offered/],
    ['a word', { ...complete, G18: 'see attachment' }, 'Quote!G18', /not a price/],
    ['an ambiguous number alone', { G18: '1,234' }, 'Quote!G18', /1234 or 1\.234/],
    ['two numbers', { ...complete, G18: '12.50 or 11.00' }, 'Quote!G18', /one plain price/],
    ['a percentage', { ...complete, G18: '5%' }, 'Quote!G18', /one plain price/],
    ['another unit', { ...complete, G20: '900 per year' }, 'Quote!G20', /service and month/],
    ['a formula without a result', { ...complete, G18: { formula: 'A1*2' } }, 'Quote!G18', /no result/],
    ['another quantity', { ...complete, D18: 5 }, 'Quote!D18', /asks for 10/],
    ['another line total', { ...complete, J18: 1 }, 'Quote!J18', /12005/],
    ['a lead time in words', { ...complete, H18: 'soon' }, 'Quote!H18', /lead time/],
    ['an uncertain day', { ...complete, C12: '03/04/2027' }, 'Quote!C12', /2026-12-31/],
    ['no currency', { ...complete, C11: 'money' }, 'Quote!C11', /currency/],
    ['another currency in a cell', { ...complete, G18: '1200.50 USD' }, 'Quote!G18', /currency/],
    ['a price in a row of no line', { ...complete, A25: 9, C25: 'Extra', G25: 100 }, 'Quote!G25', /not one of the RFQ/],
  ])('names the cell that holds %s', async (_, values, where, say) => {
    const reading = readWorkbook(await filledIn(set(values)), asked);

    expect(reading.confident).toBe(false);
    expect(reading.problems.find((problem) => problem.where === where)?.say).toMatch(say);
  });

  it('is not misled by a title that names a service', async () => {
    const sheets = await filledIn((sheet) => {
      sheet.getCell('A1').value = 'Quote for RFQ-000001: Office relocation services';
      sheet.getCell('G18').value = 1200.5;
    });

    const reading = readWorkbook(sheets, asked);

    expect(reading.lines[0].unitPrice).toBe('1200.5');
    expect(reading.problems.filter(({ where }) => /!A[1-9]$/.test(where))).toEqual([]);
  });

  it('is known when its sheet was renamed and its rows were moved', async () => {
    const sheets = await filledIn((sheet) => {
      set(complete)(sheet);
      sheet.name = 'Angebot 2026';
      sheet.spliceRows(1, 0, [], []);
    });

    expect(pricesOf(sheets)).toEqual(['1200.5', '350', '80']);
  });

  it('is mapped by position, then by description, when the line ids are gone', async () => {
    const withoutIds = { K18: null, K19: null, K20: null };
    expect(pricesOf(await filledIn(set({ ...complete, ...withoutIds })))).toEqual(['1200.5', '350', '80']);
    expect(pricesOf(await filledIn(set({ ...complete, ...withoutIds, A18: null, A19: null, A20: null })))).toEqual([
      '1200.5',
      '350',
      '80',
    ]);
  });

  it('is asked about when position and description belong to different lines', async () => {
    const swapped = { ...complete, K18: null, K19: null, K20: null, A18: 2, A19: 1 };

    expect(readWorkbook(await filledIn(set(swapped)), asked).confident).toBe(false);
  });

  it('is asked about when there is no such sheet', () => {
    expect(readWorkbook([], asked)).toMatchObject({ confident: false, problems: [{ where: 'the workbook' }] });
  });
});
