import type { AskedLine } from './reading.js';

const SAME: readonly (readonly [unit: string, words: string])[] = [
  ['unit', 'unit|each|ea|piece|pc|pcs|stück|stk|st|unidad|ud|uds|шт|штука|штуку|одиниця|одиницю|item|artikel|one'],
  ['month', 'month|months|mo|mth|monat|monate|mes|meses|місяць|місяці|міс|monthly|monatlich|mensual'],
  ['hour', 'hour|hours|hr|hrs|h|stunde|stunden|std|hora|horas|година|годину|год|hourly'],
  ['day', 'day|days|d|tag|tage|día|dia|días|день|daily'],
  ['week', 'week|weeks|wk|woche|wochen|semana|semanas|тиждень'],
  ['year', 'year|years|yr|annum|jahr|jahre|año|años|рік|yearly|annual'],
];
const BASIS =
  /(?<![\p{L}])(?:per|pro|por|je|на|за)\s+(?<words>\p{L}[\p{L}-]*)|\/\s?(?<slashed>\p{L}+\.?)(?![\p{L}])|(?<![\p{L}])(?<adverb>monthly|yearly|annual(?:ly)?|hourly|daily|monatlich|mensual(?:es)?)(?![\p{L}])/giu;
// "per your RFQ", "per line": no unit of price.
const NO_UNITS = /^(?:your|our|the|rfq|request|e-?mail|mail|line|above|attached|below|sus?|ihr\p{L}*|email|u|умов\p{L}*)$/iu;

/** The units that a price is said to be per ("120 EUR per GB per month" → gb, month); empty when nothing is said. */
export function basisIn(text: string): string[] {
  return [...text.matchAll(BASIS)]
    .map((match) => match.groups?.words ?? match.groups?.slashed ?? match.groups?.adverb ?? '')
    .filter((word) => word !== '' && !NO_UNITS.test(word))
    .map(unitNamed);
}

/** True when a price said to be per `basis` is a price per the line's own unit (and month, where it runs for a term). */
export function fitsUnit(basis: readonly string[], line: AskedLine): boolean {
  const said = basis.filter((word) => word !== 'unit' && !(line.termMonths !== null && word === 'month'));
  if (said.length === 0) return true;
  const asked = line.unit
    .split(/[\s/·-]+|\bper\b/iu)
    .filter((word) => word !== '')
    .map(unitNamed);
  return new Set(said).size === new Set(asked).size && said.every((word) => asked.includes(word));
}

function unitNamed(word: string): string {
  const lower = word.toLowerCase().replace(/\.$/, '');
  const known = SAME.find(([, words]) => words.split('|').includes(lower));
  return known?.[0] ?? lower.replace(/(?<=\p{L}{3})s$/u, '');
}
