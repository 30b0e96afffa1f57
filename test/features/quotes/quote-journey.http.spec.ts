import { QuoteCommands } from '../../../src/features/quotes/quote.commands.js';
import { ComparisonQueries } from '../../../src/features/quotes/comparison.queries.js';
import { ExchangeRateCommands } from '../../../src/features/quotes/exchange-rates.commands.js';
import { QuoteQueries } from '../../../src/features/quotes/quote.queries.js';
import { InvitationQueries, vendorActor } from '../../../src/features/rfqs/invitation.queries.js';
import { QuestionQueries } from '../../../src/features/rfqs/question.queries.js';
import { RfqPackage } from '../../../src/features/rfqs/rfq-package.queries.js';
import { rfqWorkflow } from '../../../src/features/rfqs/rfq.workflow.js';
import { questionWorkflow } from '../../../src/features/rfqs/question.workflow.js';
import { WorkflowRunner } from '../../../src/engine/workflow-runner.js';
import { LetterQueries } from '../../../src/mail/letter.queries.js';
import { RfqQueries } from '../../../src/features/rfqs/rfq.queries.js';
import { eventually } from '../../support/eventually.js';
import { RfqHouse } from '../rfqs/rfq-house.js';

let house: RfqHouse;

beforeAll(async () => {
  house = await RfqHouse.open();
}, 60_000);
afterAll(() => house?.close());

const answer = (prices: (string | null)[], currency = 'EUR') => ({
  currency,
  lines: prices.map((unitPrice, index) => ({
    lineId: `line${index + 1}`,
    unitPrice,
    leadDays: null,
    note: null,
    notOffered: false,
  })),
  validUntil: null,
  paymentTerms: null,
});

describe('an RFQ that goes out', () => {
  it('reaches each vendor with document, workbook, deadline, link and a reply address of its own', async () => {
    const { rfq, invitations } = await house.publish();
    const [letter] = await house.lettersTo('sales@alder.example');

    expect(rfq.documentFileId).not.toBeNull();
    expect(letter.attachments.map(({ name }) => name)).toEqual([`${rfq.number}.pdf`, `${rfq.number}-quote.xlsx`]);
    expect(letter.text).toContain(house.link(invitations[0]));
    expect(letter.replyTo).toMatch(/^rfq\+[a-z2-7]{26}@/);
    expect(letter.text).toContain('Europe/Berlin');
  }, 60_000);
});

