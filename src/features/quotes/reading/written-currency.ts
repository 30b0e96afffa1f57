const ISO_CODES = new Set([...Intl.supportedValuesOf('currency'), 'XCG']);
// Codes that are also everyday words in capitals; next to a number they would be misread more often than meant.
const ALSO_WORDS = ['ALL', 'TOP', 'SOS'];
const DOLLARS = ['USD', 'CAD', 'AUD', 'NZD', 'SGD', 'HKD', 'MXN', 'TWD'];

const SIGNS: readonly (readonly [pattern: string, currencies: readonly string[]])[] = [
  ['US\\s?\\$|US-Dollar', ['USD']],
  ['C\\$|CA\\$', ['CAD']],
  ['A\\$|AU\\$', ['AUD']],
  ['R\\$', ['BRL']],
  ['€|[Ee]uros?(?![\\p{L}])|EUROS?(?![\\p{L}])|євро', ['EUR']],
  ['£|[Pp]ounds?', ['GBP']],
  ['\\$|[Dd]ollars?', DOLLARS],
  ['¥', ['JPY', 'CNY']],
  ['₴|грн\\.?|гривень|гривні', ['UAH']],
  ['zł', ['PLN']],
  ['Kč', ['CZK']],
  ['₹', ['INR']],
  ['₺', ['TRY']],
  ['₽|руб\\.?', ['RUB']],
  ['₩', ['KRW']],
  ['kr\\.?(?![\\p{L}])', ['SEK', 'NOK', 'DKK', 'ISK']],
  ['[Ff]rancs?|[Ff]ranken|Fr\\.', ['CHF']],
];
const LOWER_CASE_CODES = 'eur|usd|gbp|chf|pln|uah|sek|nok|dkk|czk|huf|ron|cad|aud|jpy';

/** A regular expression source (for the `u` flag) that matches one written currency, or any three capitals: ask currenciesMeantBy. */
export const CURRENCY_PATTERN = `(?:${SIGNS.map(([pattern]) => pattern).join('|')}|(?:[A-Z]{3}|Eur|${LOWER_CASE_CODES})(?![\\p{L}]))`;

const SIGN_MEANINGS = SIGNS.map(([pattern, currencies]) => ({ sign: new RegExp(`^(?:${pattern})$`, 'u'), currencies }));
const ANYWHERE = new RegExp(`(?<![\\p{L}])${CURRENCY_PATTERN}`, 'gu');

/** The ISO 4217 codes that a written currency may mean: one for `€` or `CHF`, several for `$` or `kr`, none for other text. */
export function currenciesMeantBy(written: string): readonly string[] {
  const sign = written.trim();
  const code = sign.toUpperCase();
  if (ISO_CODES.has(code) && !ALSO_WORDS.includes(code)) return [code];
  return SIGN_MEANINGS.find((known) => known.sign.test(sign))?.currencies ?? [];
}

/** The first currency written anywhere in `text`, e.g. in a column's heading; empty when there is none. */
export function currenciesWrittenIn(text: string): readonly string[] {
  const meanings = [...text.matchAll(ANYWHERE)].map((match) => currenciesMeantBy(match[0]));
  return meanings.find((currencies) => currencies.length > 0) ?? [];
}

/** The one currency meant: the only candidate, or the demanded one among several; null when that stays open. */
export function settledCurrency(candidates: readonly string[], demanded: string | null): string | null {
  if (candidates.length === 1) return candidates[0] ?? null;
  return demanded !== null && candidates.includes(demanded) ? demanded : null;
}
