import { Injectable } from '@nestjs/common';
import { Decimal } from '../../calculation/money.js';
import { Database } from '../../database/database.js';
import type { Stored } from '../../database/stored.js';
import { Missing } from '../../engine/errors.js';
import type { RoundFacts } from './round.facts.js';

export type { RoundOffer, RoundResult, RoundTarget } from './round.facts.js';

/** A round as other features and pages see it. */
export type RoundView = Omit<RoundFacts, 'dueAt'>;

const columns = `id, number, state, version, case_id AS "caseId", title, rfq_id AS "rfqId", rfq_number AS "rfqNumber", buyer_id AS "buyerId",
  buyer_name AS "buyerName", ordinal, kind, closes_at AS "closesAt", zone, message, targets, offers, results, currency, baseline,
  best_total AS "bestTotal", saving, saving_share AS "savingShare", opened_at AS "openedAt", closed_at AS "closedAt", reason`;

/** Reads rounds. */
@Injectable()
export class RoundQueries {
  constructor(private readonly database: Database) {}

  /** The round, or null. */
  async byId(id: string): Promise<RoundView | null> {
    return (await this.views('id::text = $1', [id]))[0] ?? null;
  }

  /** The round. @throws Missing */
  async one(id: string): Promise<RoundView> {
    const round = await this.byId(id);
    if (!round) throw new Missing('round');
    return round;
  }

  /** The rounds of an RFQ in their order. */
  ofRfq(rfqId: string): Promise<RoundView[]> {
    return this.views('rfq_id::text = $1', [rfqId]);
  }

  /** The open round in which the quote takes part, or null. */
  async openFor(quoteId: string): Promise<RoundView | null> {
    return (
      (
        await this.views(`state = 'open' AND targets @> jsonb_build_array(jsonb_build_object('quoteId', $1::text))`, [quoteId])
      )[0] ?? null
    );
  }

  private async views(where: string, values: unknown[]): Promise<RoundView[]> {
    const rows = await this.database.rows<Stored<RoundView>>(
      `SELECT ${columns} FROM rounds WHERE ${where} ORDER BY ordinal`,
      values,
    );
    return rows.map((row) => ({
      ...row,
      baseline: decimalOrNull(row.baseline),
      bestTotal: decimalOrNull(row.bestTotal),
      saving: decimalOrNull(row.saving),
      savingShare: decimalOrNull(row.savingShare),
    }));
  }
}

function decimalOrNull(text: string | null): Decimal | null {
  return text === null ? null : new Decimal(text);
}
