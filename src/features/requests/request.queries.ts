import { Injectable } from '@nestjs/common';
import { Decimal } from '../../calculation/money.js';
import type { CapacityRow, Sufficiency } from '../../calculation/sufficiency.js';
import { Database } from '../../database/database.js';
import type { Stored } from '../../database/stored.js';
import type { RequestFacts, StoredSufficiency } from './request.facts.js';

/** A request as other features see it; `id` is the case's. `estimate` is in `currency`. */
export interface RequestCard extends Omit<RequestFacts, 'caseId' | 'answer' | 'reservedBudgetLineId' | 'sufficiency' | 'dueAt'> {
  /** As the calculation gave it; null before the analysis, and where no demand names a resource of the register. */
  sufficiency: Sufficiency | null;
  /** The register's answer in one sentence; null before the analysis. */
  registerSays: string | null;
}

type Row = Stored<Omit<RequestCard, 'sufficiency' | 'registerSays'>> & Pick<RequestFacts, 'sufficiency'>;

const columns = `id, number, title, state, version, family, category, need, demand, needed_on AS "neededOn", requirements,
  budget_line_id AS "budgetLineId", estimate, currency, attachments, requester_id AS "requesterId", requester_name AS "requesterName",
  buyer_id AS "buyerId", buyer_name AS "buyerName", question, outcome, closing_reason AS "closingReason", sufficiency`;

/** Reads requests. */
@Injectable()
export class RequestQueries {
  constructor(private readonly database: Database) {}

  /** The request, or null. */
  async byId(id: string): Promise<RequestCard | null> {
    const rows = await this.database.rows<Row>(`SELECT ${columns} FROM requests WHERE id::text = $1`, [id]);
    return rows[0] ? card(rows[0]) : null;
  }

  /** How many requests each of these buyers looks after that are not at an end; a buyer without any is left out. */
  async loads(buyerIds: readonly string[]): Promise<Map<string, number>> {
    const rows = await this.database.rows<{ buyerId: string; load: number }>(
      `SELECT buyer_id AS "buyerId", count(*)::int AS load FROM requests
       WHERE buyer_id = ANY($1) AND state NOT IN ('rejected', 'withdrawn', 'fulfilled') GROUP BY buyer_id`,
      [buyerIds],
    );
    return new Map(rows.map(({ buyerId, load }) => [buyerId, load]));
  }
}

function card(row: Row): RequestCard {
  return {
    ...row,
    estimate: row.estimate === null ? null : new Decimal(row.estimate),
    sufficiency: row.sufficiency === null || row.sufficiency.rows.length === 0 ? null : revived(row.sufficiency),
    registerSays: row.sufficiency?.say ?? null,
  };
}

/** The calculation's result from its stored text. */
function revived(stored: StoredSufficiency): Sufficiency {
  const rows: CapacityRow[] = stored.rows.map((row) => ({
    ...row,
    demand: new Decimal(row.demand),
    free: new Decimal(row.free),
    short: new Decimal(row.short),
    useShare: row.useShare === null ? null : new Decimal(row.useShare),
  }));
  const shortages = rows.filter(({ short }) => short.gt(0));
  const worst = [...new Set(shortages.map(({ resourceId }) => resourceId))].flatMap(
    (id) => shortages.filter(({ resourceId }) => resourceId === id).sort((one, other) => other.short.cmp(one.short))[0] ?? [],
  );
  const warnings = stored.warnings.flatMap(({ resourceId, month, say }) => {
    const row = rows.find((one) => one.resourceId === resourceId && one.month === month);
    return row ? [{ ...row, say }] : [];
  });
  const { isSufficient, earliestStart, delayMonths, say } = stored;
  return { isSufficient, rows, shortages, firstShortage: shortages[0] ?? null, worst, warnings, earliestStart, delayMonths, say };
}
