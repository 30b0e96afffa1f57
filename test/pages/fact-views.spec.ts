import { factViews, type Names } from '../../src/pages/fact-views.js';

const hidden = { id: '7f1d3c54-0000-4000-8000-000000000001', documents: 'rfqs', number: 'RFQ-000001', title: 'Storage' };
const names = {
  people: new Map(),
  files: new Map(),
  documents: new Map([[hidden.id, hidden]]),
  open: new Set<string>(),
  of: 'awards/1',
} as unknown as Names;
const shown = (spec: Parameters<typeof factViews>[0][number], facts: Record<string, unknown>, known = names) =>
  factViews([spec], facts, known, { skipEmpty: false })[0].shown;

describe('a fact', () => {
  it('that is a choice is read as words, and free text stays as it was written', () => {
    const text = (value: string) => shown({ name: 'x', label: 'X', kind: 'text' }, { x: value });
    expect(text('cloud_computing')).toEqual({ kind: 'text', text: 'Cloud computing' });
    expect(text('outsource')).toEqual({ kind: 'text', text: 'Outsource' });
    expect(text('see file_a.txt')).toEqual({ kind: 'text', text: 'see file_a.txt' });
  });

  it('that names a document is a link only for those who may open it', () => {
    const spec = { name: 'x', label: 'X', kind: 'document' as const, workflow: 'rfq' };
    const link = { text: 'RFQ-000001', note: 'Storage' };
    expect(shown(spec, { x: hidden.id })).toEqual({ kind: 'links', links: [{ ...link, href: null }] });
    const open = shown(spec, { x: hidden.id }, { ...names, open: new Set([hidden.id]) });
    expect(open).toEqual({ kind: 'links', links: [{ ...link, href: `/rfqs/${hidden.id}` }] });
  });

  it('that is a share is drawn as per cent, and an amount in a row may be in the record’s own currency', () => {
    expect(shown({ name: 'x', label: 'X', kind: 'percent' }, { x: '0.06' })).toEqual({ kind: 'percent', share: '0.06' });
    const column = { name: 'amount', label: 'Amount', kind: 'amount' as const, currency: '@currency' };
    const rows = shown(
      { name: 'lines', label: 'Lines', kind: 'rows', columns: [column] },
      { currency: 'EUR', lines: [{ amount: '10', currency: 'USD' }] },
    );
    expect(rows).toMatchObject({ rows: [{ cells: [{ shown: { kind: 'amount', amount: '10', currency: 'EUR' } }] }] });
  });
});
