import type { MigrationInterface, QueryRunner } from 'typeorm';

/** RFQs, invitations and questions. New tables only: takes no lock that matters. */
export class Rfqs1763805000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE SEQUENCE rfqs_number;
      CREATE TABLE rfqs (
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
        decision_id       uuid,
        family            text NOT NULL,
        kind              text NOT NULL CHECK (kind IN ('RFQ', 'RFI', 'RFP')),
        currency          text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
        lots              jsonb NOT NULL,
        lines             jsonb NOT NULL,
        terms             text,
        criteria          jsonb NOT NULL,
        closes_at         timestamptz,
        zone              text NOT NULL,
        questions_until   timestamptz,
        remind_at         timestamptz,
        vendor_ids        uuid[] NOT NULL,
        min_vendors       integer NOT NULL CHECK (min_vendors >= 1),
        revision          integer NOT NULL CHECK (revision >= 0),
        amendments        jsonb NOT NULL,
        buyer_id          text NOT NULL,
        buyer_name        text NOT NULL,
        budget_line_id    uuid,
        document_file_id  uuid,
        document_revision integer,
        published_at      timestamptz,
        closed_at         timestamptz,
        reason            text,
        pending_awards    integer NOT NULL CHECK (pending_awards >= 0),
        awarded_partly    boolean NOT NULL
      ) WITH (fillfactor = 80);
      CREATE INDEX rfqs_due ON rfqs (due_at) WHERE due_at IS NOT NULL;
      CREATE INDEX rfqs_case ON rfqs (case_id);
      CREATE INDEX rfqs_decision ON rfqs (decision_id) WHERE decision_id IS NOT NULL;

      CREATE SEQUENCE invitations_number;
      CREATE TABLE invitations (
        id                    uuid PRIMARY KEY,
        number                text NOT NULL UNIQUE,
        state                 text NOT NULL,
        version               integer NOT NULL,
        due_at                timestamptz,
        chain                 bytea NOT NULL,
        created_at            timestamptz NOT NULL,
        updated_at            timestamptz NOT NULL,
        case_id               uuid,
        title                 text NOT NULL,
        rfq_id                uuid NOT NULL REFERENCES rfqs (id),
        rfq_number            text NOT NULL,
        buyer_id              text NOT NULL,
        vendor_id             uuid NOT NULL REFERENCES vendors (id),
        vendor_name           text NOT NULL,
        contact_name          text NOT NULL,
        contact_e_mail        text NOT NULL,
        language              text NOT NULL,
        link_hash             text NOT NULL UNIQUE,
        mail_hash             text NOT NULL UNIQUE,
        sent_at               timestamptz,
        decline_reason        text,
        bounce_reason         text,
        reminded_at           timestamptz,
        acknowledged_revision integer NOT NULL,
        letters               jsonb NOT NULL,
        UNIQUE (rfq_id, vendor_id)
      ) WITH (fillfactor = 80);
      CREATE INDEX invitations_case ON invitations (case_id);
      CREATE INDEX invitations_vendor ON invitations (vendor_id);

      CREATE SEQUENCE questions_number;
      CREATE TABLE questions (
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
        invitation_id uuid REFERENCES invitations (id),
        text          text NOT NULL,
        answer        text,
        channel       text NOT NULL,
        answered_at   timestamptz
      ) WITH (fillfactor = 80);
      CREATE INDEX questions_rfq ON questions (rfq_id, created_at);
      CREATE INDEX questions_case ON questions (case_id);
    `);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
