import net from 'node:net';
import fc from 'fast-check';
import { Database } from '../../src/database/database.js';
import { WorkflowRegistry } from '../../src/engine/workflow-registry.js';
import { ApiTokens } from '../../src/identity/api-tokens.js';
import { LinkCsrf } from '../../src/identity/link-csrf.js';
import { PeopleCommands } from '../../src/identity/people.commands.js';
import { roleNames } from '../../src/identity/roles.js';
import { InvitationQueries } from '../../src/features/rfqs/invitation.queries.js';
import { InvitationTokens } from '../../src/features/rfqs/invitation-tokens.js';
import { SmtpReceiver } from '../../src/mail/smtp-receiver.js';
import { Settings } from '../../src/settings.js';
import { RfqHouse } from '../features/rfqs/rfq-house.js';
import { eventually } from '../support/eventually.js';
import { filled, routesOf } from './routes.js';

/** The same cases at every run; another seed looks elsewhere. */
const seed = Number(process.env.FUZZ_SEED ?? 20_270_301);
const SLOW_MS = 5_000;

const nasty = fc.constantFrom(
  '',
  ' ',
  '\u0000',
  'a\u0000b',
  '\ud800',
  '\u202e\u200b',
  '😀'.repeat(50),
  "'; DROP TABLE people; --",
  '"><script>alert(1)</script>',
  '{{constructor}}',
  '=1+1',
  '../../etc/passwd',
  '%00',
  '%',
  '1e999',
  '-0',
  'NaN',
  '99999999999999999999',
  '2027-02-30',
  '0000-00-00',
  '9999999-01-01T00:00Z',
  'a'.repeat(5_000),
  '__proto__',
  'toString',
);
const value = fc.oneof(
  { weight: 3, arbitrary: nasty },
  { weight: 2, arbitrary: fc.jsonValue({ maxDepth: 3 }) },
  fc.string({ unit: 'binary' }),
  fc.double(),
  fc.constantFrom(null, true, [], {}, [[]], -1, 2 ** 53),
);

