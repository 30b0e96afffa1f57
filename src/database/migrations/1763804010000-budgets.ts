import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Budget lines with their ledger of commitments. New tables only: takes no lock that matters. */
export class Budgets1763804010000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE SEQUENCE budget_lines_number;
      CREATE TABLE budget_lines (
        id          uuid PRIMARY KEY,
        number      text NOT NULL UNIQUE,
        state       text NOT NULL,
        version     integer NOT NULL,
        due_at      timestamptz,
        chain       bytea NOT NULL,
        created_at  timestamptz NOT NULL,
        updated_at  timestamptz NOT NULL,
        case_id     uuid,
        title       text NOT NULL,
        owner_id    text NOT NULL,
        owner_name  text NOT NULL,
        currency    text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
        amount      numeric NOT NULL CHECK (amount >= 0),
        reserved    numeric NOT NULL CHECK (reserved >= 0),
        committed   numeric NOT NULL CHECK (committed >= 0),
        spent       numeric NOT NULL CHECK (spent >= 0),
        commitments jsonb NOT NULL,
        starts_on   date NOT NULL,
        ends_on     date NOT NULL,
        CONSTRAINT budget_lines_never_overspent CHECK (reserved + committed + spent <= amount),
        CONSTRAINT budget_lines_period CHECK (starts_on <= ends_on)
      ) WITH (fillfactor = 80);
      CREATE INDEX budget_lines_owner ON budget_lines (owner_id);
    `);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
