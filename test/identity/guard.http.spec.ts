import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { jest } from '@jest/globals';
import { Database } from '../../src/database/database.js';
import { ApiTokens } from '../../src/identity/api-tokens.js';
import { IdentityChanges } from '../../src/identity/identity-changes.js';
import { LinkCsrf } from '../../src/identity/link-csrf.js';
import { PeopleCommands } from '../../src/identity/people.commands.js';
import { SYSTEM } from '../../src/engine/workflow.js';
import { Viewers } from '../../src/identity/viewers.js';
import { eventually } from '../support/eventually.js';
import type { Settings } from '../../src/settings.js';
import { aPerson, Browser, houseSettings, Probe, rowsOf, startIdentity } from './identity-app.js';

let settings: Settings;
let app: NestFastifyApplication;

beforeAll(async () => {
  settings = await houseSettings();
  app = await startIdentity(settings);
  await aPerson(app, { eMail: 'root@example.org', name: 'Ada Root', roles: ['administrator'] });
  await aPerson(app, { eMail: 'ann@example.org', roles: ['requester'] });
});
afterAll(() => app?.close());

async function signedIn(eMail = 'ann@example.org', process = app): Promise<Browser> {
  const browser = new Browser(process);
  await browser.signIn(eMail);
  return browser;
}

/** The application's own role may not end a superuser's connection, so this goes by the login itself. */
async function killListener(process: NestFastifyApplication): Promise<void> {
  const owner = await process.get(Database).pool.connect();
  await owner.query('RESET ROLE');
  await owner.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN identity_changed%' AND datname = current_database()`,
  );
  owner.release(true);
}

describe('the guard', () => {
  it('lets nobody in without a sign-in: pages go to sign-in and come back, programs hear 401', async () => {
    const visitor = new Browser(app);
    const page = await visitor.get('/account?x=1');
    expect([page.statusCode, page.headers.location]).toEqual([303, '/sign-in?to=%2Faccount%3Fx%3D1']);
    const api = await visitor.get('/api/v1/probe');
    expect([api.statusCode, api.json<{ code: string }>().code]).toEqual([401, 'identity.signInNeeded']);
  });

  it('says that a session has ended, that nothing was saved, and leads back to the form', async () => {
    const browser = await signedIn();
    await app.get(Database).rows(`UPDATE sessions SET expires_at = now() - interval '1 second'`);
    app.get(Viewers).forgetAll();
    const read = await browser.get('/account');
    expect(read.headers.location).toBe('/sign-in?to=%2Faccount&why=ended');
    const host = 'house.example';
    const sent = await browser.post('/sign-out', {}, { host, referer: `http://${host}/errands/7/events/edit` });
    expect([sent.statusCode, sent.headers.location]).toEqual([303, '/sign-in?to=%2Ferrands%2F7%2Fevents%2Fedit&why=unsaved']);
    const page = await browser.get(String(sent.headers.location));
    expect(page.body).toContain('<strong>not saved</strong>');
    expect(page.body).toContain('name="to" value="/errands/7/events/edit"');
    const stranger = await browser.post('/sign-out', {}, { host, referer: 'https://evil.example/trap' });
    expect(stranger.headers.location).toBe('/sign-in?why=unsaved');
  });

  it.each([
    ['no token', { _csrf: '' }, {}],
    ['a wrong token', { _csrf: 'x'.repeat(43) }, {}],
    ['another site as sender', {}, { 'sec-fetch-site': 'cross-site' }],
    ['a neighbouring site as sender', {}, { 'sec-fetch-site': 'same-site' }],
    ['a foreign origin', {}, { origin: 'https://evil.example' }],
    ['a hidden origin', {}, { origin: 'null' }],
  ])('refuses a form with %s', async (_, form, headers) => {
    const browser = await signedIn();
    const before = app.get(Probe).writes;
    expect((await browser.post('/api/v1/probe', form, headers)).statusCode).toBe(403);
    expect(app.get(Probe).writes).toBe(before);
  });

  it('takes a form with the session’s token, and hands the field on to nobody', async () => {
    const browser = await signedIn();
    const answer = await browser.post('/api/v1/probe', { a: '1' }, { origin: new URL(settings.publicUrl).origin });
    expect(answer.json()).toEqual({ by: 'Ann Lee', body: { a: '1' } });
  });

  it('does not take another session’s token', async () => {
    const [one, other] = [await signedIn(), await signedIn()];
    expect((await one.post('/api/v1/probe', { _csrf: other.csrf })).statusCode).toBe(403);
  });

  it('asks no CSRF token of an API token, and takes its person’s roles', async () => {
    const person = await aPerson(app, { eMail: 'bot@example.org', name: 'Bot', roles: ['buyer'] });
    const { token } = await app.get(ApiTokens).issue(person.id, 'test');
    const headers = { authorization: `Bearer ${token}`, origin: 'https://elsewhere.example' };
    expect((await app.inject({ method: 'POST', url: '/api/v1/probe', payload: {}, headers })).statusCode).toBe(201);
    expect((await app.inject({ method: 'GET', url: '/api/v1/buyers-only', headers })).statusCode).toBe(200);
    expect(
      (await app.inject({ method: 'GET', url: '/api/v1/probe', headers: { authorization: 'Bearer sw_wrong' } })).statusCode,
    ).toBe(401);
    expect(JSON.stringify(await rowsOf(app, 'SELECT * FROM api_tokens'))).not.toContain(token);
  });

  it('protects a private link’s page by a token that fits that link only', async () => {
    const links = app.get(LinkCsrf);
    const send = (given: string, headers = {}) =>
      app.inject({ method: 'POST', url: '/link/alpha', payload: { _csrf: given }, headers });
    expect((await send('')).statusCode).toBe(403);
    expect((await send(links.issue('beta'))).statusCode).toBe(403);
    expect((await send(links.issue('alpha'), { origin: 'https://evil.example' })).statusCode).toBe(403);
    expect((await send(links.issue('alpha'))).statusCode).toBe(201);
  });

  it('asks for the role, and a role given or taken holds from the next request in every process', async () => {
    const other = await startIdentity(settings);
    try {
      const person = await aPerson(app, { eMail: 'carol@example.org', name: 'Carol', roles: [] });
      const here = await signedIn('carol@example.org');
      const there = new Browser(other);
      for (const [name, value] of here.cookies) there.cookies.set(name, value);
      const both = async () => [
        (await here.get('/api/v1/buyers-only')).statusCode,
        (await there.get('/api/v1/buyers-only')).statusCode,
      ];
      await both();
      expect(await both()).toEqual([403, 403]);
      await app.get(PeopleCommands).changeRoles(person.id, ['buyer'], SYSTEM);
      await new Promise((pass) => setTimeout(pass, 50));
      expect(await both()).toEqual([200, 200]);
      await rowsOf(app, `UPDATE people SET roles = '{}' WHERE id = '${person.id}'`);
      await new Promise((pass) => setTimeout(pass, 50));
      expect(await both()).toEqual([403, 403]);
      await app.get(PeopleCommands).deactivate(person.id, SYSTEM);
      await new Promise((pass) => setTimeout(pass, 50));
      expect(await both()).toEqual([401, 401]);
    } finally {
      await other.close();
    }
  });

  it('answers from memory while it hears of changes, and asks the database when the line is down', async () => {
    const changes = app.get(IdentityChanges);
    const browser = await signedIn();
    const person = (await browser.get('/api/v1/probe')).json<{ id: string }>();
    const rolesNow = async () => (await browser.get('/api/v1/probe')).json<{ roles: string[] }>().roles;
    await eventually(() => expect(changes.isHearing).toBe(true));

    await killListener(app);
    await eventually(() => expect(changes.isHearing).toBe(false));
    await rowsOf(app, `UPDATE people SET roles = '{legal}' WHERE id = '${person.id}'`);
    expect(await rolesNow()).toEqual(['legal']);

    await eventually(() => expect(changes.isHearing).toBe(true));
    await rolesNow();
    const asked = jest.spyOn(app.get(Database), 'row');
    expect(await rolesNow()).toEqual(['legal']);
    expect(asked).not.toHaveBeenCalled();
    asked.mockRestore();
    await rowsOf(app, `UPDATE people SET roles = '{requester}' WHERE id = '${person.id}'`);
    await eventually(async () => expect(await rolesNow()).toEqual(['requester']));
  });

  it('ends a session after two idle hours and after twelve in any case', async () => {
    for (const change of [`seen_at = now() - interval '121 minutes'`, `expires_at = now() - interval '1 second'`]) {
      const browser = await signedIn();
      await rowsOf(app, `UPDATE sessions SET ${change}, csrf = csrf`);
      await new Promise((pass) => setTimeout(pass, 50));
      expect((await browser.get('/api/v1/probe')).statusCode).toBe(401);
    }
  });
});

