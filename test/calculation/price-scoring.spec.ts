import fc from 'fast-check';
import { awardScores, priceShares, type AwardScores } from '../../src/calculation/price-scoring.js';
import { Decimal } from '../../src/calculation/money.js';
import type { Problem } from '../../src/calculation/problem.js';
import { expectNear, onExample, texts } from './worked-examples.js';

function shares(answer: Decimal[] | Problem): Decimal[] {
  if (!Array.isArray(answer)) throw new Error(answer.say);
  return answer;
}

function scores(answer: AwardScores | Problem): AwardScores {
  if ('code' in answer) throw new Error(answer.say);
  return answer;
}

describe('price scores', () => {
  onExample<{ prices: number[] }, { score: number[] }>(
    'price-scoring/relative-dos',
    'are lowest over price',
    ({ inputs, expected, tolerance }) => {
      shares(priceShares({ kind: 'relative' }, texts(inputs.prices))).forEach((share, index) =>
        expectNear(share, expected.score[index] ?? NaN, tolerance),
      );
    },
  );

  onExample<{ quality: number[]; price: number[]; weight_price: number }, { total: number[] }>(
    'price-scoring/goldilocks-relative-formula',
    'joined 50/50 with quality make the middle bid lose',
    ({ inputs, expected, tolerance }) => {
      const bids = inputs.price.map((price, index) => ({
        id: String(index),
        price: String(price),
        quality: String(inputs.quality[index]),
      }));
      const share = String(inputs.weight_price);
      const found = scores(
        awardScores(
          { price: { kind: 'relative' }, qualityWeight: new Decimal(1).minus(share), pricePoints: new Decimal(100).times(share) },
          bids,
        ),
      );
      found.scores.forEach((score, index) => expectNear(score.total, expected.total[index] ?? NaN, tolerance));
      expect(found.scores.map((score) => score.rank)).toEqual([1, 3, 1]);
      expect(found.winners).toEqual(['0', '2']);
    },
  );

  onExample<
    { max_price_points: number; bids: Record<string, { quality: number; price: number }> },
    { total: Record<string, number>; winner: string }
  >('price-scoring/lowbid-points-negometrix', 'come on top of quality points', ({ inputs, expected, tolerance }) => {
    const bids = Object.entries(inputs.bids).map(([id, bid]) => ({ id, price: String(bid.price), quality: String(bid.quality) }));
    const found = scores(
      awardScores({ price: { kind: 'relative' }, qualityWeight: '1', pricePoints: String(inputs.max_price_points) }, bids),
    );
    for (const score of found.scores) expectNear(score.total, expected.total[score.id] ?? NaN, tolerance);
    expect(found.winners).toEqual([expected.winner]);
  });

  it('reach zero at twice the lowest by the difference, never below', () => {
    expect(
      shares(priceShares({ kind: 'differenceFromLowest' }, ['100', '150', '200', '500'])).map((share) => share.toFixed()),
    ).toEqual(['1', '0.5', '0', '0']);
  });

  it('stay within frozen bounds', () => {
    const formula = { kind: 'absolute', low: '50', high: '150' } as const;
    expect(shares(priceShares(formula, ['40', '50', '100', '150', '200'])).map((share) => share.toFixed())).toEqual([
      '1',
      '1',
      '0.5',
      '0',
      '0',
    ]);
    expect(priceShares({ ...formula, high: '50' }, ['60'])).toMatchObject({ code: 'price.bounds' });
  });

  it('give a free bid everything and refuse a negative price', () => {
    for (const kind of ['relative', 'differenceFromLowest'] as const) {
      expect(shares(priceShares({ kind }, ['0', '10', '0'])).map((share) => share.toFixed())).toEqual(['1', '0', '1']);
      expect(priceShares({ kind }, ['-1'])).toMatchObject({ code: 'price.negative' });
    }
  });

  it('show that a relative formula lets a losing bid decide, and a frozen one does not', () => {
    const bids = [
      { id: 'a', price: '100', quality: '50' },
      { id: 'b', price: '200', quality: '78' },
      { id: 'c', price: '50', quality: '0' },
    ];
    const relative = scores(awardScores({ price: { kind: 'relative' }, qualityWeight: '1', pricePoints: '60' }, bids));
    expect(relative.winners).toEqual(['b']);
    expect(relative.without.find(({ id }) => id === 'c')).toEqual({ id: 'c', winners: ['a'], changesWinner: true });
    const absolute = scores(
      awardScores({ price: { kind: 'absolute', low: '50', high: '300' }, qualityWeight: '1', pricePoints: '60' }, bids),
    );
    expect(absolute.without.some((left) => left.changesWinner)).toBe(false);
  });

  it('fall as the price rises, whatever the formula, and ignore the unit of money', () => {
    const formula = fc.constantFrom({ kind: 'relative' } as const, { kind: 'differenceFromLowest' } as const);
    fc.assert(
      fc.property(
        formula,
        fc.array(fc.integer({ min: 1, max: 10_000 }), { minLength: 2, maxLength: 8 }),
        fc.integer({ min: 2, max: 99 }),
        (kind, prices, factor) => {
          const sorted = [...prices].sort((a, b) => a - b);
          const found = shares(priceShares(kind, texts(sorted)));
          found.forEach((share, index) => expect(share.lte(found[index - 1] ?? 1)).toBe(true));
          const scaled = shares(priceShares(kind, texts(sorted.map((price) => price * factor))));
          scaled.forEach((share, index) =>
            expect(
              share
                .minus(found[index] ?? 0)
                .abs()
                .lt('1e-30'),
            ).toBe(true),
          );
        },
      ),
    );
  });
});
