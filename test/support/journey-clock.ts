import pg from 'pg';

/**
 * Holds the clock of a test's own database: the product reads the time of deadlines from the database, and here that time can be moved on.
 * Sessions keep the real time, so nobody is signed out by it.
 */
export class HeldClock {
  private constructor(private readonly url: string) {}

  /** Takes the clock of the database at `url`, for connections that are made from now on. */
  static async of(url: string): Promise<HeldClock> {
    const clock = new HeldClock(url);
    const database = new URL(url).pathname.slice(1);
    await clock.run(`
      CREATE SCHEMA held;
      CREATE TABLE held.clock (ahead interval NOT NULL);
      INSERT INTO held.clock VALUES ('0');
      CREATE FUNCTION held.clock_timestamp() RETURNS timestamptz LANGUAGE sql VOLATILE
        AS 'SELECT pg_catalog.clock_timestamp() + ahead FROM held.clock';
      GRANT USAGE ON SCHEMA held TO PUBLIC;
      GRANT SELECT ON held.clock TO PUBLIC;
      ALTER TABLE letters ALTER received_at SET DEFAULT held.clock_timestamp();
      ALTER DATABASE ${database} SET search_path = held, pg_catalog, public;
    `);
    return clock;
  }

  /** Moves the time on by `minutes`. */
  async pass(minutes: number): Promise<void> {
    await this.run(`UPDATE held.clock SET ahead = ahead + interval '${minutes} minutes'`);
  }

  /** The time as the product sees it. */
  async now(): Promise<Date> {
    const client = new pg.Client(this.url);
    await client.connect();
    try {
      const { rows } = await client.query<{ now: Date }>('SELECT held.clock_timestamp() AS now');
      return rows[0].now;
    } finally {
      await client.end();
    }
  }

  private async run(sql: string): Promise<void> {
    const client = new pg.Client(this.url);
    await client.connect();
    try {
      await client.query(sql);
    } finally {
      await client.end();
    }
  }
}
