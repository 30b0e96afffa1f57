import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Attachments and generated documents, with their bytes. A new table only: takes no lock that matters. */
export class Files1763801000000 implements MigrationInterface {
  name = 'Files1763801000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE files (
        id uuid PRIMARY KEY DEFAULT uuidv7(),
        name text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
        media_type text NOT NULL CHECK (length(media_type) BETWEEN 3 AND 200),
        size integer NOT NULL CHECK (size BETWEEN 0 AND 26214400),
        sha256 bytea NOT NULL CHECK (length(sha256) = 32),
        case_id uuid,
        bytes bytea NOT NULL CHECK (length(bytes) = size),
        created_by text NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now()
      )`);
    // PDF, DOCX, XLSX and pictures are compressed already; a second time would only cost.
    await runner.query(`ALTER TABLE files ALTER COLUMN bytes SET STORAGE EXTERNAL`);
    await runner.query(`CREATE INDEX files_case ON files (case_id) WHERE case_id IS NOT NULL`);

    // A document that was sent out is never edited: it gets a new version, which is a new row.
    await runner.query(`
      CREATE FUNCTION files_are_not_edited() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        RAISE EXCEPTION 'a stored file is never edited: store a new one' USING ERRCODE = 'restrict_violation';
      END $$`);
    await runner.query(
      `CREATE TRIGGER files_are_not_edited BEFORE UPDATE ON files FOR EACH ROW EXECUTE FUNCTION files_are_not_edited()`,
    );
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
