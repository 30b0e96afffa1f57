import { monthIndex } from '../../calculation/calendar-months.js';
import type { Sufficiency } from '../../calculation/sufficiency.js';

/** One thing needed in one month ('YYYY-MM'); `quantity` is decimal text. */
interface Demand {
  resourceId: string | null;
  what: string;
  unit: string;
  month: string;
  quantity: string;
}

/** A line as the form for a new RFQ takes it. */
export interface DemandedLine {
  id: null;
  lot: null;
  description: string;
  quantity: string;
  unit: string;
  termMonths: number | null;
}

/**
 * The lines that a demand asks for: equal months that follow each other are one line with a term. With `own`, only what our own capacity
 * leaves short is bought; where that is nothing, all of it is listed for the buyer to cut.
 */
export function linesOfDemand(demand: readonly Demand[], own: Sufficiency | null): DemandedLine[] {
  const bought = own ? demand.flatMap((one) => missing(one, own)) : demand;
  return runsOf(bought.length > 0 ? bought : demand);
}

function missing(one: Demand, own: Sufficiency): Demand[] {
  const row = own.rows.find(({ resourceId, month }) => resourceId === one.resourceId && month === one.month);
  if (!row) return [one];
  return row.short.gt(0) ? [{ ...one, quantity: row.short.toFixed() }] : [];
}

function runsOf(demand: readonly Demand[]): DemandedLine[] {
  const inOrder = [...demand].sort((one, other) => monthIndex(one.month) - monthIndex(other.month));
  const runs: { of: Demand; last: number; months: number }[] = [];
  for (const one of inOrder) {
    const at = monthIndex(one.month);
    const run = runs.find(
      ({ of, last }) => last === at - 1 && of.what === one.what && of.unit === one.unit && of.quantity === one.quantity,
    );
    if (run) Object.assign(run, { last: at, months: run.months + 1 });
    else runs.push({ of: one, last: at, months: 1 });
  }
  return runs.map(({ of, months }) => {
    const isAlone = runs.filter((run) => run.of.what === of.what).length === 1;
    return {
      id: null,
      lot: null,
      description: isAlone ? of.what : `${of.what}, from ${of.month}`,
      quantity: of.quantity,
      unit: of.unit,
      termMonths: months > 1 ? months : null,
    };
  });
}
