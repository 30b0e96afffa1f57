import { readAnswer } from '../../../../src/features/quotes/reading/read-answer.js';
import type { Asked } from '../../../../src/features/quotes/reading/reading.js';
import type { Cell, CellValue, Sheet } from '../../../../src/rendering/workbook-reader.js';

const asked: Asked = {
  currency: 'EUR',
  lines: [
    { lineId: 'line-a', position: 1, description: 'Rack server', quantity: '10', unit: 'piece', termMonths: null },
    { lineId: 'line-b', position: 2, description: 'Network switch', quantity: '4', unit: 'piece', termMonths: null },
  ],
};

/** Our sheet in short: line, description, unit price, id. */
function aWorkbook(prices: (string | null)[]): Sheet[] {
  const rows: (string | null)[][] = [
    ['Line', 'Description', 'Unit price', 'Line id'],
    ...asked.lines.map((line, i) => [String(line.position), line.description, prices[i] ?? null, line.lineId]),
  ];
  const cells = rows.flatMap((row, r) =>
    row.map((text, c): [string, Cell] => {
      const address = `${'ABCD'[c]}${r + 1}`;
      const value: CellValue =
        text === null
          ? { kind: 'empty' }
          : c === 2 && r > 0 && /^[\d.]+$/.test(text)
            ? { kind: 'number', number: text }
            : { kind: 'text', text };
      return [address, { sheet: 'Quote', address, row: r + 1, col: c + 1, value, format: null, formula: null }];
    }),
  );
  return [{ name: 'Quote', isHidden: false, cells: new Map(cells) }];
}
const read = (text: string, ...workbooks: Sheet[][]) => readAnswer({ reply: { text, html: null }, workbooks }, asked);

describe('an answer with a workbook', () => {
  it.each(['', 'Please find our quote attached.\n\nBest regards\nBob', 'See attachment. Valid until 31.12.2026.'])(
    'is the workbook when the letter says %j',
    (text) => {
      expect(read(text, aWorkbook(['120.00', '45.10']))).toMatchObject({
        confident: true,
        lines: [{ unitPrice: '120.00' }, { unitPrice: '45.10' }],
      });
    },
  );

  it('takes from the letter what the workbook leaves open', () => {
    expect(read('Valid until 31.12.2026.', aWorkbook(['120.00', '45.10'])).validUntil).toBe('2026-12-31');
  });

  it('agrees with the same prices in the letter', () => {
    expect(read('Line 1: 120 EUR each', aWorkbook(['120.00', '45.10'])).confident).toBe(true);
  });

  it.each([
    ['other prices', 'Line 1: 99.00 EUR each'],
    ['costs beside them', 'Attached. Plus shipping costs of 50.00 EUR.'],
    ['a question', 'Attached. Is the delivery address in Berlin?'],
    ['a refusal', 'We decline because we are booked.'],
    ['a withdrawal', 'We withdraw our quote.'],
  ])('goes to a person when the letter has %s', (_, text) => {
    expect(read(text, aWorkbook(['120.00', '45.10'])).confident).toBe(false);
  });

  it('goes to a person when two filled-in workbooks came', () => {
    expect(read('', aWorkbook(['120.00', '45.10']), aWorkbook(['99.00', '45.10'])).confident).toBe(false);
  });

  it('is the letter when the workbook came back empty', () => {
    expect(read('Line 1: 99.00 EUR each', aWorkbook([null, null]))).toMatchObject({
      confident: true,
      lines: [{ unitPrice: '99.00' }, {}],
    });
  });

  it('names the cell when one cannot be read', () => {
    expect(read('', aWorkbook(['call me', '45.10']))).toMatchObject({
      confident: false,
      problems: [{ where: 'Quote!C2', value: 'call me' }],
    });
  });
});
