import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Quotes. New table only: takes no lock that matters. */
export class Quotes1763805010000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE SEQUENCE quotes_number;
      CREATE TABLE quotes (
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
        rfq_id        uuid NOT NULL REFERENCES rfqs (id),
        rfq_number    text NOT NULL,
        buyer_id      text NOT NULL,
        invitation_id uuid NOT NULL REFERENCES invitations (id),
        vendor_id     uuid NOT NULL REFERENCES vendors (id),
        vendor_name   text NOT NULL,
        rfq_revision  integer NOT NULL,
        revision      integer NOT NULL CHECK (revision >= 0),
        currency      text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
        lines         jsonb NOT NULL,
        valid_until   date,
        valid_through timestamptz,
        payment_terms text,
        channel       text,
        letter_id     uuid,
        submitted_at  timestamptz,
        content_hash  text,
        total         numeric,
        revisions     jsonb NOT NULL,
        round_id      uuid,
        reading       jsonb,
        draft         jsonb,
        is_extra      boolean NOT NULL,
        reason        text
      ) WITH (fillfactor = 70);
      CREATE UNIQUE INDEX quotes_one_an_invitation ON quotes (invitation_id) WHERE NOT is_extra;
      CREATE INDEX quotes_rfq ON quotes (rfq_id);
      CREATE INDEX quotes_vendor ON quotes (vendor_id);
      CREATE INDEX quotes_case ON quotes (case_id);
      CREATE INDEX quotes_due ON quotes (due_at) WHERE due_at IS NOT NULL;
      CREATE INDEX quotes_in_review ON quotes (updated_at) WHERE reading IS NOT NULL;
    `);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
