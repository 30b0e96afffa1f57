import { Database } from '../../../src/database/database.js';
import { WorkflowRunner } from '../../../src/engine/workflow-runner.js';
import { AwardCommands } from '../../../src/features/awards/award.commands.js';
import { RoundCommands } from '../../../src/features/negotiations/round.commands.js';
import { RoundQueries } from '../../../src/features/negotiations/round.queries.js';
import { roundWorkflow } from '../../../src/features/negotiations/round.workflow.js';
import { QuoteCommands } from '../../../src/features/quotes/quote.commands.js';
import { QuoteQueries } from '../../../src/features/quotes/quote.queries.js';
import { type InvitationView, vendorActor } from '../../../src/features/rfqs/invitation.queries.js';
import { RfqQueries, type RfqView } from '../../../src/features/rfqs/rfq.queries.js';
import { eventually } from '../../support/eventually.js';
import { RfqHouse } from '../rfqs/rfq-house.js';

let house: RfqHouse;

beforeAll(async () => {
  house = await RfqHouse.open();
}, 60_000);
afterAll(() => house?.close());

/** Two vendors have quoted 12,900 and 13,200 and the deadline has passed. */
async function quoted(): Promise<{ rfq: RfqView; invitations: InvitationView[]; quoteIds: string[] }> {
  const { rfq, invitations } = await house.publish({ vendorIds: [house.vendorIds[0], house.vendorIds[2]] });
  const quoteIds: string[] = [];
  for (const [index, invitation] of invitations.entries()) {
    const prices = [index === 0 ? '100' : '102.5', '900'];
    const lines = prices.map((unitPrice, at) => ({
      lineId: `line${at + 1}`,
      unitPrice,
      leadDays: null,
      note: null,
      notOffered: false,
    }));
    const answer = { currency: 'EUR', lines, validUntil: null, paymentTerms: null };
    const origin = { channel: 'page' as const, letterId: null, receivedAt: null };
    quoteIds.push((await house.get(QuoteCommands).submit(invitation.id, answer, origin, vendorActor(invitation))).id);
  }
  await house.get(Database).rows(`UPDATE rfqs SET closes_at = now(), due_at = now() WHERE id = $1`, [rfq.id]);
  await eventually(async () => expect((await house.get(RfqQueries).one(rfq.id)).state).toBe('closed'), 20_000);
  return { rfq: await house.get(RfqQueries).one(rfq.id), invitations, quoteIds };
}

const aPlan = (rfqId: string, quoteIds: string[], kind: 'counter_offer' | 'bafo' = 'counter_offer') => ({
  rfqId,
  kind,
  closesAt: new Date(Date.now() + 3_600_000),
  zone: null,
  message: 'We have had several good quotes.',
  targets: quoteIds.map((quoteId, index) => ({ quoteId, target: index === 0 ? '12000' : null, message: null })),
});

async function onThePage(
  invitation: InvitationView,
): Promise<{ html: string; post: (form: Record<string, string>) => Promise<{ status: number; html: string }> }> {
  const url = house.link(invitation);
  const page = await house.app.inject({ method: 'GET', url });
  const csrf = /name="_csrf" value="([^"]+)"/.exec(page.body)?.[1] ?? '';
  const cookies = Object.fromEntries(page.cookies.map(({ name, value }) => [name, value]));
  return {
    html: page.body,
    post: async (form) => {
      const sent = await house.app.inject({
        method: 'POST',
        url: `${url}/round/offer`,
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        cookies,
        payload: new URLSearchParams({ _csrf: csrf, ...form }).toString(),
      });
      return { status: sent.statusCode, html: sent.body };
    },
  };
}

