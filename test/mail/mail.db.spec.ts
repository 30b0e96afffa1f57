import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Test, type TestingModule } from '@nestjs/testing';
import { createTransport } from 'nodemailer';
import { SMTPServer } from 'smtp-server';
import { DatabaseModule } from '../../src/database/database.module.js';
import { Database } from '../../src/database/database.js';
import { EngineModule } from '../../src/engine/engine.module.js';
import { Unavailable } from '../../src/engine/errors.js';
import { newId } from '../../src/engine/ids.js';
import { LetterQueries } from '../../src/mail/letter.queries.js';
import { LetterReaders } from '../../src/mail/letter-readers.js';
import { LetterWorker } from '../../src/mail/letter.worker.js';
import { Letters } from '../../src/mail/letters.js';
import { MailCapture } from '../../src/mail/mail-capture.js';
import { Mailer } from '../../src/mail/mailer.js';
import type { Bounce, ParsedLetter } from '../../src/mail/parsed-letter.js';
import { RecipientReply } from '../../src/mail/recipient-reply.js';
import { Rejected } from '../../src/mail/rejected.js';
import { SentLetters } from '../../src/mail/sent-letters.js';
import { SmtpReceiver } from '../../src/mail/smtp-receiver.js';
import { SmtpSender } from '../../src/mail/smtp-sender.js';
import { Templates } from '../../src/rendering/templates.js';
import { SettingsModule } from '../../src/settings.module.js';
import type { Settings } from '../../src/settings.js';
import { eventually } from '../support/eventually.js';
import { testSettings } from '../support/settings.js';

const read: ParsedLetter[] = [];
const bounced: Bounce[] = [];
const invitation = newId();

async function startMail(settings: Settings): Promise<TestingModule> {
  settings.root = templatesOfOurOwn();
  const started = await Test.createTestingModule({
    imports: [SettingsModule.of(settings), DatabaseModule, EngineModule],
    providers: [
      Templates,
      Mailer,
      SmtpSender,
      MailCapture,
      SentLetters,
      Letters,
      LetterQueries,
      LetterReaders,
      LetterWorker,
      SmtpReceiver,
      RecipientReply,
    ],
  }).compile();
  started.get(LetterReaders).register({
    prefix: 'rfq',
    read: async (letter) => {
      read.push(letter);
      return letter.token === 'knowntoken'
        ? { state: 'read', subjectKind: 'invitation', subjectId: invitation }
        : { state: 'review', note: 'No such invitation.' };
    },
    bounced: async (bounce) => {
      bounced.push(bounce);
      return { state: 'read', subjectKind: 'invitation', subjectId: invitation };
    },
  });
  await started.init();
  return started;
}

/** One letter template, so that this test needs no other feature's. */
function templatesOfOurOwn(): string {
  const root = mkdtempSync(join(tmpdir(), 'sourcewright-test-templates-'));
  for (const folder of ['layouts', 'partials', 'pages', 'documents', 'emails/layouts'])
    mkdirSync(join(root, 'templates', folder), { recursive: true });
  writeFileSync(join(root, 'templates/emails/layouts/letter.hbs'), '<html><body>{{{body}}}</body></html>');
  writeFileSync(join(root, 'templates/emails/hello.hbs'), 'Subject: Hello {{name}}\n<p>Good day, {{name}}.</p>\n');
  return root;
}

let nest: TestingModule;
let settings: Settings;
beforeAll(async () => {
  settings = await testSettings();
  nest = await startMail(settings);
});
afterAll(() => nest.close());

async function deliver(raw: string | Buffer, to: string[], from = 'bob@vendor.example'): Promise<string> {
  const transport = createTransport({ host: '127.0.0.1', port: nest.get(SmtpReceiver).port ?? 0, ignoreTLS: true });
  try {
    return (await transport.sendMail({ raw, envelope: { from, to } })).response;
  } finally {
    transport.close();
  }
}