describe('errors', () => {
  it('show a refusal’s words as a page to people and as code and sentence to programs', async () => {
    const browser = await signedIn();
    const page = await browser.get('/refused');
    expect([page.statusCode, page.headers['content-type']]).toEqual([409, 'text/html; charset=utf-8']);
    expect(page.body).toContain('Not today.');
    expect((await browser.get('/refused', { accept: 'application/json' })).json()).toMatchObject({
      code: 'probe.no',
      say: 'Not today.',
    });
  });

  it('tell nothing of what broke', async () => {
    const answer = await (await signedIn()).get('/broken');
    expect(answer.statusCode).toBe(500);
    expect(answer.body).not.toContain('secret detail');
  });

  it('are pages too where there is no page, with every security header', async () => {
    const answer = await (await signedIn()).get('/no-such-page');
    expect(answer.statusCode).toBe(404);
    expect(answer.body).toContain('Not found');
    expect(answer.body).toContain('Sign out');
    expect(answer.headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
      'referrer-policy': 'same-origin',
    });
    expect(answer.headers['content-security-policy']).toContain("default-src 'none'");
    expect(answer.headers['strict-transport-security']).toBeUndefined();
  });
});

describe('with https', () => {
  it('cookies are __Host- and Secure, and browsers are told to stay on https', async () => {
    const secure = await startIdentity(await houseSettings({ PUBLIC_URL: 'https://procurement.example.com' }));
    try {
      await aPerson(secure, { eMail: 'ann@example.org', roles: [] });
      const answer = await new Browser(secure).signIn('ann@example.org');
      expect(answer.cookies.find(({ name }) => name === '__Host-sid')).toMatchObject({ secure: true, httpOnly: true, path: '/' });
      expect(answer.headers['strict-transport-security']).toMatch(/max-age=31536000/);
    } finally {
      await secure.close();
    }
  });
});
