import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { aPerson, Browser, goodPassword, houseSettings, rowsOf, startIdentity } from './identity-app.js';

let app: NestFastifyApplication;

beforeAll(async () => {
  app = await startIdentity(await houseSettings());
  await aPerson(app, { eMail: 'Ann@example.org', roles: ['buyer'] });
});
afterAll(() => app?.close());

describe('sign-in', () => {
  it('opens a session by e-mail (any case) and password, and goes to where one wanted', async () => {
    const browser = new Browser(app);
    const answer = await browser.signIn('ann@EXAMPLE.org', goodPassword, '/people?page=2');
    expect([answer.statusCode, answer.headers.location]).toEqual([303, '/people?page=2']);
    expect((await browser.get('/api/v1/probe')).json()).toMatchObject({ name: 'Ann Lee', roles: ['buyer'], kind: 'person' });
  });

  it('sets a cookie that scripts cannot read and other sites do not send', async () => {
    const answer = await new Browser(app).signIn('ann@example.org');
    const sid = answer.cookies.find(({ name }) => name === 'sid');
    expect(sid).toMatchObject({ httpOnly: true, sameSite: 'Lax', path: '/' });
    expect(sid?.value).toMatch(/^[\w-]{43}$/);
  });

  it('stores only the hash of the cookie', async () => {
    const browser = new Browser(app);
    await browser.signIn('ann@example.org');
    const stored = JSON.stringify(await rowsOf(app, `SELECT encode(hash, 'base64') AS hash, s.* FROM sessions s`));
    expect(stored).not.toContain(browser.cookies.get('sid'));
  });

  it('answers alike for a wrong password and an unknown person', async () => {
    const [known, unknown] = [new Browser(app), new Browser(app)];
    const answers = [await known.signIn('ann@example.org', 'wrong'), await unknown.signIn('nobody@example.org', 'wrong')];
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([401, 401]);
    const plain = answers.map(({ body }) => body.replace(/value="[^"]*"|content="[^"]*"/g, ''));
    expect(plain[0]).toBe(plain[1]);
  });

  it('gives a new session at each sign-in, never the one that the browser came with', async () => {
    const browser = new Browser(app);
    browser.cookies.set('sid', 'a-session-that-an-attacker-planted-in-the-browser');
    await browser.signIn('ann@example.org');
    const first = browser.cookies.get('sid') ?? '';
    expect(first).not.toContain('planted');
    await browser.post('/sign-in', { eMail: 'ann@example.org', password: goodPassword });
    expect(browser.cookies.get('sid')).not.toBe(first);
    const old = new Browser(app);
    old.cookies.set('sid', first);
    expect((await old.get('/api/v1/probe')).statusCode).toBe(401);
  });

  it.each(['https://evil.example/', '//evil.example', '/\\evil.example', 'javascript:alert(1)', '/\t/evil.example'])(
    'does not send anybody to %s',
    async (to) => {
      expect((await new Browser(app).signIn('ann@example.org', goodPassword, to)).headers.location).toBe('/');
    },
  );

  it('ends with sign-out, at once and with the browser told to forget', async () => {
    const browser = new Browser(app);
    await browser.signIn('ann@example.org');
    const sid = browser.cookies.get('sid') ?? '';
    const answer = await browser.post('/sign-out');
    expect(answer.headers['clear-site-data']).toContain('cache');
    browser.cookies.set('sid', sid);
    expect((await browser.get('/api/v1/probe')).statusCode).toBe(401);
  });

  it('is refused after ten wrong tries, but not in a browser that signed in before', async () => {
    await aPerson(app, { eMail: 'bob@example.org', roles: [] });
    const own = new Browser(app, '10.0.0.1');
    await own.signIn('bob@example.org');
    await own.post('/sign-out');
    const stranger = new Browser(app, '10.0.0.2');
    const statuses: number[] = [];
    for (let i = 0; i < 11; i += 1) statuses.push((await stranger.signIn('bob@example.org', 'guess')).statusCode);
    expect(statuses).toEqual([...Array<number>(10).fill(401), 429]);
    expect((await stranger.signIn('bob@example.org')).statusCode).toBe(429);
    expect((await stranger.signIn('bob@example.org')).headers['retry-after']).toMatch(/^\d+$/);
    expect((await own.signIn('bob@example.org')).statusCode).toBe(303);
  });

  it('is refused to one address that tries many accounts', async () => {
    const stranger = new Browser(app, '10.0.0.3');
    let last = 0;
    for (let i = 0; i < 51; i += 1) last = (await stranger.signIn(`person${i}@example.org`, 'guess')).statusCode;
    expect(last).toBe(429);
  });

  it('works for programs: JSON in, cookie and CSRF token out', async () => {
    const answer = await app.inject({
      method: 'POST',
      url: '/api/v1/session',
      payload: { eMail: 'ann@example.org', password: goodPassword },
    });
    expect(answer.statusCode).toBe(201);
    const cookie = answer.cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
    const write = await app.inject({
      method: 'POST',
      url: '/api/v1/probe',
      payload: { a: 1 },
      headers: { cookie, 'x-csrf-token': answer.json<{ csrf: string }>().csrf },
    });
    expect(write.json()).toEqual({ by: 'Ann Lee', body: { a: 1 } });
    const form = await app.inject({
      method: 'POST',
      url: '/api/v1/session',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      payload: 'eMail=ann%40example.org&password=x',
    });
    expect(form.statusCode).toBe(415);
  });
});
