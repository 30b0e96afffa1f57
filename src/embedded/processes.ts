import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** A process beyond doubt: pids are used again, but not with the same start on the same boot. Null parts are unknown (no /proc). */
export interface ProcessMark {
  pid: number;
  /** Clock ticks between boot and the start of the process. */
  startedAtTicks: string | null;
  bootId: string | null;
}

/** The mark of `pid`, or null when no such process runs. A zombie does not count as running. */
export function markOf(pid: number): ProcessMark | null {
  if (!Number.isSafeInteger(pid) || pid <= 0) return null;
  const bootId = text('/proc/sys/kernel/random/boot_id')?.trim() ?? null;
  if (bootId === null) return answersSignals(pid) ? { pid, startedAtTicks: null, bootId: null } : null;

  // The command may hold spaces and brackets: fields are counted behind its last bracket (proc(5): 3 is the state, 22 the start).
  const fields = text(`/proc/${pid}/stat`)
    ?.replace(/^.*\) /s, '')
    .split(' ');
  if (!fields || fields[0] === 'Z' || fields[0] === 'X') return null;
  return { pid, startedAtTicks: fields[19] ?? null, bootId };
}

/** Whether the very process that left `mark` still runs. */
export function stillRuns(mark: ProcessMark): boolean {
  const now = markOf(mark.pid);
  return now !== null && now.startedAtTicks === mark.startedAtTicks && now.bootId === mark.bootId;
}

/** Pids of the PostgreSQL processes (postmaster and every child) that work in `folder`, which must be a real path; empty without /proc. */
export function postgresProcessesIn(folder: string): number[] {
  let entries: string[];
  try {
    entries = readdirSync('/proc');
  } catch {
    return [];
  }
  return entries
    .filter((entry) => /^\d+$/.test(entry))
    .map(Number)
    .filter((pid) => {
      // Every PostgreSQL process lives in its data folder: this finds children that outlived their postmaster, whatever their session.
      const cwd = link(`/proc/${pid}/cwd`);
      return (
        (cwd === folder || cwd === `${folder} (deleted)`) &&
        text(`/proc/${pid}/comm`)?.trim() === 'postgres' &&
        markOf(pid) !== null
      );
    });
}

/** Sends `signal` to each of `pids`; those that are gone already do not matter. */
export function signalEach(pids: readonly number[], signal: NodeJS.Signals): void {
  for (const pid of pids) {
    try {
      process.kill(pid, signal);
    } catch (fault) {
      if ((fault as NodeJS.ErrnoException).code !== 'ESRCH') throw fault;
    }
  }
}

/** Whether a process has this pid at all, be it ours, a stranger's or dead and not yet buried. */
export function answersSignals(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (fault) {
    return (fault as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function text(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

function link(path: string): string | null {
  try {
    return readlinkSync(path);
  } catch {
    return null;
  }
}
