import fc from 'fast-check';
import type { Asked } from '../../../../src/features/quotes/reading/reading.js';
import { readReply } from '../../../../src/features/quotes/reading/read-reply.js';

const asked: Asked = {
  currency: 'EUR',
  receivedOn: '2026-11-22',
  lines: [
    { lineId: 'a', position: 1, description: 'Rack server, 2 x 16 cores', quantity: '10', unit: 'piece', termMonths: null },
    { lineId: 'b', position: 2, description: 'Network switch', quantity: '4', unit: 'piece', termMonths: null },
    { lineId: 'c', position: 3, description: 'Installation on site', quantity: '1', unit: 'service', termMonths: null },
    { lineId: 'd', position: 4, description: 'Helpdesk', quantity: '12', unit: 'month', termMonths: null },
  ],
};
const oneLine: Asked = {
  ...asked,
  lines: [{ lineId: 'a', position: 1, description: 'Rack server', quantity: '10', unit: 'piece', termMonths: null }],
};

const read = (text: string, of: Asked = asked, html: string | null = null) => readReply({ text, html }, of);
const pricesOf = (text: string, of: Asked = asked, html: string | null = null) => {
  const reading = read(text, of, html);
  return Object.fromEntries(reading.lines.filter((line) => line.unitPrice !== null).map((line) => [line.lineId, line.unitPrice]));
};

