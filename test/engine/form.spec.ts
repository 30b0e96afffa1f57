import fc from 'fast-check';
import {
  Amount,
  Attachments,
  Choice,
  Choices,
  Day,
  EMail,
  fieldsOf,
  Instant,
  Reference,
  References,
  Rows,
  Text,
  Whole,
  YesNo,
} from '../../src/engine/form.js';
import { readForm } from '../../src/engine/read-form.js';

const id = '018f3a5e-7c1d-7b2a-9c3d-4e5f60718293';
const colours = ['red', 'blue'] as const;

class CellForm {
  @Text({ label: 'Item', max: 20 }) item: string;
  @Amount({ label: 'Price', optional: true, scale: 2 }) price: string | null;
  @YesNo({ label: 'Urgent' }) urgent: boolean;
}
class GroupForm {
  @Text({ label: 'Name', optional: true }) name: string | null;
  @Rows({ label: 'Cells', of: CellForm, optional: true, max: 3 }) cells: CellForm[];
}
class EveryForm {
  @Text({ label: 'Title', max: 10 }) title: string;
  @Text({ label: 'Note', lines: true, optional: true }) note: string | null;
  @Text({ label: 'Code', optional: true, pattern: /^[A-Z]{2}$/, say: 'must be two capitals' }) code: string | null;
  @EMail({ label: 'E-mail', optional: true }) eMail: string | null;
  @Amount({ label: 'Amount', optional: true, scale: 2, max: 1000 }) amount: string | null;
  @Amount({ label: 'Pieces', optional: true, scale: 0 }) pieces: string | null;
  @Whole({ label: 'Count', optional: true, min: 1, max: 9 }) count: number | null;
  @Day({ label: 'Day', optional: true }) day: string | null;
  @Instant({ label: 'At', optional: true }) at: Date | null;
  @YesNo({ label: 'Sure' }) sure: boolean;
  @Choice({ label: 'Colour', of: colours, optional: true }) colour: string | null;
  @Choices({ label: 'Colours', of: colours, optional: true }) colours: string[];
  @Reference({ label: 'Vendor', workflow: 'vendor', optional: true }) vendorId: string | null;
  @References({ label: 'Vendors', workflow: 'vendor', optional: true, max: 2 }) vendorIds: string[];
  @Attachments({ label: 'Files', max: 1 }) files: string[];
  @Rows({ label: 'Groups', of: GroupForm, optional: true, max: 5 }) groups: GroupForm[];
}

const nothing = {
  title: 'A title',
  note: null,
  code: null,
  eMail: null,
  amount: null,
  pieces: null,
  count: null,
  day: null,
  at: null,
  sure: false,
  colour: null,
  colours: [],
  vendorId: null,
  vendorIds: [],
  files: [],
  groups: [],
};

const read = (sent: object) => readForm(EveryForm, { title: 'A title', ...sent });
const faultsOf = (result: ReturnType<typeof readForm>): string[] =>
  'faults' in result ? result.faults.map(({ field }) => field) : [];

