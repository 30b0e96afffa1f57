import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Reference rates: units of `currency` for 1 EUR on a day, with their source. New table only. */
export class ExchangeRates1763805020000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE exchange_rates (
        currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
        on_day   date NOT NULL,
        rate     numeric NOT NULL CHECK (rate > 0),
        source   text NOT NULL,
        PRIMARY KEY (currency, on_day)
      );
    `);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
