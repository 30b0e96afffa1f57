import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Vendors with their contacts. New tables only: takes no lock that matters. */
export class Vendors1763804000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE SEQUENCE vendors_number;
      CREATE TABLE vendors (
        id            uuid PRIMARY KEY,
        number        text NOT NULL UNIQUE,
        state         text NOT NULL,
        version       integer NOT NULL,
        due_at        timestamptz,
        chain         bytea NOT NULL,
        created_at    timestamptz NOT NULL,
        updated_at    timestamptz NOT NULL,
        case_id       uuid,
        title         text NOT NULL,
        contacts      jsonb NOT NULL,
        categories    text[] NOT NULL,
        country       text NOT NULL CHECK (country ~ '^[A-Z]{2}$'),
        currency      text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
        language      text NOT NULL,
        notes         text,
        hold_until    timestamptz,
        status_reason text
      ) WITH (fillfactor = 80);
      CREATE INDEX vendors_due ON vendors (due_at) WHERE due_at IS NOT NULL;
      CREATE INDEX vendors_categories ON vendors USING gin (categories);
      CREATE INDEX vendors_name ON vendors (lower(title));
    `);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