describe('a form', () => {
  it('fills what was left out with null, false and empty lists', () => {
    expect(read({})).toEqual({ form: nothing });
    expect(read(Object.fromEntries(Object.keys(nothing).map((name) => [name, name === 'title' ? 'A title' : ' '])))).toEqual({
      form: nothing,
    });
  });

  it.each([
    ['text is trimmed', { title: '  x ' }, { title: 'x' }],
    ['a number is a decimal', { amount: 12.5 }, { amount: '12.5' }],
    ['decimals keep their digits', { amount: '0012.50' }, { amount: '0012.50' }],
    ['digits are a whole number', { count: ' 7 ' }, { count: 7 }],
    ['a ticked box is yes', { sure: 'on' }, { sure: true }],
    ['0 is no', { sure: '0' }, { sure: false }],
    ['a time with zone is an instant', { at: '2027-03-31T12:00:00+02:00' }, { at: new Date('2027-03-31T10:00:00Z') }],
    ['a time needs no seconds', { at: '2027-03-31T12:00Z' }, { at: new Date('2027-03-31T12:00:00Z') }],
    ['29 February of a leap year is a day', { day: '2028-02-29' }, { day: '2028-02-29' }],
    ['one value is a list of one', { colours: 'red' }, { colours: ['red'] }],
    ['an object with numbers as names is a list', { vendorIds: { 0: id, 1: '' } }, { vendorIds: [id] }],
    ['an object of rows is a list of rows', { groups: { 0: { name: 'a' } } }, { groups: [{ name: 'a', cells: [] }] }],
    [
      'blank rows are left out',
      { groups: [{ name: ' ', cells: '' }, {}, { name: 'b' }] },
      { groups: [{ name: 'b', cells: [] }] },
    ],
  ])('%s', (_, sent, expected) => {
    expect(read(sent)).toEqual({ form: { ...nothing, ...expected } });
  });

  it.each([
    ['no text', 'title', 5],
    ['empty text', 'title', '   '],
    ['text that is too long', 'title', 'x'.repeat(11)],
    ['a NUL, which PostgreSQL cannot keep', 'title', 'a\u0000b'],
    ['half a character', 'note', 'a\ud800b'],
    ['text of another pattern', 'code', 'abc'],
    ['no address', 'eMail', 'nobody'],
    ['an exponent', 'amount', '1e2'],
    ['a comma', 'amount', '1,5'],
    ['too many decimals', 'amount', '1.234'],
    ['a decimal where none is allowed', 'pieces', '1.5'],
    ['less than the least', 'amount', '-1'],
    ['more than the most', 'amount', '1000.01'],
    ['infinity', 'amount', Infinity],
    ['a list for an amount', 'amount', ['1']],
    ['a fraction for a whole number', 'count', 1.5],
    ['a whole number below its bounds', 'count', 0],
    ['30 February', 'day', '2027-02-30'],
    ['the year 0', 'day', '0000-01-01'],
    ['a day of another form', 'day', '31.03.2027'],
    ['a time without zone', 'at', '2027-03-31T12:00:00'],
    ['a time on 31 February', 'at', '2027-02-31T12:00:00Z'],
    ['an instant as number', 'at', 1_800_000_000_000],
    ['perhaps', 'sure', 'perhaps'],
    ['another choice', 'colour', 'green'],
    ['another choice among some', 'colours', ['red', 'green']],
    ['a choice more often than there are', 'colours', ['red', 'red', 'red']],
    ['no id', 'vendorId', 'x'],
    ['too many references', 'vendorIds', [id, id, id]],
    ['a file that is no id', 'files', ['../etc/passwd']],
    ['rows that are none', 'groups', 'abc'],
    ['a row that is none', 'groups', [7]],
    ['too many rows', 'groups', Array.from({ length: 6 }, () => ({ name: 'x' }))],
  ])('refuses %s', (_, field, value) => {
    const result = read({ [field]: value });

    expect(faultsOf(result)).toContainEqual(expect.stringMatching(new RegExp(`^${field}(\\[|$)`)));
    if ('faults' in result) for (const fault of result.faults) expect(fault.say).toMatch(/^\S.*[^.]$/);
  });

  it('names every fault at once, down to the cell of a table in a table', () => {
    const result = read({
      title: '',
      count: 12,
      groups: [{ name: 'a', cells: [{ item: 'x' }, { price: '1.999', colour: 1 }] }],
      extra: 1,
    });

    expect(faultsOf(result).sort()).toEqual(
      ['title', 'count', 'extra', 'groups[0].cells[1].colour', 'groups[0].cells[1].item', 'groups[0].cells[1].price'].sort(),
    );
  });

  it.each([
    ['[]', []],
    ['null', null],
    ['text', 'x'],
    ['a number', 1],
    ['nothing', undefined],
  ])('refuses %s in place of its fields', (_, sent) => {
    expect(faultsOf(readForm(EveryForm, sent))).toEqual(['']);
  });

  it('takes names of Object’s own prototype for unknown fields, and pollutes nothing', () => {
    for (const name of ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty']) {
      const sent = JSON.parse(
        `{"title":"x","groups":[{"name":"a","${name}":{"polluted":1}}],"${name}":{"polluted":1}}`,
      ) as object;
      expect(faultsOf(readForm(EveryForm, sent)).sort()).toEqual([name, `groups[0].${name}`].sort());
    }
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
    expect(faultsOf(readForm(EveryForm, Object.create({ title: 'inherited' }) as object))).toEqual(['title']);
  });

  it('answers huge input quickly and with less than was sent', () => {
    const deep = JSON.parse('['.repeat(50_000) + ']'.repeat(50_000)) as unknown;
    const huge = {
      title: 'x'.repeat(1_000_000),
      deep,
      groups: Array.from({ length: 200_000 }, () => ({ cells: [{}, 1] })),
      colours: Array.from({ length: 200_000 }, () => 'green'),
      ...Object.fromEntries(Array.from({ length: 50_000 }, (_, index) => [`unknown${index}`, index])),
    };

    const began = performance.now();
    const result = readForm(EveryForm, huge);

    expect(performance.now() - began).toBeLessThan(20_000);
    expect(JSON.stringify(result).length).toBeLessThan(2_000_000);
  });

  it('lists its fields in the order they are written', () => {
    expect(fieldsOf(EveryForm).map(({ name }) => name)).toEqual(Object.keys(nothing));
  });
});

describe('any JSON', () => {
  const cell = fc.oneof(
    fc.jsonValue(),
    fc.string(),
    fc.constantFrom(
      '',
      ' ',
      'red',
      'on',
      'no',
      '1.5',
      '12',
      3,
      id,
      [id],
      '2027-02-28',
      '2027-02-28T10:00Z',
      'ann@example.org',
      'DE',
      null,
    ),
  );
  const row = fc.record(
    {
      name: cell,
      cells: fc.oneof(
        cell,
        fc.array(fc.record({ item: cell, price: cell, urgent: cell }, { requiredKeys: [] }), { maxLength: 4 }),
      ),
    },
    { requiredKeys: [] },
  );
  const sent = fc.oneof(
    fc.jsonValue(),
    fc.record(
      {
        ...Object.fromEntries(Object.keys(nothing).map((name) => [name, cell])),
        groups: fc.oneof(cell, fc.array(row, { maxLength: 4 })),
      },
      { requiredKeys: [] },
    ),
    fc.record({ title: fc.constantFrom('a', 'b '), groups: fc.array(row, { maxLength: 4 }), count: fc.constantFrom('3', 4) }),
  );

  it('is accepted or refused but never throws, and what is accepted reads again as the same form', () => {
    let accepted = 0;
    fc.assert(
      fc.property(sent, (value) => {
        const result = readForm(EveryForm, value);
        if ('faults' in result) return expect(result.faults.length).toBeGreaterThan(0);
        accepted++;
        expect(readForm(EveryForm, result.form)).toEqual({ form: result.form });
        expect(readForm(EveryForm, { ...result.form, at: result.form.at?.toISOString() ?? null })).toEqual({ form: result.form });
      }),
      { numRuns: 2_000 },
    );
    expect(accepted).toBeGreaterThan(50);
  });
});
