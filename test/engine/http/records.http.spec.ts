import { randomUUID } from 'node:crypto';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Database } from '../../../src/database/database.js';
import { Files } from '../../../src/storage/files.js';
import { type Someone, someone, startDoors } from './doors-app.js';

let app: NestFastifyApplication;
let buyer: Someone;
let auditor: Someone;
let helper: Someone;
let stranger: Someone;

beforeAll(async () => {
  app = await startDoors();
  buyer = await someone(app, 'Bea', ['buyer']);
  auditor = await someone(app, 'Aud', ['auditor']);
  helper = await someone(app, 'Hal', ['requester']);
  stranger = await someone(app, 'Stu', ['requester']);
});
afterAll(() => app?.close());

const errand = { title: 'Fetch the rack', kind: 'to_fetch' };

async function anErrand(fields: object = {}): Promise<{ id: string; number: string; version: number }> {
  const { status, body } = await buyer.api('POST', '/api/v1/errands', { ...errand, ...fields });
  expect(status).toBe(201);
  return body as unknown as { id: string; number: string; version: number };
}
const send = (who: Someone, id: string, body: object, headers: Record<string, string> = {}) =>
  who.api('POST', `/api/v1/errands/${id}/events`, body, headers);

describe('a record’s door', () => {
  it('begins a record and shows its declared facts, decimals as text, and nothing else of the row', async () => {
    const { id } = await anErrand({ price: '12.50', neededOn: '2027-03-31', closesAt: '2099-01-01T12:00:00+02:00' });
    const { status, body } = await buyer.api('GET', `/api/v1/errands/${id}`);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      state: 'draft',
      version: 1,
      price: '12.5',
      neededOn: '2027-03-31',
      dueAt: '2099-01-01T10:00:00.000Z',
    });
    expect(body).not.toHaveProperty('secret');
    expect(body).not.toHaveProperty('chain');
  });

  it('offers what this person may do and says why not the rest', async () => {
    const { id } = await anErrand();
    const offersOf = async (who: Someone) =>
      (
        (await who.api('GET', `/api/v1/errands/${id}`)).body.offers as {
          type: string;
          possible: boolean;
          reasons: { code: string }[];
        }[]
      ).map(({ type, possible, reasons }) => [type, possible, reasons[0]?.code]);
    expect(await offersOf(buyer)).toEqual([
      ['edit', true, undefined],
      ['finish', true, undefined],
      ['forget', false, 'errand.auditorsOnly'],
    ]);
    expect(await offersOf(auditor)).toEqual([
      ['edit', false, 'errand.notYours'],
      ['finish', false, 'errand.notYours'],
      ['forget', true, undefined],
    ]);
  });

  it('moves it by an event, and refuses with the rule’s code and sentence', async () => {
    const { id } = await anErrand();
    const dear = await send(buyer, id, { type: 'edit', ...errand, price: '1000.01' });
    expect([dear.status, dear.body]).toMatchObject([
      409,
      { code: 'errand.tooDear', say: expect.stringContaining('1,000'), reasons: [{ code: 'errand.tooDear', field: 'price' }] },
    ]);
    expect((await send(buyer, id, { type: 'finish' })).body).toMatchObject({ state: 'finished', version: 2 });
    expect((await send(buyer, id, { type: 'finish' })).body).toMatchObject({ code: 'errand.notNow' });
  });

  it('names each field that cannot be read, with the value and what would be accepted', async () => {
    const { status, body } = await buyer.api('POST', '/api/v1/errands', {
      kind: 'to_steal',
      price: '1,5',
      lines: [{ what: '', amount: '1' }],
      colour: 'red',
    });
    expect(status).toBe(422);
    expect(body).toMatchObject({ code: 'badInput', say: expect.any(String) });
    const faults = body.faults as { field: string; value: unknown; say: string }[];
    expect(faults.map(({ field }) => field).sort()).toEqual(['colour', 'kind', 'lines[0].what', 'price', 'title']);
    expect(faults.find(({ field }) => field === 'kind')).toMatchObject({
      value: 'to_steal',
      say: 'must be one of to_fetch, to_bring',
    });
  });

  it.each([
    [[]],
    ['text'],
    [{}],
    [{ type: '' }],
    [{ type: 7 }],
    [{ type: 'finish', version: '1' }],
    [{ type: 'finish', extra: 1 }],
  ])('answers 422 to the body %j', async (body) => {
    const { id } = await anErrand();
    const answer = await send(buyer, id, body as object, { 'content-type': 'application/json' });
    expect([answer.status, typeof (answer.body as { code?: string }).code]).toEqual([
      typeof body === 'string' ? answer.status : 422,
      'string',
    ]);
    expect(answer.status).toBeGreaterThanOrEqual(400);
  });

  it.each(['lapse', 'absorb', 'constructor', 'nonsense'])('refuses the event “%s” as one that nobody sends', async (type) => {
    const started = await buyer.api('POST', '/api/v1/tickets', { title: 'T' });
    const id = (started.body as unknown as { id: string }).id;
    const { status, body } = await buyer.api('POST', `/api/v1/tickets/${id}/events`, { type });
    expect([status, body.code]).toEqual([409, 'ticket.unknownEvent']);
  });

  it('tells the second of two editors who saw the same version', async () => {
    const { id, version } = await anErrand();
    const [one, other] = await Promise.all([
      send(buyer, id, { type: 'edit', ...errand, title: 'One', version }),
      send(buyer, id, { type: 'edit', ...errand, title: 'Other', version }),
    ]);
    expect([one.status, other.status].sort()).toEqual([200, 409]);
    expect([one, other].find(({ status }) => status === 409)?.body).toMatchObject({ code: 'workflow.movedOn' });
  });

  it('is closed to visitors and to roles that may not begin', async () => {
    expect((await app.inject({ url: '/api/v1/errands' })).statusCode).toBe(401);
    const { status, body } = await auditor.api('POST', '/api/v1/errands', errand);
    expect([status, body.code]).toEqual([403, 'errand.notYoursToBegin']);
    expect((await buyer.api('GET', '/api/v1/unicorns')).status).toBe(404);
  });
});

