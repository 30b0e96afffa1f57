/** Lets at most `places` pieces of work run at once; the others wait in the order they came. */
export class Turnstile {
  private running = 0;
  private readonly waiting: (() => void)[] = [];

  constructor(private readonly places: number) {}

  /** Runs `work` when a place is free. */
  async run<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.running >= this.places) await new Promise<void>((enter) => this.waiting.push(enter));
    else this.running++;
    try {
      return await work();
    } finally {
      const next = this.waiting.shift();
      if (next) next();
      else this.running--;
    }
  }
}
