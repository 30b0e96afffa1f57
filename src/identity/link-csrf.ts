import { Injectable } from '@nestjs/common';
import { Seal } from './seal.js';

/** CSRF tokens for pages that are opened by a private link: no session, nothing stored, each token fits one link only. */
@Injectable()
export class LinkCsrf {
  constructor(private readonly seal: Seal) {}

  /** The token for forms on the page of this link. */
  issue(linkToken: string): string {
    return this.seal.of('link csrf', linkToken);
  }

  /** Whether `given` was issued for this link. */
  fits(linkToken: string, given: string): boolean {
    return this.seal.fits('link csrf', linkToken, given);
  }
}
