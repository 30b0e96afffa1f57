import { type BeforeApplicationShutdown, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { Database } from '../database/database.js';
import { Settings } from '../settings.js';
import { nextDeadline } from './decide.js';
import { Missing, Refused } from './errors.js';
import { Loop } from './loop.js';
import { SYSTEM } from './workflow.js';
import { WorkflowRegistry } from './workflow-registry.js';
import { WorkflowRunner } from './workflow-runner.js';

const BATCH = 100;
const POLL_MS = 250;
/** A refusal may have rested on what other features know, which changes without the record. */
const ASKED_AGAIN_MS = 60_000;

/** Sends each state's deadline event to the records whose `due_at` has passed by the database's clock. Two sweeps at once do no harm: the version guards. */
@Injectable()
export class DeadlineSweep implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly log = new Logger(DeadlineSweep.name);
  private readonly sweeping = new Loop('sweep', POLL_MS, async () => (await this.sweep()) >= BATCH);
  /** Refused deadlines are not asked again at every turn: the record's next version is, and the same one after a while. */
  private readonly refused = new Map<string, { version: number; untilMs: number }>();

  constructor(
    private readonly settings: Settings,
    private readonly database: Database,
    private readonly registry: WorkflowRegistry,
    private readonly runner: WorkflowRunner,
  ) {}

  onApplicationBootstrap(): void {
    if (this.settings.role !== 'web') this.sweeping.start((error) => this.log.warn(`sweep: ${error.message}`));
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.sweeping.stop();
  }

  /** One turn over all workflows; the number of records that moved. */
  async sweep(): Promise<number> {
    const tables = this.registry
      .everything()
      .filter(({ workflow }) => Object.values(workflow.machine.states).some((state) => state.meta?.deadlines?.length));
    if (tables.length === 0) return 0;
    const due = await this.database.rows<{ workflow: string; id: string; version: number }>(
      tables
        .map(
          ({ workflow, codec }) =>
            `(SELECT '${workflow.name}' AS workflow, id, version FROM ${codec.table} WHERE due_at <= clock_timestamp() ORDER BY due_at LIMIT ${BATCH + this.refused.size})`,
        )
        .join(' UNION ALL '),
    );
    let moved = 0;
    for (const { workflow: name, id, version } of due) {
      const before = this.refused.get(id);
      if (before?.version === version && Date.now() < before.untilMs) continue;
      const { workflow } = this.registry.named(name);
      const record = await this.runner.read(workflow, id);
      const deadline = record?.version === version && nextDeadline(workflow.machine, record.state, record);
      if (!deadline) continue;
      try {
        // Only to the version that was due: whoever extends the deadline meanwhile wins.
        await this.runner.sendNamed(name, id, { type: deadline.send }, SYSTEM, { expectedVersion: version });
        this.refused.delete(id);
        moved++;
      } catch (error) {
        if (error instanceof Missing) continue;
        if (!(error instanceof Refused)) throw error;
        if (error.reasons.some(({ code }) => code === 'workflow.movedOn')) continue;
        this.log.warn(`${name} ${id}: its deadline event ${deadline.send} was refused: ${error.message}`);
        this.refused.set(id, { version, untilMs: Date.now() + ASKED_AGAIN_MS });
        if (this.refused.size > 10_000) this.refused.clear();
      }
    }
    return moved;
  }
}
