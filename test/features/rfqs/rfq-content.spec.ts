import { lotsAndLines, withPrice } from '../../../src/features/rfqs/rfq-content.facts.js';

const line = (lot: string | null, id: string | null = null) => ({
  ...{ id, lot, description: `Something of ${lot}`, quantity: '1', unit: 'piece', termMonths: null },
});
const nothing = { lots: [], lines: [] };

describe('a line', () => {
  it('names its lot by title, number in the list or id, and a name that is not in the list makes the lot', () => {
    const lots = [
      { id: null, title: 'Hardware' },
      { id: null, title: 'Services' },
    ];
    const made = lotsAndLines(
      { lots, lines: ['hardware ', '2', 'lot1', 'Training', 'training', null].map((lot) => line(lot)) },
      nothing,
    );

    expect(made.lots.map(({ title }) => title)).toEqual(['Hardware', 'Services', 'Training']);
    expect(made.lines.map(({ lot }) => lot)).toEqual(['lot1', 'lot2', 'lot1', 'lot3', 'lot3', null]);
  });

  it('stays in its lot when the lot gets another title in the same form', () => {
    const before = lotsAndLines({ lots: [{ id: null, title: 'Hardware' }], lines: [line('Hardware')] }, nothing);
    const after = lotsAndLines({ lots: [{ id: 'lot1', title: 'Machines' }], lines: [line('Hardware', 'line1')] }, before);

    expect(after).toMatchObject({ lots: [{ id: 'lot1', title: 'Machines' }], lines: [{ id: 'line1', lot: 'lot1' }] });
  });

  it('never gets the id of a lot that was taken away', () => {
    const before = lotsAndLines({ lots: [{ id: null, title: 'Old' }], lines: [] }, nothing);
    expect(lotsAndLines({ lots: [], lines: [line('New')] }, before).lots).toEqual([{ id: 'lot2', title: 'New' }]);
  });
});

describe('the price', () => {
  it('has what the other criteria leave of 100 %, unless somebody wrote it', () => {
    const experience = { name: 'Experience', weight: '40', direction: 'higher' as const };
    const shares = (criteria: Parameters<typeof withPrice>[0]) =>
      withPrice(criteria).map(({ name, weight }) => `${name} ${weight}`);

    expect(shares([])).toEqual(['Price 100']);
    expect(shares([experience])).toEqual(['Price 60', 'Experience 40']);
    expect(shares([experience, { name: 'price', weight: '50', direction: 'lower' }])).toEqual(['Experience 40', 'price 50']);
    expect(shares([{ ...experience, weight: '100' }])).toEqual(['Experience 100']);
  });
});
