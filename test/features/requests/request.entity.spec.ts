import { Request } from '../../../src/features/requests/request.entity.js';
import { demandLines } from '../../../src/features/requests/request.rules.js';

const rack = { id: '7f1d3c54-0000-4000-8000-000000000001', title: 'Rack space', unit: 'unit' };

describe('the demand in the form', () => {
  it('is what the person had entered, not a row for each month', () => {
    const written = [
      { resourceId: rack.id, what: 'Rack space', unit: 'unit', month: '2027-11', months: 12, quantity: '40' },
      { resourceId: rack.id, what: 'Rack space', unit: 'unit', month: '2028-11', months: 1, quantity: '20' },
      { resourceId: null, what: 'Tester', unit: 'hour', month: '2027-03', months: 1, quantity: '8' },
      { resourceId: null, what: 'Tester', unit: 'hour', month: '2027-05', months: 1, quantity: '8' },
    ];
    const request = Object.assign(new Request(), { demand: demandLines(written, [rack]) });

    expect(request.demand).toHaveLength(15);
    expect(request.writtenDemand).toEqual(written);
  });
});
