import { Injectable } from '@nestjs/common';
import { type EuroRate, RateTable } from '../../calculation/exchange.js';
import { Database } from '../../database/database.js';

/** Reads reference rates: units of a currency for 1 EUR, by day, with their source. */
@Injectable()
export class ExchangeRates {
  constructor(private readonly database: Database) {}

  /** The last rate of each of `currencies` on or before the day 'YYYY-MM-DD'. */
  async on(currencies: readonly string[], day: string): Promise<RateTable> {
    const rates = await this.database.rows<EuroRate>(
      `SELECT DISTINCT ON (currency) currency, on_day AS "on", rate, source FROM exchange_rates
       WHERE currency = ANY($1) AND on_day <= $2::date ORDER BY currency, on_day DESC`,
      [currencies, day],
    );
    return new RateTable(rates);
  }

  /** The newest rates, one page of `size`, newest first; `page` counts from 1. */
  async newest(page = 1, size = 50): Promise<EuroRate[]> {
    return this.database.rows<EuroRate>(
      `SELECT currency, on_day AS "on", rate, source FROM exchange_rates ORDER BY on_day DESC, currency LIMIT $1 OFFSET $2`,
      [size, (page - 1) * size],
    );
  }
}
