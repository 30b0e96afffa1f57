import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Database } from '../../src/database/database.js';
import { OutboxQueries } from '../../src/engine/outbox-queries.js';
import { CaseWaitings } from '../../src/pages/case-waiting.js';
import { HomeCards } from '../../src/pages/home-cards.js';
import { PageLinks } from '../../src/pages/page-links.js';
import type { Browser } from '../identity/identity-app.js';
import { type Someone, someone, startDoors } from '../engine/http/doors-app.js';

let app: NestFastifyApplication;
let buyer: Someone;
let helper: Someone;
let admin: Someone;
let browser: Browser;

beforeAll(async () => {
  app = await startDoors();
  buyer = await someone(app, 'Bea', ['buyer']);
  helper = await someone(app, 'Hal', ['requester']);
  admin = await someone(app, 'Adm', ['administrator']);
  browser = await buyer.browser();
});
afterAll(() => app?.close());

async function anErrand(fields: object = {}): Promise<{ id: string; number: string }> {
  const { body } = await buyer.api('POST', '/api/v1/errands', { title: 'Fetch the rack', kind: 'to_fetch', ...fields });
  return body as unknown as { id: string; number: string };
}
const valueOf = (html: string, name: string): string | undefined =>
  new RegExp(`name="${name.replace(/[[\]]/g, '\\$&')}" value="([^"]*)"`).exec(html)?.[1];

describe('the list', () => {
  it('says what to do where there is nothing yet, and offers to begin one only to those who may', async () => {
    const empty = await browser.get('/tickets');
    expect(empty.statusCode).toBe(200);
    expect(empty.body).toContain('There is nothing here yet');
    expect(empty.body).toContain('href="/tickets/new"');
    const other = await (await helper.browser()).get('/tickets');
    expect(other.body).not.toContain('href="/tickets/new"');
  });

  it('shows what is listed, filters by state, and opens as CSV and workbook', async () => {
    await anErrand({ title: 'Listed, "quoted"', price: '1234.5', neededOn: '2027-03-31', helperId: helper.person.id });
    const page = await browser.get('/errands?q=listed&sort=-price');
    expect(page.body).toContain('1,234.50 EUR');
    expect(page.body).toContain('31 March 2027');
    expect(page.body).toContain('Hal Lee');
    expect((await browser.get('/errands?q=listed&state=finished')).body).toContain('Nothing fits this search');
    const csv = await browser.get('/errands/export.csv?q=listed');
    expect(csv.headers['content-type']).toContain('text/csv');
    expect(csv.body).toContain('"Listed, ""quoted"""');
    expect(csv.body).toContain('1234.5,EUR');
    const xlsx = await browser.get('/errands/export.xlsx?q=listed');
    expect([xlsx.statusCode, xlsx.rawPayload.subarray(0, 2).toString()]).toEqual([200, 'PK']);
  });

  it('holds nothing that the reader may not see, exports neither', async () => {
    await anErrand({ title: 'Confidential' });
    const theirs = await helper.browser();
    expect((await theirs.get('/errands')).body).not.toContain('Confidential');
    expect((await theirs.get('/errands/export.csv')).body).not.toContain('Confidential');
  });
});

