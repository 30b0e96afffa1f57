import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { Database } from '../../../src/database/database.js';
import { DatabaseModule } from '../../../src/database/database.module.js';
import { EngineModule } from '../../../src/engine/engine.module.js';
import { EngineHttpModule } from '../../../src/engine/http/engine-http.module.js';
import type { Actor } from '../../../src/engine/workflow.js';
import { WorkflowRegistry } from '../../../src/engine/workflow-registry.js';
import { ApiTokens } from '../../../src/identity/api-tokens.js';
import { IdentityModule } from '../../../src/identity/identity.module.js';
import { actorOf, type Person } from '../../../src/identity/person.js';
import { registerWeb } from '../../../src/identity/web-security.js';
import { PagesModule } from '../../../src/pages/pages.module.js';
import { RenderingModule } from '../../../src/rendering/rendering.module.js';
import { multipartLimits, readBodies } from '../../../src/request-bodies.js';
import { SettingsModule } from '../../../src/settings.module.js';
import { StorageModule } from '../../../src/storage/storage.module.js';
import { aPerson, Browser } from '../../identity/identity-app.js';
import { testSettings } from '../../support/settings.js';
import { TICKET_TABLE, ticketWorkflow } from '../../support/ticket.workflow.js';
import { ERRAND_TABLE, errandStart, errandWorkflow } from './errand.workflow.js';

/** A web process with the doors and plain pages, two workflows of tests, and nothing of procurement. */
export async function startDoors(): Promise<NestFastifyApplication> {
  const settings = await testSettings({ DEMO: 'no', ROLE: 'web' });
  const module = await Test.createTestingModule({
    imports: [
      SettingsModule.of(settings),
      DatabaseModule,
      EngineModule,
      RenderingModule,
      StorageModule,
      IdentityModule,
      EngineHttpModule,
      PagesModule,
    ],
  }).compile();
  const app = module.createNestApplication<NestFastifyApplication>(
    new FastifyAdapter({ multipart: { limits: multipartLimits(settings) } }),
    { logger: false },
  );
  readBodies(app, settings);
  await registerWeb(app, settings);
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
  const owner = await app.get(Database).pool.connect();
  await owner.query('RESET ROLE');
  await owner.query(TICKET_TABLE);
  await owner.query(ERRAND_TABLE);
  owner.release(true);
  const registry = app.get(WorkflowRegistry);
  registry.register(ticketWorkflow, {
    start: async (form: { title: string; points: number | null }, by) => ({
      title: form.title,
      points: form.points ?? 0,
      answerBy: null,
      ownerId: by.id,
      parentId: null,
      caseId: null,
    }),
  });
  registry.register(errandWorkflow, { start: errandStart });
  return app;
}

/** Somebody of the house with an API token and a browser. */
export interface Someone {
  person: Person;
  actor: Actor;
  api: (method: 'GET' | 'POST', url: string, body?: object, headers?: Record<string, string>) => Promise<Answer>;
  browser: () => Promise<Browser>;
}

/** What a door answered. */
export interface Answer {
  status: number;
  body: Record<string, never>;
  headers: Record<string, unknown>;
}

/** A person with `roles` and both ways in. */
export async function someone(app: NestFastifyApplication, name: string, roles: string[]): Promise<Someone> {
  const eMail = `${name.toLowerCase()}@example.org`;
  const person = await aPerson(app, { eMail, name: `${name} Lee`, roles });
  const { token } = await app.get(ApiTokens).issue(person.id, 'test');
  return {
    person,
    actor: actorOf(person),
    api: async (method, url, body, headers = {}) => {
      const answer = await app.inject({ method, url, payload: body, headers: { authorization: `Bearer ${token}`, ...headers } });
      const isJson = String(answer.headers['content-type'] ?? '').includes('json');
      return { status: answer.statusCode, body: isJson ? answer.json() : ({} as Record<string, never>), headers: answer.headers };
    },
    browser: async () => {
      const browser = new Browser(app);
      await browser.signIn(eMail);
      return browser;
    },
  };
}
