import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Requests; the id of a request is the case's. New tables only: takes no lock that matters. */
export class Requests1763804030000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE SEQUENCE requests_number;
      CREATE TABLE requests (
        id                      uuid PRIMARY KEY,
        number                  text NOT NULL UNIQUE,
        state                   text NOT NULL,
        version                 integer NOT NULL,
        due_at                  timestamptz,
        chain                   bytea NOT NULL,
        created_at              timestamptz NOT NULL,
        updated_at              timestamptz NOT NULL,
        case_id                 uuid NOT NULL CHECK (case_id = id),
        title                   text NOT NULL,
        family                  text NOT NULL CHECK (family IN ('capacity_rental', 'staffing_and_development', 'operation_and_maintenance')),
        category                text NOT NULL,
        need                    text NOT NULL,
        demand                  jsonb NOT NULL,
        needed_on               date NOT NULL,
        requirements            text,
        budget_line_id          uuid REFERENCES budget_lines,
        reserved_budget_line_id uuid REFERENCES budget_lines,
        estimate                numeric CHECK (estimate >= 0),
        currency                text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
        attachments             uuid[] NOT NULL,
        requester_id            text NOT NULL,
        requester_name          text NOT NULL,
        buyer_id                text,
        buyer_name              text,
        question                text,
        answer                  text,
        sufficiency             jsonb,
        outcome                 text CHECK (outcome IN ('in_house', 'outsource', 'hybrid')),
        closing_reason          text
      ) WITH (fillfactor = 80);
      CREATE INDEX requests_case ON requests (case_id);
      CREATE INDEX requests_requester ON requests (requester_id);
      CREATE INDEX requests_buyer ON requests (buyer_id) WHERE state NOT IN ('rejected', 'withdrawn', 'fulfilled');
      CREATE INDEX requests_budget_line ON requests (budget_line_id);
    `);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
