import { Injectable, Logger } from '@nestjs/common';
import { Database } from '../database/database.js';

/** What the security log knows: every way in, every refusal, every act of an administrator on people. */
export type SecurityEvent =
  | 'signed_in'
  | 'sign_in_failed'
  | 'sign_in_limited'
  | 'signed_out'
  | 'session_ended'
  | 'password_changed'
  | 'link_issued'
  | 'link_used'
  | 'token_issued'
  | 'token_ended'
  | 'person_added'
  | 'roles_changed'
  | 'person_deactivated'
  | 'person_activated'
  | 'access_denied';

/** From where a request came: network address and browser. */
export interface Origin {
  address: string;
  userAgent: string;
}

/** One line of the log as people read it. */
export interface LoggedEvent {
  at: Date;
  event: SecurityEvent;
  say: string;
  detail: string;
  address: string;
  userAgent: string;
}

const sentences: Record<SecurityEvent, string> = {
  signed_in: 'Signed in',
  sign_in_failed: 'Sign-in failed',
  sign_in_limited: 'Too many sign-in attempts',
  signed_out: 'Signed out',
  session_ended: 'Session ended',
  password_changed: 'Password changed',
  link_issued: 'One-time link made',
  link_used: 'One-time link used',
  token_issued: 'API token made',
  token_ended: 'API token ended',
  person_added: 'Person added',
  roles_changed: 'Roles changed',
  person_deactivated: 'Access taken away',
  person_activated: 'Access given back',
  access_denied: 'Access denied',
};

/** Keeps security events in the database and says them to the process's log; holds no password, token or e-mail address as typed. */
@Injectable()
export class SecurityLog {
  private readonly logger = new Logger('security');

  constructor(private readonly database: Database) {}

  /** Adds one event. `byId` is who did it where that is not the person concerned. */
  async write(
    event: SecurityEvent,
    about: { personId?: string | null; byId?: string | null; detail?: string; origin?: Origin },
  ): Promise<void> {
    const detail = oneLine(about.detail ?? '', 300);
    const address = oneLine(about.origin?.address ?? '', 60);
    const userAgent = oneLine(about.origin?.userAgent ?? '', 200);
    await this.database.rows(
      `INSERT INTO sign_in_log (event, person_id, by_id, detail, address, user_agent) VALUES ($1, $2, $3, $4, $5, $6)`,
      [event, about.personId ?? null, about.byId ?? null, detail, address, userAgent],
    );
    this.logger.log(
      `${event} person=${about.personId ?? '-'} by=${about.byId ?? '-'} from=${address || '-'} ${detail}`.trimEnd(),
    );
  }

  /** The last events about one person, newest first. */
  async lastAbout(personId: string, count = 10): Promise<LoggedEvent[]> {
    const rows = await this.database.rows<Omit<LoggedEvent, 'say'>>(
      `SELECT at, event, detail, address, user_agent AS "userAgent" FROM sign_in_log WHERE person_id = $1 ORDER BY id DESC LIMIT $2`,
      [personId, count],
    );
    return rows.map((row) => ({ ...row, say: sentences[row.event] ?? row.event }));
  }
}

function oneLine(text: string, longest: number): string {
  return text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, ' ').slice(0, longest);
}