const eml = (id: string, body = 'Line 1: 12.50 EUR each', headers = '') =>
  `Message-ID: <${id}@vendor.example>\r\nFrom: Bob <bob@vendor.example>\r\nTo: rfq+knowntoken@sourcewright.localhost\r\nSubject: Re: RFQ\r\n${headers}\r\n${body}\r\n`;
const known = ['rfq+knowntoken@sourcewright.localhost'];
const letterOf = (messageId: string) =>
  eventually(async () => {
    const letter = await nest
      .get(Database)
      .row<{ id: string; state: string; kind: string; note: string | null; subject_id: string | null }>(
        `SELECT id, state, kind, note, subject_id FROM letters WHERE message_id = $1 AND state <> 'received' ORDER BY id DESC`,
        [`${messageId}@vendor.example`],
      );
    if (letter === null) throw new Error(`the letter ${messageId} has not been read`);
    return letter;
  });

describe('a letter that comes in', () => {
  it('is stored before 250, then read by the feature that its address names', async () => {
    expect(await deliver(eml('a1'), known)).toMatch(/^250 .*Stored as [0-9a-f-]{36}/);

    expect(await letterOf('a1')).toMatchObject({ state: 'read', kind: 'answer', subject_id: invitation });
    expect(read.at(-1)).toMatchObject({
      token: 'knowntoken',
      prefix: 'rfq',
      ownText: 'Line 1: 12.50 EUR each',
      from: { address: 'bob@vendor.example' },
    });
  });

  it('is one letter however often its bytes come', async () => {
    const before = read.length;
    await Promise.all(Array.from({ length: 8 }, () => deliver(eml('a2'), known)));
    await letterOf('a2');

    expect(await nest.get(Database).rows(`SELECT FROM letters WHERE message_id = 'a2@vendor.example'`)).toHaveLength(1);
    expect(read.length).toBe(before + 1);
  });

  it('is kept and shown to a person when its Message-ID was used for something else', async () => {
    await deliver(eml('a3'), known);
    await letterOf('a3');
    await deliver(eml('a3', 'Line 1: 99.00 EUR each'), known);

    await eventually(async () =>
      expect(await letterOf('a3')).toMatchObject({ state: 'review', note: expect.stringContaining('Message-ID') }),
    );
  });

  it('that only travelled another way is passed over', async () => {
    await deliver(eml('a4'), known);
    await letterOf('a4');
    await deliver(`Received: from elsewhere by here\r\n${eml('a4')}`, known);

    await eventually(async () =>
      expect(await letterOf('a4')).toMatchObject({ state: 'ignored', note: expect.stringContaining('copy') }),
    );
  });

  it('to an unknown token, or to no token, waits for a person with its raw message', async () => {
    const raw = eml('a5');
    await deliver(raw, ['rfq+othertoken@sourcewright.localhost']);
    await deliver(eml('a6'), ['procurement@sourcewright.localhost']);
    const letter = await letterOf('a5');
    await letterOf('a6');

    const { letters } = await nest.get(LetterQueries).inReview({});
    expect(letters.map(({ id }) => id)).toContain(letter.id);
    expect(letters.find(({ id }) => id === letter.id)).toMatchObject({
      subject: 'Re: RFQ',
      from: 'bob@vendor.example',
      note: 'No such invitation.',
    });
    expect((await nest.get(LetterQueries).raw(letter.id))?.bytes.toString()).toBe(raw);
    expect(await nest.get(LetterQueries).one(letter.id)).toMatchObject({
      text: expect.stringContaining('12.50'),
      headers: expect.stringContaining('Re: RFQ'),
    });
  });

  it.each([
    'nobody@sourcewright.localhost',
    'rfq@sourcewright.localhost',
    'abc+knowntoken@sourcewright.localhost',
    'rfq+knowntoken@elsewhere.example',
  ])('is refused with 550 for %s', async (to) => {
    await expect(deliver(eml('b1'), [to])).rejects.toMatchObject({ responseCode: 550 });
  });

  it('is refused with 552 when it is too large', async () => {
    const large = Buffer.concat([Buffer.from(eml('b2')), Buffer.alloc(31 * 1024 * 1024, 'a'.repeat(70) + '\r\n')]);

    await expect(deliver(large, known)).rejects.toMatchObject({ responseCode: 552 });
  }, 60_000);

  it('by a machine is never given to a reader', async () => {
    const before = read.length;
    await deliver(eml('c1', 'I am away. Line 1: 12.50 EUR each', 'Auto-Submitted: auto-replied\r\n'), known);

    expect(await letterOf('c1')).toMatchObject({ state: 'ignored', kind: 'auto_reply' });
    expect(read.length).toBe(before);
  });

  it('stops being read by features when a program seems to answer our receipts', async () => {
    const before = read.length;
    for (let turn = 0; turn < 20; turn++)
      await nest
        .get(Letters)
        .receive(Buffer.from(eml(`loop${turn}`)), { from: 'bob@vendor.example', to: ['rfq+looptoken@sourcewright.localhost'] });
    for (let turn = 0; turn < 20; turn++) await letterOf(`loop${turn}`);

    expect(read.length - before).toBeLessThanOrEqual(12);
  });

  it('can be settled by a person, and be read once more', async () => {
    await deliver(eml('d1'), ['rfq+sometoken@sourcewright.localhost']);
    const { id } = await letterOf('d1');
    const by = { id: newId(), name: 'Ann', roles: ['buyer'], kind: 'person' as const };
    await nest.get(Letters).resolve(id, { state: 'read', subjectKind: 'invitation', subjectId: invitation }, by);
    expect(await letterOf('d1')).toMatchObject({ state: 'read', subject_id: invitation });

    const before = read.length;
    await nest.get(Letters).readAgain(id);
    await eventually(() => expect(read.length).toBe(before + 1));
  });
});

