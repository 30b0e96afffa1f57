import { createHash, createHmac } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Settings } from '../../settings.js';

const LETTERS = 'abcdefghijklmnopqrstuvwxyz234567';

/** The secrets of an invitation: 128 bits each, made from our secret and the invitation's id, so that only hashes need to be kept. */
@Injectable()
export class InvitationTokens {
  constructor(private readonly settings: Settings) {}

  /** The token of the private page, 26 small letters and digits. */
  link(invitationId: string): string {
    return this.token(`link:${invitationId}`);
  }

  /** The token of the reply address, 26 small letters and digits. */
  mail(invitationId: string): string {
    return this.token(`mail:${invitationId}`);
  }

  /** The address of the private page. */
  url(invitationId: string): string {
    return `${this.settings.publicUrl}/q/${this.link(invitationId)}`;
  }

  /** The address that the vendor's answers come to. */
  replyTo(invitationId: string): string {
    return `rfq+${this.mail(invitationId)}@${this.settings.mailDomain}`;
  }

  /** What is kept of a token, SHA-256 in hex. */
  hash(token: string): string {
    return createHash('sha256').update(token).digest('hex');
  }

  private token(text: string): string {
    const bytes = createHmac('sha256', this.settings.sessionSecret).update(text).digest().subarray(0, 16);
    let bits = BigInt(`0x${bytes.toString('hex')}`) << 2n;
    let token = '';
    for (let i = 0; i < 26; i++, bits >>= 5n) token = LETTERS[Number(bits & 31n)] + token;
    return token;
  }
}
