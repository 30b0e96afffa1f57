import { Injectable } from '@nestjs/common';
import type { EuroRate } from '../../calculation/exchange.js';
import { Database } from '../../database/database.js';
import { Refused } from '../../engine/errors.js';

/** Keeps reference rates. A rate of a day is never changed: comparisons and awards rest on it. */
@Injectable()
export class ExchangeRateCommands {
  constructor(private readonly database: Database) {}

  /** Adds rates (units of `currency` for 1 EUR on a day); those of a currency and day that are known already are passed over. The number added. */
  async load(rates: readonly EuroRate[]): Promise<number> {
    const added = await this.database.rows(
      `INSERT INTO exchange_rates (currency, on_day, rate, source)
       SELECT * FROM unnest($1::text[], $2::date[], $3::numeric[], $4::text[]) ON CONFLICT DO NOTHING RETURNING currency`,
      [
        rates.map(({ currency }) => currency),
        rates.map(({ on }) => on),
        rates.map(({ rate }) => rate),
        rates.map(({ source }) => source),
      ],
    );
    return added.length;
  }

  /** Adds one rate. @throws Refused `rate.known`, `rate.isEuro` */
  async add(rate: EuroRate): Promise<void> {
    if (rate.currency === 'EUR')
      throw new Refused([{ code: 'rate.isEuro', say: 'Rates are for 1 EUR; the euro itself needs none.', field: 'currency' }]);
    if ((await this.load([rate])) === 1) return;
    const say = `There is a rate for ${rate.currency} on ${rate.on} already; rates are not changed, because comparisons rest on them.`;
    throw new Refused([{ code: 'rate.known', say, field: 'onDay' }]);
  }
}
