import { Decimal } from 'decimal.js';
import { readAmount, type DecimalMark } from './parse-amount.js';
import { differs, unitPriceFrom } from './price-table.js';
import { pricedTimes, pricedUnit, type AskedLine, type FoundLine, type ReadingProblem } from './reading.js';
import { EACH, EXTRA_COST, FREE, HEDGE, LEAD_TIME, NOT_OFFERED, TAX_INSIDE, TAX_OUTSIDE, TOTAL } from './reply-words.js';
import { basisIn, fitsUnit } from './unit-basis.js';
import { CURRENCY_PATTERN } from './written-currency.js';
import { findDates } from './written-dates.js';
import { findDurations } from './written-durations.js';
import { blank, findNumbers, type WrittenNumber } from './written-numbers.js';

/** What a stretch of text says about one line: the line, or the reason why it is not certain; neither when it says nothing of use. */
export interface LineText {
  found: FoundLine | null;
  problem: ReadingProblem | null;
}

const AFTER_ORDER =
  /(?<!\p{L})(?:from|after|upon|on|ab|nach|desde|tras|після|від|з)\s+(?:the\s+)?(?:(?:date|day|receipt|confirmation|placement)\s+of\s+)?(?:the\s+|your\s+|an?\s+)?(?:order|po|purchase order|award|contract|signature|bestellung|auftrag\p{L}*|pedido|adjudicaci[oó]n|замовлення|договору|stock|lager)(?:\s+(?:date|confirmation))?/giu;
const WARRANTY = /(?<!\p{L})(?:warranty|guarantee|garantie|gewährleistung|garant[ií]a|гаранті\p{L}*|support)(?!\p{L})/iu;

/** Reads what `text` says about `line`; `where` names the place for people. */
export function readLineText(text: string, line: AskedLine, where: string, mark: DecimalMark | null): LineText {
  const unsure = (say: string): LineText => ({ found: null, problem: { where, value: text.trim(), say } });
  const bare = withoutNoise(text, line);
  const quantity = takeQuantity(bare, line);
  if (quantity === null) {
    return unsure(`The RFQ asks for ${line.quantity} ${line.unit}; give the price for that, per ${pricedUnit(line)}.`);
  }
  const lead = takeLeadTime(quantity);
  if (lead === null)
    return unsure('The lead time is not clear; write one lead time in days or weeks, such as “lead time 28 days”.');
  const numbers = pricesAmong(findNumbers(lead.text), line);
  const notOffered = NOT_OFFERED.test(text);
  const found: FoundLine = {
    lineId: line.lineId,
    unitPrice: null,
    leadDays: lead.days,
    note: null,
    notOffered: false,
    source: where,
    confidence: 1,
    currencies: [],
  };
  if (numbers.length === 0) {
    if (notOffered) return { found: { ...found, notOffered: true, note: text.trim(), leadDays: null }, problem: null };
    if (FREE.test(lead.text))
      return unsure(
        `If line ${line.position} costs nothing, say so on the private page; a price of nothing is not read from a letter.`,
      );
    return { found: lead.days === null ? null : found, problem: null };
  }
  if (notOffered) return unsure('The line has a price and also says that it is not offered; keep one of the two.');
  const doubt = doubtAbout(lead.text, numbers, line);
  if (doubt !== null) return unsure(doubt);
  const amounts: string[] = [];
  for (const number of numbers) {
    const reading = readAmount(number.digits, mark);
    if (reading.kind === 'none') return unsure(`“${number.text}” is not a number that can be read; write it like 1234.50.`);
    if (reading.kind === 'ambiguous') {
      return unsure(`“${number.text}” may mean ${reading.either[0]} or ${reading.either[1]}; write it with two decimals.`);
    }
    amounts.push(reading.amount);
  }
  const price = unitPriceAmong(amounts, lead.text, line);
  if (price === null)
    return unsure(`Which of these is the price per ${pricedUnit(line)}? Write “line ${line.position}: 12.50 EUR each”.`);
  const isPlain =
    EACH.test(lead.text) || basisIn(lead.text).length > 0 || new Decimal(pricedTimes(line)).equals(1) || amounts.length > 1;
  const written = numbers.find((number) => number.currencies.length > 0)?.currencies ?? [];
  return { found: { ...found, unitPrice: price, currencies: written, confidence: isPlain ? 1 : 0.9 }, problem: null };
}

/** Blanks what carries numbers but no prices: the line's own words, dates, tax that is left out, "from order". */
export function withoutNoise(text: string, line: AskedLine | null): string {
  const at = line === null || line.description.length < 4 ? -1 : text.toLowerCase().indexOf(line.description.toLowerCase());
  const undescribed = at < 0 ? text : blank(text, at, at + (line?.description.length ?? 0));
  const undated = findDates(undescribed).reduce((rest, date) => blank(rest, date.start, date.end), undescribed);
  return undated.replace(TAX_OUTSIDE, blanks).replace(AFTER_ORDER, blanks);
}

