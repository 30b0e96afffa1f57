import { bafoSaving, baselineSaving, competitionSaving, concessions, negotiationSaving } from '../../src/calculation/savings.js';

const offer = (round: number, lines: Record<string, string>) => ({
  round,
  lines: Object.entries(lines).map(([lineId, amount]) => ({ lineId, amount })),
});

describe('concessions', () => {
  const offers = [offer(1, { x: '100', y: '50' }), offer(2, { x: '95', y: '50' }), offer(3, { x: '80' })];

  it('are logged by round and line, with the share of the gap to the target', () => {
    const found = concessions(offers, { total: '120' });
    expect(found.total.map((step) => [step.round, step.amount.toFixed(), step.cumulative.toFixed()])).toEqual([
      [2, '5', '5'],
      [3, '15', '20'],
    ]);
    expect(found.total[0]?.shareOfGap?.toFixed(4)).toBe('0.1667');
    expect(found.total[1]?.shareOfGap?.toFixed()).toBe('0.6');
    expect(found.total[1]?.isRising).toBe(true);
    expect(found.lines.find(({ lineId }) => lineId === 'y')?.concessions).toHaveLength(1);
  });

  it('let a silent line stand at its previous price, in any order of the rounds', () => {
    expect(concessions([...offers].reverse(), { total: '120' })).toEqual(concessions(offers, { total: '120' }));
  });

  it('are negative when a vendor asks for more', () => {
    const [step] = concessions([offer(1, { x: '0' }), offer(2, { x: '10' })]).total;
    expect(step).toMatchObject({ share: null, shareOfGap: null, isRising: false });
    expect(step?.amount.toFixed()).toBe('-10');
  });
});

describe('savings', () => {
  it('keep their kind, definition and baseline', () => {
    expect(competitionSaving(['120', '100', '110'])).toMatchObject({ kind: 'competition' });
    expect(competitionSaving(['120', '100', '110'])?.saving.toFixed()).toBe('10');
    expect(competitionSaving(['100', '100'])?.saving.toFixed()).toBe('0');
    expect(competitionSaving(['100'])).toBeNull();
    expect(negotiationSaving('100', '90').share?.toFixed()).toBe('0.1');
    expect(bafoSaving('95', '90').saving.toFixed()).toBe('5');
    expect(baselineSaving({ name: 'Estimate of the decision', amount: '80' }, '90')).toMatchObject({
      definition: 'Estimate of the decision less final price.',
    });
    expect(baselineSaving({ name: 'Budget', amount: '0' }, '90').share).toBeNull();
  });
});
