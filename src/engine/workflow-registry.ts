import { Injectable } from '@nestjs/common';
import { type DeclaredJobs, fullName, type JobSpec } from './jobs.js';
import { RowCodec } from './row-codec.js';
import { type Actor, type AnyWorkflow, type Happening, opaque, type Workflow, type WorkflowRecord } from './workflow.js';

/** What a feature adds to its declaration at start-up: its hands in the database. */
export interface Hands<Facts extends WorkflowRecord, Event extends Happening, Form extends object = object> {
  /** What other features know and the rules ask for; fetched before each decision and given as `event.known`. */
  known?: (facts: Facts, event: { type: Event['type'] }, by: Actor) => Promise<Event['known']>;
  /** The facts of a new record from the start form; the engine adds id, number, state and version. */
  start?: (form: Form, by: Actor) => Promise<NewFacts<Facts>>;
  /** What the page that begins a record holds already, from its address (`?decisionId=…`) and who opens it, with the reader's IANA zone. */
  prefill?: (query: Record<string, unknown>, by: { actor: Actor; zone: string }) => Promise<Partial<Record<keyof Form, unknown>>>;
}

/** A new record's facts, without what the engine itself gives. */
export type NewFacts<Facts> = Omit<Facts, 'id' | 'number' | 'state' | 'version' | 'dueAt' | 'chain' | 'createdAt' | 'updatedAt'>;

/** A workflow with everything the runner needs of it. */
export interface Registered {
  workflow: AnyWorkflow;
  codec: RowCodec<WorkflowRecord>;
  hands: Hands<WorkflowRecord, Happening>;
}

/** Every workflow and job of the house; features register themselves when their modules start. */
@Injectable()
export class WorkflowRegistry {
  private readonly byName = new Map<string, Registered>();
  private readonly byDocuments = new Map<string, Registered>();
  private readonly jobSpecs = new Map<string, JobSpec>();
  private readonly causes = new Map<string, string[]>();

  /** Makes a workflow known to the engine's runner, doors, sweep and pages. */
  register<Facts extends WorkflowRecord, Event extends Happening, Form extends object>(
    workflow: Workflow<Facts, Event>,
    hands: Hands<Facts, Event, Form> = {},
  ): void {
    const registered = {
      workflow: opaque(workflow),
      codec: new RowCodec(workflow.row) as unknown as RowCodec<WorkflowRecord>,
      hands: hands as unknown as Hands<WorkflowRecord, Happening>,
    };
    this.byName.set(workflow.name, registered);
    this.byDocuments.set(workflow.documents, registered);
    this.jobs(workflow.jobs);
  }

  /** Makes jobs known that belong to no workflow (mail, audit). A workflow's own jobs come with it. */
  jobs(declared: DeclaredJobs): void {
    for (const [name, spec] of Object.entries(declared.jobs)) {
      const job = fullName(declared, name);
      if (this.jobSpecs.has(job)) continue;
      this.jobSpecs.set(job, spec);
      for (const cause of [spec.after ?? []].flat()) this.causes.set(cause, [...(this.causes.get(cause) ?? []), job]);
    }
  }

  /** By singular name; throws for a name that nothing registered (a programming mistake). */
  named(name: string): Registered {
    const registered = this.byName.get(name);
    if (!registered) throw new Error(`no workflow is called ${name}`);
    return registered;
  }

  /** Whether a workflow of this singular name was registered. */
  knows(name: string): boolean {
    return this.byName.has(name);
  }

  /** By the plural of the address, or null. */
  addressed(documents: string): Registered | null {
    return this.byDocuments.get(documents) ?? null;
  }

  /** All workflows in the order they were registered. */
  everything(): Registered[] {
    return [...this.byName.values()];
  }

  /** How a job is to be done; throws for an undeclared one. */
  job(name: string): JobSpec {
    const spec = this.jobSpecs.get(name);
    if (!spec) throw new Error(`no job is called ${name}`);
    return spec;
  }

  /** Every declared job by full name. */
  everyJob(): ReadonlyMap<string, JobSpec> {
    return this.jobSpecs;
  }

  /** The jobs that follow `event` of `workflow`: the effects its machine uttered and the work that others declared `after` it. */
  jobsOf(workflow: AnyWorkflow, event: string, effects: readonly string[]): string[] {
    const followers = this.causes.get(`${workflow.name}.${event}`);
    const own = effects.map((effect) => fullName(workflow.jobs, effect));
    return followers ? [...own, ...followers] : own;
  }

  /** The causes that jobs name in `after`; a test holds them against the events that exist. */
  everyCause(): string[] {
    return [...this.causes.keys()];
  }
}
