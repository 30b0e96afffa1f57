import { WorkflowRunner } from '../../../src/engine/workflow-runner.js';
import { QuoteCommands } from '../../../src/features/quotes/quote.commands.js';
import { QuoteLetters } from '../../../src/features/quotes/quote.letters.js';
import { QuoteQueries } from '../../../src/features/quotes/quote.queries.js';
import { InvitationQueries, vendorActor } from '../../../src/features/rfqs/invitation.queries.js';
import { InvitationTokens } from '../../../src/features/rfqs/invitation-tokens.js';
import { invitationWorkflow } from '../../../src/features/rfqs/invitation.workflow.js';
import { QuestionCommands } from '../../../src/features/rfqs/question.commands.js';
import { RfqQueries } from '../../../src/features/rfqs/rfq.queries.js';
import { rfqWorkflow } from '../../../src/features/rfqs/rfq.workflow.js';
import { eventually } from '../../support/eventually.js';
import { RfqHouse } from './rfq-house.js';

let house: RfqHouse;

beforeAll(async () => {
  house = await RfqHouse.open();
}, 60_000);
afterAll(() => house?.close());

const answer = {
  currency: 'EUR',
  lines: [{ lineId: 'line1', unitPrice: '100', leadDays: null, note: null, notOffered: false }],
  validUntil: null,
  paymentTerms: null,
};
const page = { channel: 'page', letterId: null, receivedAt: null } as const;

const templatesTo = async (address: string, number: string) =>
  (await house.lettersTo(address)).filter(({ subject }) => subject.startsWith(number)).map(({ template }) => template);

describe('a published RFQ', () => {
  it('reminds only the silent before it closes, moves its deadline when extended, and closes at the new one', async () => {
    const { rfq, invitations } = await house.publish({
      closesAt: new Date(Date.now() + 18_000),
      remindAt: new Date(Date.now() + 9_000),
      questionsUntil: null,
      vendorIds: house.vendorIds.slice(0, 2),
    });
    const [answered, silent] = invitations;
    await house.get(QuoteCommands).submit(answered.id, answer, page, vendorActor(answered));
    await eventually(async () => expect((await house.get(InvitationQueries).one(answered.id)).state).toBe('answered'));
    await eventually(async () => expect(await templatesTo(silent.contactEMail, rfq.number)).toContain('rfqs/reminder'), 17_000);
    expect(await templatesTo(answered.contactEMail, rfq.number)).not.toContain('rfqs/reminder');

    const closesAt = new Date((rfq.closesAt?.getTime() ?? 0) + 3_000);
    await house
      .get(WorkflowRunner)
      .send(rfqWorkflow, rfq.id, { type: 'extend', closesAt, questionsUntil: null, note: null }, house.buyer);
    const closed = await eventually(async () => {
      const there = await house.get(RfqQueries).one(rfq.id);
      expect(there.state).toBe('closed');
      return there;
    }, 25_000);

    expect(closed.closedAt?.getTime()).toBeGreaterThanOrEqual(closesAt.getTime());
    expect(closed.closedAt?.getTime()).toBeLessThan(closesAt.getTime() + 5_000);
    await eventually(async () => expect((await house.get(InvitationQueries).one(silent.id)).state).toBe('expired'));
    await eventually(async () => expect(await templatesTo(silent.contactEMail, rfq.number)).toContain('rfqs/extension'));
    await eventually(async () => expect(await templatesTo('bea@house.example', rfq.number)).toContain('quotes/closed'));
  }, 90_000);

  it('takes no quotes while it is suspended, and tells every vendor of that, of its going on, and of its end with the reason', async () => {
    const { rfq, invitations } = await house.publish({ vendorIds: [house.vendorIds[0]] });
    const [invitation] = invitations;
    const runner = house.get(WorkflowRunner);
    const quote = await house.get(QuoteCommands).submit(invitation.id, answer, page, vendorActor(invitation));
    await runner.send(rfqWorkflow, rfq.id, { type: 'suspend', reason: 'We check the budget.' }, house.buyer);
    await expect(
      house.get(QuoteCommands).submit(invitation.id, { ...answer, paymentTerms: 'cash' }, page, vendorActor(invitation)),
    ).rejects.toMatchObject({ reasons: [{ code: 'quote.rfqSuspended' }] });
    await runner.send(rfqWorkflow, rfq.id, { type: 'resume', closesAt: null }, house.buyer);
    await eventually(
      async () => expect(await templatesTo(invitation.contactEMail, rfq.number)).toContain('rfqs/resumption'),
      20_000,
    );
    await runner.send(rfqWorkflow, rfq.id, { type: 'cancel', reason: 'The need has gone away.' }, house.buyer);

    await eventually(async () => {
      const letters = await templatesTo(invitation.contactEMail, rfq.number);
      expect(letters).toEqual(expect.arrayContaining(['rfqs/suspension', 'rfqs/cancellation']));
    }, 20_000);
    const [told] = (await house.lettersTo(invitation.contactEMail)).filter(({ template }) => template === 'rfqs/cancellation');
    expect(told.text).toContain('The need has gone away.');
    await eventually(async () => expect((await house.get(QuoteQueries).one(quote.id)).state).toBe('lost'));
    await eventually(async () => expect((await house.get(InvitationQueries).one(invitation.id)).state).toBe('withdrawn'));
  }, 60_000);

  it('takes no question after its time', async () => {
    const { rfq, invitations } = await house.publish({ vendorIds: [house.vendorIds[0]] });
    const question = { rfqId: rfq.id, invitationId: invitations[0].id, text: 'Why?', channel: 'page' } as const;
    const askedAt = rfq.questionsUntil ?? undefined;
    await expect(house.get(QuestionCommands).ask(question, vendorActor(invitations[0]), { askedAt })).rejects.toMatchObject({
      reasons: [{ code: 'question.tooLate' }],
    });
  }, 60_000);

  it('tells the buyer of a letter that came back, and goes to the right address then', async () => {
    const { rfq, invitations } = await house.publish({ vendorIds: [house.vendorIds[2]] });
    const [invitation] = invitations;
    const token = house.get(InvitationTokens).mail(invitation.id);
    const report = {
      recipient: null,
      action: 'failed',
      status: '5.1.1',
      diagnostic: '550 no such user',
      originalMessageId: null,
    };
    await house.get(QuoteLetters).bounced({ letterId: 'l', token, receivedAt: new Date(), report, sentMessageId: 'm' });

    expect(await house.get(InvitationQueries).one(invitation.id)).toMatchObject({
      state: 'bounced',
      bounceReason: '550 no such user',
    });
    await eventually(async () => expect(await templatesTo('bea@house.example', rfq.number)).toContain('rfqs/bounce'));
    await house
      .get(WorkflowRunner)
      .send(
        invitationWorkflow,
        invitation.id,
        { type: 'readdress', contactName: 'Ann', contactEMail: 'ann@cedar.example' },
        house.buyer,
      );
    await eventually(async () => expect(await templatesTo('ann@cedar.example', rfq.number)).toEqual(['rfqs/invitation']));
    await eventually(async () => expect((await house.get(InvitationQueries).one(invitation.id)).state).toBe('sent'));
  }, 60_000);
});

