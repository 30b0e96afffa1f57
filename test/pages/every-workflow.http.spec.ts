import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { openEvents } from '../../src/engine/http/open-api.js';
import { eventsOf } from '../../src/engine/decide.js';
import { WorkflowRegistry } from '../../src/engine/workflow-registry.js';
import { roleNames } from '../../src/identity/roles.js';
import { aPerson, Browser } from '../identity/identity-app.js';
import { startApp } from '../support/app.js';

let app: NestFastifyApplication;
let browser: Browser;
const all = () => app.get(WorkflowRegistry).everything();

beforeAll(async () => {
  ({ app } = await startApp({ DEMO: 'no', ROLE: 'web' }));
  await aPerson(app, { eMail: 'all@example.org', roles: [...roleNames] });
  browser = new Browser(app);
  await browser.signIn('all@example.org');
}, 60_000);
afterAll(() => app?.close());

describe('every registered workflow', () => {
  it('has a list that renders, and exports that open', async () => {
    expect(all().length).toBeGreaterThan(0);
    for (const { workflow } of all()) {
      const list = await browser.get(`/${workflow.documents}`);
      expect([workflow.name, list.statusCode]).toEqual([workflow.name, 200]);
      const csv = await browser.get(`/${workflow.documents}/export.csv`);
      const xlsx = await browser.get(`/${workflow.documents}/export.xlsx`);
      expect([workflow.name, csv.statusCode, xlsx.rawPayload.subarray(0, 2).toString()]).toEqual([workflow.name, 200, 'PK']);
    }
  });

  it('has a page to begin one where people may, and says what is missing', async () => {
    for (const { workflow } of all().filter(({ workflow: { start }, hands }) => start && hands.start)) {
      const blank = await browser.get(`/${workflow.documents}/new`);
      expect([workflow.name, blank.statusCode]).toEqual([workflow.name, 200]);
      const answer = await browser.post(`/${workflow.documents}`, {});
      expect([workflow.name, answer.statusCode]).toEqual([workflow.name, 422]);
    }
  });

  it('is described, drawn, and named with all its events in the OpenAPI document', async () => {
    const document = (await browser.get('/api/openapi.json')).json<{
      components: { schemas: Record<string, { oneOf?: object[] }> };
    }>();
    for (const { workflow } of all()) {
      expect([workflow.name, (await browser.get(`/workflows/${workflow.name}`)).statusCode]).toEqual([workflow.name, 200]);
      expect((await browser.get(`/workflows/${workflow.name}/drawing.svg`)).body).toContain('</svg>');
      const schema = Object.entries(document.components.schemas).find(
        ([name]) => name.toLowerCase() === `${workflow.name}event`.toLowerCase(),
      );
      expect([workflow.name, schema?.[1].oneOf?.length ?? 0]).toEqual([workflow.name, openEvents(workflow).length]);
    }
  });

  it('declares facts, readers and events that exist', () => {
    for (const { workflow, codec } of all()) {
      for (const { name, listed } of workflow.facts)
        if (listed) expect([workflow.name, name, codec.has(name)]).toEqual([workflow.name, name, true]);
      for (const owner of workflow.readers.owners ?? [])
        expect([workflow.name, owner, codec.has(owner)]).toEqual([workflow.name, owner, true]);
      for (const state of Object.keys(workflow.machine.states)) {
        for (const type of eventsOf(workflow.machine, state)) expect(Object.keys(workflow.events)).toContain(type);
      }
    }
  });

  it('has an entry way from home', async () => {
    const home = await browser.get('/');
    expect(home.statusCode).toBe(200);
  });
});