describe('a plain reply that is clear', () => {
  it.each([
    [
      'labelled lines with currency',
      'Line 1: 1200.00 EUR each\nLine 2: 350.50 EUR each\nLine 3: 900 EUR\nLine 4: 80 EUR per month',
      { a: '1200.00', b: '350.50', c: '900', d: '80' },
    ],
    ['comma decimals and lead time', 'line 3: 12,50 EUR each, 4 weeks', { c: '12.50' }],
    [
      'bare numbers with brackets',
      '1) 120.00\n2) 45.10\n3) 900.00\n4) 80.00',
      { a: '120.00', b: '45.10', c: '900.00', d: '80.00' },
    ],
    ['numbers with points', '1. 120.00 EUR\n2. 45.10 EUR', { a: '120.00', b: '45.10' }],
    ['a dash after the number', '1 - 120.00 EUR\n2 - 45.10 EUR', { a: '120.00', b: '45.10' }],
    ['bullets and euro signs', '- Item 1: € 1.200,50\n- Item 2: € 45,10', { a: '1200.50', b: '45.10' }],
    [
      'several lines in one row',
      'Line 1: 120.00 EUR each, line 2: 45.10 EUR each and line 3: 900.00 EUR.',
      { a: '120.00', b: '45.10', c: '900.00' },
    ],
    [
      'descriptions instead of numbers',
      'Network switch: 350.00 EUR each\nHelpdesk: 80.00 EUR per month',
      { b: '350.00', d: '80.00' },
    ],
    ['the description repeated', 'Line 1 Rack server, 2 x 16 cores: 1200.00 EUR each', { a: '1200.00' }],
    ['quantity and line total that agree', 'Line 1: 10 x 120.00 EUR = 1200.00 EUR', { a: '120.00' }],
    ['only the line total', 'Line 1: total 1200.00 EUR', { a: '120' }],
    ['a price below its label', 'Line 3:\n  900.00 EUR\n\nRegards', { c: '900.00' }],
    ['a range of lines each', 'Lines 1-2: 99.00 EUR each', { a: '99.00', b: '99.00' }],
    ['all lines each', 'All lines: 99.00 EUR each', { a: '99.00', b: '99.00', c: '99.00', d: '99.00' }],
    [
      'German',
      'Position 1: 1.200,00 EUR je Stück, Lieferzeit 4 Wochen\nPosition 2: 45,10 EUR pro Stück',
      { a: '1200.00', b: '45.10' },
    ],
    [
      'Spanish',
      'Línea 1: 1.200,00 € cada uno, plazo de entrega 3 semanas\nLínea 2: 45,10 € por unidad',
      { a: '1200.00', b: '45.10' },
    ],
    ['Ukrainian', 'Рядок 1: 1 200,50 EUR за штуку, термін 4 тижні\nПозиція 2: 45,10 EUR', { a: '1200.50', b: '45.10' }],
    ['tax left out, said so', 'Line 3: 900.00 EUR plus 19% VAT', { c: '900.00' }],
    [
      'tabs',
      'Line\tDescription\tQty\tUnit price\n1\tRack server\t10\t1200.00\n2\tNetwork switch\t4\t350.00',
      { a: '1200.00', b: '350.00' },
    ],
    [
      'pipes',
      '| Pos | Bezeichnung | Menge | Einzelpreis | Gesamt |\n|---|---|---|---|---|\n| 1 | Server | 10 | 1.200,00 € | 12.000,00 € |\n| 2 | Switch | 4 | 350,00 € | 1.400,00 € |',
      { a: '1200.00', b: '350.00' },
    ],
    ['a total that agrees', 'Line 1: 120.00 EUR\nLine 2: 45.10 EUR\nTotal 1,380.40 EUR excl. VAT', { a: '120.00', b: '45.10' }],
    [
      'a letter around it',
      'Dear Ann,\n\nthank you for your RFQ of 12 November 2026. Our prices:\n\nItem 1: EUR 1,200.00 per piece\nItem 2: EUR 350.00 per piece\n\nDelivery within 4 weeks. Valid until 31.12.2026. Payment 30 days net.\n\nBest regards\nBob\nTel. +49 30 123456',
      { a: '1200.00', b: '350.00' },
    ],
  ])('with %s is read', (_, text, prices) => {
    const reading = read(text);

    expect(reading.problems).toEqual([]);
    expect(pricesOf(text)).toEqual(prices);
    expect(reading).toMatchObject({ confident: true, currency: 'EUR' });
  });

  it('says validity, lead time and payment for the whole offer', () => {
    const reading = read(
      'Item 1: EUR 1,200.00 each\n\nDelivery within 4 weeks from order. Valid until 31.12.2026. Payment 30 days net.',
    );

    expect(reading).toMatchObject({
      validUntil: '2026-12-31',
      leadDays: 28,
      paymentTerms: 'Payment 30 days net.',
      confident: true,
    });
  });

  it('counts "valid for 30 days" from the day on which it came', () => {
    expect(
      read('Line 3: 900.00 EUR. Offer valid for 30 days').validUntil ??
        read('Line 3: 900.00 EUR\nOffer valid for 30 days').validUntil,
    ).toBe('2026-12-22');
  });

  it('keeps the lead time of a line with it', () => {
    expect(read('line 3: 12,50 EUR each, 4 weeks').lines[2]).toMatchObject({ leadDays: 28, source: 'line 1 of the reply' });
  });

  it('does not take validity, payment or warranty for a lead time', () => {
    const reading = read('Line 1: 120.00 EUR each, valid for 60 days, payable within 14 days, 36 months warranty');

    expect(reading).toMatchObject({ confident: true, validUntil: '2027-01-21', paymentTerms: 'payable within 14 days' });
    expect(reading.lines[0]).toMatchObject({ unitPrice: '120.00', leadDays: null });
  });

  it('keeps a remark on a line with it', () => {
    expect(read('Line 1: 120.00 EUR (excl. VAT), 2-3 weeks\nLine 1 is a refurbished device').lines[0]).toMatchObject({
      unitPrice: '120.00',
      leadDays: 21,
      note: 'is a refurbished device',
    });
  });

  it('marks what is not offered, and leaves what is not mentioned silent', () => {
    const reading = read('Item 1: 120.00 EUR each\nitem 2 - cannot offer');

    expect(reading.lines.map(({ notOffered }) => notOffered)).toEqual([false, true, false, false]);
    expect(reading.lines[3]).toMatchObject({ unitPrice: null, source: 'not mentioned' });
    expect(reading.confident).toBe(true);
  });

  it('takes the only demanded currency when none is written, and says so', () => {
    expect(read('1) 120.00')).toMatchObject({ currency: 'EUR', currencyAssumed: true, confident: true });
    expect(read('1) 120.00 USD')).toMatchObject({ currency: 'USD', currencyAssumed: false, confident: true });
  });

  it('reads an HTML table where the letter has one', () => {
    const html =
      '<p>Our offer</p><table><tr><th>Line</th><th>Item</th><th>Unit price (EUR)</th></tr><tr><td>1</td><td>Server</td><td>1.200,00</td></tr><tr><td>2</td><td>Switch</td><td>350,00</td></tr></table>';

    const text = 'Our offer\n\nLine   Item     Unit price (EUR)\n1      Server   1.200,00\n2      Switch   350,00';

    expect(pricesOf('Our offer', asked, html)).toEqual({ a: '1200.00', b: '350.00' });
    expect(read(text, asked, html)).toMatchObject({ confident: true, currency: 'EUR' });
  });

  it.each([
    ['a price each', 'We can offer this at 1250.00 EUR each.', '1250.00'],
    ['a total that divides evenly', 'total 14.300,00 EUR excl. VAT', '1430'],
    ['a per-unit price in a sentence', 'Our price is EUR 1,250.00 per piece, delivery 3 weeks', '1250.00'],
  ])('about an RFQ with one line needs no label: %s', (_, text, price) => {
    expect(read(text, oneLine)).toMatchObject({ confident: true, lines: [{ unitPrice: price }] });
  });
});

