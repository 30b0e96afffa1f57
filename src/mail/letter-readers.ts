import { Injectable } from '@nestjs/common';
import type { Bounce, ParsedLetter, ReadOutcome } from './parsed-letter.js';

/**
 * A feature's way to read the letters that come to `prefix+token@…`. Both methods may be called twice for one letter (`letter.id`
 * stays the same) and must then do no more than once.
 */
export interface LetterReader {
  prefix: string;
  read(letter: ParsedLetter): Promise<ReadOutcome>;
  /** A letter of ours whose answers would have come to `prefix+token` could not be delivered. */
  bounced?(bounce: Bounce): Promise<ReadOutcome>;
}

/** Who reads which letters; features register when the module starts. */
@Injectable()
export class LetterReaders {
  private readonly readers = new Map<string, LetterReader>();

  /** Registers the one reader of a prefix, such as `rfq` (small letters, digits, hyphens). */
  register(reader: LetterReader): void {
    if (!/^[a-z][a-z0-9-]{0,30}$/u.test(reader.prefix)) throw new Error(`"${reader.prefix}" cannot be the prefix of an address`);
    if (this.readers.has(reader.prefix)) throw new Error(`two readers want the prefix "${reader.prefix}"`);
    this.readers.set(reader.prefix, reader);
  }

  /** The reader of a prefix, null when no feature registered one. */
  of(prefix: string): LetterReader | null {
    return this.readers.get(prefix) ?? null;
  }
}
