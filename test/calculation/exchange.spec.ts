import fc from 'fast-check';
import { addDays, weekday } from '../../src/calculation/calendar-days.js';
import { RateTable, type Conversion, type EuroRate, type ExchangeRate } from '../../src/calculation/exchange.js';
import { Decimal } from '../../src/calculation/money.js';
import type { Problem } from '../../src/calculation/problem.js';
import { expectNear, onCaseFile } from './worked-examples.js';

const rate = (currency: string, on: string, value: string): EuroRate => ({ currency, on, rate: value, source: 'ECB' });
const table = new RateTable([
  rate('USD', '2026-03-27', '1.1500'),
  rate('USD', '2026-03-30', '1.1484'),
  rate('GBP', '2026-03-30', '0.86803'),
  rate('HRK', '2026-03-30', 'N/A'),
]);

function found<Answer extends ExchangeRate>(answer: Answer | Problem): Answer {
  if ('code' in answer) throw new Error(answer.say);
  return answer;
}

describe('exchange', () => {
  it('crosses through the euro and keeps rate, day and source', () => {
    const conversion = found<Conversion>(table.convert('100', 'USD', 'GBP', '2026-03-30'));
    expectNear(conversion.amount, (100 / 1.1484) * 0.86803, 1e-9);
    expect(conversion).toMatchObject({ from: 'USD', to: 'GBP', on: '2026-03-30', source: 'ECB' });
    expect(conversion.legs.map((leg) => leg.rate)).toEqual(['1.1484', '0.86803']);
  });

  it('uses the last earlier day, never a later or an interpolated one', () => {
    expect(found(table.rate('EUR', 'USD', '2026-03-29'))).toMatchObject({ on: '2026-03-27', rate: new Decimal('1.15') });
    expect(found(table.rate('EUR', 'USD', '2026-05-01')).on).toBe('2026-03-30');
  });

  it('names the older day when the two sides were published on different days', () => {
    const older = new RateTable([rate('USD', '2026-03-27', '1.15'), rate('GBP', '2026-03-30', '0.86803')]);
    expect(found(older.rate('USD', 'GBP', '2026-03-31')).on).toBe('2026-03-27');
  });

  it('answers a missing rate with a value', () => {
    for (const [from, to, on] of [
      ['USD', 'EUR', '2026-03-26'],
      ['EUR', 'HRK', '2026-03-30'],
      ['ABC', 'EUR', '2026-03-30'],
    ] as const) {
      expect(table.convert('1', from, to, on)).toMatchObject({ code: 'exchange.missingRate' });
    }
  });

  it('needs no rate between equal currencies', () => {
    expect(found(table.rate('HRK', 'HRK', '2020-01-01')).rate.eq(1)).toBe(true);
  });

  it('comes back to the amount it started from, in any order of the rates', () => {
    const rates = [
      rate('USD', '2026-03-30', '1.1484'),
      rate('JPY', '2026-03-30', '183.12'),
      rate('GBP', '2026-03-27', '0.86803'),
    ];
    const code = fc.constantFrom('USD', 'JPY', 'GBP', 'EUR');
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 10 ** 12 }),
        code,
        code,
        fc.shuffledSubarray(rates, { minLength: 3 }),
        (units, from, to, order) => {
          const there = found<Conversion>(new RateTable(order).convert(String(units), from, to, '2026-03-31'));
          const back = found<Conversion>(new RateTable(order).convert(there.amount, to, from, '2026-03-31'));
          expectNear(back.amount.div(units), 1, 1e-18);
        },
      ),
    );
  });

  onCaseFile(
    'fx/ecb-eurofxref-2023on-odd-months.csv',
    'reads every day and currency of the ECB’s file, weekends from the Friday before',
    (text) => {
      const [head = '', ...lines] = text.trim().split('\n');
      const codes = head.split(',').slice(1).filter(Boolean);
      const rates = lines.flatMap((line) => {
        const [on = '', ...values] = line.split(',');
        return codes.map((currency, index) => rate(currency, on, values[index] ?? 'N/A'));
      });
      const ecb = new RateTable(rates);
      const published = rates.filter((item) => item.rate !== 'N/A');
      expect(published.length).toBeGreaterThan(10_000);
      for (const item of published) expect(found(ecb.rate('EUR', item.currency, item.on)).rate.eq(item.rate)).toBe(true);
      const friday = lines.map((line) => line.slice(0, 10)).find((day) => weekday(day) === 5) ?? '';
      expect(found(ecb.rate('USD', 'EUR', addDays(friday, 2)))).toEqual(found(ecb.rate('USD', 'EUR', friday)));
      expect(ecb.rate('EUR', 'CYP', '2026-03-31')).toMatchObject({ code: 'exchange.missingRate' });
    },
  );
});
