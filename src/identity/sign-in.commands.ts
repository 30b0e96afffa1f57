import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { passwordMatches } from './passwords.js';
import { hashOf, randomSecret } from './secrets.js';
import { Seal } from './seal.js';
import { SecurityLog, type Origin } from './security-log.js';
import { Sessions } from './sessions.js';
import { SignInLimits, triesPerAccount, triesPerAddress } from './sign-in-limits.js';

/** What a sign-in came to; `wrong` says nothing of whether the person exists. */
export type SignInOutcome =
  | { kind: 'signed_in'; personId: string; secret: string; csrf: string; device: string }
  | { kind: 'wrong' }
  | { kind: 'too_many'; waitSeconds: number };

/** Sign-in by password, and the one check of a password for someone signed in. */
@Injectable()
export class SignInCommands {
  constructor(
    private readonly database: Database,
    private readonly sessions: Sessions,
    private readonly limits: SignInLimits,
    private readonly seal: Seal,
    private readonly log: SecurityLog,
  ) {}

  /**
   * Opens a session for the person with this e-mail address and password. `device` is the cookie left by an earlier
   * sign-in: such a browser has tries of its own, so that strangers who use up an account's tries do not shut its owner out.
   * `replaces` is the secret of the session that this browser had before.
   */
  async signIn(given: {
    eMail: string;
    password: string;
    device: string | undefined;
    replaces: string | undefined;
    origin: Origin;
  }): Promise<SignInOutcome> {
    const eMail = given.eMail.trim().toLowerCase();
    const address = `address ${given.origin.address}`;
    const account = this.knownDevice(given.device, eMail) ?? `account ${eMail}`;
    const waits = [await this.limits.count(address, triesPerAddress), await this.limits.count(account, triesPerAccount)];
    const waitSeconds = Math.max(...waits.map((wait) => wait ?? 0));
    if (waitSeconds > 0) {
      await this.log.write('sign_in_limited', { origin: given.origin });
      return { kind: 'too_many', waitSeconds };
    }

    const person = await this.database.row<{ id: string; hash: string | null }>(
      `SELECT id, CASE WHEN active THEN password_hash END AS hash FROM people WHERE lower(e_mail) = $1`,
      [eMail],
    );
    const right = await passwordMatches(given.password, person?.hash ?? null);
    if (!person || !right) {
      await this.log.write('sign_in_failed', { personId: person?.id, origin: given.origin });
      return { kind: 'wrong' };
    }

    if (given.replaces) await this.sessions.endBySecret(given.replaces);
    const { secret, csrf } = await this.sessions.open(person.id, given.origin);
    await this.limits.clear(account);
    await this.limits.giveBack(address);
    await this.log.write('signed_in', { personId: person.id, origin: given.origin });
    await Promise.all([this.sessions.sweep(), this.limits.sweep()]);
    return { kind: 'signed_in', personId: person.id, secret, csrf, device: this.deviceOf(eMail) };
  }

  /** Whether `password` is this person's; counted like a sign-in, and false without looking once the tries are used up. */
  async isPasswordOf(personId: string, password: string): Promise<boolean> {
    const key = `own ${personId}`;
    if ((await this.limits.count(key, triesPerAccount)) !== null) return false;
    const row = await this.database.row<{ hash: string | null }>(`SELECT password_hash AS hash FROM people WHERE id = $1`, [
      personId,
    ]);
    const right = await passwordMatches(password, row?.hash ?? null);
    if (right) await this.limits.clear(key);
    return right;
  }

  private deviceOf(eMail: string): string {
    return this.seal.close('device', `${hashOf(eMail).toString('base64url')} ${randomSecret()}`);
  }

  private knownDevice(device: string | undefined, eMail: string): string | null {
    const opened = this.seal.open('device', device);
    return opened?.startsWith(`${hashOf(eMail).toString('base64url')} `) ? `device ${opened}` : null;
  }
}