describe('readers', () => {
  it('see a record in list, one, history and events only by role or as owner', async () => {
    const mine = await anErrand({ title: 'Readers own', helperId: helper.person.id });
    const others = await anErrand({ title: 'Readers other' });
    const found = async (who: Someone, id: string) => {
      const list = await who.api('GET', `/api/v1/errands?q=Readers&size=200`);
      const ids = (list.body.items as { id: string }[]).map((item) => item.id);
      const one = await who.api('GET', `/api/v1/errands/${id}`);
      const history = await who.api('GET', `/api/v1/errands/${id}/history`);
      const event = await send(who, id, { type: 'forget' });
      return [ids.includes(id), ids.length === (list.body.total as unknown as number), one.status, history.status, event.status];
    };
    expect(await found(helper, mine.id)).toEqual([true, true, 200, 200, 409]);
    expect(await found(helper, others.id)).toEqual([false, true, 404, 404, 404]);
    expect(await found(stranger, mine.id)).toEqual([false, true, 404, 404, 404]);
    expect(await found(auditor, others.id)).toEqual([true, true, 200, 200, 200]);
  });

  it('see files of documents they may read, and no others', async () => {
    const files = app.get(Files);
    const file = await files.put({
      name: 'offer.txt',
      mediaType: 'text/plain',
      bytes: Buffer.from('hello'),
      by: buyer.person.id,
    });
    const { id } = await anErrand({ helperId: helper.person.id, attachments: [file.id] });
    const take = async (who: Someone, query: string) => (await who.api('GET', `/files/${file.id}${query}`)).status;
    expect(await Promise.all([take(buyer, ''), take(auditor, ''), take(helper, `?of=errands/${id}`)])).toEqual([200, 200, 200]);
    expect(await Promise.all([take(helper, ''), take(stranger, `?of=errands/${id}`), take(stranger, '')])).toEqual([
      404, 404, 404,
    ]);
    const other = await anErrand({ helperId: stranger.person.id });
    expect(await take(stranger, `?of=errands/${other.id}`)).toBe(404);
  });

  it('do not see a file because they may read something else of its case', async () => {
    const caseId = randomUUID();
    const put = (name: string) =>
      app.get(Files).put({ name, mediaType: 'text/plain', bytes: Buffer.from(name), by: 'a vendor', caseId });
    const [named, unnamed] = [await put('named.txt'), await put('quote.txt')];
    const { id } = await anErrand({ helperId: helper.person.id, attachments: [named.id] });
    await app.get(Database).rows('UPDATE errands SET case_id = $1 WHERE id = $2', [caseId, id]);

    const take = async (fileId: string) => (await helper.api('GET', `/files/${fileId}`)).status;
    expect([await take(named.id), await take(unnamed.id)]).toEqual([200, 404]);
  });
});

