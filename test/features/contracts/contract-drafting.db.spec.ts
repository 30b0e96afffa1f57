import { Database } from '../../../src/database/database.js';
import { WorkflowRunner } from '../../../src/engine/workflow-runner.js';
import { awardWorkflow } from '../../../src/features/awards/award.workflow.js';
import { ContractCommands } from '../../../src/features/contracts/contract.commands.js';
import { ContractQueries, type ContractView } from '../../../src/features/contracts/contract.queries.js';
import { ContractWorker } from '../../../src/features/contracts/contract.worker.js';
import { contractWorkflow } from '../../../src/features/contracts/contract.workflow.js';
import { RequestCommands } from '../../../src/features/requests/request.commands.js';
import { RequestQueries } from '../../../src/features/requests/request.queries.js';
import type { Actor } from '../../../src/engine/workflow.js';
import { HomeCards } from '../../../src/pages/home-cards.js';
import { eventually } from '../../support/eventually.js';
import { AwardHouse } from '../awards/award-house.js';

let house: AwardHouse;
let owner: Actor;
let legal: Actor;

beforeAll(async () => {
  house = await AwardHouse.open();
  owner = await house.employ('Olga Owner', 'contract_owner');
  legal = await house.employ('Lea Legal', 'legal');
}, 60_000);
afterAll(() => house?.close());

/** An approved award to the two cheapest of each line, with the contracts that came of it. */
async function awarded(caseId: string | null = null): Promise<{ awardId: string; contracts: ContractView[] }> {
  const { rfqId, quotes } = await house.closedRfq(
    [
      ['60', '90'],
      ['80', '70'],
    ],
    await house.budget('1000'),
  );
  if (caseId !== null) await house.get(Database).rows(`UPDATE rfqs SET case_id = $2 WHERE id = $1`, [rfqId, caseId]);
  await house.get(Database).rows(`UPDATE quotes SET payment_terms = '14 days net' WHERE id = $1`, [quotes[0].id]);
  const award = await house.propose(rfqId, { basis: 'cheapest_per_line' });
  const [step] = await house.submitted(award);
  await house.approve(step.id, house.approver);
  const contracts = await eventually(async () => {
    const found = await house.get(ContractQueries).ofAward(award.id);
    expect(found).toHaveLength(2);
    return found;
  }, 20_000);
  return { awardId: award.id, contracts };
}

describe('an approved award', () => {
  it('becomes one contract for each vendor, with that vendor’s lines, its own prices, and an owner', async () => {
    const { awardId, contracts } = await awarded();

    expect(
      contracts.map(({ vendorId, lines, amount }) => [vendorId, lines.map(({ lineId }) => lineId), amount.toFixed()]),
    ).toEqual([
      [house.rfqHouse.vendorIds[0], ['line1'], '60'],
      [house.rfqHouse.vendorIds[1], ['line2'], '70'],
    ]);
    for (const contract of contracts)
      expect(contract).toMatchObject({
        awardId,
        state: 'draft',
        currency: 'EUR',
        family: 'capacity_rental',
        ownerId: owner.id,
        authorIds: [house.buyer.id],
      });
    expect(contracts[0].contactEMail).toBe('sales@alder.example');
    expect(contracts.map(({ paymentTerms }) => paymentTerms)).toEqual(['14 days net', null]);
    expect(contracts.map(({ clauses }) => /paid within (\S+) days/.exec(clauses.map(({ text }) => text).join())?.[1])).toEqual([
      '14',
      'thirty',
    ]);
  }, 60_000);

  it('waits for the contract owner at home: to submit, to send and to sign, until our side has signed', async () => {
    const { contracts } = await awarded();
    const viewer = { actor: owner, eMail: 'olga@house.example', zone: 'UTC', by: 'session' as const, doorId: 'test', csrf: null };
    const cards = async () =>
      new Map((await house.get(HomeCards).waitingFor(viewer)).map(({ title, count }) => [title, count] as const));
    const before = await cards();

    await signedByBoth(contracts[0].id, async (step) => {
      const now = await cards();
      const change = (title: string) => (now.get(title) ?? 0) - (before.get(title) ?? 0);
      const changes = {
        submit: change('Contracts to submit'),
        send: change('Contracts to send'),
        sign: change('Contracts to sign'),
      };
      expect(changes).toEqual({ submit: -1, send: step === 'approved' ? 1 : 0, sign: step === 'sent' ? 1 : 0 });
    });
  }, 60_000);

  it('that falls through takes its unsigned contracts with it', async () => {
    const { awardId, contracts } = await awarded();
    await house.get(WorkflowRunner).send(awardWorkflow, awardId, { type: 'fail', reason: 'The vendor withdrew.' }, house.buyer);

    await eventually(async () => {
      for (const { id } of contracts)
        expect(await house.get(ContractQueries).one(id)).toMatchObject({
          state: 'terminated',
          activatedAt: null,
          reason: expect.stringContaining('fell through'),
        });
    }, 20_000);
  }, 60_000);
});

