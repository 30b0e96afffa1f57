import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { DatabaseModule } from '../../src/database/database.module.js';
import { EngineModule } from '../../src/engine/engine.module.js';
import { newId } from '../../src/engine/ids.js';
import { IdentityModule } from '../../src/identity/identity.module.js';
import { registerWeb } from '../../src/identity/web-security.js';
import { composeLetter } from '../../src/mail/compose-letter.js';
import { LetterReaders } from '../../src/mail/letter-readers.js';
import { MailCapture } from '../../src/mail/mail-capture.js';
import { MailModule } from '../../src/mail/mail.module.js';
import type { ParsedLetter } from '../../src/mail/parsed-letter.js';
import { SentLetters } from '../../src/mail/sent-letters.js';
import { RenderingModule } from '../../src/rendering/rendering.module.js';
import { multipartLimits, readBodies } from '../../src/request-bodies.js';
import type { Settings } from '../../src/settings.js';
import { SettingsModule } from '../../src/settings.module.js';
import { aPerson, Browser, houseSettings } from '../identity/identity-app.js';
import { eventually } from '../support/eventually.js';

async function start(settings: Settings): Promise<NestFastifyApplication> {
  const built = await Test.createTestingModule({
    imports: [SettingsModule.of(settings), DatabaseModule, EngineModule, RenderingModule, IdentityModule, MailModule],
  }).compile();
  const app = built.createNestApplication<NestFastifyApplication>(
    new FastifyAdapter({ multipart: { limits: multipartLimits(settings) } }),
    { logger: false },
  );
  readBodies(app, settings);
  await registerWeb(app, settings);
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
  return app;
}

let app: NestFastifyApplication;
let buyer: Browser;
let id: string;
const read: ParsedLetter[] = [];

beforeAll(async () => {
  app = await start(await houseSettings());
  app.get(LetterReaders).register({
    prefix: 'rfq',
    read: async (letter) => {
      read.push(letter);
      return { state: 'read' };
    },
  });
  await aPerson(app, { eMail: 'buyer@example.org', roles: ['buyer'] });
  await aPerson(app, { eMail: 'asker@example.org', roles: ['requester'] });
  buyer = new Browser(app);
  await buyer.signIn('buyer@example.org');
  id = await aCapturedLetter();
});
afterAll(() => app?.close());

async function aCapturedLetter(): Promise<string> {
  const messageId = `${newId()}@sourcewright.localhost`;
  const letter = {
    messageId,
    from: { name: 'Example procurement', address: 'procurement@sourcewright.localhost' },
    to: { name: 'Bob', address: 'bob@vendor.example' },
    replyTo: 'rfq+knowntoken@sourcewright.localhost',
    inReplyTo: null,
    subject: 'RFQ-000001 <script>',
    text: 'Please quote.',
    html: '<p>Please quote.</p><script>alert(1)</script>',
    attachments: [{ name: 'Angebot "Łódź".xlsx', mediaType: 'text/html', bytes: Buffer.from('<script>') }],
    calendar: { method: 'REQUEST', content: 'BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n' },
    isAutomatic: true,
  };
  await app.get(MailCapture).keep(messageId, await composeLetter(letter));
  await app.get(SentLetters).begin({
    messageId,
    toName: letter.to.name,
    toAddress: letter.to.address,
    replyTo: letter.replyTo,
    subject: letter.subject,
    template: 'test',
    text: letter.text,
    html: letter.html,
    attachments: [{ name: 'Angebot "Łódź".xlsx', mediaType: 'text/html', size: 8 }],
    caseId: null,
  });
  await app.get(SentLetters).noteSent(messageId);
  return (await app.get(SentLetters).byMessageId(messageId))?.id ?? '';
}

/** Sends the reply form as a browser does: multipart, with files. */
async function answer(text: string, files: string[] = [], csrf = buyer.csrf) {
  const form = new FormData();
  form.set('_csrf', csrf);
  form.set('text', text);
  for (const name of files) form.append('files', new Blob([`content of ${name}`]), name);
  const request = new Request('http://localhost/', { method: 'POST', body: form });
  return app.inject({
    method: 'POST',
    url: `/mail/${id}/reply`,
    payload: Buffer.from(await request.arrayBuffer()),
    headers: {
      accept: 'text/html',
      'content-type': request.headers.get('content-type') ?? '',
      cookie: [...buyer.cookies].map(([name, value]) => `${name}=${value}`).join('; '),
    },
  });
}

