import { createServer } from 'node:net';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import pg from 'pg';
import { AuditCheckpoints, anchorFile } from '../../src/engine/audit-checkpoints.js';
import { verifyAudit, type Verification } from '../../src/engine/audit-verifier.js';
import { publicHalf, sealingKey } from '../../src/engine/checkpoint-seal.js';
import { SmtpReceiver } from '../../src/mail/smtp-receiver.js';
import type { Settings } from '../../src/settings.js';
import { StartNotes } from '../../src/start-notes.js';
import { startApp } from './app.js';
import { testDatabase } from './database.js';
import { HeldClock } from './journey-clock.js';
import { Colleague, Visitor } from './journey-people.js';
import { Mailboxes } from './vendor-mailbox.js';

export const journeyPassword = 'the heron waits in the reeds';

/** Who works in the house of a journey. Sofia may approve as well, but never her own work. */
export const staff = {
  mira: { name: 'Mira Castellan', roles: ['requester'] },
  sofia: { name: 'Sofia Lindqvist', roles: ['buyer', 'approver'] },
  helena: { name: 'Helena Fischer', roles: ['approver'] },
  tobias: { name: 'Tobias Reinholt', roles: ['finance'] },
  amara: { name: 'Amara Diallo', roles: ['legal'] },
  ines: { name: 'Ines Carvalho', roles: ['contract_owner'] },
  ulla: { name: 'Ulla Brandvik', roles: ['resource_owner'] },
  robert: { name: 'Robert Quill', roles: ['auditor'] },
} as const;

export type StaffKey = keyof typeof staff;

/** The address of somebody of the house. */
export const addressOf = (key: string): string => `${key}@tarnfield.example`;

/** The whole application on a real port with a held clock, founded through its own doors: the printed link, invitations, passwords. */
export class House {
  private constructor(
    readonly app: NestFastifyApplication,
    readonly settings: Settings,
    readonly clock: HeldClock,
    readonly mail: Mailboxes,
    private readonly staffing: Visitor,
  ) {}

  /** Starts and founds it; the administrator is nora@…, all others are invited by her. */
  static async found(): Promise<House> {
    const databaseUrl = await testDatabase();
    const clock = await HeldClock.of(databaseUrl);
    const port = await freePort();
    const { app, settings } = await startApp({
      DATABASE_URL: databaseUrl,
      DEMO: 'no',
      PORT: String(port),
      PUBLIC_URL: `http://127.0.0.1:${port}`,
      ORGANISATION: 'Tarnfield Logistics',
      TIME_ZONE: 'Europe/Vienna',
    });
    await app.listen(port, '127.0.0.1');
    const receiver = app.get(SmtpReceiver);
    const mail = new Mailboxes(settings.dataDir, () => receiver.port ?? 0);
    const house = new House(app, settings, clock, mail, new Visitor(settings.publicUrl));
    await house.begin();
    return house;
  }

  /** Where it is. */
  get url(): string {
    return this.settings.publicUrl;
  }

  /** Signs somebody in through the API. */
  signIn(key: StaffKey): Promise<Colleague> {
    return Colleague.signIn(this.url, { name: staff[key].name, eMail: addressOf(key), password: journeyPassword });
  }

  /** Makes a checkpoint and walks the whole audit of the house. */
  async audit(): Promise<Verification> {
    await this.app.get(AuditCheckpoints).make();
    const client = new pg.Client(this.settings.databaseUrl ?? '');
    await client.connect();
    try {
      const { dataDir, sessionSecret } = this.settings;
      return await verifyAudit(client, anchorFile(dataDir), publicHalf(sealingKey(sessionSecret)));
    } finally {
      await client.end();
    }
  }

  /** Jobs that failed for good, by name; a journey leaves none. */
  async failedJobs(): Promise<string[]> {
    const client = new pg.Client(this.settings.databaseUrl ?? '');
    await client.connect();
    try {
      const { rows } = await client.query<{ name: string; error: string }>(
        `SELECT name, coalesce(error, '') AS error FROM outbox WHERE error IS NOT NULL AND done_at IS NULL`,
      );
      return rows.map(({ name, error }) => `${name}: ${error}`);
    } finally {
      await client.end();
    }
  }

  /** Stops everything. */
  async close(): Promise<void> {
    await this.app.close();
  }

  private async begin(): Promise<void> {
    const note = this.app.get(StartNotes).lines.join('\n');
    const link = /http\S+\/welcome\/\S+/.exec(note)?.[0];
    if (!link) throw new Error(`no link for the first administrator: ${note}`);
    const nora = { name: 'Nora Whitlock', eMail: addressOf('nora'), password: journeyPassword };
    await this.staffing.submit(link, nora);
    await this.staffing.submit('/sign-in', { eMail: nora.eMail, password: nora.password });
    await Promise.all(
      Object.entries(staff).map(async ([key, { name, roles }]) => {
        const { html } = await this.staffing.submit('/people/new', { name, eMail: addressOf(key), roles: [...roles] }, '/people');
        const invitation = /http[^"'\s<&]+\/welcome\/[^"'\s<&]+/.exec(html)?.[0];
        if (!invitation) throw new Error(`no invitation for ${name}: ${html}`);
        await new Visitor(this.url).submit(invitation, { password: journeyPassword });
      }),
    );
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
