import { Decimal } from '../../../src/calculation/money.js';
import type { Sufficiency } from '../../../src/calculation/sufficiency.js';
import { linesOfDemand } from '../../../src/features/rfqs/demand-lines.js';

const need = (month: string, quantity = '150', what = 'Compute cluster', resourceId: string | null = 'r1') => ({
  ...{ resourceId, what, unit: 'vCPU', month, quantity },
});

describe('the lines of a demand', () => {
  it('are one line with a term where equal months follow each other', () => {
    expect(linesOfDemand([need('2027-11'), need('2027-12'), need('2028-01')], null)).toEqual([
      { id: null, lot: null, description: 'Compute cluster', quantity: '150', unit: 'vCPU', termMonths: 3 },
    ]);
  });

  it('say from when, where the quantity changes or months are left out', () => {
    const lines = linesOfDemand([need('2027-04'), need('2027-01'), need('2027-02'), need('2027-05', '90')], null);
    expect(lines.map(({ description, quantity, termMonths }) => [description, quantity, termMonths])).toEqual([
      ['Compute cluster, from 2027-01', '150', 2],
      ['Compute cluster, from 2027-04', '150', null],
      ['Compute cluster, from 2027-05', '90', null],
    ]);
  });

  it('ask, beside our own capacity, only for what it leaves short', () => {
    const row = (month: string, short: string) => ({ resourceId: 'r1', month, short: new Decimal(short) });
    const own = { rows: [row('2027-01', '0'), row('2027-02', '50'), row('2027-03', '50')] } as unknown as Sufficiency;
    const demand = [need('2027-01'), need('2027-02'), need('2027-03'), need('2027-02', '2', 'Licence', null)];
    const lines = linesOfDemand(demand, own);
    expect(lines.map(({ description, quantity, termMonths }) => [description, quantity, termMonths])).toEqual([
      ['Compute cluster', '50', 2],
      ['Licence', '2', null],
    ]);
  });
});
