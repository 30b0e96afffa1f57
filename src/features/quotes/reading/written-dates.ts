/** A calendar day found in text; `on` is 'YYYY-MM-DD', null where day and month could be swapped or no such day exists. */
export interface WrittenDate {
  start: number;
  end: number;
  text: string;
  on: string | null;
}

const MONTHS: readonly string[] = [
  'jan|januar|january|enero|січня',
  'feb|februar|february|febrero|лютого',
  'mar|märz|march|marzo|березня',
  'apr|april|abril|квітня',
  'may|mai|mayo|травня',
  'jun|juni|june|junio|червня',
  'jul|juli|july|julio|липня',
  'aug|august|agosto|серпня',
  'sep|sept|september|septiembre|вересня',
  'oct|okt|october|oktober|octubre|жовтня',
  'nov|november|noviembre|листопада',
  'dec|dez|december|dezember|diciembre|грудня',
];
const MONTH = MONTHS.join('|');
const SHAPES: readonly RegExp[] = [
  /(?<![\d.])(?<year>\d{4})-(?<month>\d{2})-(?<day>\d{2})(?!\d)/giu,
  /(?<![\d.,])(?<day>\d{1,2})\.\s?(?<month>\d{1,2})\.\s?(?<year>\d{4})(?!\d)/giu,
  /(?<![\d.,/])(?<first>\d{1,2})\/(?<second>\d{1,2})\/(?<year>\d{4})(?!\d)/giu,
  new RegExp(
    `(?<![\\d.,])(?<day>\\d{1,2})(?:st|nd|rd|th|\\.)?\\s(?:de\\s|of\\s)?(?<name>${MONTH})\\.?,?\\s(?:de\\s)?(?<year>\\d{4})(?!\\d)`,
    'giu',
  ),
  new RegExp(`(?<![\\p{L}])(?<name>${MONTH})\\.?\\s(?<day>\\d{1,2})(?:st|nd|rd|th)?,?\\s(?<year>\\d{4})(?!\\d)`, 'giu'),
];

/** Every written date; `03/04/2026` is found, but its day is left open. */
export function findDates(text: string): WrittenDate[] {
  return SHAPES.flatMap((shape) =>
    [...text.matchAll(shape)].map((match) => ({
      start: match.index,
      end: match.index + match[0].length,
      text: match[0],
      on: dayOf(match.groups ?? {}),
    })),
  );
}

/** The day `days` after `on`, both 'YYYY-MM-DD'. */
export function dayAfter(on: string, days: number): string {
  const start = new Date(`${on}T00:00:00Z`);
  return new Date(start.getTime() + days * 86_400_000).toISOString().slice(0, 10);
}

function dayOf(groups: Record<string, string | undefined>): string | null {
  if (groups.first !== undefined) return fromSlashes(Number(groups.first), Number(groups.second), Number(groups.year));
  const month = groups.name === undefined ? Number(groups.month) : monthNamed(groups.name);
  return realDay(Number(groups.year), month, Number(groups.day));
}

function fromSlashes(first: number, second: number, year: number): string | null {
  if (first === second) return realDay(year, first, second);
  if (first > 12) return realDay(year, second, first);
  return second > 12 ? realDay(year, first, second) : null;
}

function monthNamed(name: string): number {
  return MONTHS.findIndex((names) => names.split('|').includes(name.toLowerCase())) + 1;
}

function realDay(year: number, month: number, day: number): string | null {
  const instant = new Date(Date.UTC(year, month - 1, day));
  return instant.getUTCMonth() === month - 1 && instant.getUTCDate() === day ? instant.toISOString().slice(0, 10) : null;
}
