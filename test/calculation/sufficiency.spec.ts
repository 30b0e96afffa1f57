import fc from 'fast-check';
import { shiftMonth } from '../../src/calculation/calendar-months.js';
import { sufficiency, type CapacityCalendar, type Demand } from '../../src/calculation/sufficiency.js';

const months = (...capacities: string[]) =>
  capacities.map((capacity, index) => ({ month: shiftMonth('2027-01', index), capacity }));
const engineers = (over: Partial<CapacityCalendar> = {}): CapacityCalendar => ({
  resourceId: 'eng',
  name: 'Engineers',
  unit: 'FTE',
  warnAboveShare: '0.85',
  months: months('10', '10', '10', '10'),
  ...over,
});
const demand = (month: string, quantity: string, resourceId = 'eng'): Demand => ({ resourceId, month, quantity });

describe('sufficiency', () => {
  it('finds a peak that the average hides', () => {
    const found = sufficiency([demand('2027-01', '1'), demand('2027-02', '12'), demand('2027-03', '1')], [engineers()]);
    expect(found.isSufficient).toBe(false);
    expect(found.firstShortage).toMatchObject({ resourceId: 'eng', month: '2027-02' });
    expect(found.firstShortage?.short.toFixed()).toBe('2');
    expect(found.say).toBe(
      'Engineers: 2 FTE missing in 2027-02; the other 2 months fit. Starting later does not help within the months known.',
    );
  });

  it('says how many months are short and how many fit, with units as people say them', () => {
    const year = [...Array<string>(7).fill('200'), '100', '120', ...Array<string>(3).fill('200')];
    const asked = year.map((_, index) => demand(shiftMonth('2027-01', index), '180'));
    const hours = engineers({ name: 'Database administrators', unit: 'hour', months: months(...year) });
    expect(sufficiency(asked, [hours]).say).toBe(
      'Database administrators: 80 hours missing in 2027-08, the first of 2 short months; the other 10 months fit. ' +
        'Starting later does not help within the months known.',
    );
    expect(sufficiency([demand('2027-01', '201')], [hours]).say).toBe(
      'Database administrators: 1 hour missing in 2027-01. Starting later does not help within the months known.',
    );
    const later = sufficiency([demand('2027-01', '11')], [engineers({ months: months('10', '12') })]);
    expect(later.say).toBe('Engineers: 1 FTE missing in 2027-01. Starting in 2027-02 instead, everything would fit.');
    expect(sufficiency([demand('2027-01', '1')], [engineers()]).say).toBe('Free capacity covers the whole demand in 2027-01.');
  });

  it('names every resource that is short, and says where nothing is known', () => {
    const found = sufficiency([demand('2027-04', '12'), demand('2027-04', '1', 'gpu')], [engineers()]);
    expect(found.say).toContain('Engineers: 2 FTE missing in 2027-04; gpu is short, too.');
    expect(sufficiency([demand('2027-05', '1')], [engineers()]).say).toContain('in 2027-05, for which no capacity is known.');
  });

  it('counts only what is available and not reserved, and exactly as much as is free is enough', () => {
    const register = [engineers({ months: [{ month: '2027-01', capacity: '10', availability: '0.8', reserved: '3' }] })];
    expect(sufficiency([demand('2027-01', '5')], register).isSufficient).toBe(true);
    const short = sufficiency([demand('2027-01', '5.01')], register);
    expect(short.firstShortage?.short.toFixed()).toBe('0.01');
    expect(short.earliestStart).toBeNull();
  });

  it('adds demands for the same month, and needs each resource by itself', () => {
    const gpus = engineers({ resourceId: 'gpu', name: 'GPU', months: months('0', '5') });
    const found = sufficiency(
      [demand('2027-01', '6'), demand('2027-01', '6'), demand('2027-01', '1', 'gpu')],
      [engineers(), gpus],
    );
    expect(found.shortages.map((row) => [row.resourceId, row.short.toFixed()])).toEqual([
      ['eng', '2'],
      ['gpu', '1'],
    ]);
    expect(found.worst).toHaveLength(2);
  });

  it('names the first month from which the whole demand fits, moved alike', () => {
    const register = [engineers({ months: months('2', '10', '3', '10', '10') })];
    const found = sufficiency([demand('2027-01', '5'), demand('2027-02', '5')], register);
    expect(found).toMatchObject({ isSufficient: false, earliestStart: '2027-04', delayMonths: 3 });
  });

  it('does not promise months that the register does not know', () => {
    const found = sufficiency([demand('2027-04', '5'), demand('2027-05', '5')], [engineers()]);
    expect(found).toMatchObject({ isSufficient: false, earliestStart: null });
    expect(found.firstShortage).toMatchObject({ month: '2027-05', isKnown: false });
    expect(sufficiency([demand('2027-01', '1', 'unknown')], [engineers()]).isSufficient).toBe(false);
  });

  it('warns above the threshold, not at it', () => {
    expect(sufficiency([demand('2027-01', '8.5')], [engineers()]).warnings).toEqual([]);
    const [warning] = sufficiency([demand('2027-01', '8.6')], [engineers()]).warnings;
    expect(warning?.say).toContain('Engineers would be 86');
    expect(sufficiency([demand('2027-01', '9.9')], [engineers({ warnAboveShare: null })]).warnings).toEqual([]);
  });

  it('suffices when nothing is asked', () => {
    expect(sufficiency([], [])).toMatchObject({ isSufficient: true, earliestStart: null, delayMonths: 0 });
    expect(sufficiency([demand('2027-01', '0')], [])).toMatchObject({ isSufficient: true, rows: [] });
  });

  const demands = fc.array(
    fc.record({
      resourceId: fc.constantFrom('a', 'b'),
      month: fc.nat(5).map((index) => shiftMonth('2027-01', index)),
      quantity: fc.nat(8).map(String),
    }),
    { maxLength: 8 },
  );
  const register = fc.tuple(
    ...['a', 'b'].map((resourceId) =>
      fc
        .array(fc.nat(12).map(String), { minLength: 10, maxLength: 10 })
        .map((all) => engineers({ resourceId, name: resourceId, months: months(...all) })),
    ),
  );

  it('does not depend on the order of demands or resources', () => {
    fc.assert(
      fc.property(demands, register, (asked, calendars) => {
        expect(sufficiency([...asked].reverse(), [...calendars].reverse())).toEqual(sufficiency(asked, calendars));
      }),
    );
  });

  it('fits when started in the month it names, and not a month earlier', () => {
    fc.assert(
      fc.property(demands, register, (asked, calendars) => {
        const found = sufficiency(asked, calendars);
        if (found.delayMonths === null || found.delayMonths === 0) return;
        const { delayMonths } = found;
        const moved = (by: number) => asked.map((one) => ({ ...one, month: shiftMonth(one.month, by) }));
        expect(sufficiency(moved(delayMonths), calendars).isSufficient).toBe(true);
        expect(sufficiency(moved(delayMonths - 1), calendars).isSufficient).toBe(false);
      }),
    );
  });
});
