import { Database } from '../../../src/database/database.js';
import { PrivatePageSections } from '../../../src/features/quotes/private-page.queries.js';
import { QuoteQueries } from '../../../src/features/quotes/quote.queries.js';
import { InvitationQueries, type InvitationView } from '../../../src/features/rfqs/invitation.queries.js';
import { QuestionQueries } from '../../../src/features/rfqs/question.queries.js';
import { RfqHouse } from '../rfqs/rfq-house.js';

let house: RfqHouse;
let invitation: InvitationView;
let rfqId: string;
let link: string;

beforeAll(async () => {
  house = await RfqHouse.open();
}, 60_000);
beforeEach(async () => {
  const published = await house.publish({ vendorIds: [house.vendorIds[0]] });
  [invitation] = published.invitations;
  rfqId = published.rfq.id;
  link = house.link(invitation);
}, 40_000);
afterAll(() => house?.close());

const csrfIn = (page: string): string => /name="_csrf" value="([^"]+)"/.exec(page)?.[1] ?? '';

async function post(path: string, fields: Record<string, string>, headers: Record<string, string> = {}) {
  const csrf = fields._csrf ?? csrfIn((await house.app.inject({ url: link })).body);
  return house.app.inject({
    method: 'POST',
    url: `${link}/${path}`,
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    payload: new URLSearchParams({ _csrf: csrf, ...fields }).toString(),
  });
}

const prices = (one: string, two: string) => ({
  currency: 'EUR',
  'lines[0][lineId]': 'line1',
  'lines[0][unitPrice]': one,
  'lines[0][note]': 'incl. support',
  'lines[1][lineId]': 'line2',
  'lines[1][unitPrice]': two,
  paymentTerms: '30 days net',
});

const everything = async () =>
  JSON.stringify(
    await house
      .get(Database)
      .rows(
        `SELECT 'a' AS of, count(*)::int, max(at) AS last FROM audit_entries UNION ALL SELECT 'o', count(*)::int, NULL FROM outbox`,
      ),
  );

