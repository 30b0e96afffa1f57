import { Decimal } from 'decimal.js';
import fc from 'fast-check';
import { canonical } from '../../src/engine/canonical.js';

describe('the canonical form', () => {
  it.each([
    // RFC 8785, 3.2.3: members are sorted by UTF-16 code units, whatever their order was.
    [
      'the sorting example of RFC 8785',
      {
        '\u20ac': 'Euro Sign',
        '\r': 'Carriage Return',
        '\ufb33': 'Hebrew Letter Dalet With Dagesh',
        1: 'One',
        '\ud83d\ude00': 'Emoji: Grinning Face',
        '\u0080': 'Control',
        '\u00f6': 'Latin Small Letter O With Diaeresis',
      },
      '{"\\r":"Carriage Return","1":"One","\u0080":"Control","\u00f6":"Latin Small Letter O With Diaeresis","\u20ac":"Euro Sign","\ud83d\ude00":"Emoji: Grinning Face","\ufb33":"Hebrew Letter Dalet With Dagesh"}',
    ],
    ['the literals of RFC 8785', { literals: [null, true, false] }, '{"literals":[null,true,false]}'],
    ['its escapes', '\u20ac$\u000f\nA\'B"\\\\"/', '"\u20ac$\\u000f\\nA\'B\\"\\\\\\\\\\"/"'],
    ['short numbers', [0, -0, 1, -1.5, 1e21, 0.000001], '[0,0,1,-1.5,1e+21,0.000001]'],
    ['an instant', new Date('2027-03-31T12:00:00+02:00'), '"2027-03-31T10:00:00.000Z"'],
    ['a decimal without its superfluous zeros', new Decimal('1200.50'), '"1200.5"'],
    ['a decimal that a double could not hold', new Decimal('0.1234567890123456789'), '"0.1234567890123456789"'],
    ['a large decimal without exponent', new Decimal('1e25'), '"10000000000000000000000000"'],
    ['bytes', Buffer.from('00ff10', 'hex'), '"AP8Q"'],
    ['a large whole number', 12345678901234567890n, '"12345678901234567890"'],
    ['what is absent', { b: undefined, a: null, c: [undefined] }, '{"a":null,"c":[null]}'],
    ['nothing', undefined, 'null'],
    ['the empty things', [{}, [], ''], '[{},[],""]'],
  ])('of %s', (_, value, text) => {
    expect(canonical(value)).toBe(text);
  });

  it('does not depend on the order of keys', () => {
    const shuffled = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(shuffled);
      if (typeof value !== 'object' || value === null) return value;
      return Object.fromEntries(
        Object.entries(value)
          .reverse()
          .map(([name, member]) => [name, shuffled(member)]),
      );
    };
    fc.assert(fc.property(fc.jsonValue({ noUnicodeString: false }), (value) => canonical(shuffled(value)) === canonical(value)));
  });

  it('is JSON that reads back as what was written', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(JSON.parse(canonical(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it('tells different values apart', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 2 }), fc.jsonValue({ maxDepth: 2 }), (one, other) => {
        const same = canonical(one) === canonical(other);
        try {
          expect(JSON.parse(JSON.stringify(one))).toEqual(JSON.parse(JSON.stringify(other)));
          expect(same).toBe(true);
        } catch (error) {
          if (same) throw error;
        }
      }),
      { numRuns: 500 },
    );
    const alike = [
      '1',
      1,
      [1],
      { 1: 1 },
      '[1]',
      'null',
      null,
      [],
      {},
      '',
      [[]],
      [null],
      { a: [] },
      { a: {} },
      { 'a":"b': 'c' },
      { a: 'b":"c' },
    ];
    expect(new Set(alike.map(canonical)).size).toBe(alike.length);
  });
});
