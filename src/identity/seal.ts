import { createHmac, hkdfSync } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Settings } from '../settings.js';
import { sameText } from './secrets.js';

/** Signs small texts that travel through the browser, each for one purpose, with a key derived from the session secret. */
@Injectable()
export class Seal {
  private readonly key: Buffer;

  constructor(settings: Settings) {
    this.key = Buffer.from(hkdfSync('sha256', settings.sessionSecret, '', 'sourcewright seal', 32));
  }

  /** The signature of `text` for `purpose`; one made for another purpose does not fit. */
  of(purpose: string, text: string): string {
    return createHmac('sha256', this.key).update(`${purpose}\n${text}`).digest('base64url');
  }

  /** Whether `signature` was made by `of` for the same purpose and text. */
  fits(purpose: string, text: string, signature: string): boolean {
    return sameText(this.of(purpose, text), signature);
  }

  /** `text` with its signature, for a cookie. */
  close(purpose: string, text: string): string {
    const body = Buffer.from(text).toString('base64url');
    return `${body}.${this.of(purpose, body)}`;
  }

  /** The text that `close` sealed, or null where anything was altered. */
  open(purpose: string, sealed: string | undefined): string | null {
    const [body, signature] = sealed?.split('.') ?? [];
    if (!body || !signature || !this.fits(purpose, body, signature)) return null;
    return Buffer.from(body, 'base64url').toString();
  }
}
