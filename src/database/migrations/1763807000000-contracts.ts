import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Contracts with their versions and signatures. A new table only: takes no lock that matters. */
export class Contracts1763807000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE SEQUENCE contracts_number;
      CREATE TABLE contracts (
        id                  uuid PRIMARY KEY,
        number              text NOT NULL UNIQUE,
        state               text NOT NULL,
        version             integer NOT NULL,
        due_at              timestamptz,
        chain               bytea NOT NULL,
        created_at          timestamptz NOT NULL,
        updated_at          timestamptz NOT NULL,
        case_id             uuid,
        title               text NOT NULL,
        award_id            uuid NOT NULL,
        award_number        text NOT NULL,
        rfq_id              uuid NOT NULL,
        rfq_number          text NOT NULL,
        buyer_name          text NOT NULL,
        vendor_id           uuid NOT NULL REFERENCES vendors,
        vendor_name         text NOT NULL,
        vendor_country      text NOT NULL,
        contact_name        text NOT NULL,
        contact_e_mail      text NOT NULL,
        family              text NOT NULL CHECK (family IN ('capacity_rental', 'staffing_and_development', 'operation_and_maintenance')),
        lines               jsonb NOT NULL,
        amount              numeric NOT NULL CHECK (amount >= 0),
        currency            text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
        starts_on           date NOT NULL,
        ends_on             date NOT NULL,
        notice_days_ours    integer NOT NULL CHECK (notice_days_ours >= 0),
        notice_days_vendor  integer NOT NULL CHECK (notice_days_vendor >= 0),
        notice_on           date,
        vendor_notice_on    date,
        zone                text NOT NULL,
        remind_at           timestamptz,
        notice_at           timestamptz,
        ends_at             timestamptz,
        clauses             jsonb NOT NULL,
        owner_id            text NOT NULL,
        owner_name          text NOT NULL,
        author_ids          text[] NOT NULL,
        approval_round      integer NOT NULL,
        approval_comment    text,
        submitted_at        timestamptz,
        file_id             uuid REFERENCES files,
        docx_file_id        uuid REFERENCES files,
        sha256              text CHECK (sha256 ~ '^[0-9a-f]{64}$'),
        documents           jsonb NOT NULL,
        earlier_file_ids    uuid[] NOT NULL,
        sent_at             timestamptz,
        signatures          jsonb NOT NULL CHECK (jsonb_array_length(signatures) <= 2),
        voided_signatures   jsonb NOT NULL,
        activated_at        timestamptz,
        certificate_file_id uuid REFERENCES files,
        declined_by         text,
        reason              text,
        terminates_on       date,
        terminates_at       timestamptz,
        vendor_link_hash    text NOT NULL UNIQUE,
        CONSTRAINT contracts_end_after_start CHECK (ends_on >= starts_on),
        CONSTRAINT contracts_active_by_both CHECK (activated_at IS NULL OR jsonb_array_length(signatures) = 2),
        UNIQUE (award_id, vendor_id)
      ) WITH (fillfactor = 80);
      CREATE INDEX contracts_due ON contracts (due_at) WHERE due_at IS NOT NULL;
      CREATE INDEX contracts_case ON contracts (case_id);
      CREATE INDEX contracts_vendor ON contracts (vendor_id);
      CREATE INDEX contracts_ends ON contracts (ends_on) WHERE state IN ('active', 'notice_window');
    `);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
