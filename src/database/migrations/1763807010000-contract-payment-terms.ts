import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A contract keeps the payment terms of the quote that it was drawn up from. */
export class ContractPaymentTerms1763807010000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE contracts ADD COLUMN payment_terms text`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE contracts DROP COLUMN payment_terms`);
  }
}