describe('a plain reply that is not certain', () => {
  it.each([
    ['a thousand or one and a bit', 'Line 1: 1,234 EUR each', /1234.*1\.234/],
    ['an unknown dollar', 'Line 1: $120.00 each', /currency sign/],
    ['a price for another unit', 'Line 4: 120.00 EUR per year', /per month/],
    ['a price for another quantity', 'Line 1: 5 x 120.00 EUR', /10 piece/],
    ['tax inside', 'Line 1: 120.00 EUR incl. VAT', /tax/],
    ['a discount', 'Line 1: 120.00 EUR less 5% discount', /percentage/i],
    ['an estimate', 'Line 1: approx. 120.00 EUR', /estimate/],
    ['two prices', 'Line 1: 120.00 EUR or 110.00 EUR', /estimate|alternative/],
    ['an old price beside the new', 'Line 1: 1100 EUR 1200 EUR', /Which of these/],
    ['a sum that does not add up', 'Line 1: 120.00 EUR\nTotal 1,300.00 EUR', /add up/],
    ['a lump sum for several lines', 'Total 14.300,00 EUR', /only a total/],
    ['a line that is not there', 'Line 9: 120.00 EUR', /no line 9/],
    ['the same line twice', 'Line 1: 120.00 EUR\nLine 1: 130.00 EUR', /twice/],
    ['two currencies', 'Line 1: 120.00 EUR\nLine 2: 130.00 USD', /several currencies/],
    ['a shortened number', 'Line 1: 14k EUR', /in full/],
    ['money of no line', 'Line 1: 120.00 EUR\nDocumentation 500.00 EUR', /no line/],
    ['a negative price', 'Line 1: -120.00 EUR', /negative/],
    ['free of charge', 'Line 3: free of charge', /nothing/],
    ['nothing of use', 'Thank you for your mail, we will come back to you.', /No prices/],
    ['prices before their lines', '120.00 EUR for line 1, 130.00 EUR for line 2', /line first/],
    ['a line named without a price', 'Line 1: 120.00 EUR each\nLine 2: as agreed', /No price was read for line 2/],
    ['shipping beside the prices', 'Line 1: 120.00 EUR each\nPlus shipping', /Costs stand beside/],
    ['shipping beside one price', 'Line 1: 120.00 EUR each plus shipping', /Costs stand beside/],
    ['a rebate below', 'Line 1: 120.00 EUR each\n\nPS: 5% off if you order this year.', /rebate/],
    ['a minimum order', 'Line 1: 120.00 EUR each\nMinimum order quantity is 20.', /condition/],
    ['months as lead time', 'Line 1: 120.00 EUR, delivery 2 months', /lead time/i],
  ])('goes to a person: %s', (_, text, say) => {
    const reading = read(text);

    expect(reading.confident).toBe(false);
    expect(reading.problems.map((problem) => problem.say).join(' ')).toMatch(say);
  });

  it('asks which it is when one line is priced without "each" or "total"', () => {
    expect(read('We offer 1250.00 EUR', oneLine)).toMatchObject({ confident: false });
  });

  it('asks for the unit price where a total does not divide evenly', () => {
    const seven: Asked = { ...oneLine, lines: oneLine.lines.map((line) => ({ ...line, quantity: '7' })) };

    expect(read('total 1000.00 EUR', seven)).toMatchObject({ confident: false, lines: [{ unitPrice: null }] });
  });

  it('asks for the currency when the RFQ leaves it to the vendor', () => {
    expect(read('1) 120.00', { ...asked, currency: null })).toMatchObject({ confident: false, currency: null });
  });
});

