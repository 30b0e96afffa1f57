import { CURRENCY_PATTERN, currenciesMeantBy } from './written-currency.js';

/** A number found in running text, with whatever stands around it that changes its meaning. */
export interface WrittenNumber {
  /** Where it begins and ends in the text, currency included. */
  start: number;
  end: number;
  /** As written, currency included. */
  text: string;
  /** The digits with their separators and sign, for readAmount. */
  digits: string;
  /** What the currency beside it may mean; empty when none is written. */
  currencies: readonly string[];
  isPercent: boolean;
  /** "14k", "1.2 million": never multiplied out by us. */
  isMultiplied: boolean;
}

const DIGITS = `\\d{1,3}(?:[ \\u00a0\\u202f\\u2009'’]\\d{3})+(?:[.,]\\d+)?(?!\\d)|\\d+(?:[.,]\\d+)*|[.,]\\d+`;
const NUMBER = new RegExp(
  `(?<![\\p{L}\\p{N}.,/:+#_]|\\p{L}[-–])` +
    `(?:(?<before>${CURRENCY_PATTERN})[ \\u00a0]?)?(?<sign>[-−](?=[\\d.,]))?` +
    `(?<digits>${DIGITS})(?<dash>[.,][-–—]{1,2}(?!\\d))?` +
    `(?:[ \\u00a0]?(?<times>k|K|[Tt]sd\\.?|mln|[Mm]io\\.?|thousand|million|mil|тис\\.?|млн)(?![\\p{L}]))?` +
    `(?:[ \\u00a0]?(?<after>${CURRENCY_PATTERN}))?(?<percent>[ \\u00a0]?%)?` +
    `(?![\\p{L}\\d]|[/:]\\d)`,
  'gu',
);

/** Every number in `text` that could be an amount; parts of words, times, phone numbers and fractions are passed over. */
export function findNumbers(text: string): WrittenNumber[] {
  if (!/\d/u.test(text)) return [];
  return [...text.matchAll(NUMBER)].map((match) => {
    const groups = match.groups ?? {};
    const currency = groups.before ?? groups.after ?? '';
    return {
      start: match.index,
      end: match.index + match[0].length,
      text: match[0].trim(),
      digits: `${groups.sign === undefined ? '' : '-'}${groups.digits ?? ''}${groups.dash ?? ''}`,
      currencies: currency === '' ? [] : currenciesMeantBy(currency),
      isPercent: groups.percent !== undefined,
      isMultiplied: groups.times !== undefined,
    };
  });
}

/** The text with the piece from `start` to `end` blanked, so that other pieces keep their places. */
export function blank(text: string, start: number, end: number): string {
  return text.slice(0, start) + ' '.repeat(end - start) + text.slice(end);
}
