import type { TestingModule } from '@nestjs/testing';
import { Database } from '../../../src/database/database.js';
import { addressOf, people } from '../../../src/features/company/company-facts.js';
import { CompanyModule } from '../../../src/features/company/company.module.js';
import { Company } from '../../../src/features/company/company.js';
import { DecisionModule } from '../../../src/features/decisions/decision.module.js';
import { DecisionQueries } from '../../../src/features/decisions/decision.queries.js';
import { VendorQueries } from '../../../src/features/vendors/vendor.queries.js';
import { PeopleCommands } from '../../../src/identity/people.commands.js';
import { People } from '../../../src/identity/people.queries.js';
import { roleNames } from '../../../src/identity/roles.js';
import { SignInCommands } from '../../../src/identity/sign-in.commands.js';
import { Settings } from '../../../src/settings.js';
import { StartNotes } from '../../../src/start-notes.js';
import { eventually } from '../../support/eventually.js';
import { openHouse } from '../case-house.js';

let house: TestingModule;
let tookMs: number;

const get = <Service>(service: abstract new (...args: never[]) => Service): Service => house.get(service, { strict: false });

beforeAll(async () => {
  const from = performance.now();
  house = await openHouse([CompanyModule, DecisionModule], { DEMO: 'yes' });
  tookMs = performance.now() - from;
}, 30_000);
afterAll(() => house?.close());

const counts = () =>
  get(Database).row<Record<string, number>>(
    `SELECT (SELECT count(*)::int FROM people) AS people, (SELECT count(*)::int FROM vendors) AS vendors, (SELECT count(*)::int FROM resources) AS resources,
            (SELECT count(*)::int FROM budget_lines) AS lines, (SELECT count(*)::int FROM requests) AS requests,
            (SELECT count(*)::int FROM exchange_rates) AS rates`,
  );

describe('the invented company', () => {
  it('has people in every role, a register, budgets and a dozen vendors who may be invited', async () => {
    expect(await counts()).toEqual({ people: 12, vendors: 12, resources: 12, lines: 4, requests: 2, rates: 19 });
    for (const role of roleNames) expect((await get(People).byRole(role)).length).toBeGreaterThan(0);
    expect(await get(VendorQueries).approved()).toHaveLength(12);
    expect((await get(VendorQueries).approved('helpdesk')).length).toBeGreaterThan(2);
    expect(tookMs).toBeLessThan(60_000);
  });

  it('has a case under way, with a shortage that somebody must decide about', async () => {
    const decision = await eventually(async () => {
      const row = await get(Database).row<{ id: string }>(`SELECT id FROM requests WHERE state = 'in_analysis'`);
      const found = row && (await get(DecisionQueries).ofCase(row.id));
      if (!found) throw new Error('not analysed yet');
      return found;
    });

    expect([...new Set(decision.costs.map(({ option }) => option))]).toEqual(['make', 'buy', 'hybrid']);
  });

  it('tells how to sign in, with a password that works', async () => {
    const lines = get(StartNotes).lines.join('\n');
    const password = /^ {2}(\S{5}-\S{5}-\S{5})$/m.exec(lines)?.[1] ?? '';
    expect(lines).toContain('sofia.lindqvist@tarnfield.example');

    const outcome = await get(SignInCommands).signIn({
      eMail: 'sofia.lindqvist@tarnfield.example',
      password,
      device: undefined,
      replaces: undefined,
      origin: { address: '127.0.0.1', userAgent: 'test' },
    });

    expect(outcome.kind).toBe('signed_in');
  });

  it('is made once: another start changes nothing and tells the same again', async () => {
    const before = await counts();
    const told = get(StartNotes).lines.splice(0);

    await get(Company).onApplicationBootstrap();

    expect(await counts()).toEqual(before);
    expect(get(StartNotes).lines).toEqual(told);
  });
});

describe('the invented company after a start that was cut short', () => {
  it('is finished by the next start, which tells how to sign in', async () => {
    const started = await openHouse([CompanyModule, DecisionModule], { DEMO: 'no' });
    const of = <Service>(service: abstract new (...args: never[]) => Service): Service => started.get(service, { strict: false });
    const { name, role } = people[0];
    await of(PeopleCommands).add({ name, eMail: addressOf(name), roles: [role] });
    of(Settings).demo = true;

    await of(Company).onApplicationBootstrap();

    expect(await of(People).count()).toBe(people.length);
    expect(of(StartNotes).lines.join('\n')).toContain(addressOf(name));
    await started.close();
  });

  it('is not made in a house where others live', async () => {
    const theirs = await openHouse([CompanyModule, DecisionModule], { DEMO: 'no' });
    const of = <Service>(service: abstract new (...args: never[]) => Service): Service => theirs.get(service, { strict: false });
    await of(PeopleCommands).add({ name: 'Someone Real', eMail: 'someone@real.example', roles: ['administrator'] });
    of(Settings).demo = true;

    await of(Company).onApplicationBootstrap();

    expect(await of(People).count()).toBe(1);
    await theirs.close();
  });
});
