import type { MigrationInterface, QueryRunner } from 'typeorm';

/** People with their roles, and the doors by which they come in: sessions, API tokens, one-time links. New tables only: takes no lock that matters. */
export class Identity1763803000000 implements MigrationInterface {
  name = 'Identity1763803000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE people (
        id uuid PRIMARY KEY DEFAULT uuidv7(),
        name text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
        e_mail text NOT NULL CHECK (length(e_mail) BETWEEN 3 AND 254),
        password_hash text,
        roles text[] NOT NULL DEFAULT '{}' CHECK (roles <@ ARRAY['requester', 'resource_owner', 'buyer', 'approver', 'finance', 'legal',
                                                              'contract_owner', 'auditor', 'administrator']),
        zone text NOT NULL DEFAULT 'UTC',
        active boolean NOT NULL DEFAULT true,
        created_at timestamptz NOT NULL DEFAULT now()
      )`);
    await runner.query(`CREATE UNIQUE INDEX people_e_mail ON people (lower(e_mail))`);
    await runner.query(`CREATE INDEX people_roles ON people USING gin (roles)`);

    // Only hashes are kept: whoever reads these tables cannot sign in with what they find.
    await runner.query(`
      CREATE TABLE sessions (
        hash bytea PRIMARY KEY,
        id uuid NOT NULL UNIQUE DEFAULT uuidv7(),
        person_id uuid NOT NULL REFERENCES people ON DELETE CASCADE,
        csrf text NOT NULL,
        address text NOT NULL,
        user_agent text NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        seen_at timestamptz NOT NULL DEFAULT now(),
        expires_at timestamptz NOT NULL
      )`);
    await runner.query(`CREATE INDEX sessions_person ON sessions (person_id)`);
    await runner.query(`CREATE INDEX sessions_expires ON sessions (expires_at)`);

    await runner.query(`
      CREATE TABLE api_tokens (
        hash bytea PRIMARY KEY,
        id uuid NOT NULL UNIQUE DEFAULT uuidv7(),
        person_id uuid NOT NULL REFERENCES people ON DELETE CASCADE,
        name text NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
        created_at timestamptz NOT NULL DEFAULT now(),
        last_used_on date
      )`);
    await runner.query(`CREATE INDEX api_tokens_person ON api_tokens (person_id)`);

    await runner.query(`
      CREATE TABLE sign_in_links (
        hash bytea PRIMARY KEY,
        purpose text NOT NULL CHECK (purpose IN ('first_administrator', 'invite', 'reset')),
        person_id uuid REFERENCES people ON DELETE CASCADE,
        created_at timestamptz NOT NULL DEFAULT now(),
        expires_at timestamptz NOT NULL,
        used_at timestamptz,
        CHECK ((purpose = 'first_administrator') = (person_id IS NULL))
      )`);
    await runner.query(`CREATE INDEX sign_in_links_person ON sign_in_links (person_id)`);

    await runner.query(`
      CREATE TABLE sign_in_limits (
        key text PRIMARY KEY,
        tries integer NOT NULL,
        since timestamptz NOT NULL
      )`);

    // No foreign key: the log outlives the person.
    await runner.query(`
      CREATE TABLE sign_in_log (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        at timestamptz NOT NULL DEFAULT now(),
        event text NOT NULL,
        person_id uuid,
        by_id text,
        detail text NOT NULL DEFAULT '',
        address text NOT NULL DEFAULT '',
        user_agent text NOT NULL DEFAULT ''
      )`);
    await runner.query(`CREATE INDEX sign_in_log_person ON sign_in_log (person_id, id DESC)`);

    await runner.query(`
      CREATE FUNCTION tell_identity_changed() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        PERFORM pg_notify('identity_changed', CASE WHEN TG_TABLE_NAME = 'people' THEN to_jsonb(OLD)->>'id' ELSE to_jsonb(OLD)->>'person_id' END);
        RETURN NULL;
      END $$`);
    await runner.query(`
      CREATE TRIGGER people_changed AFTER DELETE OR UPDATE OF name, e_mail, roles, zone, active ON people
      FOR EACH ROW EXECUTE FUNCTION tell_identity_changed()`);
    await runner.query(`
      CREATE TRIGGER sessions_ended AFTER DELETE OR UPDATE OF expires_at, csrf ON sessions
      FOR EACH ROW EXECUTE FUNCTION tell_identity_changed()`);
    await runner.query(`
      CREATE TRIGGER api_tokens_ended AFTER DELETE ON api_tokens
      FOR EACH ROW EXECUTE FUNCTION tell_identity_changed()`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations run forward only; restore a backup instead.');
  }
}
