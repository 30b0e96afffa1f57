import { createHash } from 'node:crypto';
import { inflateSync } from 'node:zlib';
import { documentTree } from '../../src/rendering/document-tree.js';
import { PdfRenderer } from '../../src/rendering/pdf.js';
import { Templates } from '../../src/rendering/templates.js';
import { aContract, fixtureSettings, meta, realSettings } from './rendering-examples.js';

const renderer = new PdfRenderer(realSettings());
afterAll(() => renderer.onApplicationShutdown());

const templates = new Templates(fixtureSettings());
const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

/** Everything that the PDF says outside its drawn text: plain objects and unpacked streams. */
function objectsOf(pdf: Buffer): string {
  const parts = [pdf.toString('latin1')];
  for (let at = pdf.indexOf('stream\n'); at !== -1; at = pdf.indexOf('stream\n', at + 7)) {
    if (pdf.subarray(at - 3, at).toString() === 'end') continue;
    try {
      parts.push(inflateSync(pdf.subarray(at + 7, pdf.indexOf('endstream', at))).toString('latin1'));
    } catch {
      continue; // not every stream is deflated
    }
  }
  return parts.join('\n');
}

describe('a PDF', () => {
  it('is the same to the byte for the same tree and time, also from a new process', async () => {
    const tree = templates.document('contract', aContract());
    const first = await renderer.render(tree, meta);
    const other = new PdfRenderer(realSettings());
    const again = await other.render(tree, meta);
    other.onApplicationShutdown();

    expect(sha256(await renderer.render(tree, meta))).toBe(sha256(first));
    expect(sha256(again)).toBe(sha256(first));
  });

  it('differs when a word or its time differs', async () => {
    const first = await renderer.render(templates.document('contract', aContract()), meta);
    const edited = await renderer.render(templates.document('contract', aContract({ value: '1284300.01' })), meta);
    const later = await renderer.render(templates.document('contract', aContract()), {
      ...meta,
      createdAt: new Date('2026-11-22T10:00:01Z'),
    });

    expect(new Set([first, edited, later].map(sha256)).size).toBe(3);
  });

  it('says that it is PDF/A-2a and has a structure tree with headings, lists and tables', async () => {
    const said = objectsOf(await renderer.render(templates.document('contract', aContract()), meta));

    expect(said).toMatch(/pdfaid:part>2</);
    expect(said).toMatch(/pdfaid:conformance>A</);
    expect(said).toContain('/StructTreeRoot');
    expect(said).toMatch(/\/Marked true/);
    for (const tag of ['/H1', '/H2', '/Table', '/TH', '/TD', '/L', '/LI', '/P']) expect(said).toMatch(new RegExp(`${tag}\\b`));
    expect(said).toMatch(/\/Lang \(en\)/);
  });

  it('is made of any text, in whatever script, without failing', async () => {
    const words = [
      '日本 株式会社',
      '😀 ❤️ 👨‍👩‍👧',
      'a\u064b ก็ क्ष',
      'עברית العربية',
      '\ue000 \u{10fffd}',
      '#let x = 1; #include "/etc/passwd"',
    ];
    const tree = documentTree(words.map((word) => `<p>${word}</p><p><code>${word}</code></p>`).join(''));

    expect((await renderer.render(tree, meta)).subarray(0, 5).toString()).toBe('%PDF-');
  });

  it('is made of an empty tree and of a table of a thousand lines', async () => {
    const lines = Array.from({ length: 1000 }, (_, i) => ({ description: `Line ${i}`, price: '1.00' }));

    expect((await renderer.render(documentTree(''), meta)).length).toBeGreaterThan(1000);
    expect((await renderer.render(templates.document('contract', aContract({ lines })), meta)).length).toBeGreaterThan(50_000);
  });
});