describe('the list', () => {
  it('searches, filters, sorts by what is listed, and pages', async () => {
    for (const [title, price] of [
      ['Paging a', '3'],
      ['Paging b', '20'],
      ['Paging c', '100'],
    ]) {
      await anErrand({ title, price });
    }
    const titles = async (query: string) =>
      ((await buyer.api('GET', `/api/v1/errands?q=paging&${query}`)).body.items as { title: string }[])
        .map(({ title }) => title.slice(-1))
        .join('');
    expect(await titles('sort=price')).toBe('abc');
    expect(await titles('sort=-price')).toBe('cba');
    expect(await titles('sort=-price&size=2&page=2')).toBe('a');
    expect(await titles('state=finished')).toBe('');
    const { body } = await buyer.api('GET', '/api/v1/errands?q=paging&size=1');
    expect(body).toMatchObject({ total: 3, page: 1, size: 1 });
  });

  it.each(['sort=secret', 'sort=price;drop table errands', 'state=nowhere', 'size=201', 'page=0', 'case=1', 'colour=red'])(
    'names what is wrong with ?%s',
    async (query) => {
      const { status, body } = await buyer.api('GET', `/api/v1/errands?${query}`);
      expect([status, (body.faults as { field: string }[])[0].field]).toEqual([422, query.split('=')[0]]);
    },
  );
});

describe('the history', () => {
  it('says who did what, newest first, and shows declared facts only', async () => {
    const { id } = await anErrand();
    await send(buyer, id, { type: 'edit', ...errand, title: 'Bring it' });
    const { body } = await buyer.api('GET', `/api/v1/errands/${id}/history?size=1`);
    expect(body).toMatchObject({
      total: 2,
      items: [
        {
          version: 2,
          event: 'edit',
          from: 'draft',
          to: 'draft',
          by: { id: buyer.person.id, name: 'Bea Lee' },
          changed: { title: 'Bring it' },
        },
      ],
    });
    const begun = await buyer.api('GET', `/api/v1/errands/${id}/history?size=1&page=2`);
    expect((begun.body.items as { event: string; changed: object }[])[0].event).toBe('start');
    expect((begun.body.items as { changed: object }[])[0].changed).not.toHaveProperty('secret');
  });
});

describe('an Idempotency-Key', () => {
  const keyed = (key: string) => ({ 'idempotency-key': key });

  it('gives the same request the same answer and does it once', async () => {
    const { id } = await anErrand();
    const body = { type: 'edit', ...errand, title: 'Once' };
    const first = await send(buyer, id, body, keyed('k1'));
    const again = await send(buyer, id, body, keyed('k1'));
    expect(again.body).toEqual(first.body);
    expect([first.status, again.status, again.headers['idempotency-replayed']]).toEqual([200, 200, 'true']);
    expect((await buyer.api('GET', `/api/v1/errands/${id}`)).body.version).toBe(2);
    const begun = await Promise.all(
      [1, 2].map(() => buyer.api('POST', '/api/v1/errands', { ...errand, title: 'Begun once' }, keyed('k2'))),
    );
    expect(begun.map(({ status }) => status)).toEqual([201, 201]);
    expect(begun[0].body.id).toBe(begun[1].body.id);
    expect((await buyer.api('GET', '/api/v1/errands?q=begun%20once')).body.total).toBe(1);
  });

  it('refuses another request under the same key', async () => {
    const { id } = await anErrand();
    await send(buyer, id, { type: 'edit', ...errand, title: 'A' }, keyed('k3'));
    const { status, body } = await send(buyer, id, { type: 'edit', ...errand, title: 'B' }, keyed('k3'));
    expect([status, body.code]).toEqual([422, 'idempotency.otherBody']);
  });

  it('belongs to one person', async () => {
    const { id } = await anErrand();
    await send(buyer, id, { type: 'edit', ...errand, title: 'A' }, keyed('k4'));
    expect((await send(auditor, id, { type: 'forget' }, keyed('k4'))).status).toBe(200);
  });

  it('is answered once however many come at the same time', async () => {
    const { id } = await anErrand();
    const answers = await Promise.all(Array.from({ length: 8 }, () => send(buyer, id, { type: 'finish' }, keyed('k5'))));
    expect(answers.map(({ status }) => status)).toEqual(Array(8).fill(200));
    for (const { body } of answers) expect(body).toEqual(answers[0].body);
    const entries = await app.get(Database).rows(`SELECT 1 FROM audit_entries WHERE record_id = $1`, [id]);
    expect(entries).toHaveLength(2);
  });

  it('remembers no refusal', async () => {
    const { id } = await anErrand();
    expect((await send(buyer, id, { type: 'forget' }, keyed('k6'))).status).toBe(409);
    expect((await send(buyer, id, { type: 'finish' }, keyed('k6'))).status).toBe(200);
  });

  it('is refused where it is no key', async () => {
    const { id } = await anErrand();
    expect((await send(buyer, id, { type: 'finish' }, keyed('has space'))).status).toBe(422);
  });
});
