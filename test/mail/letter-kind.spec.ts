import { composeLetter } from '../../src/mail/compose-letter.js';
import { ownTextOf, parseMail } from '../../src/mail/parse-mail.js';
import { Rejected } from '../../src/mail/rejected.js';
import { ourAddress, replyAddress } from '../../src/mail/reply-address.js';

const letter = {
  messageId: '0198a000@procurement.example',
  from: { name: 'Example Ltd procurement', address: 'procurement@procurement.example' },
  to: { name: 'Łukasz, "Bob"', address: 'bob@vendor.example' },
  replyTo: 'rfq+abcdef@procurement.example',
  inReplyTo: null,
  subject: 'RFQ Łódź ✓',
  text: 'Please quote.',
  html: '<p>Please quote.</p>',
  attachments: [
    {
      name: 'Zapytanie Łódź.xlsx',
      mediaType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
      bytes: Buffer.from('workbook'),
    },
  ],
  calendar: { method: 'REQUEST', content: 'BEGIN:VCALENDAR\r\nVERSION:2.0\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n' },
  isAutomatic: true,
};
const eml = (headers: string, body = 'Line 1: 12.50 EUR each') =>
  Buffer.from(
    `From: Bob <bob@vendor.example>\r\nTo: rfq+abcdef@procurement.example\r\nSubject: Re: RFQ\r\n${headers}\r\n${body}\r\n`,
  );
const kindOf = async (headers: string, body?: string, envelope: string | null = 'bob@vendor.example') =>
  (await parseMail(eml(headers, body), envelope)).kind;

describe('a letter of ours', () => {
  it('arrives with its names, files and marks', async () => {
    const raw = await composeLetter(letter);
    const mail = await parseMail(raw, null);

    expect(raw.toString()).toMatch(/^Message-ID: <0198a000@procurement\.example>\r$/im);
    expect(raw.toString()).toMatch(/^Auto-Submitted: auto-generated\r$/im);
    expect(raw.toString()).toMatch(/^X-Auto-Response-Suppress: All\r$/im);
    expect(raw.toString()).toMatch(/^Reply-To: rfq\+abcdef@procurement\.example\r$/im);
    expect(raw.toString()).toMatch(/text\/calendar; charset=utf-8; method=REQUEST/i);
    expect(mail).toMatchObject({
      subject: 'RFQ Łódź ✓',
      to: ['bob@vendor.example'],
      html: expect.stringContaining('Please quote'),
    });
    expect(mail.attachments.map(({ name }) => name)).toContain('Zapytanie Łódź.xlsx');
  });

  it.each([
    ['two recipients', { to: { name: '', address: 'a@x.example,b@x.example' } }],
    ['a line break in the address', { to: { name: '', address: 'a@x.example\r\nBcc: b@x.example' } }],
    ['a line break in the name', { to: { name: 'Bob\r\nBcc: b@x.example', address: 'a@x.example' } }],
    ['a line break in the subject', { subject: 'RFQ\r\nBcc: b@x.example' }],
    ['a NUL in the subject', { subject: 'RFQ\u0000' }],
    ['a line break in the reply address', { replyTo: 'a@x.example\nX: y' }],
    ['a line break in a file name', { attachments: [{ name: 'a\r\nb', mediaType: 'text/plain', bytes: Buffer.from('') }] }],
    ['no address', { to: { name: 'Bob', address: 'Bob' } }],
  ])('is refused with %s', async (_, change) => {
    await expect(composeLetter({ ...letter, ...change })).rejects.toThrow(Rejected);
  });
});

describe('a letter to us', () => {
  it.each([
    ['', 'answer'],
    ['Auto-Submitted: no\r\n', 'answer'],
    ['X-Auto-Response-Suppress: All\r\n', 'answer'],
    ['Auto-Submitted: auto-replied\r\n', 'auto_reply'],
    ['Precedence: bulk\r\n', 'auto_reply'],
    ['X-Autoreply: yes\r\n', 'auto_reply'],
    ['List-Id: <x.example>\r\n', 'auto_reply'],
    ['X-Failed-Recipients: a@x.example\r\n', 'bounce'],
    ['Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n', 'bounce'],
  ])('with %j is told as %s', async (headers, kind) => {
    expect(await kindOf(headers)).toBe(kind);
  });

  it('from nobody is never an answer', async () => {
    expect(await kindOf('', undefined, '')).not.toBe('answer');
  });

  it('about delivery in its subject may still be an answer', async () => {
    const raw = Buffer.from(
      'From: bob@vendor.example\r\nSubject: Re: RFQ 12 Delivery of servers\r\n\r\nLine 1: 12.50 EUR each, delivery 4 weeks\r\n',
    );

    expect((await parseMail(raw, 'bob@vendor.example')).kind).toBe('answer');
  });

  it('is cut to what its writer wrote', () => {
    expect(
      ownTextOf('Line 1: 12.50 EUR each\n\nOn Mon, 16 Nov 2026 at 10:00, procurement wrote:\n> Line 1: please quote 10 pieces'),
    ).toBe('Line 1: 12.50 EUR each');
  });

  it('in HTML alone has a text too', async () => {
    const raw = Buffer.from(
      'From: bob@vendor.example\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>Line 1: 12.50&nbsp;EUR each</p><script>alert(1)</script>',
    );

    expect((await parseMail(raw, 'bob@vendor.example')).text).toMatch(/^Line 1: 12\.50\sEUR each$/);
  });

  it('comes to an address that we can take apart, in any case', () => {
    const token = '7e6ixthsj46ppghnb7sshfe2da';

    expect(ourAddress(replyAddress('rfq', token, 'procurement.example').toUpperCase(), 'procurement.example')).toMatchObject({
      prefix: 'rfq',
      token,
    });
    expect(ourAddress('procurement@procurement.example', 'procurement.example')).toMatchObject({
      prefix: 'procurement',
      token: null,
    });
    expect(ourAddress('rfq+abcdef@elsewhere.example', 'procurement.example')).toBeNull();
  });
});