describe('a letter that goes out', () => {
  const order = (messageId = newId()) => ({
    to: { name: 'Bob', address: 'bob@vendor.example' },
    messageId,
    model: { name: 'Bob' },
    replyTo: 'rfq+knowntoken@sourcewright.localhost',
  });

  it('is captured as one file and one row, however often its job runs', async () => {
    const mailer = nest.get(Mailer);
    const sending = order();
    await Promise.all([mailer.send('hello', sending), mailer.send('hello', sending)]);
    await mailer.send('hello', sending);

    const files = readdirSync(join(settings.dataDir, 'mail/out')).filter((name) => name.startsWith(sending.messageId));
    expect(files).toEqual([`${sending.messageId}.eml`]);
    expect(readFileSync(join(settings.dataDir, 'mail/out', files[0] ?? ''), 'utf8')).toMatch(
      /^From: our company procurement <procurement@sourcewright\.localhost>\r$/m,
    );
    expect(await nest.get(SentLetters).byMessageId(`${sending.messageId}@sourcewright.localhost`)).toMatchObject({
      subject: 'Hello Bob',
      status: 'sent',
      text: 'Good day, Bob.',
    });
  });

  it('is found by recipient or subject', async () => {
    await nest.get(Mailer).send('hello', { ...order(), model: { name: '100%_special' } });

    expect(await nest.get(SentLetters).list({ search: '%_spec', page: 1, size: 10 })).toMatchObject({
      total: 1,
      letters: [{ subject: 'Hello 100%_special' }],
    });
  });

  it('to an unusable address is refused for good, and that is noted', async () => {
    const sending = { ...order(), to: { name: 'x', address: 'a@x.example, b@x.example' } };

    await expect(nest.get(Mailer).send('hello', sending)).rejects.toThrow(Rejected);
    expect(await nest.get(SentLetters).byMessageId(`${sending.messageId}@sourcewright.localhost`)).toMatchObject({
      status: 'rejected',
    });
  });

  it('can be answered as its recipient, through our own receiver', async () => {
    const sending = order();
    await nest.get(Mailer).send('hello', sending);
    const sent = await nest.get(SentLetters).byMessageId(`${sending.messageId}@sourcewright.localhost`);
    if (sent === null) throw new Error('the letter is not in the log');
    const before = read.length;

    const refusal = await nest
      .get(RecipientReply)
      .send(sent, 'Line 1: 77.00 EUR each', [
        { name: 'quote.xlsx', mediaType: 'application/octet-stream', bytes: Buffer.from('x') },
      ]);

    expect(refusal).toBeNull();
    await eventually(() => expect(read.length).toBe(before + 1));
    expect(read.at(-1)).toMatchObject({
      kind: 'answer',
      ownText: 'Line 1: 77.00 EUR each',
      inReplyTo: `${sending.messageId}@sourcewright.localhost`,
      attachments: [{ name: 'quote.xlsx' }],
    });
  });

  it('that comes back is told to the feature whose letter it was', async () => {
    const sending = order();
    await nest.get(Mailer).send('hello', sending);
    const report = [
      'Message-ID: <dsn1@vendor.example>\r\nFrom: MAILER-DAEMON@vendor.example\r\nSubject: Undelivered Mail Returned to Sender',
      'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n--b\r\n\r\nIt failed.\r\n--b\r\nContent-Type: message/delivery-status\r\n',
      'Reporting-MTA: dns; mx.vendor.example\r\n\r\nFinal-Recipient: rfc822; bob@vendor.example\r\nAction: failed\r\nStatus: 5.1.1\r\nDiagnostic-Code: smtp; 550 no such user\r\n--b--\r\n',
    ].join('\r\n');
    await deliver(report, [`bounce+${sending.messageId}@sourcewright.localhost`], '');

    expect(await letterOf('dsn1')).toMatchObject({ state: 'read', kind: 'bounce', subject_id: invitation });
    expect(bounced.at(-1)).toMatchObject({ token: 'knowntoken', report: { status: '5.1.1', recipient: 'bob@vendor.example' } });
    expect(await nest.get(SentLetters).byMessageId(`${sending.messageId}@sourcewright.localhost`)).toMatchObject({
      status: 'bounced',
    });
  });
});

