import fc from 'fast-check';
import { approvalRoute, bandsFromLimits, valueForApproval, type ApprovalBand } from '../../src/calculation/approval-bands.js';
import { onExample } from './worked-examples.js';

const bands: ApprovalBand[] = [
  { from: '0', roles: ['approver'] },
  { from: '10000', roles: ['approver', 'finance'] },
  { from: '50000', roles: ['approver', 'finance', 'legal', 'finance'] },
];
const roles = (amount: string, given = bands) => {
  const route = approvalRoute(given, amount);
  return 'code' in route ? route.code : route.roles.join();
};

describe('approval bands', () => {
  it('change exactly at their limit', () => {
    expect(roles('9999.99')).toBe('approver');
    expect(roles('10000')).toBe('approver,finance');
    expect(roles('10000.00')).toBe('approver,finance');
    expect(roles('49999.999')).toBe('approver,finance');
    expect(roles('50000.01')).toBe('approver,finance,legal');
    expect(
      roles('10000', [
        { from: '0', roles: ['a'] },
        { from: '10000', fromIncluded: false, roles: ['b'] },
      ]),
    ).toBe('a');
  });

  it('answer with a problem what none of them covers', () => {
    expect(roles('-0.01')).toBe('approval.noBand');
    expect(roles('5', [{ from: '10', roles: ['a'] }])).toBe('approval.noBand');
    expect(roles('5', [])).toBe('approval.noBand');
    expect(roles('0')).toBe('approver');
  });

  onExample<{ limits: [string, number | null][] }, { lowest_approver: Record<string, string> }>(
    'approvals/spu-purchasing-authority',
    'follow a published matrix of signing limits',
    ({ inputs, expected }) => {
      for (const [key, role] of Object.entries(expected.lowest_approver)) {
        const [amount = '', kind = ''] = key.split(' ');
        const usable = inputs.limits.filter(
          ([name]) => !name.startsWith('VP Finance') || name.endsWith(kind === 'contract' ? 'contracts' : kind || 'operating'),
        );
        const matrix = bandsFromLimits(
          usable.map(([name, limit]) => ({ roles: [name], upTo: limit === null ? null : String(limit) })),
        );
        expect(roles(amount, matrix)).toBe(role);
      }
      const all = bandsFromLimits(
        inputs.limits.map(([name, limit]) => ({ roles: [name], upTo: limit === null ? null : String(limit) })),
      );
      expect(['2000', '2000.01', '500000', '500000.01'].map((amount) => roles(amount, all))).toEqual([
        'Level 7',
        'Level 6',
        'VP Finance capital',
        'President',
      ]);
    },
  );

  onExample<{ bands: number[]; contract: { per_year: number; years: number } }, { value_for_approval: number }>(
    'approvals/niu-multi-year-cumulative',
    'look at the value of all years',
    ({ inputs, expected }) => {
      const value = valueForApproval({ perYear: String(inputs.contract.per_year), years: inputs.contract.years });
      expect(value.toNumber()).toBe(expected.value_for_approval);
      const matrix = bandsFromLimits([
        ...inputs.bands.map((limit) => ({ roles: [`up to ${limit}`], upTo: String(limit) })),
        { roles: ['above 250000'], upTo: null },
      ]);
      expect(roles(value.toFixed(), matrix)).toBe('above 250000');
      expect(valueForApproval({ perYear: '10', years: 2, oneOff: '5', options: ['3', '4'] }).toFixed()).toBe('32');
    },
  );

  it('do not depend on the order they are written in', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(bands, { minLength: 3 }), fc.nat(100_000), (order, amount) => {
        expect(roles(String(amount), order)).toBe(roles(String(amount)));
      }),
    );
  });
});
