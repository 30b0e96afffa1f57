import type { ColumnPrices, ComparedLine } from './comparison-lines.js';
import { Decimal } from './money.js';

/** A lot's totals by vendor, in vendor order, in the comparison's currency; without one-off costs, which belong to no lot. */
export interface LotComparison {
  lot: string | null;
  lineIds: string[];
  /** null for a vendor that did not price every line of the lot (optional lines aside). */
  totals: (Decimal | null)[];
  best: Decimal | null;
  /** All vendors that compete and have the best total. */
  bestVendorIds: string[];
}

/** Each lot (null: lines without one) with the cheapest whole offers for it, in the order the lots first appear. Lots of optional lines only are left out. */
export function cheapestPerLot(lines: readonly ComparedLine[], columns: readonly ColumnPrices[]): LotComparison[] {
  const byLot = new Map<string | null, ComparedLine[]>();
  for (const row of lines) {
    if (row.line.isOptional) continue;
    const rows = byLot.get(row.line.lot);
    if (rows) rows.push(row);
    else byLot.set(row.line.lot, [row]);
  }
  return [...byLot].map(([lot, rows]) => {
    const totals = columns.map((_, column) =>
      rows.reduce<Decimal | null>((total, row) => {
        const price = row.cells[column]?.total ?? null;
        return total && price ? total.plus(price) : null;
      }, new Decimal(0)),
    );
    const competing = totals.filter((total, column): total is Decimal => total !== null && (columns[column]?.counts ?? false));
    const best = competing.length > 0 ? Decimal.min(...competing) : null;
    const bestVendorIds = columns
      .filter((column, index) => column.counts && best !== null && totals[index]?.eq(best) === true)
      .map((column) => column.vendorId);
    return { lot, lineIds: rows.map((row) => row.line.id), totals, best, bestVendorIds };
  });
}
