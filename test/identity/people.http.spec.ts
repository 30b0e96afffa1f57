import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Refused } from '../../src/engine/errors.js';
import { SYSTEM } from '../../src/engine/workflow.js';
import { PeopleCommands } from '../../src/identity/people.commands.js';
import { People } from '../../src/identity/people.queries.js';
import { StartNotes } from '../../src/start-notes.js';
import { aPerson, Browser, goodPassword, houseSettings, rowsOf, startIdentity } from './identity-app.js';

describe('the first administrator', () => {
  let app: NestFastifyApplication;
  let link: string;

  beforeAll(async () => {
    app = await startIdentity(await houseSettings());
    link = /\/welcome\/\S+/.exec(app.get(StartNotes).lines.join('\n'))?.[0] ?? '';
  });
  afterAll(() => app?.close());

  const ada = { name: 'Ada Root', eMail: 'ada@example.org', password: goodPassword };

  it('is offered a link at start, which looking at does not use', async () => {
    expect(link).toMatch(/^\/welcome\/[\w-]{43}$/);
    for (let i = 0; i < 3; i += 1) expect((await new Browser(app).get(link)).statusCode).toBe(200);
    expect(await app.get(People).count()).toBe(0);
  });

  it('keeps what was typed when the password is weak, and does not repeat the password', async () => {
    const browser = new Browser(app);
    await browser.get(link);
    const answer = await browser.post(link, { ...ada, password: 'short' });
    expect(answer.statusCode).toBe(422);
    expect(answer.body).toContain('value="ada@example.org"');
    expect(answer.body).not.toContain('value="short"');
  });

  it('is made by sending the form, once', async () => {
    const browser = new Browser(app);
    await browser.get(link);
    expect((await browser.post(link, ada)).headers.location).toBe('/sign-in');
    expect((await browser.post(link, { ...ada, eMail: 'eve@example.org' })).statusCode).toBe(404);
    expect((await browser.get(link)).statusCode).toBe(404);
    expect(await app.get(People).byRole('administrator')).toMatchObject([{ eMail: 'ada@example.org' }]);
    expect((await browser.signIn('ada@example.org')).statusCode).toBe(303);
  });

  it('is made once even with two links sent at the same time', async () => {
    const settings = await houseSettings();
    const [one, other] = [await startIdentity(settings), await startIdentity(settings)];
    try {
      const tokens = [one, other].map((process) => /welcome\/(\S+)/.exec(process.get(StartNotes).lines.join('\n'))?.[1] ?? '');
      const origin = { address: '', userAgent: '' };
      const outcomes = await Promise.allSettled(
        tokens.map((token, i) =>
          [one, other][i]?.get(PeopleCommands).foundHouse(token, { ...ada, eMail: `ada${i}@example.org` }, origin),
        ),
      );
      expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    } finally {
      await one.close();
      await other.close();
    }
  });
});

