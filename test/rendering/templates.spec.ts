import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Templates } from '../../src/rendering/templates.js';
import { fixtureSettings } from './rendering-examples.js';

const quote = {
  title: 'Quote <b>7</b>',
  vendor: 'Ann & Sons <script>',
  total: '1234567.5',
  currency: 'EUR',
  validUntil: '2027-01-31',
  closesAt: new Date('2026-07-01T15:00:00Z'),
  zone: 'Europe/Dublin',
  late: false,
};

const letter = {
  rfq: 'RFQ-7\r\nBcc: everyone@example.com',
  contact: "Ann O'Neill",
  currency: 'EUR',
  url: 'https://example.com/q/1?a=1&b=2',
  lines: [{ description: 'Storage <1 TB>', unitPrice: '12.5' }],
};

describe('templates', () => {
  const templates = new Templates(fixtureSettings());

  it('make a page within its layout with every value escaped', () => {
    const html = templates.page('quote', quote);

    expect(html).toContain('<title>Quote &lt;b&gt;7&lt;/b&gt;</title>');
    expect(html).toContain('<h1>Quote &lt;b&gt;7&lt;/b&gt;</h1>');
    expect(html).toContain('Ann &amp; Sons &lt;script&gt;: 1,234,567.50 EUR until 31 January 2027');
  });

  it('make a fragment that is the same text as in the page', () => {
    expect(templates.page('quote', quote)).toContain(templates.fragment('quotes/card', quote).trim());
  });

  it('state an instant in its zone and name the zone', () => {
    expect(templates.fragment('quotes/card', quote)).toContain('1 July 2026, 16:00 (Europe/Dublin, UTC+01:00)');
  });

  it.each([
    ['in an expression', { vendor: undefined }],
    ['in a helper', { total: undefined }],
    ['in a condition', { late: undefined }],
  ])('fail on a missing name %s and name the file', (_, missing) => {
    const model: Record<string, unknown> = { ...quote, ...missing };
    for (const name of Object.keys(missing)) delete model[name];

    expect(() => templates.fragment('quotes/card', model)).toThrow(/quotes\/card\.hbs/);
  });

  it('show a known absence as a dash', () => {
    expect(templates.fragment('quotes/card', { ...quote, total: null })).toContain(': – until');
  });

  it('make a letter whose subject is one line and is not HTML', () => {
    expect(templates.email('receipt', letter).subject).toBe('Your quote for RFQ-7 Bcc: everyone@example.com has come in');
    expect(templates.email('receipt', { ...letter, rfq: 'A & B' }).subject).toBe('Your quote for A & B has come in');
  });

  it('make the letter’s text from the same words as its HTML', () => {
    const { html, text } = templates.email('receipt', letter);

    expect(html).toContain('Storage &lt;1 TB&gt;');
    expect(text).toContain("Thank you, Ann O'Neill");
    expect(text).toContain('Storage <1 TB>');
    expect(text).toMatch(/Line +Unit price/);
    expect(text).toContain('12.50 EUR');
    expect(text).toContain(' * Nothing else is needed.');
    expect(text).toContain('Look at your quote <https://example.com/q/1?a=1&b=2>');
    expect(text).not.toMatch(/<(p|div|table)|color:/);
    expect(text).toContain('Meridian Health Trust');
  });

  it('take a name alone as the model’s own, although a helper is called so', () => {
    const tree = templates.document('contract', {
      title: 't',
      number: 'C-7',
      buyer: 'b',
      vendor: 'v',
      currency: 'EUR',
      value: '1',
      notes: null,
      lines: [],
    });

    expect(tree.meta.number).toBe('C-7');
  });

  it('say which template is not there', () => {
    expect(() => templates.page('nothing', {})).toThrow('there is no template pages/nothing.hbs');
  });
});

describe('a template is refused at start', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'templates-'));
    cpSync(join(process.cwd(), 'test/rendering/fixtures'), root, { recursive: true, dereference: true });
  });
  afterEach(() => rmSync(root, { recursive: true }));

  it.each([
    ['triple braces', 'pages/bad.hbs', '<p>\n{{{vendor}}}</p>', /pages\/bad\.hbs: line 2: unescaped output of vendor/],
    ['an ampersand', 'pages/bad.hbs', '{{#if a}}{{&vendor}}{{/if}}', /unescaped output of vendor/],
    ['a raw body outside layouts', 'pages/bad.hbs', '{{{body}}}', /unescaped output of body/],
    ['another raw name in a layout', 'layouts/bad.hbs', '{{{title}}}', /unescaped output of title/],
    ['an attribute without quotes', 'pages/bad.hbs', '<a href={{url}}>x</a>', /attribute that holds url needs quotes/],
    ['an unknown helper', 'pages/bad.hbs', '{{shout vendor}}', /bad\.hbs/],
    ['broken braces', 'partials/bad.hbs', '{{#if a}}', /bad\.hbs/],
    ['a letter without a subject', 'emails/bad.hbs', '<p>Hello</p>', /emails\/bad\.hbs:1 must begin with "Subject: "/],
  ])('for %s', (_, file, source, message) => {
    writeFileSync(join(root, 'templates', file), source);

    expect(() => new Templates(fixtureSettings(root))).toThrow(message);
  });
});