function takeQuantity(text: string, line: AskedLine): string | null {
  const unit = line.unit
    .trim()
    .replace(/[.*+?^${}()|[\]\\]/gu, '\\$&')
    .replace(/s$/iu, '');
  const counted = new RegExp(
    `(?<![\\p{L}\\p{N}.,])(?<before>\\d[\\d.,' ]*?)\\s?(?:x(?!\\p{L})|×|\\*|pcs\\.?|pieces?|units?|stk\\.?|stück|uds\\.?|unidades|шт\\.?${unit === '' ? '' : `|${unit}(?:e?n|s)?`})(?!\\p{L})` +
      `|(?:[x×*]|(?<!\\p{L})(?:qty|quantity|menge|cantidad|к-сть|кількість)\\.?\\s*:?)\\s?(?<after>\\d[\\d.,' ]*)(?![\\p{L}\\d])(?!\\s?${CURRENCY_PATTERN})`,
    'giu',
  );
  let rest = text;
  for (const match of text.matchAll(counted)) {
    const digits = (match.groups?.before ?? match.groups?.after ?? '').trim().replace(/[.,]$/u, '');
    const reading = readAmount(digits);
    const meanings = reading.kind === 'amount' ? [reading.amount] : reading.kind === 'ambiguous' ? reading.either : [];
    if (!meanings.some((meaning) => new Decimal(meaning).equals(line.quantity))) return null;
    rest = blank(rest, match.index, match.index + match[0].length);
  }
  return rest;
}

function takeLeadTime(text: string): { text: string; days: number | null } | null {
  const durations = findDurations(text);
  const rest = durations.reduce((left, duration) => blank(left, duration.start, duration.end), text);
  const [only] = durations;
  if (only === undefined) return { text: rest, days: null };
  if (durations.length > 1) return null;
  if (WARRANTY.test(text) && !LEAD_TIME.test(text)) return { text: rest, days: null };
  return only.days === null ? null : { text: rest, days: only.days };
}

/** Leaves out whole numbers without a currency that only repeat the quantity or stand in the line's description. */
function pricesAmong(numbers: readonly WrittenNumber[], line: AskedLine): WrittenNumber[] {
  if (!numbers.some((number) => number.currencies.length > 0)) return [...numbers];
  return numbers.filter((number) => {
    const isBareWhole = number.currencies.length === 0 && /^\d+$/u.test(number.digits);
    const isKnown =
      new RegExp(`(?<!\\d)${number.digits}(?!\\d)`, 'u').test(line.description) ||
      new Decimal(line.quantity).equals(isBareWhole ? number.digits : -1);
    return !(isBareWhole && isKnown);
  });
}

function doubtAbout(text: string, numbers: readonly WrittenNumber[], line: AskedLine): string | null {
  if (numbers.some((number) => number.isPercent))
    return 'A percentage cannot be worked into a price by us; give the final price per unit.';
  if (numbers.some((number) => number.isMultiplied)) return 'Write the price in full, such as 14000.00, not “14k”.';
  if (numbers.some((number) => /^[-−]/u.test(number.digits))) return 'A price cannot be negative.';
  if (numbers.some((number) => /^[0.,]+$/u.test(number.digits)))
    return 'A price of nothing: say on the private page whether the line is free or not offered.';
  if (TAX_INSIDE.test(text)) return 'The price includes tax; the RFQ asks for prices without it.';
  if (EXTRA_COST.test(text))
    return 'Costs stand beside the price; give one price per unit that holds everything, or explain it on the private page.';
  if (HEDGE.test(text))
    return 'The price is an estimate, an alternative or has a condition; give one firm price, or explain it on the private page.';
  if (!fitsUnit(basisIn(text), line)) return `The RFQ asks for the price per ${pricedUnit(line)}; give that price.`;
  const written = new Set(numbers.filter((number) => number.currencies.length > 0).map((number) => number.currencies.join()));
  return written.size > 1 ? 'Two currencies are written for one line; give one price in one currency.' : null;
}

function unitPriceAmong(amounts: readonly string[], text: string, line: AskedLine): string | null {
  const [first = '', second] = amounts;
  if (amounts.length === 1) {
    if (TOTAL.test(text) && !EACH.test(text)) return unitPriceFrom(first, pricedTimes(line));
    return first;
  }
  if (second === undefined || amounts.length > 2) return null;
  if (new Decimal(first).equals(second)) return new Decimal(pricedTimes(line)).equals(1) ? first : null;
  if (!differs(first, pricedTimes(line), second)) return first;
  return differs(second, pricedTimes(line), first) ? null : second;
}

function blanks(text: string): string {
  return ' '.repeat(text.length);
}
