import { Decimal } from 'decimal.js';

/**
 * A tender as somebody else recorded it, in words of our own.
 *
 * @typedef {object} RecordedCase
 * @property {string} source file and place in it
 * @property {string} ocid the publisher's id of the process
 * @property {string} title
 * @property {string} need
 * @property {'capacity_rental'|'staffing_and_development'|'operation_and_maintenance'} family
 * @property {string} category one of the service categories
 * @property {string} currency ISO 4217
 * @property {'draft'|'open'|'closed'|'award_pending'|'awarded'|'contracted'|'cancelled'|'unsuccessful'} outcome where the record stands
 * @property {string} status the publisher's own word
 * @property {boolean} wasAwarded whether an award stood before the tender was cancelled
 * @property {{description: string, quantity: string, unit: string}[]} lines
 * @property {{vendor: string, prices: (string|null)[]}[]} bids one a vendor, unit prices by line; empty where the record has none
 * @property {{vendor: string, lines: number[], amount: string}[]} winners by vendor, with the lines each won and its amount; empty without award
 * @property {string|null} value the estimate, or null
 * @property {string[]} notes what was invented or left out, for people
 * @property {object[]} refusals refused steps of a recorded flow
 */

/** Two decimals, half up: what records give and what is compared. */
export const cents = (amount) => new Decimal(amount).toFixed(2, Decimal.ROUND_HALF_UP);

/** A decimal of the record as plain text, or null where it is no number above zero. */
export function positive(value) {
  if (value === null || value === undefined || value === '' || typeof value === 'object') return null;
  try {
    const amount = new Decimal(value);
    return amount.isFinite() && amount.gt(0) ? amount.toFixed() : null;
  } catch {
    return null;
  }
}

/** One line of text, at most `length` characters. */
export const oneLine = (text, length) =>
  String(text ?? '')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, length);

/** An exact share of `amount` for each of `count`, in cents; the last takes what is left over. */
export function shares(amount, count) {
  const each = new Decimal(amount).div(count).toDecimalPlaces(2, Decimal.ROUND_DOWN);
  const last = new Decimal(amount).minus(each.times(count - 1));
  return Array.from({ length: count }, (_, index) => (index === count - 1 ? last : each).toFixed());
}

/** Unit prices for `quantities` that come to `amount` in all, with at most ten decimals. */
export function unitPrices(amount, quantities) {
  return shares(amount, quantities.length).map((share, index) =>
    new Decimal(share).div(quantities[index]).toDecimalPlaces(8).toFixed(),
  );
}

/** What the unit prices of `lines` come to; lines that are not offered count nothing. */
export function totalOf(prices, lines) {
  return prices.reduce(
    (sum, price, index) => (price === null ? sum : sum.plus(new Decimal(price).times(lines[index].quantity))),
    new Decimal(0),
  );
}
