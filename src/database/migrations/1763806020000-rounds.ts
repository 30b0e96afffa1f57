import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Rounds of negotiation. New table only: takes no lock that matters. */
export class Rounds1763806020000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE SEQUENCE rounds_number;
      CREATE TABLE rounds (
        id           uuid PRIMARY KEY,
        number       text NOT NULL UNIQUE,
        state        text NOT NULL,
        version      integer NOT NULL,
        due_at       timestamptz,
        chain        bytea NOT NULL,
        created_at   timestamptz NOT NULL,
        updated_at   timestamptz NOT NULL,
        case_id      uuid,
        title        text NOT NULL,
        rfq_id       uuid NOT NULL REFERENCES rfqs (id),
        rfq_number   text NOT NULL,
        buyer_id     text NOT NULL,
        buyer_name   text NOT NULL,
        ordinal      integer NOT NULL CHECK (ordinal >= 1),
        kind         text NOT NULL CHECK (kind IN ('counter_offer', 'bafo')),
        closes_at    timestamptz NOT NULL,
        zone         text NOT NULL,
        message      text,
        targets      jsonb NOT NULL,
        offers       jsonb NOT NULL,
        results      jsonb NOT NULL,
        currency     text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
        baseline     numeric,
        best_total   numeric,
        saving       numeric,
        saving_share numeric,
        opened_at    timestamptz,
        closed_at    timestamptz,
        reason       text,
        UNIQUE (rfq_id, ordinal)
      ) WITH (fillfactor = 80);
      CREATE INDEX rounds_due ON rounds (due_at) WHERE due_at IS NOT NULL;
      CREATE INDEX rounds_case ON rounds (case_id);
      CREATE UNIQUE INDEX rounds_one_open_an_rfq ON rounds (rfq_id) WHERE state = 'open';
    `);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
