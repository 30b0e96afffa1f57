import { createHmac } from 'node:crypto';
import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { shiftMonth } from '../../calculation/calendar-months.js';
import { Decimal } from '../../calculation/money.js';
import { Database } from '../../database/database.js';
import type { Actor } from '../../engine/workflow.js';
import { derivedId } from '../../engine/ids.js';
import { actorOf, type Person } from '../../identity/person.js';
import { PeopleCommands } from '../../identity/people.commands.js';
import { People } from '../../identity/people.queries.js';
import { Settings } from '../../settings.js';
import { StartNotes } from '../../start-notes.js';
import { BudgetCommands } from '../budgets/budget-line.commands.js';
import { RequestCommands } from '../requests/request.commands.js';
import { RequestQueries } from '../requests/request.queries.js';
import { ResourceCommands } from '../resources/resource.commands.js';
import { VendorCommands } from '../vendors/vendor.commands.js';
import { addressOf, budgetLines, companyName, companyZone, exchangeRates, people, resources, vendors } from './company-facts.js';

/** Of several processes one makes the company; the others wait and then find it there. */
const COMPANY_LOCK = 7_203_115;

/** What ORGANISATION is where nobody set it. */
const UNNAMED = 'our company';

const MONTHS_OF_CAPACITY = 24;

/** No letters or digits that look like others: the password is typed from a screen. */
const passwordLetters = 'abcdefghjkmnpqrstuvwxyz23456789';

/** The id of one thing of the company: the same on every start, so that a start that was cut short is continued. */
const idOf = (key: string): string => derivedId('the invented company', key);

/** Gives an empty database a small invented company to try things with, where the settings want it, and tells how to sign in. */
@Injectable()
export class Company implements OnApplicationBootstrap {
  constructor(
    private readonly settings: Settings,
    private readonly notes: StartNotes,
    private readonly database: Database,
    private readonly staff: People,
    private readonly staffing: PeopleCommands,
    private readonly vendors: VendorCommands,
    private readonly budgets: BudgetCommands,
    private readonly resources: ResourceCommands,
    private readonly requests: RequestCommands,
    private readonly requestsMade: RequestQueries,
  ) {
    // Pages and letters speak in the company's name, unless somebody gave another one.
    if (settings.demo && settings.buyerName === UNNAMED) settings.buyerName = companyName;
  }

  async onApplicationBootstrap(): Promise<void> {
    if (!this.settings.demo || this.settings.role === 'worker') return;
    await this.database.transaction(async (client) => {
      await client.query('SELECT pg_advisory_xact_lock($1)', [COMPANY_LOCK]);
      await this.makeUnlessThere();
    });
  }

  private async makeUnlessThere(): Promise<void> {
    const there = await this.staff.count();
    const known = (await Promise.all(people.map(({ name }) => this.staff.byEMail(addressOf(name))))).filter(
      (person) => person !== null,
    );
    const password = passwordOf(this.settings.sessionSecret);
    const last = await this.requestsMade.byId(idOf('support'));
    if (known.length === people.length && last && last.state !== 'draft') return this.tell(password);
    // Somebody else's people live here: this is no empty house.
    if (there > known.length) return;
    const staff = new Map<string, Person>();
    for (const person of await Promise.all(people.map((person) => this.employ(person, known, password))))
      staff.set(person.name, person);
    const actor = (name: string): Actor => {
      const person = staff.get(name);
      if (!person) throw new Error(`${name} does not work at ${companyName}`);
      return actorOf(person);
    };
    await this.noteRates();
    await this.openBudget(actor('Tobias Reinholt'));
    await this.fillRegister(actor);
    await this.addVendors(actor('Sofia Lindqvist'));
    await this.makeRequests(actor);
    this.tell(password);
  }

  private async employ({ name, role }: (typeof people)[number], known: readonly Person[], password: string): Promise<Person> {
    const before = known.find((person) => person.name === name);
    if (!before) return this.staffing.add({ name, eMail: addressOf(name), roles: [role], password, zone: companyZone });
    return before;
  }

  private async noteRates(): Promise<void> {
    const { on, source, rates } = exchangeRates;
    await this.database.rows(
      `INSERT INTO exchange_rates (currency, on_day, rate, source)
       SELECT currency, $3, rate, $4 FROM unnest($1::text[], $2::numeric[]) AS given(currency, rate) ON CONFLICT DO NOTHING`,
      [Object.keys(rates), Object.values(rates), on, source],
    );
  }

