import { monthAt, monthIndex } from './calendar-months.js';
import { Decimal, decimal, formatNumber, formatPercent, type Amount } from './money.js';

/** What a piece of work needs of a resource in a month ('YYYY-MM'), in the resource's unit. */
export interface Demand {
  resourceId: string;
  month: string;
  quantity: Amount;
}

/** A resource of the register with its capacity calendar; months that are not listed have no known capacity. */
export interface CapacityCalendar {
  resourceId: string;
  name: string;
  unit: string;
  /** Share of use above which the register warns, 0.85 is 85 %; null never warns. */
  warnAboveShare: Amount | null;
  /** `availability` is the usable share (0 … 1, absent is 1); `reserved` what others already hold. */
  months: readonly { month: string; capacity: Amount; availability?: Amount; reserved?: Amount }[];
}

/** One resource in one month: what is asked, what is free, and how full it would be. */
export interface CapacityRow {
  resourceId: string;
  name: string;
  unit: string;
  month: string;
  demand: Decimal;
  /** Capacity × availability − reserved; negative when it is over-reserved already; zero where the register knows nothing. */
  free: Decimal;
  isKnown: boolean;
  /** Demand − free where that is positive, else zero. */
  short: Decimal;
  /** (Reserved + demand) / usable capacity; null without usable capacity. */
  useShare: Decimal | null;
}

/** Whether free capacity carries the work, month by month and never on average. */
export interface Sufficiency {
  isSufficient: boolean;
  /** Every resource and month with demand, by month, then resource. */
  rows: CapacityRow[];
  shortages: CapacityRow[];
  firstShortage: CapacityRow | null;
  /** The largest shortage of each short resource. */
  worst: CapacityRow[];
  /** Fits, but above the resource's threshold of use. */
  warnings: (CapacityRow & { say: string })[];
  /** First month in which the work could start, with its whole demand moved alike, and fit in every month; null within known capacity. */
  earliestStart: string | null;
  /** Months of delay until then; 0 when it fits as asked. */
  delayMonths: number | null;
  say: string;
}

/**
 * Holds demand against free capacity for each resource and month. Demands for the same resource and month are added; zero demand needs
 * nothing. Exactly as much as is free is enough. Starts are sought forwards, as far as capacity is known. Order of input does not matter.
 */
export function sufficiency(demands: readonly Demand[], register: readonly CapacityCalendar[]): Sufficiency {
  const wanted = demandByMonth(demands);
  const calendars = new Map(register.map((calendar) => [calendar.resourceId, openCalendar(calendar)]));
  const rows = wanted.map((demand) => capacityRow(demand, calendars.get(demand.resourceId)));
  const shortages = rows.filter((row) => row.short.gt(0));
  const delayMonths = shortages.length === 0 ? 0 : delay(wanted, calendars);
  const start = wanted[0]?.month ?? null;
  const earliestStart = start === null || delayMonths === null ? null : monthAt(start + delayMonths);

  return {
    isSufficient: shortages.length === 0,
    rows,
    shortages,
    firstShortage: shortages[0] ?? null,
    worst: worstPerResource(shortages),
    warnings: rows.flatMap((row) => warning(row, calendars.get(row.resourceId))),
    earliestStart,
    delayMonths,
    say: sentence(rows, earliestStart),
  };
}

interface Wanted {
  resourceId: string;
  month: number;
  quantity: Decimal;
}

interface OpenCalendar extends CapacityCalendar {
  byMonth: Map<number, { usable: Decimal; reserved: Decimal }>;
}

function demandByMonth(demands: readonly Demand[]): Wanted[] {
  const wanted = new Map<string, Wanted>();
  for (const { resourceId, month, quantity } of demands) {
    const key = `${month} ${resourceId}`;
    const already = wanted.get(key)?.quantity ?? new Decimal(0);
    wanted.set(key, { resourceId, month: monthIndex(month), quantity: already.plus(decimal(quantity)) });
  }
  return [...wanted.values()]
    .filter((demand) => demand.quantity.gt(0))
    .sort((a, b) => a.month - b.month || (a.resourceId < b.resourceId ? -1 : 1));
}

function openCalendar(calendar: CapacityCalendar): OpenCalendar {
  const byMonth = new Map(
    calendar.months.map(({ month, capacity, availability, reserved }) => [
      monthIndex(month),
      { usable: decimal(capacity).times(availability ?? '1'), reserved: decimal(reserved ?? '0') },
    ]),
  );
  return { ...calendar, byMonth };
}

