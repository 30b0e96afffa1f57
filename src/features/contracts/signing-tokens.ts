import { createHash, createHmac } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Settings } from '../../settings.js';

const LETTERS = 'abcdefghijklmnopqrstuvwxyz234567';

/** The secret of a contract's signing page: 128 bits made from our secret and the contract's id, so that only its hash needs to be kept. */
@Injectable()
export class SigningTokens {
  constructor(private readonly settings: Settings) {}

  /** The token of the vendor's signing page, 26 small letters and digits. */
  link(contractId: string): string {
    const bytes = createHmac('sha256', this.settings.sessionSecret).update(`sign:${contractId}`).digest().subarray(0, 16);
    let bits = BigInt(`0x${bytes.toString('hex')}`) << 2n;
    let token = '';
    for (let i = 0; i < 26; i++, bits >>= 5n) token = LETTERS[Number(bits & 31n)] + token;
    return token;
  }

  /** The address of the vendor's signing page. */
  url(contractId: string): string {
    return `${this.settings.publicUrl}/s/${this.link(contractId)}`;
  }

  /** What is kept of a token, SHA-256 in hex. */
  hash(token: string): string {
    return createHash('sha256').update(token).digest('hex');
  }
}