describe('the review queue', () => {
  it('holds a letter that came after the RFQ was over until the buyer is done with it; the vendor is told that nothing counts any more', async () => {
    const { rfq, invitations } = await house.publish({ vendorIds: [house.vendorIds[2]] });
    const [invitation] = invitations;
    await house.get(WorkflowRunner).send(rfqWorkflow, rfq.id, { type: 'cancel', reason: 'The need has gone away.' }, house.buyer);
    await eventually(async () => expect((await house.get(InvitationQueries).one(invitation.id)).state).toBe('withdrawn'), 20_000);
    const letterId = await house.answerByMail(invitation, 'line 1: 120.50 EUR\r\nline 2: 900 EUR');

    await eventually(async () => expect(await templatesTo(invitation.contactEMail, rfq.number)).toContain('rfqs/over'), 20_000);
    const headers = { authorization: `Bearer ${house.bearer}` };
    const settlement = `/quotes/review/letters/${letterId}/settlement`;
    expect((await house.app.inject({ url: '/quotes/review', headers })).body).toContain(settlement);
    expect((await house.app.inject({ method: 'POST', url: settlement, headers })).statusCode).toBe(303);
    expect((await house.app.inject({ url: '/quotes/review', headers })).body).not.toContain(settlement);
    expect(await house.get(QuoteQueries).ofInvitation(invitation.id)).toMatchObject({ revision: 0, reading: null });
  }, 60_000);

  it('shows the answer beside its message; the buyer rejects it with a note that the vendor gets', async () => {
    const { rfq, invitations } = await house.publish({ vendorIds: [house.vendorIds[1]] });
    await house.answerByMail(invitations[0], 'Somewhere between 90 and 100 each, depends.');
    const quote = await eventually(async () => {
      const there = await house.get(QuoteQueries).ofInvitation(invitations[0].id);
      expect(there?.state).toBe('manual_review');
      return there;
    }, 20_000);
    const headers = { authorization: `Bearer ${house.bearer}` };
    const queue = await house.app.inject({ url: '/quotes/review', headers });
    const review = await house.app.inject({ url: `/quotes/${quote?.id}/review`, headers });

    expect(queue.body).toContain(`/quotes/${quote?.id}/review`);
    expect(review.body).toContain('Somewhere between 90 and 100 each');
    const message = await house.app.inject({ url: `/quotes/review/letters/${quote?.reading?.[0]?.letterId}/message`, headers });
    expect(message.headers['content-disposition']).toContain('attachment');
    const wrong = await house.app.inject({
      method: 'POST',
      url: `/quotes/${quote?.id}/acceptance`,
      headers,
      payload: { currency: 'EUR', lines: [{ lineId: 'line1', unitPrice: 'many' }] },
    });
    expect([wrong.statusCode, wrong.body.includes('value="many"')]).toEqual([422, true]);
    const done = await house.app.inject({
      method: 'POST',
      url: `/quotes/${quote?.id}/rejection`,
      headers,
      payload: { note: 'One price each, please.' },
    });
    expect(done.statusCode).toBe(303);
    await eventually(async () => {
      const told = (await house.lettersTo(invitations[0].contactEMail)).find(
        ({ template, subject }) => template === 'quotes/rejection' && subject.startsWith(rfq.number),
      );
      expect(told?.text).toContain('One price each, please.');
    });
  }, 60_000);
});
