import { InvitationQueries } from '../../../src/features/rfqs/invitation.queries.js';
import { QuoteQueries } from '../../../src/features/quotes/quote.queries.js';
import { eventually } from '../../support/eventually.js';
import { aDescription, RfqHouse } from './rfq-house.js';

let house: RfqHouse;

beforeAll(async () => {
  house = await RfqHouse.open();
}, 60_000);
afterAll(() => house?.close());

const post = (url: string, payload: object) =>
  house.app.inject({ method: 'POST', url: `/api/v1/${url}`, headers: { authorization: `Bearer ${house.bearer}` }, payload });

describe('a program', () => {
  it('is told at the field that a zone is none, on beginning and on editing alike, and need not say how few vendors are enough', async () => {
    const { minVendors, ...rest } = aDescription({ lines: [] });
    const zoneFault = { faults: [{ field: 'zone', say: expect.stringContaining('Europe/Berlin') }] };
    expect(minVendors).toBe(1);
    expect((await post('rfqs', { ...rest, zone: 'Wien' })).json()).toMatchObject(zoneFault);

    const begun = await post('rfqs', rest);
    expect(begun.json()).toMatchObject({ minVendors: 1, zone: 'Europe/Berlin' });
    const edited = await post(`rfqs/${begun.json<{ id: string }>().id}/events`, { type: 'edit', ...rest, zone: 'Wien' });
    expect(edited.json()).toMatchObject(zoneFault);
  }, 60_000);

  it('begins an RFQ, is told field by field what is wrong, publishes it, and enters a quote on a vendor’s behalf', async () => {
    const { lines, ...rest } = aDescription({ vendorIds: [house.vendorIds[0]] });
    const wrong = await post('rfqs', { ...rest, lines: [{ ...lines[0], quantity: 'some' }], currency: 'EURO' });
    expect(wrong.statusCode).toBe(422);
    expect(wrong.json().faults.map(({ field }: { field: string }) => field)).toEqual(
      expect.arrayContaining(['lines[0].quantity', 'currency']),
    );

    const begun = await post('rfqs', { ...rest, lines });
    expect(begun.statusCode).toBe(201);
    const rfq = begun.json<{ id: string }>();
    const seen = await house.app.inject({ url: `/api/v1/rfqs/${rfq.id}`, headers: { authorization: `Bearer ${house.bearer}` } });
    expect(seen.json().offers).toEqual(expect.arrayContaining([expect.objectContaining({ type: 'publish', possible: true })]));
    expect((await post(`rfqs/${rfq.id}/events`, { type: 'close' })).statusCode).toBe(409);
    expect((await post(`rfqs/${rfq.id}/events`, { type: 'publish' })).statusCode).toBe(200);
    const [invitation] = await eventually(async () => {
      const there = await house.get(InvitationQueries).ofRfq(rfq.id);
      expect(there.map(({ state }) => state)).toEqual(['sent']);
      return there;
    }, 25_000);

    const quote = (await post('quotes', { invitationId: invitation.id })).json<{ id: string }>();
    expect((await post('quotes', { invitationId: invitation.id })).json()).toMatchObject({ code: 'quote.exists' });
    const prices = [
      { lineId: 'line1', unitPrice: '99.90', leadDays: 14 },
      { lineId: 'line2', notOffered: true },
    ];
    const entered = await post(`quotes/${quote.id}/events`, {
      type: 'enter',
      currency: 'EUR',
      lines: prices,
      source: 'By telephone',
    });
    expect(entered.statusCode).toBe(200);
    expect(await house.get(QuoteQueries).one(quote.id)).toMatchObject({
      state: 'submitted',
      channel: 'buyer',
      reason: expect.stringContaining('By telephone'),
    });
    await eventually(async () => {
      const receipt = (await house.lettersTo(invitation.contactEMail)).find(({ template }) => template === 'quotes/receipt');
      expect(receipt?.text).toContain('on your behalf by Bea Buyer');
      expect(receipt?.text).toContain('not offered');
    });
  }, 60_000);
});
