import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Awards, and the lines that they hold. `award_lines` is written by a trigger in the statement of the transition itself: its primary key says
 * that a line of an RFQ is in at most one award that waits for approval or is active. New tables only: takes no lock that matters.
 */
export class Awards1763806010000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE SEQUENCE awards_number;
      CREATE TABLE awards (
        id               uuid PRIMARY KEY,
        number           text NOT NULL UNIQUE,
        state            text NOT NULL,
        version          integer NOT NULL,
        due_at           timestamptz,
        chain            bytea NOT NULL,
        created_at       timestamptz NOT NULL,
        updated_at       timestamptz NOT NULL,
        case_id          uuid,
        title            text NOT NULL,
        rfq_id           uuid NOT NULL REFERENCES rfqs (id),
        rfq_number       text NOT NULL,
        lines            jsonb NOT NULL,
        total            numeric NOT NULL CHECK (total >= 0),
        currency         text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
        budget_line_id   uuid REFERENCES budget_lines (id),
        budget_amount    numeric CHECK (budget_amount >= 0),
        budget_currency  text,
        budget_rate      numeric,
        comparison       jsonb NOT NULL,
        warnings         jsonb NOT NULL,
        justification    text,
        low_price_answer text,
        author_id        text NOT NULL,
        author_name      text NOT NULL,
        author_ids       text[] NOT NULL,
        approval_round   integer NOT NULL CHECK (approval_round >= 0),
        approval_comment text,
        reason           text,
        next_in_rank     text,
        activated_at     timestamptz
      ) WITH (fillfactor = 80);
      CREATE INDEX awards_rfq ON awards (rfq_id);
      CREATE INDEX awards_case ON awards (case_id);

      CREATE TABLE award_lines (
        rfq_id   uuid NOT NULL,
        line_id  text NOT NULL,
        award_id uuid NOT NULL REFERENCES awards (id),
        CONSTRAINT award_lines_held_once PRIMARY KEY (rfq_id, line_id)
      );
      CREATE INDEX award_lines_award ON award_lines (award_id);

      CREATE FUNCTION hold_award_lines() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        DELETE FROM award_lines WHERE award_id = NEW.id;
        IF NEW.state IN ('pending_approval', 'active') THEN
          INSERT INTO award_lines (rfq_id, line_id, award_id)
          SELECT NEW.rfq_id, line ->> 'lineId', NEW.id FROM jsonb_array_elements(NEW.lines) AS line;
        END IF;
        RETURN NULL;
      END $$;
      CREATE TRIGGER awards_hold_lines AFTER INSERT OR UPDATE OF state, lines ON awards
        FOR EACH ROW EXECUTE FUNCTION hold_award_lines();
    `);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only');
  }
}