describe('a round of negotiation', () => {
  it('asks every vendor for the same, takes offers by page and by letter, closes with the saving logged', async () => {
    const { rfq, invitations, quoteIds } = await quoted();
    const commands = house.get(RoundCommands);
    const round = await commands.plan(aPlan(rfq.id, quoteIds), house.buyer);
    await commands.open(round.id, house.buyer);
    expect((await house.get(RfqQueries).one(rfq.id)).state).toBe('negotiation');

    const letters = await eventually(async () => {
      const found = await Promise.all(
        invitations.map(async ({ contactEMail }) =>
          (await house.lettersTo(contactEMail)).filter(({ template }) => template === 'negotiations/round'),
        ),
      );
      expect(found.map(({ length }) => length)).toEqual([1, 1]);
      return found.flat();
    }, 20_000);
    expect(letters[0].text).toContain('12,000.00 EUR');
    expect(letters[1].text).not.toContain('12,000.00 EUR');
    expect(letters[1].text).toContain(house.link(invitations[1]));
    for (const { text } of letters) expect(text).toContain('We have had several good quotes.');
    await expect(
      house
        .get(AwardCommands)
        .propose(
          { rfqId: rfq.id, lines: [], basis: null, justification: null, lowPriceAnswer: null, budgetLineId: null },
          house.buyer,
        ),
    ).rejects.toThrow('award.rfqNotClosed');

    const page = await onThePage(invitations[0]);
    expect(page.html).toContain('May we ask for a better offer?');
    const dearer = await page.post({
      'lines[0][lineId]': 'line1',
      'lines[0][unitPrice]': '101.25',
      validUntil: '2099-12-31',
    });
    expect(dearer.html).toContain('come to more than the offer that stands');
    for (const kept of ['value="101.25"', 'value="900"', 'value="2099-12-31"']) expect(dearer.html).toContain(kept);
    const taken = await page.post({
      'lines[0][lineId]': 'line1',
      'lines[0][unitPrice]': '95',
      'lines[1][lineId]': 'line2',
      'lines[1][unitPrice]': '',
    });
    expect(taken.status).toBeLessThan(400);
    const letterId = await house.answerByMail(
      invitations[1],
      'Hello,\r\n\r\nline 1: 94 EUR\r\nline 2: 900 EUR\r\n\r\nRegards\r\nSam',
    );

    const offered = await eventually(async () => {
      const now = await house.get(RoundQueries).one(round.id);
      expect(now.offers).toHaveLength(2);
      return now;
    }, 20_000);
    // 10 machines × 12 months × 5 less; 600 of the 900 to the target
    expect(offered.offers.find(({ quoteId }) => quoteId === quoteIds[0])).toMatchObject({
      concession: '600',
      total: '12300',
      shareOfGap: '0.666667',
    });
    const byLetter = await house.get(QuoteQueries).one(quoteIds[1]);
    expect(byLetter).toMatchObject({ state: 'best_and_final', channel: 'reply', letterId, roundId: round.id });
    expect(byLetter.revisions.map(({ total }) => total)).toEqual(['13200', '12180']);

    const closed = await house.get(WorkflowRunner).send(roundWorkflow, round.id, { type: 'closeEarly' }, house.buyer);
    expect(closed.saving?.toFixed()).toBe('720');
    expect((await house.get(RfqQueries).one(rfq.id)).state).toBe('closed');
    await eventually(async () => {
      const [letter] = (await house.lettersTo('bea@house.example')).filter(({ template }) => template === 'negotiations/closed');
      expect(letter?.text).toContain('720.00 EUR');
    });
  }, 90_000);

  it('ends at its deadline by itself, after which what stood stands; best and final offers are the last', async () => {
    const { rfq, invitations, quoteIds } = await quoted();
    const commands = house.get(RoundCommands);
    const round = await commands.plan(aPlan(rfq.id, quoteIds, 'bafo'), house.buyer);
    await commands.open(round.id, house.buyer);
    await house.get(Database).rows(`UPDATE rounds SET closes_at = now(), due_at = now() WHERE id = $1`, [round.id]);

    const bid = { quoteId: quoteIds[0], lines: [{ lineId: '1', unitPrice: '1' }], validUntil: null, source: null };
    await expect(commands.offer(round.id, bid, vendorActor(invitations[0]))).rejects.toThrow(/round\.(ended|notNow)/);
    const closed = await eventually(async () => {
      const now = await house.get(RoundQueries).one(round.id);
      expect(now.state).toBe('closed');
      return now;
    }, 20_000);

    expect(closed.results.map(({ answered, saving }) => [answered, saving])).toEqual([
      [false, '0'],
      [false, '0'],
    ]);
    expect((await house.get(QuoteQueries).one(quoteIds[0])).total?.toFixed()).toBe('12900');
    const further = await commands.plan(aPlan(rfq.id, quoteIds), house.buyer);
    await expect(commands.open(further.id, house.buyer)).rejects.toThrow('round.bafoDone');
  }, 90_000);

  it('that is cancelled gives the RFQ back and tells those who took part', async () => {
    const { rfq, invitations, quoteIds } = await quoted();
    const round = await house.get(RoundCommands).plan(aPlan(rfq.id, quoteIds), house.buyer);
    await house.get(RoundCommands).open(round.id, house.buyer);

    await house.get(WorkflowRunner).send(roundWorkflow, round.id, { type: 'cancel', reason: 'The need is gone.' }, house.buyer);

    expect((await house.get(RfqQueries).one(rfq.id)).state).toBe('closed');
    await eventually(async () => {
      const letters = (await house.lettersTo(invitations[0].contactEMail)).filter(({ text }) =>
        text.includes('The need is gone.'),
      );
      expect(letters).toHaveLength(1);
    }, 20_000);
  }, 90_000);
});
