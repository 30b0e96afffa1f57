import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Approvals, one row a step, and the policy that says who approves what. New tables only: takes no lock that matters. */
export class Approvals1763806000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE approval_bands (
        subject_workflow text NOT NULL,
        currency         text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
        from_amount      numeric NOT NULL CHECK (from_amount >= 0),
        roles            text[] NOT NULL CHECK (cardinality(roles) > 0),
        PRIMARY KEY (subject_workflow, currency, from_amount)
      );
      INSERT INTO approval_bands (subject_workflow, currency, from_amount, roles) VALUES
        ('decision', 'EUR', 0, '{approver}'),
        ('decision', 'EUR', 50000, '{approver,finance}'),
        ('award', 'EUR', 0, '{approver}'),
        ('award', 'EUR', 25000, '{approver,finance}'),
        ('award', 'EUR', 250000, '{approver,finance,legal}'),
        ('contract', 'EUR', 0, '{legal}'),
        ('contract', 'EUR', 250000, '{legal,approver}');

      CREATE SEQUENCE approvals_number;
      CREATE TABLE approvals (
        id                uuid PRIMARY KEY,
        number            text NOT NULL UNIQUE,
        state             text NOT NULL,
        version           integer NOT NULL,
        due_at            timestamptz,
        chain             bytea NOT NULL,
        created_at        timestamptz NOT NULL,
        updated_at        timestamptz NOT NULL,
        case_id           uuid,
        title             text NOT NULL,
        subject_workflow  text NOT NULL,
        subject_id        uuid NOT NULL,
        subject_number    text NOT NULL,
        subject_title     text NOT NULL,
        subject_version   integer NOT NULL,
        subject_round     integer NOT NULL,
        amount            numeric,
        currency          text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
        ordinal           integer NOT NULL CHECK (ordinal >= 1),
        steps             integer NOT NULL,
        role              text NOT NULL,
        next_id           uuid,
        excluded_ids      text[] NOT NULL,
        decider_id        text,
        decider_name      text,
        decided_at        timestamptz,
        delegate_id       text,
        delegate_name     text,
        delegated_by_id   text,
        delegated_by_name text,
        comment           text,
        asked_text        text,
        asked_by_id       text,
        changes           jsonb NOT NULL,
        opened_at         timestamptz,
        remind_at         timestamptz,
        CONSTRAINT approvals_ordinal_in_steps CHECK (ordinal <= steps),
        CONSTRAINT approvals_not_by_an_author CHECK (decider_id IS NULL OR NOT decider_id = ANY (excluded_ids)),
        UNIQUE (subject_id, subject_round, ordinal)
      ) WITH (fillfactor = 80);
      CREATE INDEX approvals_due ON approvals (due_at) WHERE due_at IS NOT NULL;
      CREATE INDEX approvals_case ON approvals (case_id);
      CREATE INDEX approvals_waiting ON approvals (role) WHERE state IN ('pending', 'delegated');
      CREATE UNIQUE INDEX approvals_one_step_a_person ON approvals (subject_id, subject_round, decider_id) WHERE state = 'approved';
    `);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