  private async openBudget(owner: Actor): Promise<void> {
    const year = new Date().getUTCFullYear();
    for (const { key, ...line } of budgetLines) {
      await this.budgets.add(
        { ...line, ownerId: owner.id, ownerName: owner.name, startsOn: `${year}-01-01`, endsOn: `${year + 2}-12-31` },
        owner,
        idOf(`budget ${key}`),
      );
    }
  }

  private async fillRegister(actor: (name: string) => Actor): Promise<void> {
    const first = new Date().toISOString().slice(0, 7);
    for (const { key, owner, title, class: kind, unit, rate, capacity, used } of resources) {
      const by = actor(owner);
      const months = Array.from({ length: MONTHS_OF_CAPACITY }, (_, month) => shiftMonth(first, month)).map((month) => ({
        month,
        quantity: monthly(capacity, kind, month),
      }));
      await this.resources.add(
        { title, class: kind, unit, rate, currency: 'EUR', thresholdShare: used, capacity: months },
        by,
        by,
        idOf(`resource ${key}`),
      );
    }
  }

  private async addVendors(buyer: Actor): Promise<void> {
    for (const vendor of vendors) {
      const { id, state } = await this.vendors.add(vendor, buyer, idOf(`vendor ${vendor.name}`));
      if (state === 'prospect') await this.vendors.approve(id, buyer);
    }
  }

  /** A draft to play with, and a submitted request whose demand is more than the helpdesk has. */
  private async makeRequests(actor: (name: string) => Actor): Promise<void> {
    const next = shiftMonth(new Date().toISOString().slice(0, 7), 2);
    const demand = { what: null, unit: null, month: next };
    await this.requests.begin(
      {
        title: 'Storage for the new archive',
        family: 'capacity_rental',
        category: 'storage',
        need: 'Delivery notes and customs papers have to be kept for seven years. We need room for the scans, reachable from all warehouses.',
        demand: [{ ...demand, resourceId: idOf('resource storage'), months: 12, quantity: '120' }],
        neededOn: `${next}-01`,
        requirements: 'Data stays in the European Union. Restored within four hours.',
        budgetLineId: idOf('budget hosting'),
        estimate: '86400',
        currency: 'EUR',
        attachments: [],
      },
      actor('Mira Castellan'),
      idOf('storage'),
    );
    const support = await this.requests.begin(
      {
        title: 'Support for the new booking portal',
        family: 'operation_and_maintenance',
        category: 'helpdesk',
        need: 'Customers will book freight on the new portal themselves. They need somebody to ask, on working days from 7 to 19.',
        demand: [
          { ...demand, resourceId: idOf('resource helpdesk'), months: 12, quantity: '1100' },
          { ...demand, resourceId: idOf('resource administrators'), months: 12, quantity: '20' },
        ],
        neededOn: `${next}-01`,
        requirements: 'Answers in German and English. First answer within one hour.',
        budgetLineId: idOf('budget operation'),
        estimate: '228000',
        currency: 'EUR',
        attachments: [],
      },
      actor('Jonas Adeyemi'),
      idOf('support'),
    );
    if (support.state === 'draft') await this.requests.submit(support.id, actor('Jonas Adeyemi'));
  }

  private tell(password: string): void {
    const widest = Math.max(...people.map(({ name }) => addressOf(name).length));
    this.notes.add(
      [
        `${companyName}, an invented company, is there to try things with. Unless they changed it, all sign in with the password`,
        '',
        `  ${password}`,
        '',
        ...people.map(({ name, role, does }) => `  ${addressOf(name).padEnd(widest)}  ${role.replace('_', ' ')}: ${does}`),
      ].join('\n'),
    );
  }
}

/** Three groups of five letters from the house's own secret: the same at every start, kept nowhere. */
function passwordOf(secret: string): string {
  const letters = [...createHmac('sha256', secret).update('the invented company').digest().subarray(0, 15)].map(
    (byte) => passwordLetters[byte % passwordLetters.length],
  );
  return [letters.slice(0, 5), letters.slice(5, 10), letters.slice(10)].map((group) => group.join('')).join('-');
}

/** People are away in August and December. */
function monthly(capacity: number, kind: string, month: string): string {
  const isHoliday = kind === 'people' && (month.endsWith('-08') || month.endsWith('-12'));
  return new Decimal(capacity).times(isHoliday ? '0.75' : '1').toFixed();
}