describe('the vendor’s page', () => {
  it('shows the RFQ with its deadline in the RFQ’s zone and in UTC, without an account', async () => {
    const page = await house.app.inject({ url: link });

    expect(page.statusCode).toBe(200);
    expect(page.body).toContain('Virtual machine, 8 vCPU');
    expect(page.body).toContain('Europe/Berlin');
    expect(page.body).toMatch(/\d\d:\d\d UTC/);
    expect(page.headers['cache-control']).toBe('no-store');
    expect(page.headers['x-robots-tag']).toContain('noindex');
  });

  it('changes nothing when it is opened, however often and by whatever scanner', async () => {
    const before = await everything();
    for (const path of ['', '/rfq.pdf', '/workbook.xlsx']) {
      for (const method of ['GET', 'HEAD', 'GET'] as const)
        expect((await house.app.inject({ method, url: `${link}${path}` })).statusCode).toBe(200);
    }
    for (const path of ['submission', 'draft', 'refusal', 'withdrawal', 'intention']) {
      expect((await house.app.inject({ url: `${link}/${path}` })).statusCode).toBe(404);
    }

    expect(await everything()).toBe(before);
    expect((await house.get(InvitationQueries).one(invitation.id)).state).toBe('sent');
  });

  it('is not there for an unknown link', async () => {
    for (const token of ['a'.repeat(26), 'x', '../rfqs', link.slice(3).toUpperCase()]) {
      expect((await house.app.inject({ url: `/q/${encodeURIComponent(token)}` })).statusCode).toBe(404);
    }
  });

  it('takes nothing without its own token or from another site', async () => {
    expect((await post('submission', { ...prices('100', '1'), _csrf: 'made-up' })).statusCode).toBe(403);
    expect((await post('submission', prices('100', '1'), { origin: 'https://evil.example' })).statusCode).toBe(403);
    expect((await post('submission', prices('100', '1'), { 'sec-fetch-site': 'cross-site' })).statusCode).toBe(403);
    expect(await house.get(QuoteQueries).ofInvitation(invitation.id)).toBeNull();
  });

  it('keeps a draft, submits, shows the receipt, replaces and withdraws', async () => {
    expect((await post('draft', prices('100', ''))).statusCode).toBe(303);
    expect(await house.get(QuoteQueries).ofInvitation(invitation.id)).toMatchObject({ state: 'draft', revision: 0 });
    expect((await house.app.inject({ url: link })).body).toContain('value="100"');

    expect((await post('submission', prices('1 100.50', '700'))).statusCode).toBe(303);
    const submitted = await house.get(QuoteQueries).ofInvitation(invitation.id);
    expect(submitted).toMatchObject({
      state: 'submitted',
      revision: 1,
      channel: 'page',
      draft: null,
      paymentTerms: '30 days net',
    });
    expect(submitted?.lines[0]).toMatchObject({ unitPrice: '1100.5', note: 'incl. support' });
    expect((await house.app.inject({ url: link })).body).toContain(submitted?.contentHash);

    expect((await post('submission', prices('900', '700'))).statusCode).toBe(303);
    const replaced = await house.get(QuoteQueries).ofInvitation(invitation.id);
    expect(replaced).toMatchObject({ revision: 2 });
    expect(replaced?.revisions[0]).toMatchObject({ revision: 1, contentHash: submitted?.contentHash });

    expect((await post('withdrawal', {})).statusCode).toBe(303);
    expect((await house.get(QuoteQueries).ofInvitation(invitation.id))?.state).toBe('withdrawn');
  });

  it('keeps everything that was typed where a price cannot be read, and names the field', async () => {
    const answer = await post('submission', prices('twelve', '700'));

    expect(answer.statusCode).toBe(422);
    expect(answer.body).toContain('value="twelve"');
    expect(answer.body).toContain('value="700"');
    expect(answer.body).toContain('value="30 days net"');
    expect(answer.body).toMatch(/id="price-0"[^>]*aria-invalid="true"/);
    expect((await house.get(QuoteQueries).ofInvitation(invitation.id))?.revision ?? 0).toBe(0);
  });

  it('declines only with a reason, and takes questions', async () => {
    expect((await post('refusal', { text: ' ' })).statusCode).toBe(409);
    expect((await post('questions', { text: 'May we visit the site?' })).statusCode).toBe(303);
    expect((await post('refusal', { text: 'Too small for us.' })).statusCode).toBe(303);

    expect(await house.get(InvitationQueries).one(invitation.id)).toMatchObject({
      state: 'declined',
      declineReason: 'Too small for us.',
    });
    expect(await house.get(QuestionQueries).ofRfq(rfqId)).toMatchObject([{ text: 'May we visit the site?', channel: 'page' }]);
  });

  it('takes the filled-in workbook by upload', async () => {
    const blank = await house.app.inject({ url: `${link}/workbook.xlsx` });
    const { default: ExcelJS } = await import('exceljs');
    const workbook = new ExcelJS.Workbook();
    await workbook.xlsx.load(blank.rawPayload as unknown as ArrayBuffer);
    const sheet = workbook.getWorksheet('Quote');
    if (!sheet) throw new Error('the workbook has no sheet called Quote');
    sheet.getCell('G18').value = 99;
    sheet.getCell('G19').value = 450;
    const bytes = Buffer.from(await workbook.xlsx.writeBuffer());
    const csrf = csrfIn((await house.app.inject({ url: link })).body);
    const payload = Buffer.concat([
      Buffer.from(`--b\r\nContent-Disposition: form-data; name="_csrf"\r\n\r\n${csrf}\r\n--b\r\n`),
      Buffer.from(
        'Content-Disposition: form-data; name="workbook"; filename="q.xlsx"\r\nContent-Type: application/octet-stream\r\n\r\n',
      ),
      bytes,
      Buffer.from('\r\n--b--\r\n'),
    ]);

    const answer = await house.app.inject({
      method: 'POST',
      url: `${link}/workbook`,
      headers: { 'content-type': 'multipart/form-data; boundary=b' },
      payload,
    });

    expect(answer.statusCode).toBe(303);
    expect(await house.get(QuoteQueries).ofInvitation(invitation.id)).toMatchObject({ state: 'submitted', channel: 'workbook' });
  });

  it('takes what the sections of other features offer', async () => {
    const acts: string[] = [];
    house.get(PrivatePageSections).register({
      name: 'test-section',
      order: 50,
      section: async () => null,
      actions: {
        wave: async ({ invitation: visited }, { body }) => {
          acts.push(`${visited.vendorName}: ${String(body.hello)}`);
          return { say: 'Waved.' };
        },
      },
    });

    expect((await post('test-section/wave', { hello: 'there' })).statusCode).toBe(303);
    expect((await post('test-section/other', {})).statusCode).toBe(404);
    expect(acts).toEqual(['Alder Cloud: there']);
  });
});
