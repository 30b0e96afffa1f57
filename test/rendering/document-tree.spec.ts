import { documentTree, DocumentTooLarge, type DocumentNode } from '../../src/rendering/document-tree.js';
import { Templates } from '../../src/rendering/templates.js';
import { aContract, fixtureSettings, hostile } from './rendering-examples.js';

const body = (html: string): DocumentNode[] => documentTree(html).body;

describe('a document tree', () => {
  it('keeps the template’s structure and the model’s words', () => {
    const tree = new Templates(fixtureSettings()).document('contract', aContract());

    expect(tree).toMatchObject({
      title: 'Contract for computing capacity',
      meta: { number: 'CON-0017', from: 'Meridian Health Trust', language: 'en' },
    });
    expect(tree.body.map(({ kind }) => kind)).toEqual([
      ...['facts', 'heading', 'paragraph', 'list', 'heading', 'table', 'paragraph', 'pageBreak', 'signatures'],
    ]);
    expect(JSON.stringify(tree)).toContain(JSON.stringify(hostile.replace('\u202e', '').trim()).slice(1, -1));
  });

  it('drops unknown tags with what is in them', () => {
    expect(
      body('<p>a<script>b</script></p><style>c</style><iframe>d</iframe><svg><text>e</text></svg><form><p>f</p></form>'),
    ).toEqual([{ kind: 'paragraph', runs: [{ text: 'a' }], isNote: false }]);
  });

  it('folds white space as a browser would and keeps the styles', () => {
    expect(body('<p>\n  one <strong> two\n</strong>three<br>  <em><code>four</code></em> </p>')).toEqual([
      {
        kind: 'paragraph',
        runs: [
          { text: 'one ' },
          { text: 'two ', bold: true },
          { text: 'three' },
          { lineBreak: true },
          { text: 'four', italic: true, code: true },
        ],
        isNote: false,
      },
    ]);
  });

  it('fills short rows, so that every row has every column', () => {
    const [table] = body('<table><tr><td>1</td></tr><tr><td colspan="2">2</td><td>3</td></tr></table>');

    expect(table).toMatchObject({
      columns: [{}, {}, {}],
      rows: [
        [{ span: 1 }, { span: 1 }, { span: 1 }],
        [{ span: 2 }, { span: 1 }],
      ],
    });
  });

  it('drops control characters and marks that turn the reading order', () => {
    expect(body('<p>a\u0008b\u202ec\ud800</p>')).toMatchObject([{ runs: [{ text: 'abc\ufffd' }] }]);
  });

  it.each([
    ['too many parts', '<p>a</p>'.repeat(40_000)],
    ['too deep a nesting', '<div>'.repeat(500) + 'a'],
  ])('is refused with %s', (_, html) => {
    expect(() => documentTree(html)).toThrow(DocumentTooLarge);
  });
});
