import { Body, Controller, Get, Injectable, Param, Post } from '@nestjs/common';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { DatabaseModule } from '../../src/database/database.module.js';
import { Database } from '../../src/database/database.js';
import { Refused } from '../../src/engine/errors.js';
import type { Actor } from '../../src/engine/workflow.js';
import { Public, Roles, SignedIn } from '../../src/identity/access.js';
import { IdentityModule } from '../../src/identity/identity.module.js';
import { PeopleCommands } from '../../src/identity/people.commands.js';
import type { Person } from '../../src/identity/person.js';
import { registerWeb } from '../../src/identity/web-security.js';
import { RenderingModule } from '../../src/rendering/rendering.module.js';
import { multipartLimits, readBodies } from '../../src/request-bodies.js';
import type { Settings } from '../../src/settings.js';
import { SettingsModule } from '../../src/settings.module.js';
import { testSettings } from '../support/settings.js';

/** Routes as a feature would have them: one for everyone signed in, one by role, one by a private link. */
@Controller()
class ProbeController {
  static writes = 0;

  @Get('api/v1/probe')
  who(@SignedIn() by: Actor) {
    return by;
  }

  @Post('api/v1/probe')
  write(@SignedIn() by: Actor, @Body() body: object) {
    ProbeController.writes += 1;
    return { by: by.name, body };
  }

  @Roles('buyer')
  @Get('api/v1/buyers-only')
  buyersOnly() {
    return { ok: true };
  }

  @Public()
  @Post('link/:token')
  link(@Param('token') token: string) {
    return { token };
  }

  @Get('refused')
  refused() {
    throw new Refused([{ code: 'probe.no', say: 'Not today.' }]);
  }

  @Get('broken')
  broken() {
    throw new Error('secret detail');
  }
}

/** Keeps the type of the class available to tests without exporting the class itself. */
@Injectable()
export class Probe {
  get writes(): number {
    return ProbeController.writes;
  }
}

/** One web process of the house with nothing but identity; several share `settings`, as web processes do. */
export async function startIdentity(settings: Settings): Promise<NestFastifyApplication> {
  const module = await Test.createTestingModule({
    imports: [SettingsModule.of(settings), DatabaseModule, RenderingModule, IdentityModule],
    controllers: [ProbeController],
    providers: [Probe],
  }).compile();
  const app = module.createNestApplication<NestFastifyApplication>(
    new FastifyAdapter({ multipart: { limits: multipartLimits(settings) } }),
    { logger: false },
  );
  readBodies(app, settings);
  registerWeb(app, settings);
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
  return app;
}

/** Settings of a house without the invented company. */
export const houseSettings = (env: NodeJS.ProcessEnv = {}): Promise<Settings> => testSettings({ DEMO: 'no', ...env });

export const goodPassword = 'the heron waits in the reeds';

/** A person who can sign in with `goodPassword`. */
export function aPerson(app: NestFastifyApplication, person: { eMail: string; roles: string[]; name?: string }): Promise<Person> {
  return app.get(PeopleCommands).add({ name: person.name ?? 'Ann Lee', password: goodPassword, ...person });
}

/** A browser without scripts: keeps cookies, reads the hidden token of the last form. */
export class Browser {
  readonly cookies = new Map<string, string>();
  csrf = '';

  constructor(
    private readonly app: NestFastifyApplication,
    private readonly address = '127.0.0.1',
  ) {}

  async get(url: string, headers: Record<string, string> = {}) {
    return this.send('GET', url, undefined, headers);
  }

  async post(url: string, form: Record<string, string | string[]> = {}, headers: Record<string, string> = {}) {
    const fields = Object.entries({ _csrf: this.csrf, ...form }).flatMap(([name, value]) =>
      [value].flat().map((one): [string, string] => [name, one]),
    );
    return this.send('POST', url, new URLSearchParams(fields).toString(), {
      'content-type': 'application/x-www-form-urlencoded',
      ...headers,
    });
  }

  async signIn(eMail: string, password = goodPassword, to = '/account') {
    await this.get(`/sign-in?to=${encodeURIComponent(to)}`);
    const answer = await this.post('/sign-in', { eMail, password, to });
    if (answer.statusCode === 303) await this.get('/account');
    return answer;
  }

  private async send(method: 'GET' | 'POST', url: string, payload: string | undefined, headers: Record<string, string>) {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await this.app.inject({
      method,
      url,
      payload,
      remoteAddress: this.address,
      headers: { accept: 'text/html', ...(cookie && { cookie }), ...headers },
    });
    for (const { name, value, maxAge, expires } of answer.cookies)
      if (value === '' || maxAge === 0 || (expires && expires.getTime() < Date.now())) this.cookies.delete(name);
      else this.cookies.set(name, value);
    this.csrf = /name="_csrf" value="([^"]+)"/.exec(answer.body)?.[1] ?? this.csrf;
    return answer;
  }
}

/** Rows of one statement, to see what was really stored. */
export const rowsOf = (app: NestFastifyApplication, sql: string): Promise<Record<string, unknown>[]> =>
  app.get(Database).rows(sql);
