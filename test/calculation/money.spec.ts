import fc from 'fast-check';
import { currencies, currencyCodes, isCurrency } from '../../src/calculation/currencies.js';
import {
  Decimal,
  decimal,
  formatMoney,
  formatNumber,
  formatPercent,
  formatUnitPrice,
  moneyText,
  parseDecimal,
  roundMoney,
  sum,
} from '../../src/calculation/money.js';
import { onCaseFile } from './worked-examples.js';

const plain = (text: string) => text.replaceAll('\u00a0', ' ');
const cents = fc.bigInt({ min: -(10n ** 18n), max: 10n ** 18n }).map((value) => new Decimal(value.toString()).div(100));

describe('money', () => {
  it('reads plain decimal text only', () => {
    expect(parseDecimal(' 1234.50 ')?.toFixed()).toBe('1234.5');
    expect(parseDecimal('-.5')?.toFixed()).toBe('-0.5');
    for (const text of ['', '1,5', '1 000', '1e3', '0x10', 'Infinity', 'NaN', '12€', '1.', '--1'])
      expect(parseDecimal(text)).toBeNull();
  });

  it('adds tenths without a float’s noise', () => {
    expect(sum(['0.1', '0.2']).toFixed()).toBe('0.3');
    expect(new Decimal(1).minus(decimal('350').div('500')).toFixed()).toBe('0.3');
  });

  it('rounds halves away from zero to the currency’s minor units', () => {
    expect(moneyText('1.005', 'EUR')).toBe('1.01');
    expect(moneyText('-1.005', 'EUR')).toBe('-1.01');
    expect(moneyText('1234.5', 'JPY')).toBe('1235');
    expect(moneyText('1.2345', 'KWD')).toBe('1.235');
  });

  it('shows an amount exactly, beyond what a double holds', () => {
    expect(plain(formatMoney('1234.5', 'EUR'))).toBe('1 234.50 EUR');
    expect(plain(formatMoney('-90071992547409931234.56', 'EUR'))).toBe('-90 071 992 547 409 931 234.56 EUR');
    expect(plain(formatMoney('1234.5', 'EUR', { locale: 'de' }))).toBe('1.234,50 EUR');
    expect(plain(formatMoney('-0.001', 'EUR'))).toBe('0.00 EUR');
    expect(plain(formatUnitPrice('0.0425', 'EUR'))).toBe('0.0425 EUR');
    expect(plain(formatUnitPrice('12', 'EUR'))).toBe('12.00 EUR');
    expect(plain(formatPercent('0.1114'))).toBe('11.1 %');
    expect(formatNumber('2.50')).toBe('2.5');
  });

  it('shows what it stores', () => {
    fc.assert(
      fc.property(cents, (amount) => {
        const shown = plain(formatMoney(amount, 'EUR')).replaceAll(' ', '').replace('EUR', '');
        expect(shown).toBe(moneyText(amount, 'EUR'));
        expect(roundMoney(amount, 'EUR').eq(amount)).toBe(true);
      }),
    );
  });
});

describe('currencies', () => {
  onCaseFile('codelists/iso4217-codes-all.csv', 'are those of ISO 4217 with its minor units', (text) => {
    const rows = text
      .split('\n')
      .slice(1)
      .map((line) => /,([A-Z]{3}),(\d*),([\d-]*),(.*)$/.exec(line.trim()));
    const listed = new Map<string, number>();
    const withdrawn = new Map<string, string>();
    for (const row of rows) {
      const [, code = '', , units = '', withdrawal = ''] = row ?? [];
      if (withdrawal === '' && /^\d+$/.test(units)) listed.set(code, Number(units));
      else if (code !== '' && withdrawal >= (withdrawn.get(code) ?? '')) withdrawn.set(code, withdrawal);
    }
    expect(listed.size).toBeGreaterThan(160);
    expect(Object.fromEntries(currencyCodes.map((code) => [code, currencies.get(code)?.minorUnits]))).toEqual(
      Object.fromEntries(listed),
    );
    for (const { code, retiredIn } of currencies.values())
      if (retiredIn !== null) expect([code, retiredIn]).toEqual([code, withdrawn.get(code)]);
  });

  it('refuses a withdrawn, unknown or metal code for a new price', () => {
    expect(isCurrency('EUR')).toBe(true);
    for (const code of ['BGN', 'HRK', 'XAU', 'XXX', 'eur', '']) expect(isCurrency(code)).toBe(false);
  });
});
