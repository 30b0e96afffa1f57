/** A span of time found in text. `days` are calendar days; null where months or odd working days leave them open. */
export interface WrittenDuration {
  start: number;
  end: number;
  text: string;
  days: number | null;
}

const UNITS: readonly (readonly [pattern: string, days: number | 'working' | 'month'])[] = [
  [
    '(?:working|business|work)[ -]?days?|wd|arbeitstagen?|werktagen?|arbeitstage|werktage|d[ií]as h[aá]biles|d[ií]as laborables|робочих днів|робочі дні',
    'working',
  ],
  ['(?:calendar )?days?|(?:kalender)?tagen?|tage?|d[ií]as(?: naturales)?|днів|дні|день|дня', 1],
  ['weeks?|wks?|wochen?|semanas?|тижнів|тижні|тиждень|тижня', 7],
  ['months?|monaten?|monate?|mes(?:es)?|місяців|місяці|місяць|місяця', 'month'],
];
const ANY_UNIT = UNITS.map(([pattern]) => pattern).join('|');
const DURATION = new RegExp(
  `(?<![\\p{L}\\p{N}.,])(?<from>\\d{1,3})(?:\\s?(?:-|–|to|bis|a|до)\\s?(?<to>\\d{1,3}))?[ -]?(?<unit>${ANY_UNIT})(?![\\p{L}])`,
  'giu',
);

/** Every "4 weeks", "10-12 Tage", "5 working days" in `text`; of a range the later end counts, since that is what is promised. */
export function findDurations(text: string): WrittenDuration[] {
  return [...text.matchAll(DURATION)].map((match) => ({
    start: match.index,
    end: match.index + match[0].length,
    text: match[0],
    days: daysOf(Number(match.groups?.to ?? match.groups?.from), match.groups?.unit ?? ''),
  }));
}

function daysOf(count: number, unit: string): number | null {
  const size = UNITS.find(([pattern]) => new RegExp(`^(?:${pattern})$`, 'iu').test(unit))?.[1];
  if (size === undefined || size === 'month') return null;
  // Five working days are a week wherever they begin; other counts depend on the weekday and on holidays.
  if (size === 'working') return count % 5 === 0 ? (count / 5) * 7 : null;
  return count * size;
}