describe('malformed input', () => {
  let house: RfqHouse;
  let bearer: string;
  let link: string;
  let linkCsrf: string;
  let ids: Record<string, string>;
  let paths: { method: 'GET' | 'POST' | 'DELETE'; path: string }[];
  const faults: string[] = [];

  /** Sends one request; whatever is no answer of ours within time is a fault. */
  async function send(
    method: string,
    url: string,
    headers: Record<string, string> = {},
    payload?: string | Buffer,
  ): Promise<number> {
    const began = performance.now();
    const what = `${method} ${url.slice(0, 160)} ${String(payload ?? '').slice(0, 160)}`;
    try {
      const { statusCode, body } = await house.app.inject({ method: method as 'GET', url, headers, payload });
      if (statusCode >= 500) faults.push(`${statusCode} ${what}: ${/"say":"[^"]*/.exec(body)?.[0].slice(0, 60) ?? 'page'}`);
      if (performance.now() - began > SLOW_MS) faults.push(`slow ${what}`);
      return statusCode;
    } catch (error) {
      // The injector itself refuses addresses that no client could send.
      if (!/Invalid URL|uri malformed/i.test(String(error))) faults.push(`${String(error)} ${what}`);
      return 400;
    }
  }
  const json = (method: string, url: string, body: string, more: Record<string, string> = {}) =>
    send(method, url, { authorization: `Bearer ${bearer}`, 'content-type': 'application/json', ...more }, body);
  const tried = async <Case>(
    cases: number,
    arbitrary: fc.Arbitrary<Case>,
    run: (one: Case) => Promise<unknown>,
  ): Promise<void> => {
    for (const one of fc.sample(arbitrary, { numRuns: cases, seed })) await run(one);
    expect([...new Set(faults)]).toEqual([]);
  };

  beforeAll(async () => {
    house = await RfqHouse.open();
    const person = await house.app.get(PeopleCommands).add({ name: 'Fay', eMail: 'fay@fuzz.example', roles: [...roleNames] });
    bearer = (await house.get(ApiTokens).issue(person.id, 'fuzz')).token;
    const { invitations } = await house.publish({ vendorIds: house.vendorIds.slice(0, 1) });
    link = house.link(invitations[0]).slice('/q/'.length);
    linkCsrf = house.app.get(LinkCsrf).issue(link);
    ids = {};
    for (const { workflow, codec } of house.app.get(WorkflowRegistry).everything()) {
      const row = await house.app.get(Database).row<{ id: string }>(`SELECT id FROM ${codec.table} LIMIT 1`);
      ids[workflow.documents] = row?.id ?? person.id;
    }
    paths = routesOf(house.app);
  }, 60_000);
  beforeEach(() => {
    faults.length = 0;
  });
  afterAll(() => house?.close());

  it('in the one text that a door asks for is refused or kept', async () => {
    const bearing = { authorization: `Bearer ${bearer}` };
    const linked = { 'x-csrf-token': linkCsrf };
    const doors: [string, Record<string, string>, string[]][] = [
      [`/q/${link}/questions`, linked, ['text']],
      [
        `/q/${link}/draft`,
        linked,
        ['currency', 'validUntil', 'paymentTerms', 'lines[0][lineId]', 'lines[0][unitPrice]', 'lines[0][note]'],
      ],
      [`/q/${link}/refusal`, linked, ['text']],
      ['/api/v1/session', {}, ['eMail', 'password']],
      ['/api/v1/tokens', bearing, ['name']],
      ['/account/tokens', bearing, ['name']],
      ['/account/details', bearing, ['name', 'zone']],
      ['/account/password', bearing, ['current', 'password']],
      ['/people', bearing, ['name', 'eMail']],
      ['/exchange-rates', bearing, ['currency', 'onDay', 'rate', 'source']],
      [`/quotes/${ids.quotes}/rejection`, bearing, ['note']],
    ];
    const texts = [
      '',
      '\u0000',
      'a\u0000b',
      '\ud800',
      '%00',
      '{{x}}',
      'a'.repeat(30_000),
      '2027-02-30',
      '😀'.repeat(100),
      '1e999',
    ];
    for (const [url, headers, fields] of doors)
      for (const field of fields)
        for (const text of texts) {
          const isApi = url.startsWith('/api/');
          const form = new URLSearchParams({
            name: 'A',
            eMail: 'a@fuzz.example',
            password: 'x',
            zone: 'UTC',
            currency: 'USD',
            onDay: '2027-01-01',
            rate: '1.1',
            source: 's',
            [field]: text,
          });
          await send(
            'POST',
            url,
            { ...headers, 'content-type': isApi ? 'application/json' : 'application/x-www-form-urlencoded' },
            isApi
              ? JSON.stringify({ [field]: text, password: 'x', eMail: 'a@fuzz.example', ...{ [field]: text } })
              : form.toString(),
          );
        }
    expect([...new Set(faults)]).toEqual([]);
  }, 60_000);

  it('that would be accepted but for one nasty text is refused or kept, never a failure of the database', async () => {
    const vendor = {
      name: 'A',
      contacts: [{ name: 'B', eMail: 'b@example.org', language: 'en', role: 'Sales' }],
      categories: ['storage'],
      country: 'DE',
      currency: 'EUR',
      language: 'en',
      notes: 'c',
    };
    await tried(150, fc.tuple(nasty, fc.constantFrom('name', 'notes', 'contact', 'country')), async ([text, place]) => {
      const body =
        place === 'contact' ? { ...vendor, contacts: [{ ...vendor.contacts[0], name: text }] } : { ...vendor, [place]: text };
      await json('POST', '/api/v1/vendors', JSON.stringify(body), {
        'idempotency-key': /^[\x21-\x7e]{1,200}$/.test(text) ? text : 'key',
      });
    });
  }, 30_000);

  it('that is no JSON, too deep or of the wrong kind is refused', async () => {
    const texts = [
      '',
      '{',
      '[',
      'null',
      '"x"',
      '[]',
      '1',
      'nul',
      '{"a":1}}',
      '{"a":1,"a":2}',
      '{"__proto__":{"x":1}}',
      '{"constructor":{"prototype":{"x":1}}}',
      `{"type":"edit","x":${'['.repeat(20_000)}${']'.repeat(20_000)}}`,
      `{"type":"${'a'.repeat(500_000)}"}`,
      '\ufeff{}',
      '\u0000',
      '{"type":"edit","version":1e999}',
      '{"type":"edit","version":-1}',
      '{"type":"toString"}',
      '{"type":"__proto__"}',
      '{"type":"xstate.stop"}',
      '{"type":"*"}',
    ];
    const types = [
      'application/json',
      'text/plain',
      'application/xml',
      'application/x-www-form-urlencoded',
      'multipart/form-data',
      'multipart/form-data; boundary=x',
      'application/json; charset=utf-16',
      'x',
      '',
    ];
    for (const text of texts)
      for (const type of types)
        for (const url of [
          `/api/v1/vendors/${ids.vendors}/events`,
          '/api/v1/vendors',
          '/vendors',
          '/api/v1/session',
          '/sign-in',
          `/q/${link}/draft`,
        ])
          await json('POST', url, text, { 'content-type': type, ...(url.startsWith('/q/') && { 'x-csrf-token': linkCsrf }) });
    expect([...new Set(faults)]).toEqual([]);
    expect(({} as Record<string, unknown>).x).toBeUndefined();
  }, 60_000);

  it('in paths, queries and headers is answered', async () => {
    const part = fc.oneof(nasty, fc.string({ unit: 'binary', maxLength: 40 }));
    const names = fc.constantFrom(
      'q',
      'state',
      'case',
      'sort',
      'page',
      'size',
      'to',
      'of',
      'from',
      'kind',
      'x',
      '__proto__',
      'q[]',
      'page[a][b]',
    );
    await tried(
      900,
      fc.record({
        route: fc.nat(),
        params: fc.array(part, { minLength: 3, maxLength: 3 }),
        query: fc.array(fc.tuple(names, part), { maxLength: 3 }),
        header: fc.tuple(
          fc.constantFrom(
            'accept',
            'cookie',
            'if-match',
            'range',
            'idempotency-key',
            'hx-request',
            'x-forwarded-for',
            'accept-language',
            'user-agent',
            'content-type',
          ),
          fc.oneof(nasty, fc.string()),
        ),
        real: fc.boolean(),
      }),
      async ({ route, params, query, header: [name, text], real }) => {
        const { method, path } = paths[route % paths.length];
        const values = Object.fromEntries(
          ['id', 'token', 'documents', 'name', 'type', 'index', 'file'].map((one, index) => [
            one,
            encodeURIComponent(wellFormed(params[index % 3])) || 'x',
          ]),
        );
        const url = filled(path, real ? { ...values, documents: 'vendors', id: ids.vendors, token: link } : values);
        const search = query.map(([key, one]) => `${encodeURIComponent(key)}=${encodeURIComponent(wellFormed(one))}`).join('&');
        if (path.includes('sign-out') || method === 'DELETE' || path.includes('/ending')) return;
        await send(method, search ? `${url}?${search}` : url, {
          authorization: `Bearer ${bearer}`,
          [name]: text.replace(/[^\x20-\x7e]/g, ''),
        });
      },
    );
    for (const list of ['vendors', 'rfqs', 'requests'])
      for (const query of [
        'q=%00',
        'q=%ED%A0%80',
        'q=%',
        'q=%25_%5C',
        'page=1000000&size=200',
        'case=x',
        'state=%00',
        'sort=-',
        'sort=constructor',
        'page=0x10',
      ])
        for (const base of ['', '/api/v1']) await send('GET', `${base}/${list}?${query}`, { authorization: `Bearer ${bearer}` });
    expect([...new Set(faults)]).toEqual([]);
  }, 60_000);

  it('in nested form fields is answered, on pages and on the vendor’s page', async () => {
    const name = fc.oneof(
      fc.constantFrom(
        'lines[0][unitPrice]',
        'lines[0][lineId]',
        'lines',
        'lines[]',
        'lines[99999][unitPrice]',
        'lines[__proto__][x]',
        '__proto__[x]',
        'a[b][c][d][e][f][g][h]',
        '[',
        ']',
        '[]',
        'text',
        'currency',
        'validUntil',
        'workbook',
        'name',
        '_csrf',
        'contacts[0][name]',
        'lines[0][unitPrice][]',
        'constructor[prototype][x]',
      ),
      fc.string(),
    );
    const pairs = fc.array(fc.tuple(name, fc.oneof(nasty, fc.string())), { maxLength: 8 });
    const targets = fc.constantFrom(
      '/q/draft',
      '/q/submission',
      '/q/workbook',
      '/q/refusal',
      '/q/questions',
      '/q/confirmation',
      '/q/x/y',
      '/vendors',
      `/vendors/edit`,
      '/sign-in',
    );
    await tried(
      400,
      fc.record({ pairs, target: targets, multipart: fc.boolean(), cut: fc.nat(400) }),
      async ({ pairs: sent, target, multipart, cut }) => {
        const url = target.startsWith('/q/')
          ? `/q/${link}${target.slice(2)}`
          : target === '/vendors/edit'
            ? `/vendors/${ids.vendors}/events/edit`
            : target;
        const headers: Record<string, string> = target.startsWith('/q/')
          ? { 'x-csrf-token': linkCsrf }
          : { authorization: `Bearer ${bearer}` };
        if (!multipart) {
          const body = sent
            .map(([key, text]) => `${encodeURIComponent(wellFormed(key))}=${encodeURIComponent(wellFormed(text))}`)
            .join('&');
          await send(
            'POST',
            url,
            { ...headers, 'content-type': 'application/x-www-form-urlencoded' },
            cut % 5 === 0 ? `${body}&%zz=%&=&&[[[` : body,
          );
          return;
        }
        const parts = sent
          .map(
            ([key, text], index) =>
              `--b\r\nContent-Disposition: form-data; name="${key.replace(/["\r\n]/g, '')}"${index % 2 ? `; filename="${text.slice(0, 50).replace(/["\r\n]/g, '')}"` : ''}\r\n\r\n${text}\r\n`,
          )
          .join('');
        const body = `${parts}--b--\r\n`;
        await send(
          'POST',
          url,
          { ...headers, 'content-type': 'multipart/form-data; boundary=b' },
          Buffer.from(cut % 3 === 0 ? body.slice(0, cut) : body),
        );
      },
    );
    expect(({} as Record<string, unknown>).x).toBeUndefined();
  }, 60_000);

  it('as a workbook is answered as one that cannot be read', async () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 300 }),
      fc.uint8Array({ maxLength: 300 }).map((rest) => Uint8Array.from([0x50, 0x4b, 3, 4, ...rest])),
    );
    await tried(60, bytes, async (file) => {
      const body = Buffer.concat([
        Buffer.from(
          '--b\r\nContent-Disposition: form-data; name="workbook"; filename="q.xlsx"\r\nContent-Type: application/octet-stream\r\n\r\n',
        ),
        file,
        Buffer.from('\r\n--b--\r\n'),
      ]);
      const status = await send(
        'POST',
        `/q/${link}/workbook`,
        { 'x-csrf-token': linkCsrf, 'content-type': 'multipart/form-data; boundary=b' },
        body,
      );
      if (status < 400) faults.push(`${status} for no workbook`);
    });
  }, 30_000);

  it('as a letter is stored or refused with a code, and the receiver goes on', async () => {
    const { port } = house.app.get(SmtpReceiver);
    if (port === null) throw new Error('nobody receives mail');
    const { mailInHost } = house.app.get(Settings);
    const before = await letters();
    const to = house.get(InvitationTokens).replyTo(await invitationId());
    const header = fc.constantFrom(
      'Content-Type: multipart/mixed; boundary="b"',
      'Content-Type: multipart/mixed',
      'Content-Type: text/plain; charset=klingon',
      'Content-Type: text/html',
      'Content-Transfer-Encoding: base64',
      'Content-Transfer-Encoding: quoted-printable',
      'Subject: =?utf-8?B?////?=',
      'Subject: \u0000',
      'From: <>',
      `From: ${'a'.repeat(3_000)}`,
      'Message-ID: <a@b>',
      'Message-ID: x',
      'Date: never',
      'Auto-Submitted: auto-replied',
      ': nothing',
      'In-Reply-To: <\u0000>',
      'Content-Type: message/rfc822',
      'References: <x> <y>',
      'MIME-Version: 1.0',
      'Content-Disposition: attachment; filename="../../x\u0000.xlsx"',
      'Content-Type: multipart/report; report-type=delivery-status; boundary=b',
    );
    const body = fc.oneof(
      fc.string({ unit: 'binary' }),
      nasty,
      fc.constantFrom(
        '--b\r\n\r\n--b--',
        '--b',
        '--b\r\nContent-Type: multipart/mixed; boundary="b"\r\n\r\n'.repeat(50),
        'line 1: 12 EUR',
        '=ZZ=',
        '<p>'.repeat(2_000),
        '.',
        '..\r\n.x',
      ),
    );
    const addressee = fc.constantFrom(
      to,
      to,
      to,
      `rfq+${'a'.repeat(26)}@${to.split('@')[1]}`,
      `procurement@${to.split('@')[1]}`,
      'x@elsewhere.example',
      `rfq+\u0000@${to.split('@')[1]}`,
    );
    let stored = 0;
    const letter = fc.record({ headers: fc.array(header, { maxLength: 6 }), body, addressee });
    await tried(60, letter, async ({ headers, body: text, addressee: rcpt }) => {
      const raw = `${headers.join('\r\n')}\r\n\r\n${text}`;
      const codes = await smtp(mailInHost, port, [
        `EHLO x`,
        `MAIL FROM:<a@b.example>`,
        `RCPT TO:<${rcpt}>`,
        'DATA',
        `${raw.replace(/\r?\n\./g, '\r\n..').replace(/^\./, '..')}\r\n.`,
      ]);
      const last = codes.at(-1) ?? '';
      if (!/^[245]\d\d$/.test(last))
        faults.push(`the letter ${JSON.stringify(raw.slice(0, 200))} was answered “${codes.join(' ')}”`);
      if (last === '250') stored++;
    });
    expect(stored).toBeGreaterThan(20);
    expect((await letters()) - before).toBeGreaterThan(10);
    for (const garbage of [
      '\u0000\r\n',
      'DATA\r\n',
      `${'A'.repeat(10_000)}\r\n`,
      'RCPT TO:<x>\r\n',
      'MAIL FROM:<' + 'a'.repeat(1_000) + '>\r\n',
    ])
      expect((await smtp(mailInHost, port, [garbage.trimEnd()])).at(-1)).toMatch(/^[245]\d\d$/);
    expect((await smtp(mailInHost, port, ['EHLO x', 'NOOP'])).at(-1)).toBe('250');
    await house.answerByMail(await invitation(), 'Hello,\r\n\r\nmay the machines \u0000 stand outside the European Union?\r\n');
    await eventually(async () => {
      const open = await house.app.get(Database).rows('SELECT name FROM outbox WHERE done_at IS NULL AND failed_at IS NULL');
      expect(open).toEqual([]);
    }, 30_000);
    expect(await house.app.get(Database).rows('SELECT name, error FROM outbox WHERE failed_at IS NOT NULL')).toEqual([]);
    expect(faults).toEqual([]);
  }, 60_000);

  // Accepted events move the records on, so this comes last.
  it('in the bodies of events and beginnings is refused with a code', async () => {
    const doors = house.app
      .get(WorkflowRegistry)
      .everything()
      .flatMap(({ workflow }) => [
        { url: `/api/v1/${workflow.documents}`, form: workflow.start?.form, type: null as string | null },
        ...Object.entries(workflow.events as Record<string, { form?: new () => object }>).map(([type, { form }]) => ({
          url: `/api/v1/${workflow.documents}/${ids[workflow.documents]}/events`,
          form,
          type: type as string | null,
        })),
      ]);
    const { fieldsOf } = await import('../../src/engine/form.js');
    await tried(
      700,
      fc.record({
        door: fc.constantFrom(...doors),
        values: fc.array(value, { minLength: 30, maxLength: 30 }),
        rows: fc.array(value, { minLength: 8, maxLength: 8 }),
      }),
      async ({ door, values, rows }) => {
        const fields = door.form ? fieldsOf(door.form) : [];
        const body = Object.fromEntries(
          fields.map((field, index) => [
            field.name,
            field.kind === 'rows' && field.row && index % 2 === 0
              ? [Object.fromEntries(fieldsOf(field.row).map((cell, at) => [cell.name, rows[at % rows.length]]))]
              : values[index % values.length],
          ]),
        );
        const status = await json('POST', door.url, JSON.stringify(door.type === null ? body : { ...body, type: door.type }));
        if (![200, 201, 404, 409, 422].includes(status)) faults.push(`${status} POST ${door.url} ${door.type}`);
      },
    );
  }, 60_000);

  it('leaves the house as able to answer as before', async () => {
    expect(await send('GET', '/health/ready')).toBe(200);
    expect(await send('GET', `/q/${link}`)).toBe(200);
    expect(await send('GET', '/api/v1/vendors', { authorization: `Bearer ${bearer}` })).toBe(200);
  });

  const letters = async (): Promise<number> =>
    (await house.app.get(Database).row<{ count: number }>('SELECT count(*)::int AS count FROM letters'))?.count ?? 0;
  const invitation = async () => house.get(InvitationQueries).one(await invitationId());
  const invitationId = async (): Promise<string> =>
    (await house.app.get(Database).row<{ id: string }>('SELECT id FROM invitations LIMIT 1'))?.id ?? '';
});

/** encodeURIComponent throws for half a surrogate pair; a client would send its replacement. */
const wellFormed = (text: string): string => Buffer.from(text, 'utf8').toString('utf8');

/** Says each line after the answer to the one before; the codes of the answers, the greeting's first. */
function smtp(host: string, port: number, lines: string[]): Promise<string[]> {
  return new Promise((resolve) => {
    const codes: string[] = [];
    const socket = net.connect(port, host);
    const end = () => {
      socket.destroy();
      resolve(codes);
    };
    socket.setTimeout(8_000, end);
    socket.on('error', end).on('close', end);
    socket.on('data', (chunk: Buffer) => {
      for (const line of chunk.toString('latin1').split('\r\n')) {
        // A hyphen after the code: more of the same answer follows.
        const code = /^(\d{3})(?: |$)/.exec(line)?.[1];
        if (!code) continue;
        codes.push(code);
        const next = lines.shift();
        if (next === undefined || (codes.length > 1 && /^[45]/.test(code))) return end();
        socket.write(`${next}\r\n`);
      }
    });
  });
}