describe('a form', () => {
  it('draws every kind of field and begins the record, with local time as an instant', async () => {
    const blank = await browser.get('/errands/new');
    for (const part of [
      'type="date"',
      'type="datetime-local"',
      '<textarea',
      '<select',
      'type="file"',
      'data-rows=',
      'type="checkbox"',
      'type="email"',
    ]) {
      expect(blank.body).toContain(part);
    }
    const zone =
      (await app.get(Database).row<{ zone: string }>(`SELECT zone FROM people WHERE id = $1`, [buyer.person.id]))?.zone ?? '';
    expect(blank.body).toContain(`<span class="input-group-text">${zone}</span>`);
    const begun = await browser.post('/errands', {
      title: 'From the page',
      kind: 'to_bring',
      'tags[]': ['heavy'],
      price: '10.5',
      closesAt: '2099-07-01T12:00',
      urgent: 'yes',
      'lines[0][what]': 'Rack',
      'lines[0][amount]': '2.50',
      'lines[1][what]': '',
      'lines[1][amount]': '',
    });
    expect(begun.statusCode).toBe(303);
    const { body } = await buyer.api('GET', `/api/v1${begun.headers.location as string}`);
    expect(body).toMatchObject({ title: 'From the page', tags: ['heavy'], price: '10.5', urgent: true });
    expect((body.lines as { what: string }[]).map(({ what }) => what)).toEqual(['Rack']);
    const page = await browser.get(begun.headers.location as string);
    expect(page.body).toMatch(/Errand ERR-\d+ is begun/);
    expect(page.body).toContain('To bring');
  });

  it('keeps what was typed and says beside the field what is wrong', async () => {
    await browser.get('/errands/new');
    const again = await browser.post('/errands', {
      title: 'Typed title',
      kind: '',
      price: '1,5',
      note: 'a long note',
      closesAt: '2099-07-01T12:34',
      'lines[0][what]': '',
      'lines[0][amount]': '3',
    });
    expect(again.statusCode).toBe(422);
    expect(valueOf(again.body, 'title')).toBe('Typed title');
    expect(valueOf(again.body, 'price')).toBe('1,5');
    expect(valueOf(again.body, 'closesAt')).toBe('2099-07-01T12:34');
    expect(valueOf(again.body, 'lines[0][amount]')).toBe('3');
    expect(again.body).toContain('a long note</textarea>');
    expect(again.body).toMatch(/id="start-price-fault"[^>]*>[A-Z][a-z ]+ must be a number/);
    expect(again.body).toMatch(/id="start-kind-fault"/);
    expect(again.body).toMatch(/id="start-lines-0-what-fault"/);
  });

  it('fills an event’s form from the facts, and sends it', async () => {
    const { id } = await anErrand({ price: '12.5', lines: [{ id: 'l1', what: 'Old', amount: '1' }] });
    const open = await browser.get(`/errands/${id}?do=edit`);
    expect(valueOf(open.body, 'price')).toBe('12.5');
    expect(valueOf(open.body, 'lines[0][id]')).toBe('l1');
    expect(valueOf(open.body, 'version')).toBe('1');
    expect(open.body).toMatch(/type="submit">Save</);
    const done = await browser.post(`/errands/${id}/events/edit`, { version: '1', title: 'New title', kind: 'to_fetch' });
    expect([done.statusCode, done.headers.location]).toEqual([303, `/errands/${id}`]);
    expect((await browser.get(`/errands/${id}`)).body).toContain('Done: Edit.');
  });

  it('shows a refusal on the page with what was typed kept, and tells the second of two editors', async () => {
    const { id } = await anErrand();
    await browser.get(`/errands/${id}?do=edit`);
    const dear = await browser.post(`/errands/${id}/events/edit`, {
      version: '1',
      title: 'Kept',
      kind: 'to_fetch',
      price: '2000',
    });
    expect(dear.statusCode).toBe(409);
    expect(dear.body).toContain('An errand costs at most 1,000');
    expect(valueOf(dear.body, 'title')).toBe('Kept');
    expect(dear.body).toContain('Please correct this and send it again');
    await buyer.api('POST', `/api/v1/errands/${id}/events`, { type: 'edit', title: 'Meanwhile', kind: 'to_fetch' });
    const late = await browser.post(`/errands/${id}/events/edit`, { version: '1', title: 'Late', kind: 'to_fetch' });
    expect(late.body).toContain('This is not possible now.');
    expect([late.statusCode, valueOf(late.body, 'title'), valueOf(late.body, 'version')]).toEqual([409, 'Late', '2']);
    expect(late.body).toContain('Somebody changed this errand meanwhile');
    expect(late.body).toContain('<h1>Meanwhile</h1>');
  });

  it('keeps an uploaded file and its tick when another field is wrong', async () => {
    const form = new FormData();
    form.set('title', '');
    form.set('kind', 'to_fetch');
    form.set('attachments', new File(['hello'], 'hello.txt', { type: 'text/plain' }));
    await browser.get('/errands/new');
    form.set('_csrf', browser.csrf);
    const request = new Request('http://localhost', { method: 'POST', body: form });
    const answer = await app.inject({
      method: 'POST',
      url: '/errands',
      payload: Buffer.from(await request.arrayBuffer()),
      headers: {
        'content-type': request.headers.get('content-type') ?? '',
        cookie: [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; '),
        accept: 'text/html',
      },
    });
    expect(answer.statusCode).toBe(422);
    expect(answer.body).toMatch(/name="attachments\[\]" value="[0-9a-f-]{36}" checked><span class="form-check-label">hello.txt/);
  });
});

describe('a record’s page', () => {
  it('shows facts of every kind, the reasons of greyed offers, history and a drawing', async () => {
    const ticket = (await buyer.api('POST', '/api/v1/tickets', { title: 'The ticket' })).body as unknown as {
      id: string;
      number: string;
    };
    const { id } = await anErrand({
      note: 'Mind <b>the</b> step',
      lines: [{ what: 'Rack', amount: '1000' }],
      ticketId: ticket.id,
      helperId: helper.person.id,
    });
    const { body } = await browser.get(`/errands/${id}`);
    expect(body).toContain('Mind &lt;b&gt;the&lt;/b&gt; step');
    expect(body).toContain('1,000.00 EUR');
    expect(body).toContain(`<a href="/tickets/${ticket.id}">${ticket.number}</a>`);
    expect(body).toContain('Hal Lee');
    expect(body).toContain('Only auditor may do this.');
    expect(body).toContain(`/workflows/errand/drawing.svg?state&#x3D;draft`);
    const drawing = await browser.get('/workflows/errand/drawing.svg?state=draft');
    expect([drawing.statusCode, drawing.body.startsWith('<svg')]).toEqual([200, true]);
  });

  it('is not there for those who may not read it', async () => {
    const { id } = await anErrand();
    const theirs = await helper.browser();
    expect((await theirs.get(`/errands/${id}`)).statusCode).toBe(404);
    expect((await theirs.post(`/errands/${id}/events/edit`, { title: 'x' })).statusCode).toBe(404);
  });

  it('takes no event by GET, and leads who reloads a form back to the record with that form', async () => {
    const { id } = await anErrand();
    await browser.get(`/errands/${id}?do=finish`);
    const reloaded = await browser.get(`/errands/${id}/events/finish`);
    expect([reloaded.statusCode, reloaded.headers.location]).toEqual([303, `/errands/${id}?do=finish#do`]);
    expect((await browser.get(`/errands/${id}/events/nothing`)).headers.location).toBe(`/errands/${id}`);
    expect((await buyer.api('GET', `/api/v1/errands/${id}`)).body.state).toBe('draft');
  });

  it('carries the links and sections of features', async () => {
    const { id } = await anErrand();
    app.get(PageLinks).onPage('errand', (record) => [{ label: `Compare ${record.number}`, href: '/somewhere' }]);
    app.get(PageLinks).onList('errand', () => [{ label: 'All at once', href: '/elsewhere' }]);
    app.get(PageLinks).section('errand', () => ({ template: 'fact-state', model: { tone: 'green', label: 'a section' } }));
    expect((await browser.get(`/errands/${id}`)).body).toMatch(/Compare ERR-[\s\S]*a section/);
    expect((await browser.get('/errands')).body).toContain('All at once');
  });
});

describe('home and cases', () => {
  it('shows what waits, and whom each case waits for', async () => {
    const { id } = await anErrand({ closesAt: '2099-01-01T00:00:00Z' });
    const owner = await app.get(Database).pool.connect();
    await owner.query('RESET ROLE');
    await owner.query(`UPDATE errands SET case_id = id WHERE id = $1`, [id]);
    owner.release(true);
    app.get(HomeCards).register({
      title: 'Errands to run',
      say: 'Run them.',
      icon: 'clock',
      href: '/errands',
      roles: ['buyer'],
      order: 1,
      count: async () => 7,
    });
    app.get(CaseWaitings).register('errand', () => 'the runner');
    const home = await browser.get('/');
    expect(home.body).toContain('Errands to run');
    expect(home.body).toMatch(/the runner/);
    expect((await (await helper.browser()).get('/')).body).toContain('Nothing waits for you.');
    const one = await browser.get(`/cases/${id}`);
    expect([one.statusCode, one.body.includes('Waiting for <strong>the runner</strong>')]).toEqual([200, true]);
    expect((await (await helper.browser()).get(`/cases/${id}`)).statusCode).toBe(404);
  });
});

describe('background work', () => {
  it('shows failed jobs to administrators only, and tries them again', async () => {
    const [row] = await app.get(Database).rows<{ id: string }>(
      `INSERT INTO outbox (name, workflow, record_id, version, event, error, attempts, dispatched_at, failed_at)
       VALUES ('ticket.tellOwner', 'ticket', gen_random_uuid(), 1, 'open', 'SMTP is away', 3, now(), now()) RETURNING id`,
    );
    const theirs = await admin.browser();
    expect((await theirs.get('/jobs')).body).toContain('SMTP is away');
    expect((await browser.get('/jobs')).statusCode).toBe(403);
    expect((await theirs.post(`/jobs/${row.id}/retry`)).statusCode).toBe(303);
    expect((await app.get(OutboxQueries).failed(1, 10)).total).toBe(0);
    const [again] = await app
      .get(Database)
      .rows(`SELECT run, attempts, dispatched_at, failed_at FROM outbox WHERE id = $1`, [row.id]);
    expect(again).toEqual({ run: 1, attempts: 0, dispatched_at: null, failed_at: null });
    expect((await theirs.post(`/jobs/${row.id}/retry`)).statusCode).toBe(404);
  });
});

describe('the declarations as pages', () => {
  it('are shown, drawn and documented for people who are signed in', async () => {
    for (const url of [
      '/workflows',
      '/workflows/errand',
      '/api/docs',
      '/api/docs/begin.js',
      '/api/docs/swagger-ui.css',
      '/api/openapi.json',
    ]) {
      expect([url, (await browser.get(url)).statusCode]).toEqual([url, 200]);
    }
    const { body } = await buyer.api('GET', '/api/v1/workflows/errand');
    expect(body).toMatchObject({
      name: 'errand',
      start: { roles: ['buyer'] },
      drawing: { svg: expect.stringContaining('<svg') },
    });
    expect((await app.inject({ url: '/api/docs', headers: { accept: 'text/html' } })).statusCode).toBe(401);
    expect((await app.inject({ url: '/api/openapi.json' })).statusCode).toBe(401);
  });
});
