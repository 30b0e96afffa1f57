import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Database } from '../../src/database/database.js';
import { WorkflowRegistry } from '../../src/engine/workflow-registry.js';
import { ApiTokens } from '../../src/identity/api-tokens.js';
import { PeopleCommands } from '../../src/identity/people.commands.js';
import { type Role, roleNames } from '../../src/identity/roles.js';
import { Sessions } from '../../src/identity/sessions.js';
import { Files } from '../../src/storage/files.js';
import { RfqHouse } from '../features/rfqs/rfq-house.js';
import { eventually } from '../support/eventually.js';
import { filled, type Route, routesOf, UNKNOWN } from './routes.js';

/** Who may come in: everybody, everybody signed in, or the roles named. Whoever adds a route adds it here. */
const everybody: string[] = [
  'GET /assets/:version/:name',
  'GET /favicon.ico',
  'GET /health/live',
  'GET /health/ready',
  'GET /sign-in',
  'POST /sign-in',
  'POST /api/v1/session',
  'GET /welcome/:token',
  'POST /welcome/:token',
  'GET /q/:token',
  'GET /q/:token/rfq.pdf',
  'GET /q/:token/workbook.xlsx',
  'POST /q/:token/draft',
  'POST /q/:token/submission',
  'POST /q/:token/workbook',
  'POST /q/:token/withdrawal',
  'POST /q/:token/confirmation',
  'POST /q/:token/intention',
  'POST /q/:token/refusal',
  'POST /q/:token/questions',
  'POST /q/:token/:section/:action',
  'GET /s/:token',
  'GET /s/:token/document',
  'GET /s/:token/record',
  'POST /s/:token/signature',
  'POST /s/:token/refusal',
];
const signedIn: string[] = [
  'GET /',
  'POST /sign-out',
  'GET /account',
  'POST /account/details',
  'POST /account/password',
  'POST /account/tokens',
  'POST /account/tokens/:id/ending',
  'POST /account/sessions/:id/ending',
  'POST /account/other-sessions/ending',
  'GET /api/v1/session',
  'DELETE /api/v1/session',
  'POST /api/v1/tokens',
  'GET /api/v1/workflows',
  'GET /api/v1/workflows/:name',
  'GET /api/v1/:documents',
  'POST /api/v1/:documents',
  'GET /api/v1/:documents/:id',
  'POST /api/v1/:documents/:id/events',
  'GET /api/v1/:documents/:id/history',
  'GET /api/openapi.json',
  'GET /api/docs',
  'GET /api/docs/begin.js',
  'GET /api/docs/:file',
  'GET /files/:id',
  'GET /cases/:id',
  'GET /workflows',
  'GET /workflows/:name',
  'GET /workflows/:name/drawing.svg',
  'GET /workflows/:name/drawing.dot',
  'GET /contracts/:id/reading',
  'GET /contracts/:id/signature',
  'POST /contracts/:id/signature',
  'POST /contracts/:id/refusal',
  'GET /:documents',
  'POST /:documents',
  'GET /:documents/export.csv',
  'GET /:documents/export.xlsx',
  'GET /:documents/new',
  'GET /:documents/:id',
  'POST /:documents/:id/events/:type',
  'GET /:documents/:id/events/:type',
];
const evaluation: Role[] = ['buyer', 'approver', 'finance', 'legal', 'auditor', 'administrator'];
const review: Role[] = ['buyer', 'auditor', 'administrator'];
const byRole: Record<string, Role[]> = {
  'GET /people': ['administrator'],
  'POST /people': ['administrator'],
  'GET /people/export.csv': ['administrator'],
  'GET /people/new': ['administrator'],
  'GET /people/:id': ['administrator'],
  'POST /people/:id/roles': ['administrator'],
  'POST /people/:id/deactivation': ['administrator'],
  'POST /people/:id/activation': ['administrator'],
  'POST /people/:id/invitation': ['administrator'],
  'GET /mail': ['administrator', 'buyer'],
  'GET /mail/:id': ['administrator', 'buyer'],
  'GET /mail/:id/html': ['administrator', 'buyer'],
  'GET /mail/:id/raw': ['administrator', 'buyer'],
  'GET /mail/:id/attachments/:index': ['administrator', 'buyer'],
  'POST /mail/:id/reply': ['administrator', 'buyer'],
  'GET /jobs': ['administrator'],
  'POST /jobs/retry': ['administrator'],
  'POST /jobs/:id/retry': ['administrator'],
  'GET /rfqs/:id/comparison': evaluation,
  'GET /rfqs/:id/comparison.xlsx': evaluation,
  'GET /api/v1/rfqs/:id/comparison': evaluation,
  'GET /quotes/review': review,
  'GET /quotes/review/letters/:id/message': review,
  'GET /quotes/review/letters/:id/files/:index': review,
  'GET /quotes/:id/review': review,
  'POST /quotes/:id/acceptance': ['buyer'],
  'POST /quotes/:id/question': ['buyer'],
  'POST /quotes/review/letters/:id/settlement': ['buyer'],
  'GET /rfqs/to-begin': ['buyer'],
  'POST /quotes/:id/rejection': ['buyer'],
  'GET /exchange-rates': ['buyer', 'finance', 'auditor', 'administrator'],
  'POST /exchange-rates': ['buyer', 'finance'],
};
/** Programs sign in here before they can hold a CSRF token; another site's page is refused all the same. */
const withoutToken = 'POST /api/v1/session';

