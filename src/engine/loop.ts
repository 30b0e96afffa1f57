import { setTimeout as pause } from 'node:timers/promises';

/** A piece of work done again and again with a pause between; at once again while it answers that there is more. */
export class Loop {
  private running: Promise<void> | null = null;
  private stopping: AbortController | null = null;

  constructor(
    readonly name: string,
    private readonly pauseMs: number,
    private readonly turn: () => Promise<boolean>,
  ) {}

  /** Begins; a turn that throws is told to `onError` and tried again after a longer pause. */
  start(onError: (error: Error) => void): void {
    const stopping = new AbortController();
    this.stopping = stopping;
    this.running = (async () => {
      while (!stopping.signal.aborted) {
        let pauseMs = this.pauseMs;
        try {
          if (await this.turn()) continue;
        } catch (error) {
          onError(error instanceof Error ? error : new Error(String(error)));
          pauseMs = Math.max(pauseMs, 1_000);
        }
        await pause(pauseMs, undefined, { signal: stopping.signal }).catch(() => undefined);
      }
    })();
  }

  /** Ends after the turn under way. */
  async stop(): Promise<void> {
    this.stopping?.abort();
    await this.running;
  }
}