describe('a quote by letter', () => {
  it('is read from a plain reply, and its receipt says line by line what was understood', async () => {
    const { invitations } = await house.publish({ vendorIds: [house.vendorIds[0]] });
    const letterId = await house.answerByMail(
      invitations[0],
      'Hello,\r\n\r\nline 1: 120.50 EUR\r\nline 2: 900 EUR\r\n\r\nRegards\r\nSam',
    );

    const quote = await eventually(async () => {
      const there = await house.get(QuoteQueries).ofInvitation(invitations[0].id);
      expect(there?.state).toBe('submitted');
      return there;
    }, 20_000);
    expect(quote).toMatchObject({
      channel: 'reply',
      letterId,
      currency: 'EUR',
      contentHash: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    // 10 machines × 12 months × 120.50 + 900
    expect(quote?.total?.toFixed()).toBe('15360');
    const receipt = await eventually(async () => {
      const found = (await house.lettersTo('sales@alder.example')).find(({ text }) => text.includes(quote?.contentHash ?? '?'));
      expect(found).toBeDefined();
      return found;
    });
    expect(receipt?.text).toContain('120.50');
    await eventually(async () => expect((await house.get(InvitationQueries).one(invitations[0].id)).state).toBe('answered'));
  }, 60_000);

  it('is read from the filled-in workbook', async () => {
    const { rfq, invitations } = await house.publish({ vendorIds: [house.vendorIds[1]] });
    const blank = await house.get(RfqPackage).workbook(rfq, invitations[0]);
    const { default: ExcelJS } = await import('exceljs');
    const workbook = new ExcelJS.Workbook();
    await workbook.xlsx.load(blank.bytes as unknown as ArrayBuffer);
    const sheet = workbook.getWorksheet('Quote');
    if (!sheet) throw new Error('the workbook has no sheet called Quote');
    sheet.getCell('C11').value = 'USD';
    sheet.getCell('G18').value = 100;
    sheet.getCell('G19').value = 1000.5;
    await house.answerByMail(invitations[0], 'Please find our quote attached.', {
      name: 'quote.xlsx',
      bytes: Buffer.from(await workbook.xlsx.writeBuffer()),
    });

    const quote = await eventually(async () => {
      const there = await house.get(QuoteQueries).ofInvitation(invitations[0].id);
      expect(there?.state).toBe('submitted');
      return there;
    }, 20_000);
    expect(quote).toMatchObject({ channel: 'workbook', currency: 'USD' });
    expect(quote?.total?.toFixed()).toBe('13000.5');
  }, 60_000);

  it('goes to the review queue where it is not certain, and the buyer takes it with corrections', async () => {
    const { invitations } = await house.publish({ vendorIds: [house.vendorIds[2]] });
    const letterId = await house.answerByMail(invitations[0], 'About 100 or perhaps 110 for the machines, call me.');
    const waiting = await eventually(async () => {
      const there = await house.get(QuoteQueries).ofInvitation(invitations[0].id);
      expect(there?.state).toBe('manual_review');
      return there;
    }, 20_000);
    await eventually(async () =>
      expect((await house.lettersTo('sales@cedar.example')).map(({ template }) => template)).toContain('quotes/unread'),
    );

    const taken = await house.app.inject({
      method: 'POST',
      url: `/api/v1/quotes/${waiting?.id}/events`,
      headers: { authorization: `Bearer ${house.bearer}` },
      payload: { type: 'accept', ...answer(['105', '800']), note: 'Agreed by telephone' },
    });

    expect(taken.statusCode).toBe(200);
    const quote = await house.get(QuoteQueries).one(waiting?.id ?? '');
    expect(quote).toMatchObject({ state: 'submitted', reading: null, letterId });
    await eventually(async () => expect((await house.get(LetterQueries).one(letterId))?.state).toBe('read'));
  }, 60_000);

  it('becomes a question as well where it asks beside its prices, and waits for the buyer with both', async () => {
    const { rfq, invitations } = await house.publish({ vendorIds: [house.vendorIds[0]] });
    await house.answerByMail(invitations[0], 'line 1: 120.50 EUR\r\nline 2: 900 EUR\r\n\r\nMay we deliver in two parts?');
    const waiting = await eventually(async () => {
      const there = await house.get(QuoteQueries).ofInvitation(invitations[0].id);
      expect(there?.state).toBe('manual_review');
      return there;
    }, 20_000);
    const [question] = await house.get(QuestionQueries).ofRfq(rfq.id);

    expect(question).toMatchObject({ text: 'May we deliver in two parts?', state: 'asked', channel: 'mail' });
    expect(waiting?.reading?.[0]).toMatchObject({ seems: 'quote', question: question.text });
    const page = await house.app.inject({
      url: `/quotes/${waiting?.id}/review`,
      headers: { authorization: `Bearer ${house.bearer}` },
    });
    expect(page.body).toContain(`/questions/${question.id}`);
    await house
      .get(WorkflowRunner)
      .send(questionWorkflow, question.id, { type: 'replyPrivately', answer: 'Yes, in two parts.' }, house.buyer);
    expect((await house.get(QuestionQueries).ofRfq(rfq.id))[0].state).toBe('answered_privately');
    await eventually(async () =>
      expect((await house.lettersTo('sales@alder.example')).filter(({ text }) => text.includes('in two parts.'))).not.toEqual([]),
    );
  }, 60_000);

  it('is made a question by the buyer where nothing could be told of it, and leaves the queue without a letter', async () => {
    const { rfq, invitations } = await house.publish({ vendorIds: [house.vendorIds[1]] });
    const letterId = await house.answerByMail(invitations[0], 'Please tell us the floor on which the machines will stand.');
    const waiting = await eventually(async () => {
      const there = await house.get(QuoteQueries).ofInvitation(invitations[0].id);
      expect(there?.state).toBe('manual_review');
      return there;
    }, 20_000);
    const ask = () =>
      house.app.inject({
        method: 'POST',
        url: `/quotes/${waiting?.id}/question`,
        headers: { authorization: `Bearer ${house.bearer}` },
        payload: { question: 'On which floor will the machines stand?', isAll: 'yes' },
      });

    expect((await ask()).statusCode).toBe(303);
    expect(await house.get(QuestionQueries).ofRfq(rfq.id)).toMatchObject([
      { text: 'On which floor will the machines stand?', state: 'asked', invitationId: invitations[0].id },
    ]);
    expect(await house.get(QuoteQueries).one(waiting?.id ?? '')).toMatchObject({ state: 'draft', reading: null });
    await eventually(async () => expect((await house.get(LetterQueries).one(letterId))?.state).toBe('read'));
    expect((await house.lettersTo('sales@birch.example')).map(({ template }) => template)).not.toContain('quotes/rejection');
    expect((await ask()).statusCode).toBe(409);
  }, 60_000);

  it('declines with its reason, and a question goes to the buyer', async () => {
    const { rfq, invitations } = await house.publish();
    await house.answerByMail(invitations[0], 'We decline because our engineers are fully booked until summer.');
    await house.answerByMail(invitations[1], 'May the machines stand outside the European Union?');

    await eventually(
      async () => expect((await house.get(InvitationQueries).one(invitations[0].id)).state).toBe('declined'),
      20_000,
    );
    const [question] = await eventually(async () => {
      const asked = await house.get(QuestionQueries).ofRfq(rfq.id);
      expect(asked).toHaveLength(1);
      return asked;
    }, 20_000);
    await house
      .get(WorkflowRunner)
      .send(questionWorkflow, question.id, { type: 'answer', text: question.text, answer: 'Only inside.' }, house.buyer);
    await eventually(async () => {
      const letters = await house.lettersTo('sales@cedar.example');
      const told = letters.find(({ template, text }) => template === 'rfqs/answer' && text.includes('Only inside.'));
      expect(told).toBeDefined();
      expect(told?.text).not.toContain('Birch');
    });
  }, 60_000);
});

describe('the deadline', () => {
  it('is judged by the database: what comes after is kept as late and does not count until it is admitted', async () => {
    const { rfq, invitations } = await house.publish({
      closesAt: new Date(Date.now() + 6_000),
      questionsUntil: null,
      vendorIds: house.vendorIds.slice(0, 2),
    });
    const commands = house.get(QuoteCommands);
    const [one, other] = invitations;
    const page = { channel: 'page', letterId: null, receivedAt: null } as const;
    await commands.submit(one.id, answer(['100', '500']), page, vendorActor(one));
    await eventually(async () => {
      const closed = await house.get(RfqQueries).one(rfq.id);
      expect(closed.state).toBe('closed');
      expect(closed.closedAt && rfq.closesAt && closed.closedAt >= rfq.closesAt).toBe(true);
    }, 15_000);

    const late = await commands.submit(other.id, answer(['90', '400']), page, vendorActor(other));
    const beside = await commands.submit(one.id, answer(['80', '400']), page, vendorActor(one));
    // A letter that had come before the deadline and is read only now.
    const inTime = new Date((rfq.closesAt?.getTime() ?? 0) - 1);
    await expect(commands.withdraw(one.id, vendorActor(one))).rejects.toMatchObject({
      reasons: [{ code: 'quote.pastDeadline' }],
    });

    expect(late.state).toBe('late');
    expect(beside).toMatchObject({ state: 'late', isExtra: true });
    expect(await house.get(QuoteQueries).ofInvitation(one.id)).toMatchObject({ state: 'submitted', revision: 1 });
    const comparison = await house.get(ComparisonQueries).of(rfq.id);
    expect(comparison.quotes.filter(({ counts }) => counts).map(({ vendorName }) => vendorName)).toEqual(['Alder Cloud']);
    const replaced = await commands.submit(one.id, answer(['95', '500']), { ...page, receivedAt: inTime }, vendorActor(one));
    expect(replaced).toMatchObject({ state: 'submitted', revision: 2 });

    const admitted = await house.app.inject({
      method: 'POST',
      url: `/api/v1/quotes/${late.id}/events`,
      headers: { authorization: `Bearer ${house.bearer}` },
      payload: { type: 'admit', reason: 'Our own mail server was down for that hour.' },
    });
    expect(admitted.statusCode).toBe(200);
    expect((await house.get(QuoteQueries).one(late.id)).state).toBe('submitted');
  }, 60_000);
});

describe('an amendment', () => {
  it('makes submitted quotes stale until they are confirmed, and tells every vendor what changed', async () => {
    const { rfq, invitations } = await house.publish({ vendorIds: [house.vendorIds[0]] });
    const [invitation] = invitations;
    const commands = house.get(QuoteCommands);
    await commands.submit(
      invitation.id,
      answer(['100', '500']),
      { channel: 'page', letterId: null, receivedAt: null },
      vendorActor(invitation),
    );
    await house.get(WorkflowRunner).send(
      rfqWorkflow,
      rfq.id,
      {
        type: 'amend',
        title: rfq.title,
        lots: [],
        lines: rfq.lines.map((line) => ({ ...line, quantity: line.id === 'line1' ? '20' : line.quantity })),
        terms: rfq.terms,
        criteria: rfq.criteria,
        closesAt: null,
        questionsUntil: null,
        addVendorIds: [],
        note: null,
      },
      house.buyer,
    );

    await eventually(async () => expect((await house.get(QuoteQueries).ofInvitation(invitation.id))?.state).toBe('stale'));
    await eventually(async () => {
      const told = (await house.lettersTo('sales@alder.example')).filter(({ template }) => template === 'rfqs/amendment');
      expect(told.at(-1)?.text).toContain('its quantity is now 20 machine (was 10 machine)');
      expect(told.at(-1)?.text).toContain('does not count any more');
    }, 20_000);
    const confirmed = await commands.reconfirm(invitation.id, vendorActor(invitation));
    expect(confirmed).toMatchObject({ state: 'submitted', rfqRevision: 2 });
    expect(confirmed.total?.toFixed()).toBe('24500');
  }, 60_000);
});

describe('the comparison', () => {
  it('sets totals over the term side by side in one currency, marks the best, and shows a missing rate instead of guessing', async () => {
    const { rfq, invitations } = await house.publish({ criteria: [{ name: 'Experience', weight: '40', direction: 'higher' }] });
    const commands = house.get(QuoteCommands);
    const page = { channel: 'page', letterId: null, receivedAt: null } as const;
    await commands.submit(invitations[0].id, answer(['100', '500']), page, vendorActor(invitations[0]));
    await commands.submit(invitations[1].id, answer(['110', '550'], 'USD'), page, vendorActor(invitations[1]));
    await commands.submit(invitations[2].id, answer(['90', null]), page, vendorActor(invitations[2]));

    const blind = await house.get(ComparisonQueries).of(rfq.id);
    expect(blind.quotes.map(({ total }) => total)).toEqual(['12500', null, '10800']);
    expect(blind.quotes[1].problem).toContain('USD');

    const today = new Date().toISOString().slice(0, 10);
    await house.get(ExchangeRateCommands).load([{ currency: 'USD', on: today, rate: '1.25', source: 'test rates' }]);
    const answerOf = await house.app.inject({
      url: `/api/v1/rfqs/${rfq.id}/comparison`,
      headers: { authorization: `Bearer ${house.bearer}` },
    });
    expect(answerOf.json()).toMatchObject({
      currency: 'EUR',
      bestTotal: '11000',
      worstTotal: '12500',
      bestMix: '11000',
      // 60 × 11000 ⁄ 12500; an incomplete quote has no points
      criteria: [
        { name: 'Price', weight: '60', isPrice: true, points: ['52.8', '60.0', null] },
        { name: 'Experience', weight: '40', isPrice: false, points: [null, null, null] },
      ],
      quotes: [
        { vendorName: 'Alder Cloud', total: '12500', rank: 2, isBest: false },
        {
          vendorName: 'Birch Networks',
          total: '11000',
          ownTotal: '13750',
          rank: 1,
          isBest: true,
          rate: { rate: '0.8', source: 'test rates' },
        },
        { vendorName: 'Cedar Systems', total: '10800', rank: null, isComplete: false },
      ],
    });
    const drawn = await house.app.inject({
      url: `/rfqs/${rfq.id}/comparison`,
      headers: { authorization: `Bearer ${house.bearer}` },
    });
    expect(drawn.statusCode).toBe(200);
    expect(drawn.body).toContain('52.8');
    expect(drawn.body).toMatch(/Experience: not reckoned here/);
    expect(drawn.body).toContain('incomplete: 1 of 2');
    const sheet = await house.app.inject({
      url: `/rfqs/${rfq.id}/comparison.xlsx`,
      headers: { authorization: `Bearer ${house.bearer}` },
    });
    expect(sheet.rawPayload.subarray(0, 2).toString()).toBe('PK');
  }, 60_000);
});