describe('a letter that goes out by SMTP', () => {
  const taken: string[] = [];
  let answer: number | null = null;
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    onRcptTo: (_, __, done) => done(answer === null ? null : Object.assign(new Error('said so'), { responseCode: answer })),
    onData: (stream, _, done) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        taken.push(Buffer.concat(chunks).toString());
        done();
      });
    },
  });
  let sender: SmtpSender;
  beforeAll(async () => {
    const port = await new Promise<number>((resolve) => {
      const listening = server.listen(0, '127.0.0.1', () => {
        const address = listening.address();
        resolve(typeof address === 'object' && address !== null ? address.port : 0);
      });
    });
    sender = new SmtpSender(await testSettings({ SMTP_URL: `smtp://127.0.0.1:${port}` }));
  });
  afterAll(async () => {
    sender.onApplicationShutdown();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  });

  it('arrives as it was composed', async () => {
    await sender.send(Buffer.from(eml('s1')), { from: 'bounce+x@sourcewright.localhost', to: 'bob@vendor.example' });

    expect(taken.at(-1)).toContain('<s1@vendor.example>');
  });

  it.each([
    [450, Unavailable],
    [550, Rejected],
  ])('answered %i is told as such', async (code, kind) => {
    answer = code;
    await expect(
      sender.send(Buffer.from(eml('s2')), { from: 'a@sourcewright.localhost', to: 'bob@vendor.example' }),
    ).rejects.toThrow(kind);
    answer = null;
  });

  it('is tried again when nobody is there', async () => {
    const lonely = new SmtpSender(await testSettings({ SMTP_URL: 'smtp://127.0.0.1:1' }));

    await expect(
      lonely.send(Buffer.from(eml('s3')), { from: 'a@sourcewright.localhost', to: 'bob@vendor.example' }),
    ).rejects.toThrow(Unavailable);
    lonely.onApplicationShutdown();
  });
});