function capacityRow({ resourceId, month, quantity }: Wanted, calendar: OpenCalendar | undefined): CapacityRow {
  const known = calendar?.byMonth.get(month);
  const free = known ? known.usable.minus(known.reserved) : new Decimal(0);
  return {
    resourceId,
    name: calendar?.name ?? resourceId,
    unit: calendar?.unit ?? '',
    month: monthAt(month),
    demand: quantity,
    free,
    isKnown: known !== undefined,
    short: Decimal.max(quantity.minus(free), 0),
    useShare: known?.usable.gt(0) ? known.reserved.plus(quantity).div(known.usable) : null,
  };
}

/** The smallest whole number of months by which the demand must move to fit; null when it never does within known capacity. */
function delay(wanted: readonly Wanted[], calendars: Map<string, OpenCalendar>): number | null {
  const lastKnown = Math.max(...[...calendars.values()].flatMap((calendar) => [...calendar.byMonth.keys()]));
  const end = wanted.at(-1)?.month ?? lastKnown;
  for (let months = 1; end + months <= lastKnown; months++) {
    if (wanted.every((demand) => fits({ ...demand, month: demand.month + months }, calendars))) return months;
  }
  return null;
}

function fits({ resourceId, month, quantity }: Wanted, calendars: Map<string, OpenCalendar>): boolean {
  const known = calendars.get(resourceId)?.byMonth.get(month);
  return known !== undefined && quantity.lte(known.usable.minus(known.reserved));
}

function worstPerResource(shortages: readonly CapacityRow[]): CapacityRow[] {
  const worst = new Map<string, CapacityRow>();
  for (const row of shortages) {
    const known = worst.get(row.resourceId);
    if (known === undefined || row.short.gt(known.short)) worst.set(row.resourceId, row);
  }
  return [...worst.values()];
}

function warning(row: CapacityRow, calendar: OpenCalendar | undefined): (CapacityRow & { say: string })[] {
  const threshold = calendar?.warnAboveShare ?? null;
  if (threshold === null || row.useShare === null || row.short.gt(0) || row.useShare.lte(threshold)) return [];
  const say = `${row.name} would be ${formatPercent(row.useShare)} in use in ${row.month}, above the threshold of ${formatPercent(threshold)}.`;
  return [{ ...row, say }];
}

/** `80 hours missing in 2027-08, the first of 2 short months; the other 10 months fit.` and whether a later start would help. */
function sentence(rows: readonly CapacityRow[], earliestStart: string | null): string {
  const short = rows.filter((row) => row.short.gt(0));
  const [first] = short;
  if (rows.length === 0) return 'Nothing is asked of the register.';
  const months = new Set(rows.map(({ month }) => month)).size;
  if (first === undefined) {
    const all = months === 1 ? `in ${rows[0].month}` : `in all ${months} months`;
    return `Free capacity covers the whole demand ${all}.`;
  }
  const shortMonths = new Set(short.map(({ month }) => month)).size;
  const size = `${formatNumber(first.short)} ${pluralUnit(first.unit, first.short)}`.trim();
  const others = shortMonths > 1 ? `, the first of ${shortMonths} short months` : '';
  const names = new Set(short.map(({ name }) => name));
  const alsoShort =
    names.size > 1
      ? `; ${[...names].filter((name) => name !== first.name).join(', ')} ${names.size > 2 ? 'are' : 'is'} short, too`
      : '';
  const unknown = first.isKnown ? '' : ', for which no capacity is known';
  return `${first.name}: ${size} missing in ${first.month}${unknown}${others}${alsoShort}${restFits(months - shortMonths, shortMonths)}. ${later(earliestStart)}`;
}

function restFits(fitting: number, short: number): string {
  if (fitting === 0) return short === 1 ? '' : '; no month fits';
  return fitting === 1 ? '; the other month fits' : `; the other ${fitting} months fit`;
}

const later = (earliestStart: string | null): string =>
  earliestStart === null
    ? 'Starting later does not help within the months known.'
    : `Starting in ${earliestStart} instead, everything would fit.`;

/** `hours` for 80 and `hour`; symbols and abbreviations (TB, vCPU, FTE, m²) have no plural. */
function pluralUnit(unit: string, quantity: Decimal): string {
  if (quantity.eq(1) || !/^[a-z]+( [a-z]+)*$/.test(unit)) return unit;
  const [word, ...rest] = unit.split(' ');
  if (word.length < 3 || /[^s]s$/.test(word)) return unit;
  const many = /[^aeiou]y$/.test(word) ? `${word.slice(0, -1)}ies` : /(s|x|ch|sh)$/.test(word) ? `${word}es` : `${word}s`;
  return [many, ...rest].join(' ');
}
