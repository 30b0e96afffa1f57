import { Decimal } from '../../../src/calculation/money.js';
import { decide } from '../../../src/engine/decide.js';
import { opaque, SYSTEM } from '../../../src/engine/workflow.js';
import type { Reservation, ResourceEvent, ResourceFacts } from '../../../src/features/resources/resource.facts.js';
import { byMonth, holds } from '../../../src/features/resources/resource.rules.js';
import { resourceWorkflow } from '../../../src/features/resources/resource.workflow.js';
import { person, walkMachine } from '../../support/walk.js';

const at = new Date('2027-03-01T10:00:00Z');
const owner = person('o', 'resource_owner');
const known = { nextOwner: null };

const claim = (held: Partial<Reservation> = {}): Reservation => ({
  id: 'RES-000001/1',
  caseId: 'case-1',
  requestNumber: 'REQ-000001',
  month: '2027-04',
  quantity: '60',
  state: 'reserved',
  answeredIn: null,
  reason: null,
  ...held,
});

const aResource = (held: Partial<ResourceFacts> = {}): ResourceFacts => ({
  id: 'r',
  number: 'RES-000001',
  state: 'active',
  version: 1,
  dueAt: null,
  title: 'Java developers',
  class: 'people',
  ownerId: 'o',
  ownerName: 'Otto',
  unit: 'hour',
  rate: new Decimal(60),
  currency: 'EUR',
  capacity: [
    { month: '2027-04', quantity: '100' },
    { month: '2027-05', quantity: '100' },
  ],
  reservations: [],
  thresholdShare: new Decimal('0.85'),
  warning: null,
  ...held,
});

const description = {
  title: 'Java developers',
  class: 'people',
  unit: 'hour',
  rate: '60',
  currency: 'EUR',
  thresholdShare: '0.85',
  capacity: [{ month: '2027-04', quantity: '100' }],
} as const;

const reserve = (months: { month: string; quantity: string }[]) =>
  ({ at, by: SYSTEM, known, type: 'reserve', caseId: 'case-2', requestNumber: 'REQ-000002', months }) as const;
const decided = (facts: ResourceFacts, event: object) => decide(opaque(resourceWorkflow), facts, event as ResourceEvent);
const byOwner = { at, by: owner, known };

describe('a resource', () => {
  it.each([
    [
      'reserved beyond what is free in any month',
      { reservations: [claim()] },
      reserve([{ month: '2027-04', quantity: '40.5' }]),
      'resource.noCapacity',
    ],
    ['reserved in a month that nobody planned', {}, reserve([{ month: '2030-01', quantity: '1' }]), 'resource.noCapacity'],
    [
      'reserved for one month twice beyond its capacity',
      {},
      reserve([
        { month: '2027-04', quantity: '60' },
        { month: '2027-04', quantity: '60' },
      ]),
      'resource.noCapacity',
    ],
    ['reserved for nothing', {}, reserve([]), 'resource.nothingAsked'],
    [
      'reserved twice by one case',
      { reservations: [claim({ caseId: 'case-2' })] },
      reserve([{ month: '2027-05', quantity: '1' }]),
      'resource.alreadyReserved',
    ],
    ['reserved by hand', {}, { ...reserve([{ month: '2027-05', quantity: '1' }]), by: owner }, 'resource.byItself'],
    [
      'confirmed by somebody else',
      { reservations: [claim()] },
      { ...byOwner, by: person('x', 'resource_owner'), type: 'confirm', caseId: 'case-1' },
      'resource.notYours',
    ],
    [
      'confirmed for a case that asked nothing',
      { reservations: [claim()] },
      { ...byOwner, type: 'confirm', caseId: 'case-9' },
      'resource.nothingToAnswer',
    ],
    [
      'edited below what is reserved',
      { reservations: [claim()] },
      { ...byOwner, type: 'edit', ...description, capacity: [{ month: '2027-04', quantity: '59' }] },
      'resource.reservedMore',
    ],
    [
      'planned twice for one month',
      {},
      { ...byOwner, type: 'edit', ...description, capacity: [...description.capacity, ...description.capacity] },
      'resource.monthTwice',
    ],
    ['retired while it is needed', { reservations: [claim()] }, { ...byOwner, type: 'retire' }, 'resource.stillReserved'],
    [
      'released for a case that holds nothing',
      {},
      { ...byOwner, by: SYSTEM, type: 'release', caseId: 'case-1' },
      'resource.nothingReserved',
    ],
    ['handed to nobody', {}, { ...byOwner, type: 'handOver', ownerId: 'x' }, 'resource.unknownOwner'],
  ] satisfies [string, Partial<ResourceFacts>, object, string][])('is not %s', (_, held, event, code) => {
    expect(decided(aResource(held), event)).toMatchObject({ accepted: false, reasons: [{ code }] });
  });

  it('warns when more than the threshold is in use, and stops when it is given back', () => {
    const reserved = decided(aResource(), reserve([{ month: '2027-04', quantity: '90' }]));
    expect(reserved).toMatchObject({ accepted: true, effects: ['askOwner'] });
    const facts = (reserved as unknown as { facts: ResourceFacts }).facts;
    expect(facts.warning).toMatch(/2027-04 \(90\s%\)/);

    const released = decided({ ...facts, state: 'active' }, { ...byOwner, by: SYSTEM, type: 'release', caseId: 'case-2' });

    expect(released).toMatchObject({ accepted: true, facts: { warning: null } });
  });

  it('frees what its owner refuses and remembers why', () => {
    const decision = decided(aResource({ reservations: [claim()] }), {
      ...byOwner,
      type: 'refuse',
      caseId: 'case-1',
      reason: 'Parental leave',
    });

    expect(decision).toMatchObject({
      accepted: true,
      facts: { reservations: [{ state: 'refused', reason: 'Parental leave', answeredIn: 2 }] },
    });
  });

  it('is never promised beyond its capacity, whatever happens', () => {
    const walked = walkMachine(
      resourceWorkflow,
      () => ({ ...aResource(), createdAt: at, updatedAt: at, caseId: null, chain: Buffer.alloc(0) }),
      (type, facts, pick) => {
        const usable = byMonth(facts.capacity);
        for (const [month, used] of byMonth(facts.reservations.filter(holds)))
          expect(used.lte(usable.get(month) ?? 0)).toBe(true);
        const months = [{ month: pick(['2027-04', '2027-05', '2027-06']), quantity: pick(['10', '45', '80']) }];
        const caseId = pick(['case-1', 'case-2', 'case-3']);
        const by = pick([SYSTEM, owner, owner]);
        return {
          at,
          by,
          known,
          ...description,
          months,
          caseId,
          requestNumber: 'REQ-1',
          reason: 'no',
          ownerId: 'x',
          type,
        } as unknown as ResourceEvent;
      },
      { runs: 150 },
    );

    expect([...walked.states].sort()).toEqual(['active', 'retired']);
    expect([...walked.codes]).toEqual(
      expect.arrayContaining(['resource.noCapacity', 'resource.alreadyReserved', 'resource.nothingToAnswer']),
    );
    expect([...walked.accepted]).toEqual(expect.arrayContaining(['reserve', 'confirm', 'refuse', 'release']));
  });
});