describe('captured mail', () => {
  it('shows the calendar entry once, though it stands in the letter as a part and as a file', async () => {
    const { body } = await buyer.get(`/mail/${id}`);
    expect(body.match(/\.ics/g)).toHaveLength(1);
    const [, index] = /attachments\/(\d)">(?:(?!<\/a>)[^])*\.ics/.exec(body) ?? [];
    expect((await buyer.get(`/mail/${id}/attachments/${index}`)).body).toContain('BEGIN:VCALENDAR');
  });

  it('is listed and searched, for buyers and administrators only', async () => {
    const list = await buyer.get('/mail');
    const asker = new Browser(app);
    await asker.signIn('asker@example.org');

    expect(list.body).toContain('RFQ-000001 &lt;script&gt;');
    expect((await buyer.get('/mail?search=vendor.example')).body).toContain('RFQ-000001');
    expect((await buyer.get('/mail?search=nothing-like-it')).body).toContain('No letter fits');
    expect((await buyer.get('/mail?page=9')).statusCode).toBe(200);
    expect((await asker.get('/mail')).statusCode).toBe(403);
    expect((await new Browser(app).get('/mail')).statusCode).toBe(303);
  });

  it('is shown with its HTML in a frame that runs nothing', async () => {
    const page = await buyer.get(`/mail/${id}`);
    const frame = await buyer.get(`/mail/${id}/html`);

    expect(page.body).toContain(`<iframe src="/mail/${id}/html" sandbox=""`);
    expect(frame.headers['content-security-policy']).toMatch(/^sandbox; default-src 'none'/);
    expect(frame.headers['x-frame-options']).toBe('SAMEORIGIN');
  });

  it('gives its files and itself as downloads, never as pages', async () => {
    const file = await buyer.get(`/mail/${id}/attachments/1`);
    const raw = await buyer.get(`/mail/${id}/raw`);

    expect(file.headers).toMatchObject({
      'content-type': 'application/octet-stream',
      'content-disposition': expect.stringContaining('attachment'),
    });
    expect(file.body).toBe('<script>');
    expect(raw.headers).toMatchObject({
      'content-type': 'text/plain; charset=utf-8',
      'content-disposition': expect.stringContaining('attachment'),
    });
    expect(raw.body).toMatch(/^Message-ID:/m);
    expect((await buyer.get(`/mail/${id}/attachments/7`)).statusCode).toBe(404);
    expect((await buyer.get(`/mail/${newId()}`)).statusCode).toBe(404);
  });

  it('is answered as its recipient: the answer comes in by SMTP with its files', async () => {
    await buyer.get(`/mail/${id}`);
    const sent = await answer('Line 1: 12.50 EUR each', ['quote.xlsx', 'terms.pdf']);

    expect(sent.statusCode).toBe(303);
    await eventually(() => expect(read).toHaveLength(1));
    expect(read[0]).toMatchObject({
      token: 'knowntoken',
      ownText: 'Line 1: 12.50 EUR each',
      attachments: [{ name: 'quote.xlsx' }, { name: 'terms.pdf' }],
    });
  });

  it.each<[string, string, string[]]>([
    ['nothing', ' ', []],
    ['four files', 'see files', ['a', 'b', 'c', 'd']],
  ])('is not answered with %s, and what was typed stays', async (_, text, files) => {
    await buyer.get(`/mail/${id}`);
    const refused = await answer(text, files);

    expect(refused.statusCode).toBe(422);
    expect(refused.body).toContain('role="alert"');
    expect(refused.body).toContain(text.trim());
  });

  it('is not answered without the page’s token', async () => {
    expect((await answer('Line 1: 12.50 EUR each', [], 'wrong')).statusCode).toBe(403);
  });

  it('does not exist where a mail server is set', async () => {
    const sending = await start(await houseSettings({ SMTP_URL: 'smtp://127.0.0.1:1' }));
    await aPerson(sending, { eMail: 'buyer@example.org', roles: ['buyer'] });
    const browser = new Browser(sending);
    await browser.signIn('buyer@example.org');

    expect((await browser.get('/mail')).statusCode).toBe(404);
    await sending.close();
  });
});
