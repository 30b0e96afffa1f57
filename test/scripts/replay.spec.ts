import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Decimal } from 'decimal.js';
import { derivedId as checkersOwn } from '../../scripts/chaos/derived-id.mjs';
import { differences, type Standing } from '../../scripts/replay/compare.mjs';
import { answersFor, channelOf } from '../../scripts/replay/invent.mjs';
import { mergeReleases, readOcds } from '../../scripts/replay/ocds.mjs';
import { isFlow, readFlow, stepOf } from '../../scripts/replay/prozorro.mjs';
import { documentsIn } from '../../scripts/replay/read-file.mjs';
import { type RecordedCase, shares, unitPrices } from '../../scripts/replay/recorded-case.mjs';
import { ruleOf } from '../../scripts/replay/refusals.mjs';
import { derivedId } from '../../src/engine/ids.js';

const CASES = resolve(process.env.CASES_DIR ?? '../shared/cases');

/** An awarded tender; name only what matters. */
const aRelease = (difference: object = {}) => ({
  ocid: 'ocds-1',
  date: '2026-01-01T00:00:00Z',
  tag: ['award'],
  tender: { title: 'Hosting', status: 'complete' },
  awards: [{ id: 'a', status: 'active', value: { amount: 100, currency: 'GBP' }, suppliers: [{ name: 'Acme' }] }],
  ...difference,
});

const only = (...releases: object[]): RecordedCase => readOcds(releases, 'file').cases[0];
const reasons = (...releases: object[]): string[] => readOcds(releases, 'file').skips.map(({ reason }) => reason);

describe('the documents of a file', () => {
  it('are one, one a line, or in ISO 8859-1', () => {
    expect(documentsIn(Buffer.from('{"a":\n1}'))).toEqual([{ a: 1 }]);
    expect(documentsIn(Buffer.from('{"a":1}\n\n{"a":2}\n'))).toEqual([{ a: 1 }, { a: 2 }]);
    expect(documentsIn(Buffer.from([0x22, 0xd3, 0x22]))).toEqual(['Ó']);
    expect(() => documentsIn(Buffer.from('no json'))).toThrow(SyntaxError);
  });
});

describe('an OCDS release', () => {
  it('becomes a case with a line from the title where nothing is quantified', () => {
    const recorded = only(aRelease());
    expect(recorded.outcome).toBe('contracted');
    expect(recorded.lines).toEqual([{ description: 'Hosting', quantity: '1', unit: 'lump sum' }]);
    expect(recorded.winners).toEqual([{ vendor: 'Acme', lines: [0], amount: '100.00', amounts: ['100.00'] }]);
    expect(recorded.notes).toContain('no quantified items: one line from the title');
  });

  it('has its quantified items as lines', () => {
    const items = [
      { description: 'Server', quantity: 3, unit: { name: 'piece' } },
      { description: 'Nothing', quantity: 0 },
    ];
    const recorded = only(aRelease({ tender: { title: 'Hosting', status: 'complete', items } }));
    expect(recorded.lines).toEqual([{ description: 'Server', quantity: '3', unit: 'piece' }]);
    expect(recorded.notes).toContain('1 items without a quantity left out');
  });

  it('shares one value among several suppliers, a line each, and nothing is lost of it', () => {
    const suppliers = ['One', 'Two', 'Three'].map((name) => ({ name }));
    const recorded = only(
      aRelease({ awards: [{ id: 'a', status: 'active', value: { amount: 100, currency: 'GBP' }, suppliers }] }),
    );
    expect(recorded.lines).toHaveLength(3);
    expect(recorded.winners.map(({ amount }) => amount)).toEqual(['33.33', '33.33', '33.34']);
  });

  it('is open, closed, pending, cancelled or unsuccessful as its publisher says', () => {
    const outcome = (status: string, awardStatus?: string) =>
      only(
        aRelease({
          tender: { title: 'Hosting', status },
          awards: awardStatus
            ? [{ id: 'a', status: awardStatus, value: { amount: 1, currency: 'GBP' }, suppliers: [{ name: 'A' }] }]
            : [],
        }),
      ).outcome;
    expect(outcome('active')).toBe('open');
    expect(outcome('complete')).toBe('closed');
    expect(outcome('complete', 'pending')).toBe('award_pending');
    expect(outcome('cancelled')).toBe('cancelled');
    expect(outcome('complete', 'unsuccessful')).toBe('unsuccessful');
  });

  it('is skipped with its reason', () => {
    const valued = (amount: number | null) =>
      aRelease({ awards: [{ id: 'a', status: 'active', value: { amount, currency: 'GBP' }, suppliers: [{ name: 'A' }] }] });
    expect(reasons({ ocid: '', tag: [] })).toEqual(['no ocid: a template or no release']);
    expect(reasons(aRelease({ tender: { title: 'Hosting', status: 'planned' }, awards: [] }))[0]).toMatch(/^planning only/);
    expect(reasons(valued(0))[0]).toMatch(/value 0/);
    expect(reasons(valued(null))[0]).toMatch(/no value/);
  });

  it('is merged into the later one of the same process', () => {
    const later = aRelease({ date: '2026-02-01T00:00:00Z', awards: [{ id: 'a', value: { amount: 120, currency: 'GBP' } }] });
    expect(only(later, aRelease()).winners[0].amount).toBe('120.00');
    expect(reasons(later, aRelease())).toEqual(['an earlier release of ocds-1, merged into file:1']);
    expect(mergeReleases({ a: 1, of: [{ id: 1, x: 1 }] }, { a: null, of: [{ id: 1, y: 2 }, { id: 2 }] })).toEqual({
      of: [{ id: 1, x: 1, y: 2 }, { id: 2 }],
    });
  });
});

