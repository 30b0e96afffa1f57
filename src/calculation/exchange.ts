import { Decimal, decimal, parseDecimal, type Amount } from './money.js';
import type { Problem } from './problem.js';

/** A reference rate as the ECB publishes it: `rate` units of `currency` for 1 EUR, on a calendar day, kept as text. */
export interface EuroRate {
  currency: string;
  on: string;
  rate: string;
  source: string;
}

/** What was used to exchange: `rate` units of `to` for 1 of `from`; `on` is the day of the older of the two euro rates. */
export interface ExchangeRate {
  from: string;
  to: string;
  rate: Decimal;
  on: string;
  source: string;
  /** The published rates behind it (none between equal currencies; one where EUR is on one side). */
  legs: EuroRate[];
}

/** An exchanged amount, not rounded, with the rate, day and source that must be stored beside it. */
export interface Conversion extends ExchangeRate {
  amount: Decimal;
}

interface Published extends EuroRate {
  value: Decimal;
}

/**
 * Euro reference rates by currency and day. Rates that are not positive decimal text ('N/A') are left out; of two rates for one
 * currency and day the one given last holds.
 */
export class RateTable {
  private readonly published = new Map<string, Published[]>();

  constructor(rates: Iterable<EuroRate>) {
    const byDay = new Map<string, Map<string, Published>>();
    for (const { currency, on, rate, source } of rates) {
      const value = parseDecimal(rate);
      if (value === null || value.lte(0)) continue;
      const days = byDay.get(currency) ?? new Map<string, Published>();
      days.set(on, { currency, on, rate, source, value });
      byDay.set(currency, days);
    }
    for (const [currency, days] of byDay) {
      this.published.set(
        currency,
        [...days.values()].sort((a, b) => (a.on < b.on ? -1 : 1)),
      );
    }
  }

  /**
   * The rate from one currency to another on a day ('YYYY-MM-DD'), across EUR. On a day without publication (weekend, holiday) the
   * last earlier one is used, never an interpolated one. Cross rates keep 20 digits, so that what is stored gives the same amounts again. Answers `exchange.missingRate` where there is none on or before that day.
   */
  rate(from: string, to: string, on: string): ExchangeRate | Problem {
    if (from === to) return { from, to, rate: new Decimal(1), on, source: 'same currency', legs: [] };
    const given = this.perEuro(from, on);
    const wanted = this.perEuro(to, on);
    const missing = given === null ? from : wanted === null ? to : null;
    if (given === null || wanted === null) {
      return {
        code: 'exchange.missingRate',
        say: `There is no exchange rate for ${missing} on or before ${on}; load the reference rates of that day or enter one with its source.`,
      };
    }
    const legs = [given, wanted].filter((leg) => leg.currency !== 'EUR');
    return {
      from,
      to,
      rate: wanted.value.div(given.value).toSignificantDigits(20),
      on: legs.reduce((oldest, leg) => (leg.on < oldest ? leg.on : oldest), on),
      source: [...new Set(legs.map((leg) => leg.source))].join('; '),
      legs: legs.map(({ currency, on, rate, source }) => ({ currency, on, rate, source })),
    };
  }

  /** The amount in another currency, not rounded, with the rate used; or the problem `exchange.missingRate`. */
  convert(amount: Amount, from: string, to: string, on: string): Conversion | Problem {
    const found = this.rate(from, to, on);
    return 'code' in found ? found : { ...found, amount: decimal(amount).times(found.rate) };
  }

  private perEuro(currency: string, on: string): Published | null {
    if (currency === 'EUR') return { currency, on, rate: '1', source: 'EUR', value: new Decimal(1) };
    const days = this.published.get(currency) ?? [];
    let low = 0;
    let high = days.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const day = days[middle];
      if (day !== undefined && day.on <= on) low = middle + 1;
      else high = middle;
    }
    return days[low - 1] ?? null;
  }
}
