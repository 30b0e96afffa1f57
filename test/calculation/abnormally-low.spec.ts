import { abnormallyLow, fences, outliers } from '../../src/calculation/abnormally-low.js';
import { expectNear, onExample } from './worked-examples.js';

describe('abnormally low bids', () => {
  onExample<
    { initial: number[]; after_auction: number[] },
    { reasons: number[][]; ratio_mean: number[]; ratio_next: (number | null)[] }
  >(
    'abnormally-low/prozorro-4-bids',
    'are flagged as Prozorro does, at the thresholds too',
    ({ inputs, expected, tolerance }) => {
      const bids = inputs.after_auction.map((final, index) => ({
        id: String(index),
        initial: String(inputs.initial[index]),
        final: String(final),
      }));
      const found = abnormallyLow(bids);
      found.forEach((bid, index) => {
        expect(bid.reasons.map((reason) => (reason === 'belowMean' ? 1 : 2))).toEqual(expected.reasons[index]);
        expectNear(bid.belowMean, expected.ratio_mean[index] ?? NaN, tolerance);
        const next = expected.ratio_next[index] ?? null;
        if (next === null) expect(bid.belowNext).toBeNull();
        else expectNear(bid.belowNext, next, tolerance);
      });
      expect(abnormallyLow([...bids].reverse())).toEqual([...found].reverse());
    },
  );

  it('need a second bid to be low against', () => {
    expect(abnormallyLow([{ id: 'a', initial: '100', final: '1' }])).toEqual([
      { id: 'a', belowMean: null, belowNext: null, reasons: [] },
    ]);
  });

  it('do not hide behind an equal one, and a free one is low against all', () => {
    const bid = (id: string, final: string) => ({ id, initial: '100', final });
    expect(
      abnormallyLow([bid('a', '50'), bid('b', '50'), bid('c', '100')]).map((one) => one.belowNext?.toFixed() ?? null),
    ).toEqual(['0.5', '0.5', null]);
    expect(abnormallyLow([bid('a', '0'), bid('b', '90')])[0]?.reasons).toEqual(['belowMean', 'belowNext']);
  });

  it('lie outside Tukey’s fences, strictly', () => {
    const prices = ['1', '2', '3', '4', '5'];
    const limits = fences(prices);
    expect([limits?.q1, limits?.q3, limits?.low, limits?.high].map((limit) => limit?.toFixed())).toEqual(['2', '4', '-1', '7']);
    expect(fences(['1', '2', '3'])).toBeNull();
    const bids = ['100', '102', '98', '101', '10', '400'].map((final, index) => ({ id: String(index), final }));
    expect(outliers(bids)).toEqual({ low: ['4'], high: ['5'] });
  });
});
