import { Decimal } from 'decimal.js';
import { silentLine, type Asked, type FoundLine, type ReadLine, type Reading, type ReadingProblem } from './reading.js';
import { settledCurrency } from './written-currency.js';

/** What was found before lines and currency were brought together. */
export interface Unsettled {
  reading: Reading;
  found: readonly FoundLine[];
  problems: readonly ReadingProblem[];
}

/** Brings what was found together: each asked line once, one currency for all, and whether everything is certain. */
export function settle({ reading, found, problems }: Unsettled, asked: Asked): Reading {
  const settled = [...problems];
  const lines = asked.lines.map((line) => {
    const about = found.filter((one) => one.lineId === line.lineId);
    return about.length === 0 ? silentLine(line) : joined(about, line.position, settled);
  });
  const priced = found.filter((line) => line.unitPrice !== null);
  const currency = currencyOf(priced, asked, settled);
  const isQuote = priced.length > 0;
  const saysSomething = isQuote || reading.declined !== null || reading.question !== null || reading.withdraw;
  if (!saysSomething && settled.length === 0) settled.push(nothingRead(lines));
  return {
    ...reading,
    currency: isQuote ? currency : null,
    currencyAssumed: isQuote && currency !== null && priced.every((line) => line.currencies.length === 0),
    lines,
    problems: settled,
    confident: settled.length === 0,
  };
}

function joined(about: readonly FoundLine[], position: number, problems: ReadingProblem[]): ReadLine {
  const prices = about.filter((one) => one.unitPrice !== null);
  const [first] = prices.length > 0 ? prices : about;
  if (first === undefined) throw new Error('a line is joined from at least one finding');
  const different = prices.filter((one) => !new Decimal(one.unitPrice ?? 0).equals(first.unitPrice ?? 0));
  if (different.length > 0 || (prices.length > 0 && about.some((one) => one.notOffered))) {
    problems.push({
      where: about.map((one) => one.source).join(' and '),
      value: about.map((one) => one.unitPrice ?? 'not offered').join(' and '),
      say: `Line ${position} is answered twice and differently; keep one answer.`,
    });
  }
  const { currencies: _, ...line } = first;
  return {
    ...line,
    leadDays: about.find((one) => one.leadDays !== null)?.leadDays ?? null,
    note: about.find((one) => one.note !== null)?.note ?? null,
    confidence: Math.min(first.confidence, first.unitPrice === null || first.currencies.length > 0 ? 1 : 0.9),
  };
}

function currencyOf(priced: readonly FoundLine[], asked: Asked, problems: ReadingProblem[]): string | null {
  if (priced.length === 0) return null;
  const written = new Map(priced.filter((line) => line.currencies.length > 0).map((line) => [line.currencies.join('/'), line]));
  if (written.size === 0) {
    if (asked.currency === null)
      problems.push({ where: 'the prices', value: 'no currency', say: 'Write the currency of the prices, such as EUR or USD.' });
    return asked.currency;
  }
  const settled = new Set([...written.values()].map((line) => settledCurrency(line.currencies, asked.currency)));
  const [only] = settled;
  if (settled.size === 1 && only !== undefined && only !== null) return only;
  problems.push({
    where: [...written.values()].map((line) => line.source).join(' and '),
    value: [...written.keys()].join(' and '),
    say:
      settled.size > 1
        ? 'The prices are in several currencies; give all of them in one.'
        : 'The currency sign can mean several; write its code, such as USD or CAD.',
  });
  return null;
}

function nothingRead(lines: readonly ReadLine[]): ReadingProblem {
  const isRefusalOfAll = lines.length > 0 && lines.every((line) => line.notOffered);
  return {
    where: 'the reply',
    value: '',
    say: isRefusalOfAll
      ? 'No line is offered; if you decline, write “We decline because …”.'
      : 'No prices were found; write “line 1: 12.50 EUR each”, one row a line, or fill in the workbook.',
  };
}
