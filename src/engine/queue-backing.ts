import { createPostgresBackend, createRedisBackend, type Job, Queue, Worker, type WorkerOptions } from 'bullmq';
import pg from 'pg';

/** What a queue carries: a hint that names an outbox row. */
export interface Hint {
  id: string;
}

/** Takes one job of a queue; throwing gives it back to be tried again. */
export type Handler = (job: Job<Hint>) => Promise<void>;

type Employment = Omit<WorkerOptions, 'connection'>;

/** A queue's server with its connections: the same three doors for PostgreSQL and for Redis. */
export type QueueBacking = ReturnType<typeof onPostgres> | ReturnType<typeof onRedis>;

/** BullMQ's PostgreSQL backend; `connections` are held at most. */
export function onPostgres(url: string | null, connections: number) {
  const pool = new pg.Pool({
    connectionString: url ?? undefined,
    max: connections,
    options: '-c search_path=bullmq',
    keepAlive: true,
    application_name: 'sourcewright-queue',
  });
  // A lost connection is told to whoever uses it next.
  pool.on('error', () => undefined);
  return {
    open: (name: string) => new Queue(name, { connection: pool }, createPostgresBackend),
    employ: (name: string, handle: Handler, options: Employment) =>
      new Worker(name, handle, { ...options, connection: pool }, createPostgresBackend),
    end: () => pool.end(),
  };
}

/** BullMQ's Redis backend, through ioredis. Losing it loses nothing: the outbox drives its rows again. */
export function onRedis(url: string) {
  // Options, not a shared client: BullMQ then opens one per queue and worker. Adding fails fast while Redis is away; a worker waits for it.
  const adding = { url, maxRetriesPerRequest: 1 };
  const working = { url, maxRetriesPerRequest: null };
  return {
    open: (name: string) => new Queue(name, { connection: adding }, createRedisBackend),
    employ: (name: string, handle: Handler, options: Employment) =>
      new Worker(name, handle, { ...options, connection: working }, createRedisBackend),
    end: async () => undefined,
  };
}
