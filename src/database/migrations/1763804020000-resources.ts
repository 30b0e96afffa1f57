import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The resource register. New tables only: takes no lock that matters. */
export class Resources1763804020000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE SEQUENCE resources_number;
      CREATE TABLE resources (
        id              uuid PRIMARY KEY,
        number          text NOT NULL UNIQUE,
        state           text NOT NULL,
        version         integer NOT NULL,
        due_at          timestamptz,
        chain           bytea NOT NULL,
        created_at      timestamptz NOT NULL,
        updated_at      timestamptz NOT NULL,
        case_id         uuid,
        title           text NOT NULL,
        class           text NOT NULL CHECK (class IN ('technical_infrastructure', 'technology', 'information', 'people')),
        owner_id        text NOT NULL,
        owner_name      text NOT NULL,
        unit            text NOT NULL,
        rate            numeric NOT NULL CHECK (rate >= 0),
        currency        text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
        capacity        jsonb NOT NULL,
        reservations    jsonb NOT NULL,
        threshold_share numeric NOT NULL CHECK (threshold_share BETWEEN 0 AND 1),
        warning         text
      ) WITH (fillfactor = 80);
      CREATE INDEX resources_owner ON resources (owner_id);
      CREATE INDEX resources_reservations ON resources USING gin (reservations jsonb_path_ops);
    `);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
