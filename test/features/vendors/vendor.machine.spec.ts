import { decide } from '../../../src/engine/decide.js';
import { opaque, SYSTEM } from '../../../src/engine/workflow.js';
import type { VendorEvent, VendorFacts } from '../../../src/features/vendors/vendor.facts.js';
import { vendorWorkflow } from '../../../src/features/vendors/vendor.workflow.js';
import { person, walkMachine } from '../../support/walk.js';

const at = new Date('2027-03-01T10:00:00Z');
const later = new Date('2027-04-01T10:00:00Z');
const buyer = person('b', 'buyer');
const contact = { name: 'Kai Winter', eMail: 'kai@vendor.example', language: 'en', role: 'Sales' };

const aVendor = (held: Partial<VendorFacts> = {}): VendorFacts => ({
  id: 'v',
  number: 'VEN-000001',
  state: 'registered',
  version: 1,
  dueAt: null,
  title: 'Winter Ltd',
  contacts: [contact],
  categories: ['storage'],
  country: 'GB',
  currency: 'GBP',
  language: 'en',
  notes: null,
  holdUntil: null,
  statusReason: null,
  ...held,
});

const description = {
  name: 'Winter Ltd',
  contacts: [contact],
  categories: ['storage'],
  country: 'GB',
  currency: 'GBP',
  language: 'en',
  notes: null,
};
const said = { at, by: buyer, known: undefined };

describe('a vendor', () => {
  it.each([
    ['approved without a contact', { contacts: [] }, { ...said, type: 'approve' }, 'vendor.noContact'],
    ['approved without a category', { categories: [] }, { ...said, type: 'approve' }, 'vendor.noCategory'],
    ['approved by a requester', {}, { ...said, type: 'approve', by: person('r', 'requester') }, 'vendor.notBuyer'],
    ['approved twice', { state: 'approved' }, { ...said, type: 'approve' }, 'vendor.notNow'],
    [
      'held until a past time',
      { state: 'approved' },
      { ...said, type: 'hold', reason: 'late', until: at },
      'vendor.holdInThePast',
    ],
    ['let off its hold by hand as if by itself', { state: 'on_hold' }, { ...said, type: 'endHold' }, 'vendor.holdEndsByItself'],
    [
      'given the same contact twice',
      {},
      { ...said, type: 'edit', ...description, contacts: [contact, { ...contact, eMail: 'KAI@vendor.example' }] },
      'vendor.contactTwice',
    ],
  ] satisfies [string, Partial<VendorFacts>, VendorEvent, string][])('is not %s', (_, held, event, code) => {
    const decision = decide(opaque(vendorWorkflow), aVendor(held), event);

    expect(decision).toMatchObject({ accepted: false, reasons: [{ code }] });
  });

  it('comes back from a hold at its end', () => {
    const held = decide(opaque(vendorWorkflow), aVendor({ state: 'approved' }), {
      ...said,
      type: 'hold',
      reason: 'audit',
      until: later,
    } as VendorEvent);

    expect(held).toMatchObject({ accepted: true, state: 'on_hold', dueAt: later });
  });

  it('needs a new approval after it was blocked', () => {
    const decision = decide(opaque(vendorWorkflow), aVendor({ state: 'blocked' }), { ...said, type: 'reinstate' } as VendorEvent);

    expect(decision).toMatchObject({ accepted: true, state: 'registered' });
  });

  it('walks through every state by random events and never beyond them', () => {
    const walked = walkMachine(
      vendorWorkflow,
      (pick) => ({
        ...aVendor(),
        contacts: pick([[], [contact]]),
        createdAt: at,
        updatedAt: at,
        caseId: null,
        chain: Buffer.alloc(0),
      }),
      (type, _, pick) => {
        const by = type === 'endHold' ? pick([SYSTEM, buyer]) : pick([buyer, buyer, person('r', 'requester')]);
        const fields = {
          reason: 'because',
          until: pick([null, later, at]),
          ...description,
          contacts: pick([[contact], [contact, contact]]),
        };
        return { at, by, known: undefined, ...fields, type } as VendorEvent;
      },
    );

    expect([...walked.states].sort()).toEqual(['approved', 'blocked', 'inactive', 'on_hold', 'prospect', 'registered']);
  });
});