describe('people', () => {
  let app: NestFastifyApplication;
  let root: Browser;
  let rootId: string;

  beforeAll(async () => {
    app = await startIdentity(await houseSettings());
    rootId = (await aPerson(app, { eMail: 'root@example.org', name: 'Ada Root', roles: ['administrator'] })).id;
    root = new Browser(app);
    await root.signIn('root@example.org');
  });
  afterAll(() => app?.close());

  it('are the administrator’s business only', async () => {
    await aPerson(app, { eMail: 'ann@example.org', roles: ['buyer', 'auditor'] });
    const ann = new Browser(app);
    await ann.signIn('ann@example.org');
    expect((await ann.get('/people')).statusCode).toBe(403);
    expect((await root.get('/people')).statusCode).toBe(200);
  });

  it('are invited by a link that works once, and then sign in', async () => {
    await root.get('/people/new');
    const answer = await root.post('/people', { name: '=Bob <Buyer>', eMail: 'bob@example.org', roles: ['buyer', 'approver'] });
    expect(answer.statusCode).toBe(201);
    expect(answer.body).toContain('=Bob &lt;Buyer&gt;'.replace('=', '&#x3D;'));
    const link = /\/welcome\/[\w-]{43}/.exec(answer.body)?.[0] ?? '';
    const bob = new Browser(app);
    expect((await bob.get(link)).statusCode).toBe(200);
    expect((await bob.post(link, { password: 'bob@example.org' })).statusCode).toBe(422);
    expect((await bob.post(link, { password: goodPassword })).statusCode).toBe(303);
    expect((await bob.post(link, { password: 'another good password' })).statusCode).toBe(404);
    expect((await bob.signIn('bob@example.org')).statusCode).toBe(303);
    expect((await app.get(People).byRole('approver')).map(({ eMail }) => eMail)).toEqual(['bob@example.org']);
  });

  it('are not added twice, nor without a name, nor with an unknown role', async () => {
    await root.get('/people/new');
    const twice = await root.post('/people', { name: 'Ann', eMail: 'ANN@example.org', roles: ['buyer'] });
    expect([twice.statusCode, twice.body.includes('already in the list')]).toEqual([422, true]);
    const faulty = await root.post('/people', { name: '', eMail: 'x@example.org', roles: ['king'] });
    expect(faulty.statusCode).toBe(422);
    expect(faulty.body).toContain('value="x@example.org"');
  });

  it('always keep one administrator', async () => {
    const commands = app.get(PeopleCommands);
    await expect(commands.deactivate(rootId, SYSTEM)).rejects.toMatchObject({
      reasons: [{ code: 'identity.lastAdministrator' }],
    });
    await expect(commands.changeRoles(rootId, ['buyer'], SYSTEM)).rejects.toBeInstanceOf(Refused);
    expect((await root.get('/people')).statusCode).toBe(200);
  });

  it('are searched, sorted and exported without formulas', async () => {
    expect((await root.get('/people?text=BOB')).body).toContain('1 person');
    expect((await root.get('/people?role=auditor&sort=-createdAt&state=active')).body).toContain('ann@example.org');
    expect((await root.get(`/people?text=${encodeURIComponent("' OR 1=1 --")}`)).body).toContain('Nobody fits');
    const csv = await root.get('/people/export.csv');
    expect(csv.headers['content-type']).toContain('text/csv');
    expect(csv.body).toContain(`'=Bob <Buyer>`);
  });

  it('change their password with the present one, which ends their other sessions', async () => {
    const [here, there] = [new Browser(app), new Browser(app)];
    await here.signIn('ann@example.org');
    await there.signIn('ann@example.org');
    expect(
      (await here.post('/account/password', { presentPassword: 'wrong', password: 'another good password' })).statusCode,
    ).toBe(422);
    expect(
      (await here.post('/account/password', { presentPassword: goodPassword, password: 'another good password' })).statusCode,
    ).toBe(303);
    expect((await here.get('/api/v1/probe')).statusCode).toBe(200);
    expect((await there.get('/api/v1/probe')).statusCode).toBe(401);
  });

  it('see and end their sessions, and make API tokens that are shown once', async () => {
    const [here, there] = [new Browser(app), new Browser(app)];
    await here.signIn('ann@example.org', 'another good password');
    await there.signIn('ann@example.org', 'another good password');
    await here.post('/account/other-sessions/ending');
    expect((await there.get('/api/v1/probe')).statusCode).toBe(401);
    const made = await here.post('/account/tokens', { name: 'export' });
    const token = /sw_[\w-]{43}/.exec(made.body)?.[0] ?? '';
    const headers = { authorization: `Bearer ${token}` };
    expect((await app.inject({ url: '/api/v1/session', headers })).json()).toMatchObject({ eMail: 'ann@example.org' });
    expect((await here.get('/account')).body).not.toContain(token);
    const id = (await rowsOf(app, 'SELECT id FROM api_tokens'))[0]?.id;
    await here.post(`/account/tokens/${String(id)}/ending`);
    expect((await app.inject({ url: '/api/v1/session', headers })).statusCode).toBe(401);
  });

  it('leave a log of who came in and what was refused, without secrets', async () => {
    const log = JSON.stringify(await rowsOf(app, 'SELECT * FROM sign_in_log'));
    for (const event of ['signed_in', 'person_added', 'link_used', 'password_changed', 'access_denied', 'token_issued'])
      expect(log).toContain(event);
    for (const secret of [goodPassword, 'another good password', 'sw_']) expect(log).not.toContain(secret);
  });
});
