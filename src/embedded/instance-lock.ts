import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { StartFault } from '../start-fault.js';
import { markOf, type ProcessMark, stillRuns } from './processes.js';

/** Another live Sourcewright owns the folder. */
export class FolderInUse extends StartFault {
  constructor(folder: string, owner: ProcessMark, since: string) {
    super(
      `Another Sourcewright (process ${owner.pid}, started ${since}) is using ${folder}.\n` +
        `Stop that one first (kill ${owner.pid}), or start this one on a folder of its own: DATA_DIR=./.data2 PORT=3001 MAIL_IN_PORT=2526 npm start`,
    );
  }
}

interface Owner extends ProcessMark {
  since: string;
}

/** The claim of one process on a data folder, kept as `instance.json`: pid and start of the process, and where it can be reached. */
export class InstanceLock {
  private constructor(
    private readonly path: string,
    private readonly owner: Owner,
  ) {}

  /**
   * Claims `folder` for this process. The claim of a process that no longer runs is taken over, also when its pid is used by another one now.
   *
   * @throws FolderInUse, and StartFault where the folder is closed to us
   */
  static claim(folder: string): InstanceLock {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const path = join(folder, 'instance.json');
    const own = {
      ...(markOf(process.pid) ?? { pid: process.pid, startedAtTicks: null, bootId: null }),
      since: new Date().toISOString(),
    };
    const lock = new InstanceLock(path, own);
    const draft = lock.ownDraft(folder);
    try {
      for (;;) {
        if (linked(draft, path)) return lock;
        const held = read(path);
        if (held !== null && stillRuns(held)) throw new FolderInUse(folder, held, held.since);
        discard(path, held);
      }
    } finally {
      rmSync(draft, { force: true });
    }
  }

  /** Adds what others may want to know of this process (its addresses) to the file. */
  tell(facts: Record<string, string | number>): void {
    renameSync(this.draft(facts), this.path);
  }

  /** Gives the folder free. */
  release(): void {
    const held = read(this.path);
    if (held !== null && held.pid === this.owner.pid && held.startedAtTicks === this.owner.startedAtTicks)
      rmSync(this.path, { force: true });
  }

  private ownDraft(folder: string): string {
    try {
      return this.draft({});
    } catch (fault) {
      throw new StartFault(
        `${folder} cannot be written (${(fault as Error).message}).\nStart Sourcewright as the user who owns the folder, or set DATA_DIR to another one.`,
        { cause: fault },
      );
    }
  }

  private draft(facts: Record<string, string | number>): string {
    const draft = `${this.path}.${process.pid}`;
    writeFileSync(draft, `${JSON.stringify({ ...this.owner, ...facts }, null, 2)}\n`, { mode: 0o600 });
    return draft;
  }
}

function linked(draft: string, path: string): boolean {
  try {
    linkSync(draft, path);
    return true;
  } catch (fault) {
    if ((fault as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw fault;
  }
}

// Two processes may find the same stale claim: it is moved aside first, and put back when meanwhile it has become someone's fresh one.
function discard(path: string, stale: Owner | null): void {
  const aside = `${path}.stale.${process.pid}`;
  try {
    renameSync(path, aside);
  } catch (fault) {
    if ((fault as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw fault;
  }
  const moved = read(aside);
  if (moved !== null && (moved.pid !== stale?.pid || moved.startedAtTicks !== stale.startedAtTicks)) linked(aside, path);
  rmSync(aside, { force: true });
}

function read(path: string): Owner | null {
  try {
    const held: unknown = JSON.parse(readFileSync(path, 'utf8'));
    if (typeof held !== 'object' || held === null || !('pid' in held) || typeof held.pid !== 'number') return null;
    const { startedAtTicks = null, bootId = null, since = '' } = held as Partial<Owner>;
    return { pid: held.pid, startedAtTicks, bootId, since };
  } catch (fault) {
    if (fault instanceof SyntaxError || (fault as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw fault;
  }
}
