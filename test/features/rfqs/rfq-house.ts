import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Database } from '../../../src/database/database.js';
import { newId } from '../../../src/engine/ids.js';
import type { Actor } from '../../../src/engine/workflow.js';
import { ApiTokens } from '../../../src/identity/api-tokens.js';
import { PeopleCommands } from '../../../src/identity/people.commands.js';
import { actorOf } from '../../../src/identity/person.js';
import { Letters } from '../../../src/mail/letters.js';
import type { SentLetter } from '../../../src/mail/sent-letters.js';
import { InvitationQueries, type InvitationView } from '../../../src/features/rfqs/invitation.queries.js';
import { InvitationTokens } from '../../../src/features/rfqs/invitation-tokens.js';
import { RfqCommands } from '../../../src/features/rfqs/rfq.commands.js';
import type { RfqEdit } from '../../../src/features/rfqs/rfq.facts.js';
import { RfqQueries, type RfqView } from '../../../src/features/rfqs/rfq.queries.js';
import { VendorCommands } from '../../../src/features/vendors/vendor.commands.js';
import { startApp } from '../../support/app.js';
import { eventually } from '../../support/eventually.js';

/** The application with a buyer and three approved vendors, and short ways to send an RFQ out and to answer it. */
export class RfqHouse {
  buyer: Actor;
  bearer: string;
  readonly vendorIds: string[] = [];

  private constructor(readonly app: NestFastifyApplication) {}

  static async open(): Promise<RfqHouse> {
    const { app } = await startApp({ DEMO: 'no' });
    const house = new RfqHouse(app);
    const person = await app.get(PeopleCommands).add({ name: 'Bea Buyer', eMail: 'bea@house.example', roles: ['buyer'] });
    house.buyer = actorOf(person);
    house.bearer = (await app.get(ApiTokens, { strict: false }).issue(person.id, 'tests')).token;
    const vendors = app.get(VendorCommands, { strict: false });
    for (const [name, currency] of [
      ['Alder Cloud', 'EUR'],
      ['Birch Networks', 'USD'],
      ['Cedar Systems', 'EUR'],
    ]) {
      const word = name.split(' ')[0].toLowerCase();
      const vendor = await vendors.add(
        {
          name,
          contacts: [{ name: `Sam of ${name}`, eMail: `sales@${word}.example`, language: 'en', role: 'Sales' }],
          categories: ['cloud_computing'],
          country: 'DE',
          currency,
          language: 'en',
          notes: null,
        },
        house.buyer,
      );
      await vendors.approve(vendor.id, house.buyer);
      house.vendorIds.push(vendor.id);
    }
    return house;
  }

  get<Thing>(token: new (...args: never[]) => Thing): Thing {
    return this.app.get<Thing>(token, { strict: false });
  }

  /** Publishes an RFQ and waits until every invitation has gone out. */
  async publish(given: Partial<RfqEdit> = {}): Promise<{ rfq: RfqView; invitations: InvitationView[] }> {
    const commands = this.get(RfqCommands);
    const draft = await commands.begin(
      aDescription({ vendorIds: this.vendorIds, ...given }),
      { caseId: null, decisionId: null },
      this.buyer,
    );
    await commands.publish(draft.id, this.buyer);
    const invitations = await eventually(async () => {
      const there = await this.get(InvitationQueries).ofRfq(draft.id);
      expect(there.map(({ state }) => state)).toEqual((given.vendorIds ?? this.vendorIds).map(() => 'sent'));
      return there;
    }, 25_000);
    return { rfq: await this.get(RfqQueries).one(draft.id), invitations };
  }

  /** A letter of the vendor reaches us, as SMTP would bring it. */
  async answerByMail(invitation: InvitationView, text: string, attachment?: { name: string; bytes: Buffer }): Promise<string> {
    const to = this.get(InvitationTokens).replyTo(invitation.id);
    const head = `Message-ID: <${newId()}@vendor.example>\r\nFrom: ${invitation.contactName} <${invitation.contactEMail}>\r\nTo: ${to}\r\nSubject: Re: quote\r\nMIME-Version: 1.0\r\n`;
    const raw = attachment
      ? `${head}Content-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n${text}\r\n--b\r\nContent-Type: application/vnd.openxmlformats-officedocument.spreadsheetml.sheet; name="${attachment.name}"\r\nContent-Disposition: attachment; filename="${attachment.name}"\r\nContent-Transfer-Encoding: base64\r\n\r\n${(attachment.bytes.toString('base64').match(/.{1,76}/g) ?? []).join('\r\n')}\r\n--b--\r\n`
      : `${head}Content-Type: text/plain; charset=utf-8\r\n\r\n${text}\r\n`;
    return this.get(Letters).receive(Buffer.from(raw), { from: invitation.contactEMail, to: [to] });
  }

  /** The letters that went to an address, oldest first. */
  lettersTo(address: string): Promise<SentLetter[]> {
    return this.get(Database).rows<SentLetter>(
      `SELECT template, subject, text, reply_to AS "replyTo", attachments, status FROM sent_letters WHERE to_address = $1 AND status = 'sent' ORDER BY id`,
      [address],
    );
  }

  link(invitation: InvitationView): string {
    return `/q/${this.get(InvitationTokens).link(invitation.id)}`;
  }

  close(): Promise<void> {
    return this.app.close();
  }
}

/** A short RFQ of two lines that closes in an hour. */
export function aDescription(given: Partial<RfqEdit> = {}): RfqEdit {
  return {
    title: 'Computing power for the web shop',
    family: 'capacity_rental',
    kind: 'RFQ',
    currency: 'EUR',
    lots: [],
    lines: [
      { id: null, lot: null, description: 'Virtual machine, 8 vCPU', quantity: '10', unit: 'machine', termMonths: 12 },
      { id: null, lot: null, description: 'Set-up', quantity: '1', unit: 'job', termMonths: null },
    ],
    terms: 'Net 30 days.',
    criteria: [{ name: 'Price', weight: '100', direction: 'lower' }],
    closesAt: new Date(Date.now() + 3_600_000),
    zone: 'Europe/Berlin',
    questionsUntil: new Date(Date.now() + 1_800_000),
    remindAt: null,
    vendorIds: [],
    minVendors: 1,
    budgetLineId: null,
    ...given,
  };
}
