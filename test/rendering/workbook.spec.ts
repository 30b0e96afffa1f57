import ExcelJS from 'exceljs';
import { csv, writeTable } from '../../src/rendering/table-export.js';
import { quoteWorkbookMeta, writeQuoteWorkbook, type QuoteWorkbook } from '../../src/rendering/workbook.js';
import { cellValue, WorkbookReader, type Sheet } from '../../src/rendering/workbook-reader.js';
import { realSettings } from './rendering-examples.js';

const reader = new WorkbookReader(realSettings());
afterAll(() => reader.onApplicationShutdown());

function aQuoteWorkbook(differing: Partial<QuoteWorkbook> = {}): QuoteWorkbook {
  return {
    rfq: {
      ...{
        id: 'rfq-1',
        number: 'RFQ-0007',
        version: 2,
        title: '=cmd|calc!A1 Computing',
        currency: 'EUR',
        buyer: 'Meridian Health Trust',
      },
      ...{ closesAt: new Date('2026-07-01T15:00:00Z'), zone: 'Europe/Dublin' },
    },
    invitation: { id: 'inv-1', vendorName: 'Łódź & Sons', token: 'abc.def' },
    lines: [
      {
        id: 'line-a',
        position: 1,
        lot: 'Lot 1',
        description: 'Virtual machine',
        quantity: '12',
        unit: 'machine',
        termMonths: 36,
      },
      {
        id: 'line-b',
        position: 2,
        lot: null,
        description: '=1+1',
        quantity: '0.333333333333333333333',
        unit: 'TB',
        termMonths: null,
      },
    ],
    currencies: ['EUR', 'USD'],
    ...differing,
  };
}

async function loaded(bytes: Buffer): Promise<ExcelJS.Workbook> {
  const workbook = new ExcelJS.Workbook();
  await workbook.xlsx.load(new Uint8Array(bytes).buffer);
  return workbook;
}

async function saved(workbook: ExcelJS.Workbook): Promise<Buffer> {
  return Buffer.from(await workbook.xlsx.writeBuffer());
}

async function read(bytes: Buffer): Promise<Sheet[]> {
  const reading = await reader.read(bytes);
  if ('refused' in reading) throw new Error(reading.refused.code);
  return reading.sheets;
}

describe('the quote workbook', () => {
  it('comes back with what the vendor typed, whose it is, and which row is which line', async () => {
    const workbook = await loaded(await writeQuoteWorkbook(aQuoteWorkbook()));
    const sheet = workbook.getWorksheet('Quote');
    if (sheet) Object.assign(sheet.getCell('G18'), { value: 12.1 });
    if (sheet) Object.assign(sheet.getCell('H18'), { value: 'two weeks' });
    const sheets = await read(await saved(workbook));
    const cells = sheets.find(({ name }) => name === 'Quote')?.cells;

    expect(cells?.get('G18')).toMatchObject({ address: 'G18', row: 18, col: 7, value: { kind: 'number', number: '12.1' } });
    expect(cells?.get('H18')?.value).toEqual({ kind: 'text', text: 'two weeks' });
    expect(cells?.get('C11')?.value).toEqual({ kind: 'text', text: 'EUR' });
    expect(cells?.get('C19')).toMatchObject({ value: { kind: 'text', text: '=1+1' }, formula: null });
    expect(cells?.get('D19')?.value).toEqual({ kind: 'text', text: '0.333333333333333333333' });
    expect(quoteWorkbookMeta(sheets)).toEqual({
      ...{ rfqId: 'rfq-1', rfqVersion: 2, invitationId: 'inv-1', token: 'abc.def' },
      lines: [
        { id: 'line-a', position: 1, row: 18 },
        { id: 'line-b', position: 2, row: 19 },
      ],
    });
  });

  it('lets the vendor write in the yellow cells only, and hides our own sheet', async () => {
    const workbook = await loaded(await writeQuoteWorkbook(aQuoteWorkbook()));
    const sheet = workbook.getWorksheet('Quote');
    const isOpen = (address: string) => sheet?.getCell(address).protection?.locked === false;

    expect(['C11', 'C12', 'C13', 'C14', 'C15', 'G18', 'H18', 'I18', 'G19'].filter((address) => !isOpen(address))).toEqual([]);
    expect(['A18', 'C18', 'D18', 'E18', 'F18', 'J18', 'K18', 'A1'].filter(isOpen)).toEqual([]);
    expect(workbook.getWorksheet('_meta')?.state).toBe('veryHidden');
  });

  it('computes a line over its term and the total by formula', async () => {
    const workbook = await loaded(await writeQuoteWorkbook(aQuoteWorkbook()));
    const formula = (address: string) => workbook.getWorksheet('Quote')?.getCell(address).formula;

    expect(formula('J18')).toBe('IF(ISNUMBER(G18),ROUND(D18*G18*F18,2),"")');
    expect(formula('J19')).toBe('IF(ISNUMBER(G19),ROUND(D19*G19,2),"")');
    expect(formula('J20')).toBe('SUM(J18:J19)');
  });

  it('checks what is typed: currency, day, days and prices', async () => {
    const workbook = await loaded(await writeQuoteWorkbook(aQuoteWorkbook()));
    const rule = (address: string) => workbook.getWorksheet('Quote')?.getCell(address).dataValidation;

    expect(rule('C11')).toMatchObject({ type: 'list', formulae: ['"EUR,USD"'] });
    expect(rule('G18')).toMatchObject({ type: 'decimal', operator: 'greaterThanOrEqual' });
    expect(rule('G19')).toMatchObject({ type: 'decimal' });
    expect(rule('H19')).toMatchObject({ type: 'whole' });
  });

  it('has no meta where the hidden sheet is gone', async () => {
    const workbook = await loaded(await writeQuoteWorkbook(aQuoteWorkbook()));
    workbook.removeWorksheet('_meta');

    expect(quoteWorkbookMeta(await read(await saved(workbook)))).toBeNull();
  });
});