describe('prices', () => {
  it('come to the amount, whatever the quantities', () => {
    for (const [amount, quantities] of [
      ['500', ['5']],
      ['100', ['3', '7', '11']],
      ['0.05', ['1', '1']],
    ] as const) {
      const sum = unitPrices(amount, quantities).reduce(
        (total, price, index) => total.plus(new Decimal(price).times(quantities[index])),
        new Decimal(0),
      );
      expect(sum.toFixed(2)).toBe(new Decimal(amount).toFixed(2));
    }
    expect(shares('100', 3)).toEqual(['33.33', '33.33', '33.34']);
  });

  it('are invented around the award with the record’s winner best', () => {
    const { answers, notes } = answersFor(only(aRelease()));
    expect(answers.map(({ vendor, prices }) => [vendor, prices?.[0]])).toEqual([
      ['Acme', '100'],
      ['Invented Rival One', '104'],
      ['Invented Rival Two', '109'],
    ]);
    expect(notes[0]).toMatch(/invented set/);
    expect(new Set([0, 1, 2].map((place) => channelOf(4, place)))).toEqual(new Set(['workbook', 'reply', 'page']));
  });
});

describe('what happened here', () => {
  const standing: Standing = {
    rfq: 'awarded',
    number: 'RFQ-000001',
    award: 'active',
    currency: 'GBP',
    total: '100.00',
    winners: [{ vendor: 'Acme', amount: '100.00' }],
    contracts: [{ state: 'active', vendor: 'Acme', amount: '100.00' }],
    quotes: 3,
    channels: ['reply'],
    lines: 1,
  };

  it('is as recorded, or the difference is named', () => {
    const recorded = only(aRelease());
    expect(differences(recorded, standing)).toEqual([]);
    expect(differences(recorded, { ...standing, rfq: 'closed' })).toEqual(['RFQ closed instead of awarded']);
    expect(differences(recorded, { ...standing, winners: [{ vendor: 'Acme', amount: '99.00' }] })).toEqual([
      'Acme has 99.00 instead of 100.00',
    ]);
    expect(differences(recorded, { ...standing, winners: [{ vendor: 'Other', amount: '1.00' }] })).toEqual([
      'nothing awarded to Acme',
      'Other won 1.00, which the record does not say',
    ]);
    expect(differences(recorded, { ...standing, contracts: [] })).toEqual([
      'the contract with Acme is missing instead of active',
    ]);
  });
});

describe('a recorded step', () => {
  const raw =
    'PATCH /x HTTP/1.0\nHost: x\n\n{"data":{"status":"pending"}}\n\n\nHTTP/1.0 422 Unprocessable Entity\nContent-Type: application/json\n\n{"errors":[{"name":"documents","description":"Document with type \'proposal\' and format pkcs7-signature is required"}]}\n';

  it('is read with both bodies, and stands for a rule', () => {
    const step = stepOf({ step: 3, request: 'PATCH /api/2.5/tenders/1/bids/2?acc_token=T HTTP/1.0', status: 422, raw });
    expect(step).toMatchObject({ method: 'PATCH', path: 'tenders/1/bids/2', status: 422, sent: { data: { status: 'pending' } } });
    expect(step && ruleOf(step).rule).toMatch(/must bring its offer/);
  });

  it('without a rule of ours says why it does not apply', () => {
    const step = stepOf({ step: 1, request: 'POST /api/2.5/tenders HTTP/1.0', status: 403, raw: '' });
    expect(step && ruleOf(step).why).toMatch(/^because/);
  });
});

describe('the checker', () => {
  it('derives ids as the engine does', () => {
    expect(checkersOwn('seed', 'vendor')).toBe(derivedId('seed', 'vendor'));
  });
});

describe('real files', () => {
  it('are read whole: every release becomes a case or a reason', () => {
    const folder = join(CASES, 'ocds-real-uk');
    if (!existsSync(folder)) return console.warn(`${folder} is not there: real releases were not read`);
    for (const name of readdirSync(folder)) {
      const documents = documentsIn(readFileSync(join(folder, name)));
      const { cases, skips } = readOcds(documents, name);
      expect(cases.length + skips.length).toBe(documents.length);
      for (const { lines, winners, title } of cases) {
        expect(title).not.toBe('');
        expect(winners.flatMap(({ lines: won }) => won).every((index) => index < lines.length)).toBe(true);
      }
    }
  });

  it('are read whole: every refused step of a flow stands for a rule or a reason', () => {
    const folder = join(CASES, 'prozorro-flows');
    if (!existsSync(folder)) return console.warn(`${folder} is not there: recorded flows were not read`);
    const flows = readdirSync(folder).map(
      (name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as { flow: string; steps: object[] },
    );
    expect(flows.every(isFlow)).toBe(true);
    const refused = flows.flatMap((flow) => readFlow(flow, flow.flow).cases).flatMap(({ refusals }) => refusals);
    expect(refused.length).toBeGreaterThan(90);
    for (const step of refused) expect(ruleOf(step).rule ?? ruleOf(step).why).toBeTruthy();
    const below = readFlow(flows.find(({ flow }) => flow.includes('belowthreshold')) ?? flows[0], 'below').cases[0];
    expect(below.outcome).toBe('cancelled');
    expect(below.winners).toEqual([{ vendor: 'Школяр', lines: [0], amount: '500.00', amounts: null }]);
    expect(below.bids.map(({ prices }) => prices)).toEqual([['100'], ['99.8']]);
  });
});
