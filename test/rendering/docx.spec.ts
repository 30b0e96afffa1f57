import yauzl from 'yauzl';
import { DocxRenderer } from '../../src/rendering/docx.js';
import { Templates } from '../../src/rendering/templates.js';
import { aContract, fixtureSettings, meta } from './rendering-examples.js';

async function parts(bytes: Buffer): Promise<Map<string, string>> {
  const zip = await yauzl.fromBufferPromise(bytes, { lazyEntries: true });
  const found = new Map<string, string>();
  for await (const entry of zip.eachEntry()) {
    const chunks: Buffer[] = [];
    for await (const chunk of await zip.openReadStreamPromise(entry)) chunks.push(chunk);
    found.set(entry.fileName, Buffer.concat(chunks).toString('utf8'));
  }
  return found;
}

describe('a Word document', () => {
  const tree = new Templates(fixtureSettings()).document('contract', aContract());

  it('holds the same words as the tree, as text', async () => {
    const xml = (await parts(await new DocxRenderer().render(tree, meta))).get('word/document.xml') ?? '';

    expect(xml).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(xml).toContain('Łódź &amp; Sons');
    expect(xml).toContain('1,284,300.00 EUR');
    expect(xml).toContain('Second line.');
  });

  it('has real heading styles, a repeating table heading, aligned columns and page numbers', async () => {
    const found = await parts(await new DocxRenderer().render(tree, meta));
    const xml = found.get('word/document.xml') ?? '';
    const footers = [...found].filter(([name]) => name.startsWith('word/footer')).map(([, text]) => text);

    for (const style of ['Title', 'Heading1', 'Heading2']) expect(xml).toContain(`<w:pStyle w:val="${style}"/>`);
    expect(xml).toContain('<w:tblHeader/>');
    expect(xml).toContain('<w:jc w:val="right"/>');
    expect(xml).toContain('<w:gridSpan w:val="2"/>');
    expect(xml).toContain('w:type="page"');
    expect(footers.join()).toMatch(/PAGE[\s\S]*NUMPAGES/);
  });
});
