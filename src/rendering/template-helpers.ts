import { Decimal } from 'decimal.js';
import Handlebars from 'handlebars';
import { shortInstant, spokenDay, spokenInstant } from './spoken-time.js';

/**
 * The words that templates may use beside Handlebars' own. A missing name (undefined) throws; a known absence (null) shows as a dash.
 *
 * `money amount currency` · `rounded amount currency` · `number value` · `percent share` · `day on` · `instant at zone` · `moment at zone` · `count n one many` · `plural n one many` · `nth index`
 * · `eq a b` · `ne a b` · `and …` · `or …` · `not a` · `includes list item` · `join list separator` · `concat …` · `multiline text` · `json value`
 */
export const templateHelpers = {
  money: (amount: Decimal.Value | null, currency: string) => shown(amount, (value) => money(value, text(currency))),
  rounded: (amount: Decimal.Value | null, currency: string) => shown(amount, (value) => rounded(value, text(currency))),
  number: (value: Decimal.Value | null) => shown(value, (known) => grouped(new Decimal(known).toFixed())),
  percent: (share: Decimal.Value | null) =>
    shown(share, (known) => `${grouped(new Decimal(known).times(100).toDecimalPlaces(2).toFixed())} %`),
  day: (on: string | null) => shown(on, spokenDay),
  instant: (at: Date | string | null, zone: unknown) =>
    shown(at, (known) => spokenInstant(new Date(known), typeof zone === 'string' ? zone : 'UTC')),
  moment: (at: Date | string | null, zone: string) => shown(at, (known) => shortInstant(new Date(known), zone)),
  count: (n: number, one: string, many: unknown) => `${grouped(String(known(n)))} ${counted(n, one, many)}`,
  plural: (n: number, one: string, many: unknown) => counted(known(n), one, many),
  nth: (index: number) => String(known(index) + 1),
  eq: (a: unknown, b: unknown) => known(a) === b,
  ne: (a: unknown, b: unknown) => known(a) !== b,
  and: (...args: unknown[]) => args.slice(0, -1).every(isTruthy),
  or: (...args: unknown[]) => args.slice(0, -1).find(isTruthy) ?? false,
  not: (value: unknown) => !isTruthy(known(value)),
  includes: (list: readonly unknown[], item: unknown) => known(list).includes(item),
  join: (list: readonly unknown[], separator: unknown) => known(list).join(typeof separator === 'string' ? separator : ', '),
  concat: (...args: unknown[]) => args.slice(0, -1).map(text).join(''),
  multiline: (value: string | null) =>
    new Handlebars.SafeString(shown(value, (known) => Handlebars.escapeExpression(text(known)).replace(/\r?\n/g, '<br>'))),
  json: (value: unknown) => JSON.stringify(known(value)),
};

/**
 * Handlebars' own blocks, made as strict as its names: asking about a name that the model does not have is a mistake in the template
 * or the model, never a quiet "no".
 */
export function makeBlocksStrict(handlebars: typeof Handlebars): void {
  for (const name of ['if', 'unless', 'each', 'with']) {
    const standard = handlebars.helpers[name];
    handlebars.registerHelper(name, function (this: unknown, subject: unknown, options: Handlebars.HelperOptions) {
      return standard.call(this, known(subject, `#${name}`), options);
    });
  }
  handlebars.unregisterHelper('log');
}

/** `1,234.50 EUR`: at least the currency's minor digits, never fewer than the amount has (a unit price may be 0.0042), at most six. */
function money(amount: Decimal.Value, currency: string): string {
  const value = new Decimal(amount).toDecimalPlaces(6);
  return `${grouped(value.toFixed(Math.max(minorDigits(currency), value.decimalPlaces())))} ${currency}`;
}

/** `268,783.99 EUR`: a sum, rounded to the currency's minor digits as it would be paid. */
function rounded(amount: Decimal.Value, currency: string): string {
  return `${grouped(new Decimal(amount).toFixed(minorDigits(currency)))} ${currency}`;
}

function minorDigits(currency: string): number {
  try {
    return new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;
  } catch {
    return 2;
  }
}

function grouped(plain: string): string {
  const [whole, fraction] = plain.split('.');
  const separated = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return fraction === undefined ? separated : `${separated}.${fraction}`;
}

function counted(n: number, one: string, many: unknown): string {
  return n === 1 ? one : typeof many === 'string' ? many : `${one}s`;
}

function shown<Value>(value: Value | null, show: (known: Value) => string): string {
  return known(value) === null ? '–' : show(value as Value);
}

function known<Value>(value: Value, where = 'a helper'): Value {
  if (value === undefined) throw new Error(`${where} was given a name that the model does not have`);
  return value;
}

function text(value: unknown): string {
  if (known(value) === null) return '';
  return String(value);
}

function isTruthy(value: unknown): boolean {
  return Array.isArray(value) ? value.length > 0 : Boolean(value);
}
