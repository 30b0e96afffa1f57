import { Decimal } from 'decimal.js';
import { minorUnits } from './currencies.js';

// Set on the shared constructor, so that a Decimal from the database reckons like one from here; no exponents, so that text is storable.
Decimal.set({ precision: 40, rounding: Decimal.ROUND_HALF_UP, toExpNeg: -60, toExpPos: 60 });

export { Decimal };

/** A figure as it is stored (decimal text, '1234.50') or already read. */
export type Amount = Decimal | string;

/** An amount in the currency of its ISO 4217 code. */
export interface Money {
  amount: Decimal;
  currency: string;
}

/** How a figure is shown; `locale` null is the house style: 1 234.50 with a no-break space between thousands. */
export interface FigureStyle {
  locale?: string | null;
}

/** The figure behind an amount. Text must have been checked by `parseDecimal` at the door: bad text here is a bug and throws. */
export function decimal(amount: Amount): Decimal {
  return amount instanceof Decimal ? amount : new Decimal(amount);
}

/** Reads plain decimal text ('-12', '1234.50'); null for anything else: exponents, thousands separators, commas, hex, Infinity. */
export function parseDecimal(text: string): Decimal | null {
  const trimmed = text.trim();
  return trimmed.length <= 100 && /^[+-]?(\d+(\.\d+)?|\.\d+)$/.test(trimmed) ? new Decimal(trimmed) : null;
}

/** The sum of the amounts; zero for none. */
export function sum(amounts: Iterable<Amount>): Decimal {
  let total = new Decimal(0);
  for (const amount of amounts) total = total.plus(decimal(amount));
  return total;
}

/** Rounds to the currency's minor units, halves away from zero (JPY 0 decimals, EUR 2, KWD 3). */
export function roundMoney(amount: Amount, currency: string): Decimal {
  return decimal(amount).toDecimalPlaces(minorUnits(currency), Decimal.ROUND_HALF_UP);
}

/** Stored text of a rounded amount: always the currency's minor units, '1234.50'. */
export function moneyText(amount: Amount, currency: string): string {
  return roundMoney(amount, currency).toFixed(minorUnits(currency));
}

/** An amount for people, rounded to the currency's minor units: `1 234.50 EUR`. Digits come from the decimal, never from a float. */
export function formatMoney(amount: Amount, currency: string, style: FigureStyle = {}): string {
  const digits = minorUnits(currency);
  return `${grouped(roundMoney(amount, currency), digits, digits, style)}\u00a0${currency}`;
}

/** A unit price for people: like money, but keeps further decimals that were given, up to 10: `0.0425 EUR`. */
export function formatUnitPrice(amount: Amount, currency: string, style: FigureStyle = {}): string {
  const digits = minorUnits(currency);
  return `${grouped(decimal(amount), digits, Math.max(10, digits), style)}\u00a0${currency}`;
}

/** A quantity or score for people, without trailing zeros; at most `decimals` of them. */
export function formatNumber(value: Amount, decimals = 2, style: FigureStyle = {}): string {
  return grouped(decimal(value), 0, decimals, style);
}

/** A share for people: 0.111 is `11.1 %`. */
export function formatPercent(share: Amount, decimals = 1, style: FigureStyle = {}): string {
  return `${formatNumber(decimal(share).times(100), decimals, style)}\u00a0%`;
}

function grouped(value: Decimal, fewest: number, most: number, { locale = null }: FigureStyle): string {
  // Intl is given decimal text, never a number, so no digit is lost.
  const text: string = value.toDecimalPlaces(most, Decimal.ROUND_HALF_UP).toFixed();
  if (!isNumeric(text)) return text;
  const shown = formatter(locale ?? 'en', fewest, most).format(text);
  return locale === null ? shown.replaceAll(',', '\u00a0') : shown;
}

function isNumeric(text: string): text is `${number}` {
  return /^-?\d+(\.\d+)?$/.test(text);
}

const formatters = new Map<string, Intl.NumberFormat>();

function formatter(locale: string, fewest: number, most: number): Intl.NumberFormat {
  const key = `${locale}/${fewest}/${most}`;
  const known = formatters.get(key);
  if (known !== undefined) return known;
  const made = new Intl.NumberFormat(locale, {
    minimumFractionDigits: fewest,
    maximumFractionDigits: most,
    useGrouping: true,
    signDisplay: 'negative',
  });
  formatters.set(key, made);
  return made;
}
