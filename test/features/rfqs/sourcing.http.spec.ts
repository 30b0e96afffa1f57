import { Database } from '../../../src/database/database.js';
import type { Actor } from '../../../src/engine/workflow.js';
import { DecisionCommands } from '../../../src/features/decisions/decision.commands.js';
import { RequestCommands } from '../../../src/features/requests/request.commands.js';
import { RequestQueries } from '../../../src/features/requests/request.queries.js';
import { RfqOrigins } from '../../../src/features/rfqs/rfq-origins.js';
import { RfqPrefill } from '../../../src/features/rfqs/rfq-prefill.js';
import { RfqHouse } from './rfq-house.js';

let house: RfqHouse;
let requester: Actor;

beforeAll(async () => {
  house = await RfqHouse.open();
  requester = { ...house.buyer, roles: ['requester'] };
}, 60_000);
afterAll(() => house?.close());

const page = async (url: string) => {
  const answer = await house.app.inject({ url, headers: { authorization: `Bearer ${house.bearer}` } });
  return answer.body.replaceAll('&#x3D;', '=');
};

/** A case whose decision was approved with this outcome; how it came to that is other tests' matter. */
async function decided(outcome: string): Promise<{ requestId: string; decisionId: string }> {
  const { id } = await house.get(RequestCommands).begin(
    {
      title: 'Computing power for the route planner',
      family: 'capacity_rental',
      category: 'cloud_computing',
      need: 'Tours within an hour.',
      demand: [{ resourceId: null, what: 'Virtual processors', unit: 'vCPU', month: '2027-11', months: 12, quantity: '150' }],
      neededOn: '2027-11-01',
      requirements: 'Data stays in the European Union.',
      budgetLineId: null,
      estimate: null,
      currency: 'USD',
      attachments: [],
    },
    requester,
  );
  const request = await house.get(RequestQueries).byId(id);
  if (!request) throw new Error('the request is gone');
  const decision = await house
    .get(DecisionCommands)
    .begin(request, { horizonMonths: 12, costs: [], criteria: [], assumptions: '' });
  await house.get(Database).rows(`UPDATE requests SET state = 'decided', outcome = $2 WHERE id = $1`, [id, outcome]);
  await house.get(Database).rows(`UPDATE decisions SET state = 'approved', outcome = $2 WHERE id = $1`, [decision.id, outcome]);
  return { requestId: id, decisionId: decision.id };
}

describe('an approved decision to buy', () => {
  it('leads by one click to an RFQ that holds what request and decision say, until there is one', async () => {
    const { requestId, decisionId } = await decided('outsource');
    const href = `/rfqs/new?decisionId=${decisionId}`;
    for (const place of [`/requests/${requestId}`, `/decisions/${decisionId}`, `/cases/${requestId}`, '/rfqs/to-begin'])
      expect(await page(place)).toContain(href);
    expect(await page('/')).toContain('Decisions to source');
    expect(await page(`/cases/${requestId}`)).toContain('the buyer to begin the RFQ');

    const form = await page(href);
    for (const said of [
      'value="Computing power for the route planner"',
      'value="150"',
      'value="Virtual processors"',
      'value="12"',
    ])
      expect(form).toContain(said);
    expect(form).toMatch(/<option value="USD" selected/);
    expect(form).toContain('Data stays in the European Union.');
    expect(form).toMatch(new RegExp(`<option value="${decisionId}" selected`));

    const { zone, ...filled } = await house.get(RfqPrefill).of({ decisionId }, { actor: house.buyer, zone: 'Europe/Vienna' });
    expect(filled.vendorIds).toEqual(expect.arrayContaining([house.vendorIds[0]]));
    const begun = await house.app.inject({
      method: 'POST',
      url: '/api/v1/rfqs',
      headers: { authorization: `Bearer ${house.bearer}` },
      payload: { ...filled, zone },
    });
    expect(begun.json()).toMatchObject({ caseId: requestId, decisionId, zone: 'Europe/Vienna', currency: 'USD', state: 'draft' });
    expect(await page(`/decisions/${decisionId}`)).not.toContain(href);
    expect(await page('/')).not.toContain('Decisions to source');
    expect(await page(`/cases/${requestId}`)).not.toContain('the buyer to begin the RFQ');
  }, 60_000);

  it('gives ten working days until noon in the reader’s zone', async () => {
    const friday = new Date('2027-03-19T23:30:00Z');
    const filled = await house.get(RfqPrefill).of({}, { actor: house.buyer, zone: 'Europe/Berlin' }, friday);
    // In Berlin it is Saturday already, and summer time begins before the deadline.
    expect(filled).toMatchObject({ zone: 'Europe/Berlin', minVendors: 1, closesAt: new Date('2027-04-02T10:00:00Z') });
  });
});

describe('a decision that does not lead to an RFQ', () => {
  it.each([
    ['in_house', 'approved', 'rfq.decisionInHouse'],
    ['outsource', 'draft', 'rfq.decisionNotApproved'],
  ])(
    'is refused: %s and %s',
    async (outcome, state, code) => {
      const { requestId, decisionId } = await decided(outcome);
      await house.get(Database).rows('UPDATE decisions SET state = $2 WHERE id = $1', [decisionId, state]);

      await expect(house.get(RfqOrigins).caseOf({ decisionId, requestId: null })).rejects.toMatchObject({ reasons: [{ code }] });
      expect(await page(`/cases/${requestId}`)).not.toContain('/rfqs/new');
    },
    60_000,
  );

  it('nor does a request that does not exist; one that does gives its case', async () => {
    const { requestId } = await decided('in_house');
    const origins = house.get(RfqOrigins);
    await expect(origins.caseOf({ decisionId: null, requestId: house.buyer.id })).rejects.toMatchObject({
      reasons: [{ code: 'rfq.unknownRequest' }],
    });
    expect(await origins.caseOf({ decisionId: null, requestId })).toBe(requestId);
    expect(await origins.caseOf({ decisionId: null, requestId: null })).toBeNull();
  }, 60_000);
});
