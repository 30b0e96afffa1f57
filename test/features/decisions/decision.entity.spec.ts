import { Decimal } from '../../../src/calculation/money.js';
import { Decision } from '../../../src/features/decisions/decision.entity.js';
import type { StoredOption } from '../../../src/features/decisions/decision.facts.js';

const option: StoredOption = {
  ...{ id: 'buy', name: 'Buying it', isFeasible: true, presentCost: '10.005', annualCost: '9', totalCost: '11', monthly: [] },
  ...{ score: '0.50123456', rank: 1, dominatedBy: [] },
};

describe('the figures of a decision as people read them', () => {
  it('are weights as shares of all weights, and scores with three decimals at most', () => {
    const criteria = [
      { name: 'Speed', weight: '30', make: '5', buy: '5', hybrid: null },
      { name: 'Risk', weight: '30', make: '5', buy: '5', hybrid: null },
    ];
    const result = { options: [option] } as unknown as Decision['result'];
    const decision = Object.assign(new Decision(), { currency: 'EUR', moneyWeight: new Decimal(30), criteria, result });

    expect(decision.weights.map(({ name, share }) => [name, share])).toEqual([
      ['Money (net present cost)', '0.3333'],
      ['Speed', '0.3333'],
      ['Risk', '0.3333'],
    ]);
    expect(decision.comparison).toMatchObject([{ score: '0.501', presentCost: '10.01' }]);
  });
});