describe('a reply without prices', () => {
  it.each([
    ['We decline because we have no capacity this year.', 'we have no capacity this year'],
    ['Unfortunately we cannot quote, since our team is booked until May.', 'our team is booked until May'],
    ['Leider können wir kein Angebot abgeben, weil uns die Kapazität fehlt.', 'uns die Kapazität fehlt'],
    ['Lamentablemente no podemos ofertar porque no tenemos stock.', 'no tenemos stock'],
    ['На жаль, не можемо подати пропозицію, оскільки немає фахівців.', 'немає фахівців'],
  ])('declines: %s', (text, reason) => {
    expect(read(text)).toMatchObject({ declined: { reason }, confident: true });
  });

  it('asks', () => {
    expect(read('Hello,\n\ncan you tell us the delivery address for line 2?\n\nBob')).toMatchObject({
      question: expect.stringContaining('delivery address'),
      confident: true,
      declined: null,
    });
  });

  it.each([
    'We withdraw our quote.',
    'Hiermit ziehen wir unser Angebot zurück.',
    'Retiramos nuestra oferta.',
    'Ми відкликаємо нашу пропозицію.',
  ])('withdraws: %s', (text) => {
    expect(read(text)).toMatchObject({ withdraw: true, confident: true });
  });

  it.each(['We do not withdraw our quote.', 'Can we still withdraw our quote?'])('does not withdraw: %s', (text) => {
    expect(read(text).withdraw).toBe(false);
  });
});

describe('any reply', () => {
  it('is never read into a price that does not stand in it', () => {
    const styles = [
      (n: string) => n,
      (n: string) => n.replace('.', ','),
      (n: string) => `${n} EUR`,
      (n: string) => `€ ${n.replace('.', ',')}`,
      (n: string) => `EUR ${n} each`,
    ];
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 99_999_999 }),
        fc.constantFrom(...styles),
        fc.constantFrom(
          (p: string) => `Line 1: ${p}`,
          (p: string) => `1) ${p}`,
          (p: string) => `item 1 - ${p}, 3 weeks`,
          (p: string) => `1\t${p}\n2\t5.00`,
        ),
        (cents, style, shape) => {
          const amount = (cents / 100).toFixed(2);
          const [line] = read(shape(style(amount))).lines;

          if (line?.unitPrice !== null) expect(Number(line?.unitPrice)).toBe(Number(amount));
        },
      ),
      { numRuns: 500 },
    );
  });

  it('never throws and is always quick', () => {
    const words = [
      'line',
      '1',
      '2:',
      '12,50',
      'EUR',
      '€',
      'each',
      'total',
      '4',
      'weeks',
      '\n',
      '\t',
      '|',
      '>',
      '?',
      'we',
      'decline',
      '%',
      '1.234,50',
      '$',
      '-',
      '(',
      'per',
      'month',
    ];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...words), { maxLength: 60 }), (parts) => void read(parts.join(' '))),
      { numRuns: 1000 },
    );
    const started = Date.now();
    const rows = ['1) 12,50 EUR each, 4 weeks', 'line 1 '.repeat(250), 'we '.repeat(600), '| 1 | 2 ', '1,'.repeat(900)].map(
      (row) => `${row}\n`.repeat(2900),
    );
    for (const hostile of [
      ...rows,
      '1 '.repeat(100_000),
      '|'.repeat(100_000),
      'line 1 '.repeat(20_000),
      '1,'.repeat(100_000),
      'ab '.repeat(60_000),
      '\n'.repeat(100_000),
    ])
      read(hostile);
    expect(Date.now() - started).toBeLessThan(25_000);
  });
});
