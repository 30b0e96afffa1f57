import { Decimal } from 'decimal.js';
import fc from 'fast-check';
import { decimalMarkIn, readAmount } from '../../../../src/features/quotes/reading/parse-amount.js';

type Style = (whole: string, fraction: string) => string;

const grouped = (whole: string, sign: string): string => whole.replace(/\B(?=(\d{3})+$)/g, sign);
const inLakhs = (whole: string): string =>
  whole.length <= 3 ? whole : `${whole.slice(0, -3).replace(/\B(?=(\d{2})+$)/g, ',')},${whole.slice(-3)}`;
const joined = (whole: string, mark: string, fraction: string): string =>
  fraction === '' ? whole : `${whole}${mark}${fraction}`;

const styles: Record<string, Style> = {
  English: (whole, fraction) => joined(grouped(whole, ','), '.', fraction),
  German: (whole, fraction) => joined(grouped(whole, '.'), ',', fraction),
  French: (whole, fraction) => joined(grouped(whole, '\u202f'), ',', fraction),
  Ukrainian: (whole, fraction) => joined(grouped(whole, '\u00a0'), ',', fraction),
  Swiss: (whole, fraction) => joined(grouped(whole, '’'), '.', fraction),
  Indian: (whole, fraction) => joined(inLakhs(whole), '.', fraction),
  'plain point': (whole, fraction) => joined(whole, '.', fraction),
  'plain comma': (whole, fraction) => joined(whole, ',', fraction),
};

const numbers = fc.record({
  whole: fc.bigInt({ min: 0n, max: 999_999_999_999n }).map(String),
  fraction: fc.oneof(fc.constant(''), fc.stringMatching(/^\d{1,4}$/)),
});

describe('an amount', () => {
  it.each(Object.entries(styles))('written in the %s style is read as itself or asked about, never as another', (_, style) => {
    fc.assert(
      fc.property(numbers, ({ whole, fraction }) => {
        const value = new Decimal(joined(whole, '.', fraction));
        const reading = readAmount(style(whole, fraction));

        if (reading.kind === 'amount') expect(new Decimal(reading.amount).equals(value)).toBe(true);
        else expect(reading.kind).toBe('ambiguous');
        if (reading.kind === 'ambiguous') expect(reading.either.some((one) => value.equals(one))).toBe(true);
      }),
      { numRuns: 400 },
    );
  });

  it.each(Object.entries(styles))('in the %s style is certain when its decimal mark is known', (name, style) => {
    const mark = ['German', 'French', 'Ukrainian', 'plain comma'].includes(name) ? ',' : '.';
    fc.assert(
      fc.property(numbers, ({ whole, fraction }) => {
        expect(readAmount(style(whole, fraction), mark)).toMatchObject({ kind: 'amount' });
      }),
      { numRuns: 200 },
    );
  });

  it('never throws, whatever is written', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(..."0123456789.,  -’'") }), (text) => void readAmount(text)),
      { numRuns: 2000 },
    );
  });

  it.each([
    ['12,50', '12.50'],
    ['1.234,50', '1234.50'],
    ['1,234.50', '1234.50'],
    ['1 234,50', '1234.50'],
    ["1'234.50", '1234.50'],
    ['1,23,456.78', '123456.78'],
    ['1.234.567', '1234567'],
    ['0,125', '0.125'],
    ['1234,567', '1234.567'],
    ['.5', '0.5'],
    ['1.200,-', '1200'],
    ['-12.5', '-12.5'],
  ])('%s is %s', (text, amount) => {
    const mark = text === '1.200,-' ? ',' : null;
    expect(readAmount(text, mark)).toEqual({ kind: 'amount', amount });
  });

  it.each(['1,234', '12.345', '999,000'])('%s alone may mean two things', (text) => {
    expect(readAmount(text).kind).toBe('ambiguous');
  });

  it.each(['', '12.34.56', '1,2,3', '1.234,567,89', '12 34', 'twelve', '1..2', '2026-11-22'])('%j is no number', (text) => {
    expect(readAmount(text)).toEqual({ kind: 'none' });
  });

  it('has its decimal mark shown by its neighbours, unless they disagree', () => {
    expect(decimalMarkIn(['1,234', '12,50'])).toBe(',');
    expect(decimalMarkIn(['1,234', '1,234.50'])).toBe('.');
    expect(decimalMarkIn(['12,50', '12.50'])).toBeNull();
    expect(decimalMarkIn(['1,234'])).toBeNull();
  });
});
