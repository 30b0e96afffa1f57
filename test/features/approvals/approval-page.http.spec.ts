import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { ApiTokens } from '../../../src/identity/api-tokens.js';
import { PeopleCommands } from '../../../src/identity/people.commands.js';
import type { Role } from '../../../src/identity/roles.js';
import { startApp } from '../../support/app.js';
import { eventually } from '../../support/eventually.js';

type Facts = Record<string, string> & { items: Facts[]; version: number };

const roles = ['requester', 'buyer', 'approver', 'finance', 'resource_owner'] as const;
let app: NestFastifyApplication;
let decision: Facts;
let step: Facts;
const tokens: Record<string, string> = {};
const ids: Record<string, string> = {};

async function call(role: Role, method: 'GET' | 'POST', url: string, payload?: object) {
  return app.inject({ method, url, payload, headers: { authorization: `Bearer ${tokens[role]}` } });
}

async function done(role: Role, method: 'GET' | 'POST', url: string, payload?: object): Promise<Facts> {
  const answer = await call(role, method, url, payload);
  if (answer.statusCode >= 300) throw new Error(`${method} ${url} answered ${answer.statusCode}: ${answer.body}`);
  return answer.json();
}

const send = (role: Role, url: string, type: string, fields: object = {}) =>
  done(role, 'POST', `/api/v1/${url}/events`, { type, ...fields });

const pendingStep = (round: number): Promise<Facts> =>
  eventually(async () => {
    const { items } = await done('approver', 'GET', '/api/v1/approvals?state=pending');
    const found = items.find(({ subjectRound }) => Number(subjectRound) === round);
    if (!found) throw new Error('no step is pending yet');
    return found;
  });

beforeAll(async () => {
  ({ app } = await startApp({ DEMO: 'no' }));
  for (const role of roles) {
    const person = await app.get(PeopleCommands).add({ name: `Some ${role}`, eMail: `${role}@house.example`, roles: [role] });
    ids[role] = person.id;
    tokens[role] = (await app.get(ApiTokens).issue(person.id, 'test')).token;
  }
  const request = await done('requester', 'POST', '/api/v1/requests', {
    family: 'capacity_rental',
    title: 'Storage for the archive',
    need: 'Room for scans.',
    category: 'storage',
    neededOn: '2098-01-31',
    estimate: '9000',
  });
  await send('requester', `requests/${request.id}`, 'submit');
  decision = await eventually(async () => {
    const [found] = (await done('buyer', 'GET', `/api/v1/decisions?case=${request.id}`)).items;
    if (!found) throw new Error('not drafted yet');
    return found;
  });
  await send('buyer', `decisions/${decision.id}`, 'score');
  await send('buyer', `decisions/${decision.id}`, 'propose', { outcome: 'outsource', reason: 'The season cannot wait.' });
  step = await pendingStep(1);
}, 60_000);
afterAll(() => app?.close());

describe('the page of an approval', () => {
  it('shows the approver what is to be approved, with figures, reasons and a way to it', async () => {
    const { body } = await call('approver', 'GET', `/approvals/${step.id}`);

    expect(body).toContain('To be approved: Decision');
    expect(body).toContain(`href="/decisions/${decision.id}"`);
    for (const part of ['Outsource', '9,000.00 EUR', 'Options', 'Present cost', '6 %']) expect(body).toContain(part);
    expect(body).not.toContain('href="#"');
  });

  it('lets a delegate, who may not open the decision itself, read it and its document there and nowhere else', async () => {
    await send('approver', `approvals/${step.id}`, 'delegate', { delegateId: ids.resource_owner });
    const file = await eventually(async () => {
      const { body } = await call('resource_owner', 'GET', `/approvals/${step.id}`);
      const href = /href="(\/files\/[^"]+)"/.exec(body)?.[1];
      if (!href) throw new Error('the document is not made yet');
      return { body, href: href.replaceAll('&#x3D;', '=').replaceAll('&amp;', '&') };
    });

    expect(file.body).toContain('9,000.00 EUR');
    expect(file.body).not.toContain(`href="/decisions/${decision.id}"`);
    expect((await call('resource_owner', 'GET', `/decisions/${decision.id}`)).statusCode).toBe(404);
    expect((await call('resource_owner', 'GET', file.href)).statusCode).toBe(200);
    const links = [...file.body.matchAll(/href="(\/(?:requests|budget-lines|decisions|cases)\/[^"?#]+)"/g)].map(
      ([, href]) => href,
    );
    for (const href of links)
      expect({ href, status: (await call('resource_owner', 'GET', href)).statusCode }).toEqual({ href, status: 200 });
  }, 60_000);

  it('says in the next round what changed since the one before, and why that was sent back', async () => {
    await send('resource_owner', `approvals/${step.id}`, 'reject', { comment: 'Reckon with five per cent.' });
    await send('buyer', `decisions/${decision.id}`, 'reopen', { reason: 'Five per cent it is.' });
    const { costs, criteria } = (await done('buyer', 'GET', `/api/v1/decisions/${decision.id}`)) as unknown as Record<
      string,
      object[]
    >;
    await send('buyer', `decisions/${decision.id}`, 'edit', {
      ...{ discountRate: '0.05', horizonMonths: 12, moneyWeight: '50', costs, criteria, assumptions: 'As in spring.' },
    });
    await send('buyer', `decisions/${decision.id}`, 'score');
    await send('buyer', `decisions/${decision.id}`, 'propose', { outcome: 'outsource', reason: 'The season cannot wait.' });
    const next = await pendingStep(2);

    const { body } = await call('approver', 'GET', `/approvals/${next.id}`);

    expect(body).toContain('Since round 1');
    expect(body).toContain('Reckon with five per cent.');
    expect(body).toMatch(/Since round 1.*Discount rate a year.*Before.*6 %.*Now.*5 %.*To be approved/s);
    expect(body).toContain('As in spring.');
  }, 60_000);
});