describe('a request', () => {
  it('is fulfilled when the last contract of its case is signed by both sides, and not before', async () => {
    const request = await house.get(RequestCommands).begin(
      {
        title: 'Hosting',
        family: 'capacity_rental',
        category: 'cloud_computing',
        need: 'More room.',
        demand: [],
        neededOn: '2099-01-01',
        requirements: null,
        budgetLineId: null,
        estimate: null,
        currency: 'EUR',
        attachments: [],
      },
      house.buyer,
    );
    await house.get(Database).rows(`UPDATE requests SET state = 'decided', outcome = 'outsource' WHERE id = $1`, [request.id]);
    const { contracts } = await awarded(request.id);
    const state = async () => (await house.get(RequestQueries).byId(request.id))?.state;
    expect(contracts[0]).toMatchObject({ caseId: request.id, startsOn: '2099-01-01' });

    await signedByBoth(contracts[0].id);
    // The job itself, not the waiting for it: what does not happen cannot be awaited.
    await house.get(ContractWorker).fulfilRequest({
      id: 'job',
      name: 'n',
      workflow: 'contract',
      recordId: contracts[0].id,
      version: 1,
      event: 'sign',
      payload: {},
    });
    expect(await state()).toBe('decided');

    await signedByBoth(contracts[1].id);
    await eventually(async () => expect(await state()).toBe('fulfilled'), 20_000);
    await eventually(async () => {
      const letters = (await house.rfqHouse.lettersTo('bea@house.example')).filter(
        ({ template }) => template === 'contracts/fulfilled',
      );
      expect(letters).toHaveLength(1);
      for (const { number, vendorName } of contracts) {
        expect(letters[0].text).toContain(number);
        expect(letters[0].text).toContain(vendorName);
      }
    }, 20_000);
  }, 90_000);
});

/** Through approval and both signatures, by commands. */
async function signedByBoth(
  contractId: string,
  look: (step: 'approved' | 'sent' | 'signed for us') => Promise<void> = async () => undefined,
): Promise<void> {
  const runner = house.get(WorkflowRunner);
  await runner.send(contractWorkflow, contractId, { type: 'submit' }, house.buyer);
  const [step] = await house.steps(contractId, 1);
  await house.approve(step.id, legal);
  await look('approved');
  await eventually(() => runner.send(contractWorkflow, contractId, { type: 'send' }, house.buyer), 20_000);
  await look('sent');
  const contract = await house.get(ContractQueries).one(contractId);
  const typed = {
    name: 'A Name',
    role: 'Director',
    consents: true,
    sha256: contract.sha256 ?? '',
    ip: '127.0.0.1',
    userAgent: 'test',
  };
  await house.get(ContractCommands).signForBuyer(contract, typed, owner);
  await look('signed for us');
  await house.get(ContractCommands).signForVendor(contract, typed, null);
}
