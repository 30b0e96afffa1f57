import { SetMetadata } from '@nestjs/common';

/** Queues and how many of their jobs one worker process does at a time. */
export const QUEUES = { mail: 4, 'mail-in': 4, documents: 1, work: 8 } as const;

export type QueueName = keyof typeof QUEUES;

/** One kind of work. `after` names events of any workflow that cause it (`award.activate`); machines utter the others by name. */
export interface JobSpec {
  queue: QueueName;
  attempts: number;
  /** First delay of the exponential back-off; default 1000. */
  backoffMs?: number;
  after?: string | readonly string[];
}

/** The jobs of one feature, by name. */
export interface DeclaredJobs<Name extends string = string> {
  owner: string;
  jobs: Record<Name, JobSpec>;
}

/** What a worker's method is given. `id` is the outbox id: the same on every repetition, so it names the effect (Message-ID, file). */
export interface Job {
  id: string;
  name: string;
  /** The workflow whose transition caused the job, its record and the record's version after it; null for jobs staged outside a transition. */
  workflow: string | null;
  recordId: string;
  version: number;
  event: string;
  payload: Record<string, unknown>;
}

/** Declares work next to its cause. */
export function defineJobs<Name extends string>(owner: string, jobs: Record<Name, JobSpec>): DeclaredJobs<Name> {
  return { owner, jobs };
}

/** A class that has a method for each declared job; leaving one out does not compile. */
export type WorkerFor<Declared> = Declared extends DeclaredJobs<infer Name> ? Record<Name, (job: Job) => Promise<void>> : never;

export const WORKER_JOBS = 'sourcewright:worker-jobs';

/** Marks an injectable as the worker of `declared`; the job host finds it. */
export const Worker = (declared: DeclaredJobs) => SetMetadata(WORKER_JOBS, declared);

/** `quote.tellBuyer`: the job's name in the outbox and in the queue. */
export const fullName = (declared: DeclaredJobs, name: string): string => `${declared.owner}.${name}`;
