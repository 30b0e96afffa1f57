import fc from 'fast-check';
import { dominates, weightedScores, type Criterion, type Scorable, type Scoring } from '../../src/calculation/scoring.js';
import type { Problem } from '../../src/calculation/problem.js';
import { expectNear, onExample } from './worked-examples.js';

const criterion = (
  id: string,
  weight: string,
  direction: 'benefit' | 'cost' = 'benefit',
  bounds: Criterion['bounds'] = null,
): Criterion => ({
  id,
  name: id,
  weight,
  direction,
  bounds,
});
const option = (id: string, values: Record<string, string>): Scorable => ({ id, name: id.toUpperCase(), values });

function scored(answer: Scoring | Problem): Scoring {
  if ('code' in answer) throw new Error(answer.say);
  return answer;
}

describe('weighted scores', () => {
  onExample<{ matrix: number[][]; weights: number[] }, { scores: number[]; best_index: number }>(
    'mcda/saw-jmcdm-7x5',
    'reproduce a published weighted sum',
    ({ inputs, expected, tolerance }) => {
      const criteria = inputs.weights.map((weight, index) => criterion(`c${index}`, String(weight)));
      const options = inputs.matrix.map((row, index) =>
        option(`o${index}`, Object.fromEntries(row.map((value, column) => [`c${column}`, String(value)]))),
      );
      const found = scored(weightedScores(criteria, options));
      expected.scores.forEach((score, index) => expectNear(found.scores[index]?.score, score, tolerance));
      expect(found.winners).toEqual([`o${expected.best_index}`]);
    },
  );

  const price = criterion('price', '60', 'cost');
  const quality = criterion('quality', '40');

  it('share a rank on a tie and leave out the next', () => {
    const found = scored(
      weightedScores([price], [option('a', { price: '10' }), option('b', { price: '10' }), option('c', { price: '20' })]),
    );
    expect(found.scores.map((score) => score.rank)).toEqual([1, 1, 3]);
    expect(found.winners).toEqual(['a', 'b']);
  });

  it('ignore a criterion on which all are equal, even at zero', () => {
    const found = scored(
      weightedScores([price, quality], [option('a', { price: '10', quality: '0' }), option('b', { price: '20', quality: '0' })]),
    );
    expect(found.criteria[1]?.normalisation).toBe('equal');
    expect(found.scores.map((score) => score.score.toFixed())).toEqual(['1', '0.7']);
  });

  it('answer with a problem what no ratio can be taken of', () => {
    const negative = [option('a', { price: '0' }), option('b', { price: '5' })];
    expect(weightedScores([price], negative)).toMatchObject({ code: 'scoring.ratio', field: 'price' });
    expect(weightedScores([price], [])).toMatchObject({ code: 'scoring.noOptions' });
    expect(weightedScores([criterion('x', '0')], negative)).toMatchObject({ code: 'scoring.weights' });
    expect(weightedScores([quality], negative)).toMatchObject({ code: 'scoring.missingValue', field: 'quality' });
    expect(weightedScores([criterion('price', '1', 'cost', { low: '5', high: '5' })], negative)).toMatchObject({
      code: 'scoring.bounds',
    });
  });

  it('keep within frozen bounds, and then no other option changes the order of two', () => {
    const frozen = [
      criterion('price', '60', 'cost', { low: '0', high: '100' }),
      criterion('quality', '40', 'benefit', { low: '0', high: '10' }),
    ];
    const value = (id: string) =>
      fc.record({ price: fc.nat(120).map(String), quality: fc.nat(12).map(String) }).map((values) => option(id, values));
    fc.assert(
      fc.property(value('a'), value('b'), value('c'), (a, b, c) => {
        const two = scored(weightedScores(frozen, [a, b])).scores;
        const three = scored(weightedScores(frozen, [a, b, c])).scores;
        expect(three.slice(0, 2).map((score) => score.score.toFixed())).toEqual(two.map((score) => score.score.toFixed()));
      }),
    );
  });

  it('tell when an option that does not win decides who wins', () => {
    const criteria = [criterion('x', '0.52'), criterion('y', '0.48')];
    const options = [option('a', { x: '10', y: '5' }), option('b', { x: '5.5', y: '10' }), option('c', { x: '0.1', y: '40' })];
    const found = scored(weightedScores(criteria, options));
    expect(found.winners).toEqual(['a']);
    expect(found.leaveOneOut.find((left) => left.id === 'c')).toEqual({ id: 'c', winners: ['b'], changesWinner: true });
  });

  const options = fc
    .array(
      fc.record({ price: fc.integer({ min: 1, max: 50 }).map(String), quality: fc.integer({ min: 1, max: 50 }).map(String) }),
      { minLength: 2, maxLength: 6 },
    )
    .map((all) => all.map((values, index) => option(`o${index}`, values)));
  const weights = fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 }));
  const both = ([a, b]: [number, number]) => [criterion('price', String(a), 'cost'), criterion('quality', String(b))];

  it('never let a dominated option win', () => {
    fc.assert(
      fc.property(options, weights, (all, given) => {
        const criteria = both(given);
        const { winners } = scored(weightedScores(criteria, all));
        expect(winners.length).toBeGreaterThan(0);
        for (const winner of all.filter(({ id }) => winners.includes(id))) {
          expect(all.some((other) => dominates(other, winner, criteria))).toBe(false);
        }
      }),
    );
  });

  it('do not depend on order, the unit of a criterion, or the sum of the weights', () => {
    fc.assert(
      fc.property(options, weights, fc.integer({ min: 2, max: 9 }), (all, [a, b], factor) => {
        const found = scored(weightedScores(both([a, b]), all));
        const reversed = scored(weightedScores(both([a, b]).reverse(), [...all].reverse()));
        expect(new Set(reversed.winners)).toEqual(new Set(found.winners));
        const scaled = all.map(({ id, values }) => option(id, { ...values, price: String(Number(values.price) * factor) }));
        expect(scored(weightedScores(both([a * factor, b * factor]), scaled)).winners).toEqual(found.winners);
      }),
    );
  });

  it('keep the winner inside the weight range and lose it outside', () => {
    fc.assert(
      fc.property(options, weights, (all, given) => {
        const found = scored(weightedScores(both(given), all));
        const range = found.weightRanges[0];
        const first = found.winners[0] ?? '';
        if (range === undefined) throw new Error('no range');
        const at = (weight: number) =>
          scored(
            weightedScores([criterion('price', weight.toFixed(12), 'cost'), criterion('quality', (1 - weight).toFixed(12))], all),
          ).winners;
        const [from, to] = [range.from.toNumber(), range.to.toNumber()];
        if (to - from > 1e-6) expect(at(Math.min(from + (to - from) / 2, 0.999))).toContain(first);
        if (from > 1e-6) expect(at(from - 1e-7)).not.toContain(first);
        if (to < 1 - 1e-6) expect(at(to + 1e-7)).not.toContain(first);
      }),
    );
  });
});
