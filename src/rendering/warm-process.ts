import { fork, type ChildProcess } from 'node:child_process';

export type WarmProcessOptions = {
  /** Absolute path of a plain `.mjs` file that answers each `{ask}` message with `{answer}` or `{fault}`. */
  script: string;
  /** What the script is started with. */
  args?: string[];
  /** A question that takes longer is ended by SIGKILL: native code cannot be interrupted in any softer way. */
  timeoutMs: number;
  /** After this many answers the process is replaced, because native caches grow slowly. */
  recycleAfter: number;
  /** A process that nobody asked for this long is ended, so that a quiet day costs no memory. */
  idleMs: number;
  /** Heap limit of the process, in MiB. */
  heapMb: number;
};

/** What `WarmProcess.ask` throws when the process died, hung or reported a fault; `kind` says which. */
export class WarmProcessFault extends Error {
  constructor(
    readonly kind: 'timeout' | 'died' | 'fault' | 'stopped',
    message: string,
  ) {
    super(message);
    this.name = 'WarmProcessFault';
  }
}

/**
 * One child process that is started at the first question, kept warm, asked one thing at a time, and never keeps
 * its parent alive while it is idle.
 */
export class WarmProcess {
  private child: ChildProcess | null = null;
  private answered = 0;
  private idle: NodeJS.Timeout | null = null;
  private turn: Promise<unknown> = Promise.resolve();
  private stopped = false;

  constructor(private readonly options: WarmProcessOptions) {}

  /**
   * Asks the process one thing, after everything that was asked before; the caller says what comes back.
   *
   * @throws WarmProcessFault
   */
  ask<Answer>(question: unknown): Promise<Answer> {
    const answer = this.turn.then(() => this.askNow<Answer>(question));
    this.turn = answer.catch(() => undefined);
    return answer;
  }

  /** Ends the process; whoever still waits gets a fault of kind `died`. */
  stop(): void {
    this.stopped = true;
    this.end();
  }

  private askNow<Answer>(question: unknown): Promise<Answer> {
    if (this.stopped) return Promise.reject(new WarmProcessFault('stopped', 'The application is shutting down.'));
    const child = this.ready();
    return new Promise<Answer>((resolve, reject) => {
      const timer = setTimeout(
        () => settle(new WarmProcessFault('timeout', `No answer within ${this.options.timeoutMs} ms.`)),
        this.options.timeoutMs,
      );
      const onMessage = (message: { answer?: Answer; fault?: string }) =>
        settle(message.fault === undefined ? null : new WarmProcessFault('fault', message.fault), message.answer);
      const onExit = (code: number | null, signal: string | null) =>
        settle(new WarmProcessFault('died', `The process ended (${signal ?? `code ${code}`}).`));
      const onError = (cause: Error) => settle(new WarmProcessFault('died', cause.message));
      const settle = (fault: WarmProcessFault | null, answer?: Answer) => {
        clearTimeout(timer);
        child.off('message', onMessage).off('exit', onExit).off('error', onError);
        this.rest(child, fault);
        if (fault) reject(fault);
        else resolve(answer as Answer);
      };
      child.on('message', onMessage).on('exit', onExit).on('error', onError);
      child.send({ ask: question }, (cause) => cause && onError(cause));
    });
  }

  private ready(): ChildProcess {
    if (this.idle) clearTimeout(this.idle);
    this.child ??= fork(this.options.script, this.options.args ?? [], {
      serialization: 'advanced',
      execArgv: [`--max-old-space-size=${this.options.heapMb}`],
      env: { PATH: process.env.PATH, LANG: 'C.UTF-8', TZ: 'UTC' },
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    this.child.ref();
    this.child.channel?.ref();
    return this.child;
  }

  private rest(child: ChildProcess, fault: WarmProcessFault | null): void {
    this.answered += 1;
    const isSpent = this.answered >= this.options.recycleAfter;
    if (isSpent || (fault && fault.kind !== 'fault')) return this.end();
    child.unref();
    child.channel?.unref();
    this.idle = setTimeout(() => this.end(), this.options.idleMs).unref();
  }

  private end(): void {
    if (this.idle) clearTimeout(this.idle);
    this.child?.on('error', () => undefined);
    this.child?.kill('SIGKILL');
    this.child?.unref();
    this.child?.channel?.unref();
    this.child = null;
    this.answered = 0;
  }
}
