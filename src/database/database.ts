import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import pg from 'pg';
import { Settings } from '../settings.js';

pg.types.setTypeParser(pg.types.builtins.DATE, (text) => text);

/** The role that the application's statements run as: it may add audit entries and neither change nor remove them. */
export const APPLICATION_ROLE = 'sourcewright_app';

/** The plain connection pool: the engine's statements and the features' queries. numeric arrives as text, date as 'YYYY-MM-DD', timestamptz as Date. */
@Injectable()
export class Database implements OnApplicationShutdown {
  readonly pool: pg.Pool;

  constructor(settings: Settings) {
    if (!settings.databaseUrl) throw new Error('DATABASE_URL is not known; main starts the embedded PostgreSQL first');
    this.pool = new pg.Pool({
      connectionString: settings.databaseUrl,
      max: settings.databasePool,
      keepAlive: true,
      application_name: `sourcewright-${settings.role}`,
      // Where the role could not be made (see migrate.ts) the login's own rights stand.
      verify: (client, done) => {
        client.query(`SET ROLE ${APPLICATION_ROLE}`).then(
          () => done(),
          () => done(),
        );
      },
    });
    // An idle client's error means that the server went away; the next query tells its caller.
    this.pool.on('error', () => undefined);
  }

  /** All rows of one statement. */
  async rows<Row extends object>(sql: string, values: unknown[] = []): Promise<Row[]> {
    return (await this.pool.query<Row>(sql, values)).rows;
  }

  /** The first row, or null. */
  async row<Row extends object>(sql: string, values: unknown[] = []): Promise<Row | null> {
    return (await this.rows<Row>(sql, values))[0] ?? null;
  }

  /** Everything `work` does commits together or not at all. */
  async transaction<Result>(work: (client: pg.PoolClient) => Promise<Result>): Promise<Result> {
    const client = await this.pool.connect();
    try {
      await client.query('BEGIN');
      const result = await work(client);
      await client.query('COMMIT');
      client.release();
      return result;
    } catch (error) {
      // A client whose ROLLBACK fails is broken: the pool must not hand it out again.
      await client.query('ROLLBACK').then(
        () => client.release(),
        () => client.release(true),
      );
      throw error;
    }
  }

  async onApplicationShutdown(): Promise<void> {
    await this.pool.end();
  }
}
