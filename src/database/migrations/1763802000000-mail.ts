import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Letters that came in, kept as they came, and letters that went out, kept as they were worded. */
export class Mail1763802000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE letters (
        id            uuid PRIMARY KEY DEFAULT uuidv7(),
        sha256        text NOT NULL UNIQUE,
        raw           bytea NOT NULL,
        size          integer NOT NULL,
        envelope_from text NOT NULL,
        envelope_to   text[] NOT NULL,
        received_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
        arrivals      integer NOT NULL DEFAULT 1,
        state         text NOT NULL DEFAULT 'received' CHECK (state IN ('received', 'read', 'review', 'ignored')),
        kind          text NOT NULL DEFAULT 'unknown' CHECK (kind IN ('answer', 'bounce', 'auto_reply', 'unknown')),
        message_id    text,
        subject       text,
        from_name     text,
        from_address  text,
        content_hash  text,
        subject_kind  text,
        subject_id    uuid,
        note          text,
        read_at       timestamptz,
        settled_by    text,
        settled_at    timestamptz
      );
      -- Mail is compressed or base64 already: looking for more to squeeze only costs time.
      ALTER TABLE letters ALTER COLUMN raw SET STORAGE EXTERNAL;
      COMMENT ON TABLE letters IS 'every letter that was accepted, byte for byte; stored before the sender is told 250';
      COMMENT ON COLUMN letters.subject_id IS 'what the letter belongs to, named by its reader (invitation, quote …); kind of it in subject_kind';
      CREATE INDEX letters_message_id ON letters (message_id) WHERE message_id IS NOT NULL;
      CREATE INDEX letters_in_review ON letters (id) WHERE state IN ('received', 'review');
      CREATE INDEX letters_of_subject ON letters (subject_id) WHERE subject_id IS NOT NULL;

      CREATE TABLE sent_letters (
        id          uuid PRIMARY KEY DEFAULT uuidv7(),
        message_id  text NOT NULL UNIQUE,
        to_name     text NOT NULL,
        to_address  text NOT NULL,
        reply_to    text,
        subject     text NOT NULL,
        template    text NOT NULL,
        text        text NOT NULL,
        html        text NOT NULL,
        attachments jsonb NOT NULL DEFAULT '[]',
        case_id     uuid,
        status      text NOT NULL CHECK (status IN ('sending', 'sent', 'rejected', 'bounced')),
        error       text,
        created_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
        sent_at     timestamptz
      );
      COMMENT ON TABLE sent_letters IS 'one row a letter, by the outbox id in its Message-ID: sending twice changes the row, never adds one';
      CREATE INDEX sent_letters_of_case ON sent_letters (case_id, id) WHERE case_id IS NOT NULL;
    `);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
