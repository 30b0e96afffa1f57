import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Make-or-buy decisions; a case has one that counts. New tables only: takes no lock that matters. */
export class Decisions1763804040000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE SEQUENCE decisions_number;
      CREATE TABLE decisions (
        id               uuid PRIMARY KEY,
        number           text NOT NULL UNIQUE,
        state            text NOT NULL,
        version          integer NOT NULL,
        due_at           timestamptz,
        chain            bytea NOT NULL,
        created_at       timestamptz NOT NULL,
        updated_at       timestamptz NOT NULL,
        case_id          uuid NOT NULL,
        title            text NOT NULL,
        request_id       uuid NOT NULL REFERENCES requests,
        request_number   text NOT NULL,
        requester_id     text NOT NULL,
        author_id        text NOT NULL,
        author_name      text NOT NULL,
        writer_ids       text[] NOT NULL,
        currency         text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
        discount_rate    numeric NOT NULL CHECK (discount_rate > -1),
        horizon_months   integer NOT NULL CHECK (horizon_months > 0),
        money_weight     numeric NOT NULL CHECK (money_weight >= 0),
        costs            jsonb NOT NULL,
        criteria         jsonb NOT NULL,
        assumptions      text,
        result           jsonb,
        outcome          text CHECK (outcome IN ('in_house', 'outsource', 'hybrid')),
        deviation_reason text,
        value            numeric,
        proposed_at      timestamptz,
        document_file_id uuid REFERENCES files,
        budget_line_id   uuid REFERENCES budget_lines,
        approval_round   integer NOT NULL,
        approval_comment text,
        reopen_reason    text,
        reservation      text
      ) WITH (fillfactor = 80);
      CREATE INDEX decisions_case ON decisions (case_id);
      CREATE UNIQUE INDEX decisions_one_that_counts ON decisions (request_id) WHERE state <> 'superseded';
    `);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
