import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The engine's own tables: audit, outbox, answers remembered by key. */
export class Engine1763800000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE audit_entries (
        id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        record_id  uuid NOT NULL,
        version    integer NOT NULL,
        workflow   text NOT NULL,
        event      text NOT NULL,
        from_state text,
        to_state   text NOT NULL,
        by_id      text NOT NULL,
        at         timestamptz NOT NULL,
        body       text NOT NULL,
        hash       bytea NOT NULL,
        xact       bigint NOT NULL DEFAULT (pg_current_xact_id()::text::bigint),
        UNIQUE (record_id, version)
      );
      COMMENT ON COLUMN audit_entries.body IS 'canonical JSON, hashed as it stands: hash = sha256(hash of the entry before || body)';
      COMMENT ON COLUMN audit_entries.xact IS 'a checkpoint takes the entries of transactions that ended before it, whatever order their ids have';
      CREATE INDEX audit_entries_xact ON audit_entries USING brin (xact) WITH (autosummarize = on);

      CREATE TABLE audit_checkpoints (
        id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        from_xact   bigint NOT NULL,
        to_xact     bigint NOT NULL,
        entries     integer NOT NULL,
        root        bytea NOT NULL,
        before_hash bytea NOT NULL,
        hash        bytea NOT NULL,
        signature   bytea NOT NULL,
        public_key  text NOT NULL,
        at          timestamptz NOT NULL,
        UNIQUE (from_xact)
      );

      CREATE FUNCTION audit_is_for_ever() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION 'audit entries are neither changed nor removed' USING ERRCODE = 'insufficient_privilege'; END $$;
      CREATE TRIGGER audit_entries_for_ever BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_entries EXECUTE FUNCTION audit_is_for_ever();
      CREATE TRIGGER audit_checkpoints_for_ever BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_checkpoints EXECUTE FUNCTION audit_is_for_ever();

      CREATE TABLE outbox (
        id            uuid PRIMARY KEY DEFAULT uuidv7(),
        name          text NOT NULL,
        workflow      text,
        record_id     uuid NOT NULL,
        version       integer NOT NULL,
        event         text NOT NULL,
        payload       jsonb NOT NULL DEFAULT '{}',
        run           integer NOT NULL DEFAULT 0,
        attempts      integer NOT NULL DEFAULT 0,
        error         text,
        created_at    timestamptz NOT NULL DEFAULT clock_timestamp(),
        dispatched_at timestamptz,
        done_at       timestamptz,
        failed_at     timestamptz
      ) WITH (fillfactor = 80);
      COMMENT ON TABLE outbox IS 'one row an effect: the truth of what must still happen; a queue job is only a hint that carries the id';
      CREATE INDEX outbox_to_dispatch ON outbox (id) WHERE dispatched_at IS NULL;
      CREATE INDEX outbox_under_way ON outbox (dispatched_at) WHERE done_at IS NULL AND failed_at IS NULL AND dispatched_at IS NOT NULL;
      CREATE INDEX outbox_failed ON outbox (failed_at) WHERE failed_at IS NOT NULL;

      CREATE TABLE remembered_answers (
        actor_id     text NOT NULL,
        key          text NOT NULL,
        request_hash bytea NOT NULL,
        answer       jsonb NOT NULL,
        created_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
        PRIMARY KEY (actor_id, key)
      );
      COMMENT ON TABLE remembered_answers IS 'what an Idempotency-Key was answered, written with the transition itself';
      CREATE INDEX remembered_answers_age ON remembered_answers (created_at);
    `);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
