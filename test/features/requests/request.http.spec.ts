import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { ApiTokens } from '../../../src/identity/api-tokens.js';
import { PeopleCommands } from '../../../src/identity/people.commands.js';
import type { Role } from '../../../src/identity/roles.js';
import { startApp } from '../../support/app.js';
import { eventually } from '../../support/eventually.js';

let app: NestFastifyApplication;
const tokens: Record<string, string> = {};

beforeAll(async () => {
  ({ app } = await startApp({ DEMO: 'no' }));
  for (const role of ['requester', 'resource_owner', 'buyer', 'approver', 'finance', 'legal'] satisfies Role[]) {
    const person = await app.get(PeopleCommands).add({ name: `Some ${role}`, eMail: `${role}@house.example`, roles: [role] });
    tokens[role] = (await app.get(ApiTokens).issue(person.id, 'test')).token;
  }
}, 60_000);
afterAll(() => app?.close());

async function call(role: string, method: 'GET' | 'POST', url: string, payload?: object) {
  const answer = await app.inject({ method, url, payload, headers: { authorization: `Bearer ${tokens[role]}` } });
  return { status: answer.statusCode, text: answer.body, json: () => answer.json() };
}

async function done(role: string, method: 'GET' | 'POST', url: string, payload?: object) {
  const answer = await call(role, method, url, payload);
  if (answer.status >= 300) throw new Error(`${method} ${url} answered ${answer.status}: ${answer.text}`);
  return answer.json();
}

const request = {
  family: 'capacity_rental',
  title: 'Storage for the archive',
  need: 'Room for scans.',
  category: 'storage',
  neededOn: '2098-01-31',
};

describe('requests, resources, budget lines and decisions over HTTP', () => {
  it('go from a manager’s request to an approved decision, with every page drawn on the way', async () => {
    const capacity = [
      { month: '2098-01', quantity: '100' },
      { month: '2098-02', quantity: '100' },
    ];
    const resource = await done('resource_owner', 'POST', '/api/v1/resources', {
      ...{
        title: 'Storage array',
        class: 'technical_infrastructure',
        unit: 'TB',
        rate: '42',
        currency: 'EUR',
        thresholdShare: '0.8',
        capacity,
      },
    });
    const demand = [{ resourceId: resource.id, month: '2098-01', months: '2', quantity: 60 }];
    const begun = await done('requester', 'POST', '/api/v1/requests', { ...request, demand, estimate: '9000' });
    await done('requester', 'POST', `/api/v1/requests/${begun.id}/events`, { type: 'submit' });
    const decision = await eventually(async () => {
      const { items } = await done('buyer', 'GET', `/api/v1/decisions?case=${begun.id}`);
      if (items.length === 0) throw new Error('not drafted yet');
      return items[0];
    });

    await done('buyer', 'POST', `/api/v1/decisions/${decision.id}/events`, { type: 'score' });
    const refused = await call('buyer', 'POST', `/api/v1/decisions/${decision.id}/events`, {
      type: 'propose',
      outcome: 'outsource',
    });
    expect(refused).toMatchObject({ status: 409 });
    expect(refused.text).toContain('decision.deviationReason');
    await done('buyer', 'POST', `/api/v1/decisions/${decision.id}/events`, { type: 'propose', outcome: 'in_house' });
    await eventually(async () => {
      const { items } = await done('approver', 'GET', `/api/v1/approvals?state=pending`);
      for (const step of items) await done(step.role, 'POST', `/api/v1/approvals/${step.id}/events`, { type: 'approve' });
      expect((await done('requester', 'GET', `/api/v1/requests/${begun.id}`)).state).toBe('decided');
    });

    const waits = (await call('buyer', 'GET', `/cases/${begun.id}`)).text;
    expect(waits).toContain('Some requester or a buyer to confirm that the work is done');
    expect(waits).not.toContain('waits for nobody');
    for (const page of [
      `/requests/${begun.id}`,
      `/decisions/${decision.id}`,
      `/resources/${resource.id}`,
      '/requests',
      '/budget-lines',
    ]) {
      expect({ page, status: (await call('buyer', 'GET', page)).status }).toEqual({ page, status: 200 });
    }
  }, 60_000);

  it('name every field that is wrong, with what would be accepted', async () => {
    const answer = await call('requester', 'POST', '/api/v1/requests', {
      ...request,
      family: 'furniture',
      neededOn: 'soon',
      demand: [{ what: 'Room', unit: 'TB', month: '2098-13', quantity: 'much' }],
    });

    expect(answer.status).toBe(422);
    for (const field of ['family', 'neededOn', 'demand[0].month', 'demand[0].quantity'])
      expect(answer.text).toContain(`"${field}"`);
  });

  it('refuse an unknown budget line at the door instead of failing in the database', async () => {
    const answer = await call('requester', 'POST', '/api/v1/requests', {
      ...request,
      budgetLineId: '00000000-0000-4000-8000-000000000000',
    });

    expect(answer.status).toBe(422);
    expect(answer.text).toContain('budgetLineId');
  });
});
