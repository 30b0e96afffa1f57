import fc from 'fast-check';
import { begin, decide } from '../../../src/engine/decide.js';
import { type Actor, opaque, SYSTEM } from '../../../src/engine/workflow.js';
import type { Invitation } from '../../../src/features/rfqs/invitation.entity.js';
import type { InvitationEvent } from '../../../src/features/rfqs/invitation.facts.js';
import { invitationWorkflow } from '../../../src/features/rfqs/invitation.workflow.js';

const workflow = opaque(invitationWorkflow);
const at = new Date('2027-03-01T12:00:00Z');
const open = { rfq: { state: 'published', closesAt: new Date('2027-03-10T12:00:00Z'), revision: 1 } };
const vendor: Actor = { id: 'i1', name: 'Alder', roles: [], kind: 'vendor' };
const stranger: Actor = { ...vendor, id: 'i2' };
const buyer: Actor = { id: 'b1', name: 'Bea', roles: ['buyer'], kind: 'person' };

const anInvitation = (held: Partial<Invitation> = {}): Invitation =>
  ({
    id: 'i1',
    number: 'INV-1',
    state: 'sent',
    version: 3,
    dueAt: null,
    contactName: 'Sam',
    contactEMail: 'sam@alder.example',
    declineReason: null,
    bounceReason: null,
    remindedAt: null,
    acknowledgedRevision: 1,
    letters: [],
    ...held,
  }) as unknown as Invitation;
const send = (held: Partial<Invitation>, event: object, by: Actor, known: object = open) =>
  decide(workflow, anInvitation(held), { at, by, known, ...event } as unknown as InvitationEvent);

describe('an invitation', () => {
  it.each([
    ['by another vendor', { type: 'decline', reason: 'no' }, stranger, open, 'invitation.notYours'],
    ['without a reason', { type: 'decline', reason: '  ' }, vendor, open, 'invitation.noReason'],
    [
      'after the RFQ closed',
      { type: 'decline', reason: 'no' },
      vendor,
      { rfq: { ...open.rfq, state: 'closed' } },
      'invitation.rfqClosed',
    ],
    [
      'at the deadline',
      { type: 'decline', reason: 'no' },
      vendor,
      { rfq: { ...open.rfq, closesAt: at } },
      'invitation.rfqClosed',
    ],
  ])('is not declined %s', (_, event, by, known, code) => {
    expect(send({}, event, by, known)).toMatchObject({ accepted: false, reasons: [{ code }] });
  });

  it('is declined by its vendor, or by the buyer for it, and the vendor gets a letter', () => {
    for (const by of [vendor, buyer]) {
      expect(send({}, { type: 'decline', reason: 'Too small' }, by)).toMatchObject({
        accepted: true,
        state: 'declined',
        facts: { declineReason: 'Too small', letters: [{ version: 4, kind: 'declined' }] },
        effects: ['sendLetter'],
      });
    }
  });

  it('tells the vendor of one thing once, however often the job is repeated', () => {
    const tell = { type: 'tell', kind: 'amendment', about: 'revision 2', revision: 2 };
    const told = send({}, tell, SYSTEM);
    expect(told).toMatchObject({ accepted: true, effects: ['sendLetter'], facts: { acknowledgedRevision: 2 } });
    const letters = [{ version: 4, kind: 'amendment', about: 'revision 2', at: at.toISOString() }] as Invitation['letters'];
    expect(send({ letters }, tell, SYSTEM)).toMatchObject({ reasons: [{ code: 'invitation.alreadyTold' }] });
    expect(send({}, tell, vendor)).toMatchObject({ reasons: [{ code: 'invitation.happensByItself' }] });
  });

  it('sends its letter when it begins and again to another address after it came back', () => {
    expect(begin(workflow, anInvitation())).toMatchObject({ state: 'queued', effects: ['sendInvitation'] });
    const again = send({ state: 'bounced' }, { type: 'readdress', contactName: 'Ann', contactEMail: 'ann@alder.example' }, buyer);
    expect(again).toMatchObject({ accepted: true, state: 'queued', effects: ['sendInvitation'] });
    expect(send({}, { type: 'readdress', contactName: 'Sam', contactEMail: 'SAM@alder.example' }, buyer)).toMatchObject({
      reasons: [{ code: 'invitation.sameAddress' }],
    });
  });

  it('may still be answered after it was declined or expired, because the answer may have come in time', () => {
    for (const state of ['declined', 'expired', 'bounced', 'intends']) {
      expect(send({ state }, { type: 'answer' }, SYSTEM)).toMatchObject({ accepted: true, state: 'answered' });
    }
    expect(send({ state: 'withdrawn' }, { type: 'answer' }, SYSTEM)).toMatchObject({ reasons: [{ code: 'invitation.notNow' }] });
  });

  it('never reaches an undeclared state and gives a code with every refusal', () => {
    const event = fc.record({
      type: fc.constantFrom(...Object.keys(invitationWorkflow.events)),
      by: fc.constantFrom(vendor, stranger, buyer, SYSTEM),
      kind: fc.constantFrom('cancellation', 'reminder'),
      about: fc.constantFrom('a', 'b', 'c'),
      reason: fc.constantFrom('', 'because'),
      contactName: fc.constant('Ann'),
      contactEMail: fc.constantFrom('a@b.example', 'c@d.example'),
      revision: fc.integer({ min: 1, max: 3 }),
    });
    fc.assert(
      fc.property(fc.array(event, { maxLength: 40 }), (events) => {
        let record = anInvitation({ state: 'queued' });
        for (const sent of events) {
          const decision = decide(workflow, record, { ...sent, at, known: open } as unknown as InvitationEvent);
          if (!decision.accepted) {
            for (const { code } of decision.reasons) expect(code).toMatch(/^invitation\.\w+$/);
            continue;
          }
          expect(Object.keys(invitationWorkflow.machine.states)).toContain(decision.state);
          record = Object.assign(decision.facts as Invitation, { state: decision.state, version: record.version + 1 });
        }
        const keys = record.letters.filter(({ kind }) => kind === 'reminder').map(({ about }) => about);
        expect(new Set(keys).size).toBe(keys.length);
      }),
      { numRuns: 200 },
    );
  });
});