const named = ({ method, path }: Route): string => `${method} ${path}`;
const isApi = (path: string): boolean => path.startsWith('/api/') || path.startsWith('/health');

/** A page without what differs at each visit: its form token, and the address that was asked for. */
const anonymous = (body: string, id: string): string => body.replaceAll(id, '…').replace(/[A-Za-z0-9_-]{43}/g, '…');

interface Answer {
  status: number;
  body: string;
  location: string;
  where: string;
}

describe('every route', () => {
  let house: RfqHouse;
  let app: NestFastifyApplication;
  let routes: Route[];
  const bearers = new Map<Role, string>();
  let everyRole: { bearer: string; cookie: string };
  let stranger: { bearer: string; cookie: string };
  let link: string;
  let fileId: string;
  const headless: string[] = [];

  const ask = async (method: string, url: string, headers: Record<string, string> = {}, payload?: string): Promise<Answer> => {
    const answer = await app.inject({
      method: method as 'GET',
      url,
      headers: { accept: isApi(url) ? 'application/json' : 'text/html', ...headers },
      payload,
    });
    const where = `${method} ${url} ${answer.statusCode}`;
    const csp = String(answer.headers['content-security-policy'] ?? '');
    const isFramed = /frame-ancestors '(none|self)'/.test(csp) || answer.headers['x-frame-options'] === 'DENY';
    if (answer.headers['x-content-type-options'] !== 'nosniff') headless.push(`${where}: no nosniff`);
    if (!csp.includes("default-src 'none'")) headless.push(`${where}: ${csp}`);
    if (!isFramed) headless.push(`${where}: may be framed`);
    if (/unsafe-eval|script-src[^;]*unsafe-inline/.test(csp)) headless.push(`${where}: ${csp}`);
    if (csp.includes('unsafe-inline') && !url.startsWith('/api/docs') && !url.startsWith('/mail/'))
      headless.push(`${where}: ${csp}`);
    if (!answer.headers['referrer-policy']) headless.push(`${where}: no referrer policy`);
    if (answer.headers['x-powered-by'] || answer.headers.server) headless.push(`${where}: tells its server`);
    if (answer.statusCode >= 500) headless.push(`${where}: ${answer.body.slice(0, 200)}`);
    return { status: answer.statusCode, body: answer.body, location: String(answer.headers.location ?? ''), where };
  };
  const asToken = (bearer: string) => ({ authorization: `Bearer ${bearer}` });
  const someone = async (name: string, roles: Role[]) => {
    const person = await app.get(PeopleCommands).add({ name, eMail: `${name.toLowerCase()}@routes.example`, roles });
    const { token } = await house.get(ApiTokens).issue(person.id, 'routes');
    const { secret } = await house.get(Sessions).open(person.id, { address: '127.0.0.1', userAgent: 'test' });
    return { id: person.id, bearer: token, cookie: `sid=${secret}` };
  };

  beforeAll(async () => {
    house = await RfqHouse.open();
    ({ app } = house);
    routes = routesOf(app);
    for (const role of roleNames) bearers.set(role, (await someone(`The${role}`, [role])).bearer);
    everyRole = await someone('Everything', [...roleNames]);
    stranger = await someone('Stranger', ['requester']);
    const { rfq, invitations } = await house.publish({ vendorIds: house.vendorIds.slice(0, 1) });
    link = house.link(invitations[0]).slice('/q/'.length);
    const { id } = await house
      .get(Files)
      .put({ name: 'note.txt', mediaType: 'text/plain', bytes: Buffer.from('a note'), caseId: rfq.caseId, by: house.buyer.id });
    fileId = id;
    await house.answerByMail(invitations[0], 'Hello,\r\n\r\nline 1: 120.50 EUR\r\nline 2: 900 EUR\r\n');
    await settled();
  }, 60_000);
  afterAll(() => house?.close());

  /** Waits until no work is under way, so that nothing but the requests of a test can change anything. */
  const settled = () =>
    eventually(async () => {
      const open = await app.get(Database).rows('SELECT name FROM outbox WHERE done_at IS NULL AND failed_at IS NULL');
      expect(open).toEqual([]);
    }, 30_000);

  it('stands in the matrix of who may come in, and nothing else does', () => {
    const known = [...everybody, ...signedIn, ...Object.keys(byRole)];

    expect([...new Set(routes.map(named))].sort()).toEqual([...new Set(known)].sort());
    expect(new Set(known).size).toBe(known.length);
  });

  it('asks nobody in without a sign-in unless it is open to everybody', async () => {
    const wrong: string[] = [];
    for (const route of routes) {
      const { status, location, body, where } = await ask(route.method, filled(route.path));
      const isTurnedAway = isApi(route.path)
        ? status === 401 && (JSON.parse(body) as { code: string }).code === 'identity.signInNeeded'
        : status === 303 && location.startsWith('/sign-in');
      if (isTurnedAway === everybody.includes(named(route))) wrong.push(where);
    }
    expect(wrong).toEqual([]);
  });

  it('lets in the roles that it is for, and no other', async () => {
    const wrong: string[] = [];
    for (const route of routes.filter((one) => !everybody.includes(named(one)))) {
      const roles = byRole[named(route)] ?? roleNames;
      for (const [role, bearer] of bearers) {
        // Whoever signs out or ends sessions here would not come back for the next route.
        if (route.path.endsWith('/ending') || route.path === '/sign-out' || route.method === 'DELETE') continue;
        const { status, body, where } = await ask(route.method, filled(route.path), {
          ...asToken(bearer),
          accept: 'application/json',
        });
        const isRefused = status === 403 && body.includes('identity.roleNeeded');
        if (isRefused === roles.includes(role) || status === 401) wrong.push(`${role}: ${where}`);
      }
    }
    expect(wrong).toEqual([]);
  }, 60_000);

  it('refuses what is sent without the token of our own pages, or from another site', async () => {
    const wrong: string[] = [];
    for (const route of routes.filter(({ method }) => method !== 'GET')) {
      const url = filled(route.path, { token: link });
      const identities: Record<string, string>[] = everybody.includes(named(route))
        ? [{}, { cookie: everyRole.cookie }]
        : [{ cookie: everyRole.cookie }];
      for (const identity of identities) {
        for (const forged of <Record<string, string>[]>[
          {},
          { 'x-csrf-token': 'a'.repeat(43) },
          { origin: 'https://evil.example' },
          { 'sec-fetch-site': 'cross-site' },
        ]) {
          if (named(route) === withoutToken && !('origin' in forged) && !('sec-fetch-site' in forged)) continue;
          const { status, where } = await ask(route.method, url, { ...identity, ...forged });
          if (status !== 403) wrong.push(`${where} ${JSON.stringify(forged)}`);
        }
      }
    }
    expect(wrong).toEqual([]);
  });

  it('takes no other site’s cookie for a program’s token', async () => {
    for (const authorization of [
      'Bearer',
      'Bearer x',
      'Basic YTpi',
      `Bearer ${everyRole.bearer.slice(0, -1)}`,
      everyRole.bearer,
    ]) {
      expect((await ask('GET', '/api/v1/session', { authorization, cookie: everyRole.cookie })).status).toBe(401);
    }
  });

  it('tells nobody whether a record that is not theirs is there', async () => {
    const told: string[] = [];
    let compared = 0;
    const alike = async (method: string, url: (id: string) => string, id: string, payload?: object): Promise<void> => {
      const headers = { ...asToken(stranger.bearer), 'content-type': 'application/json' };
      const body = payload && JSON.stringify(payload);
      const [real, unreal] = [await ask(method, url(id), headers, body), await ask(method, url(UNKNOWN), headers, body)];
      compared++;
      if (real.status !== 404 || real.status !== unreal.status || anonymous(real.body, id) !== anonymous(unreal.body, UNKNOWN))
        told.push(`${real.where} is not like ${unreal.where}`);
    };
    for (const { workflow, codec } of app.get(WorkflowRegistry).everything()) {
      if (workflow.readers.roles.includes('requester')) continue;
      const rows = await app.get(Database).rows<{ id: string }>(`SELECT id FROM ${codec.table} LIMIT 2`);
      for (const { id } of rows) {
        const type = Object.keys(workflow.events).find(
          (name) =>
            !(workflow.events as Record<string, { internal?: boolean; form?: unknown }>)[name].internal &&
            !(workflow.events as Record<string, { form?: unknown }>)[name].form,
        );
        await alike('GET', (one) => `/api/v1/${workflow.documents}/${one}`, id);
        await alike('GET', (one) => `/api/v1/${workflow.documents}/${one}/history`, id);
        await alike('GET', (one) => `/${workflow.documents}/${one}`, id);
        if (type) await alike('POST', (one) => `/api/v1/${workflow.documents}/${one}/events`, id, { type });
        if (type) await alike('POST', (one) => `/${workflow.documents}/${one}/events/${type}`, id, {});
      }
    }
    await alike('GET', (id) => `/files/${id}`, fileId);
    expect(told).toEqual([]);
    expect(compared).toBeGreaterThan(15);
  });

  it('changes nothing where it is only read, whoever reads', async () => {
    const states = async (): Promise<Record<string, string>> => {
      const tables = await app
        .get(Database)
        .rows<{ name: string }>(`SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' ORDER BY 1`);
      const found: Record<string, string> = {};
      for (const { name } of tables) {
        // What signing in notes about itself is no change of the house.
        if (['sessions', 'api_tokens', 'sign_in_log', 'sign_in_limits', 'audit_checkpoints', 'migrations'].includes(name))
          continue;
        const row = await app
          .get(Database)
          .row<{ sum: string }>(
            `SELECT count(*) || ' ' || coalesce(md5(string_agg(one::text, ',' ORDER BY one::text)), '') AS sum FROM ${name} AS one`,
          );
        found[name] = row?.sum ?? '';
      }
      return found;
    };
    const documents = app.get(WorkflowRegistry).everything();
    const ids: { documents: string; name: string; id: string }[] = [];
    for (const { workflow, codec } of documents) {
      const rows = await app.get(Database).rows<{ id: string }>(`SELECT id FROM ${codec.table} LIMIT 2`);
      for (const { id } of rows) ids.push({ documents: workflow.documents, name: workflow.name, id });
    }
    const others = await app
      .get(Database)
      .rows<{ id: string }>(
        'SELECT id FROM sent_letters UNION ALL SELECT id FROM letters UNION ALL SELECT id FROM files UNION ALL (SELECT id FROM people LIMIT 2)',
      );
    const urls = new Set<string>();
    for (const { path } of routes.filter(({ method }) => method === 'GET')) {
      for (const { workflow } of documents)
        urls.add(filled(path, { documents: workflow.documents, name: workflow.name, token: link }));
      for (const one of ids) {
        urls.add(filled(path, { ...one, token: link }));
        urls.add(filled(path, { id: one.id, token: link, documents: one.documents }));
      }
      if (path.includes(':id') && !path.includes(':documents')) for (const { id } of others) urls.add(filled(path, { id }));
    }
    await settled();

    const before = await states();
    const statuses = new Map<number, number>();
    for (const url of urls) {
      for (const headers of [asToken(everyRole.bearer), {}, { cookie: stranger.cookie }]) {
        const { status } = await ask('GET', url, headers as Record<string, string>);
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
      }
    }
    for (const url of [...urls].slice(0, 20)) await ask('HEAD', url, asToken(everyRole.bearer));

    expect(await states()).toEqual(before);
    expect(statuses.get(200)).toBeGreaterThan(100);
  }, 90_000);

  it('carries the security headers in whatever it answers', async () => {
    for (const url of [
      '/nowhere',
      '/api/v1/nowhere',
      '/%00',
      '/%zz',
      '/q/short',
      '/assets/x/y',
      '/../etc/passwd',
      `/${'a'.repeat(3_000)}`,
      '//evil.example',
    ])
      await ask('GET', url);
    for (const method of ['PUT', 'PATCH', 'OPTIONS', 'TRACE']) await ask(method, '/api/v1/requests');

    expect([...new Set(headless)]).toEqual([]);
  });
});
