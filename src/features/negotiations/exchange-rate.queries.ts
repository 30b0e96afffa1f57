import { Injectable } from '@nestjs/common';
import { RateTable } from '../../calculation/exchange.js';
import { Database } from '../../database/database.js';

/** Reads the stored reference rates. */
@Injectable()
export class ExchangeRateQueries {
  constructor(private readonly database: Database) {}

  /** The newest published rate of each currency on or before the day ('YYYY-MM-DD'). */
  async on(day: string, currencies: readonly string[]): Promise<RateTable> {
    return new RateTable(
      await this.database.rows<{ currency: string; on: string; rate: string; source: string }>(
        `SELECT DISTINCT ON (currency) currency, on_day AS "on", rate, source FROM exchange_rates
         WHERE currency = ANY($1) AND on_day <= $2::date ORDER BY currency, on_day DESC`,
        [currencies, day],
      ),
    );
  }
}