describe('a cell', () => {
  it.each([
    ['nothing', null, { kind: 'empty' }],
    ['a number', 0.1, { kind: 'number', number: '0.1' }],
    ['a large number', 1e21, { kind: 'number', number: '1000000000000000000000' }],
    ['text', ' 12,50 €\u00a0', { kind: 'text', text: '12,50 €' }],
    ['blank text', '   ', { kind: 'empty' }],
    ['a day', new Date('2027-01-31T00:00:00Z'), { kind: 'date', on: '2027-01-31' }],
    ['rich text', { richText: [{ text: '12' }, { text: '.50' }] }, { kind: 'text', text: '12.50' }],
    ['a formula', { formula: 'A1*2', result: 24.5 }, { kind: 'number', number: '24.5' }],
    ['a shared formula', { sharedFormula: 'A1', result: 'x' }, { kind: 'text', text: 'x' }],
    ['a formula’s error', { formula: '1/0', result: { error: '#DIV/0!' } }, { kind: 'error', error: '#DIV/0!' }],
    ['an error', { error: '#REF!' }, { kind: 'error', error: '#REF!' }],
    ['a link', { text: 'us', hyperlink: 'https://example.com' }, { kind: 'text', text: 'us' }],
    [
      'a link on rich text',
      { text: { richText: [{ text: 'us' }] }, hyperlink: 'https://example.com' },
      { kind: 'text', text: 'us' },
    ],
    ['yes or no', true, { kind: 'text', text: 'TRUE' }],
    ['an uncomputed formula', { formula: 'A1' }, { kind: 'empty' }],
  ])('that holds %s has one meaning', (_, raw, meaning) => {
    expect(cellValue(raw)).toEqual(meaning);
  });
});

describe('an exported list', () => {
  const columns = [
    { header: 'Vendor', kind: 'text' as const },
    { header: 'Total', kind: 'number' as const },
    { header: 'Until', kind: 'day' as const },
  ];
  const rows = [
    ['=HYPERLINK("http://evil")', '-5.00', '2027-01-31'],
    [' +1', '1234567890123456789.01', null],
    ['a "quoted", name\nin two lines', '1.5', '2027-02-01'],
    ['@sum', '', null],
  ];

  it('cannot start a formula as CSV, and keeps negative numbers as they are', () => {
    expect(csv(columns, rows)).toBe(
      [
        '\ufeffVendor,Total,Until',
        '"\'=HYPERLINK(""http://evil"")",-5.00,2027-01-31',
        "' +1,1234567890123456789.01,",
        '"a ""quoted"", name\nin two lines",1.5,2027-02-01',
        "'@sum,,",
        '',
      ].join('\r\n'),
    );
  });

  it('holds text as text, numbers as numbers where no digit is lost, and days as days', async () => {
    const [sheet] = await read(await writeTable('Quotes: all/[1]', columns, rows));

    expect(sheet.name).toBe('Quotes  all  1');
    expect(sheet.cells.get('A2')).toMatchObject({ value: { kind: 'text', text: '=HYPERLINK("http://evil")' }, formula: null });
    expect(sheet.cells.get('B2')?.value).toEqual({ kind: 'number', number: '-5' });
    expect(sheet.cells.get('B3')?.value).toEqual({ kind: 'text', text: '1234567890123456789.01' });
    expect(sheet.cells.get('C2')?.value).toEqual({ kind: 'date', on: '2027-01-31' });
  });
});
