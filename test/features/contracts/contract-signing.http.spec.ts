import { createHash } from 'node:crypto';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Database } from '../../../src/database/database.js';
import { newId } from '../../../src/engine/ids.js';
import { SYSTEM } from '../../../src/engine/workflow.js';
import { ApprovalQueries } from '../../../src/features/approvals/approval.queries.js';
import { ContractCommands, type ContractDraft } from '../../../src/features/contracts/contract.commands.js';
import { ContractQueries, type ContractView } from '../../../src/features/contracts/contract.queries.js';
import { SigningTokens } from '../../../src/features/contracts/signing-tokens.js';
import { VendorCommands } from '../../../src/features/vendors/vendor.commands.js';
import { someone, type Someone } from '../../engine/http/doors-app.js';
import { Browser } from '../../identity/identity-app.js';
import { startApp } from '../../support/app.js';
import { eventually } from '../../support/eventually.js';
import { askedLines } from './contract-examples.js';

let app: NestFastifyApplication;
let buyer: Someone;
let owner: Someone;
let legal: Someone;
let vendorId: string;

const contracts = () => app.get(ContractQueries, { strict: false });
const tokenOf = ({ id }: { id: string }) => app.get(SigningTokens, { strict: false }).link(id);
const rows = (sql: string, values: unknown[] = []) => app.get(Database).rows<Record<string, string>>(sql, values);

beforeAll(async () => {
  ({ app } = await startApp({ DEMO: 'no' }));
  buyer = await someone(app, 'Bea', ['buyer']);
  owner = await someone(app, 'Olga', ['contract_owner']);
  legal = await someone(app, 'Lea', ['legal']);
  const contacts = [{ name: 'Vera Vendor', eMail: 'vera@vendor.example', language: 'en', role: 'Director' }];
  const vendor = {
    name: 'Cloudworks',
    contacts,
    categories: ['cloud_computing'],
    country: 'DE',
    currency: 'EUR',
    language: 'en',
    notes: null,
  };
  vendorId = (await app.get(VendorCommands, { strict: false }).add(vendor, buyer.actor)).id;
}, 60_000);
afterAll(() => app.close());

/** A draft of a contract with Cloudworks. */
const begin = (differing: Partial<ContractDraft> = {}) =>
  app.get(ContractCommands, { strict: false }).begin(
    {
      title: 'Computing capacity',
      caseId: null,
      award: { id: newId(), number: 'AWD-000001' },
      rfq: { id: newId(), number: 'RFQ-000001', terms: null },
      paymentTerms: null,
      family: 'capacity_rental',
      vendor: { id: vendorId, name: 'Cloudworks', country: 'DE', contact: { name: 'Vera Vendor', eMail: 'vera@vendor.example' } },
      lines: [askedLines[2]],
      currency: 'EUR',
      startsOn: '2027-01-01',
      owner: { id: owner.person.id, name: owner.person.name },
      authorIds: [buyer.person.id],
      ...differing,
    },
    SYSTEM,
  );

const event = async (by: Someone, contractId: string, sent: object) => {
  const answer = await by.api('POST', `/api/v1/contracts/${contractId}/events`, sent);
  if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
};

/** Submitted by the buyer, approved by legal. */
async function approved(contractId: string): Promise<void> {
  await event(buyer, contractId, { type: 'submit' });
  const { approvalRound } = await contracts().one(contractId);
  const step = await eventually(async () => {
    const found = (await app.get(ApprovalQueries, { strict: false }).ofSubject(contractId)).find(
      ({ subjectRound, state }) => subjectRound === approvalRound && state === 'pending',
    );
    if (!found) throw new Error('the approval is not asked for yet');
    return found;
  }, 20_000);
  const own = await buyer.api('POST', `/api/v1/approvals/${step.id}/events`, { type: 'approve' });
  expect(own.status).toBe(409);
  const answer = await legal.api('POST', `/api/v1/approvals/${step.id}/events`, { type: 'approve' });
  expect(answer.status).toBe(200);
}

/** Sent to both signatories; the document is made. */
async function sent(differing: Partial<ContractDraft> = {}): Promise<ContractView> {
  const { id } = await begin(differing);
  await approved(id);
  await eventually(() => event(buyer, id, { type: 'send' }), 25_000);
  return contracts().one(id);
}

const stateBecomes = (contractId: string, state: string) =>
  eventually(async () => {
    const contract = await contracts().one(contractId);
    expect(contract.state).toBe(state);
    return contract;
  }, 20_000);

const signed = (contract: ContractView, differing: Record<string, string> = {}) => ({
  name: 'Vera Vendor',
  role: 'Managing director',
  consent: 'yes',
  sha256: contract.sha256 ?? '',
  ...differing,
});

describe('a contract that was sent for signature', () => {
  it('is signed by both sides on their pages, one document with its hash, and both get the record', async () => {
    const contract = await sent();
    const page = `/s/${tokenOf(contract)}`;
    const vera = new Browser(app, '203.0.113.7');

    const shown = await vera.get(page);
    expect(shown.statusCode).toBe(200);
    for (const said of [contract.sha256, 'Annex A', '18,400.00 EUR', 'authorised to bind Cloudworks', 'Decline to sign'])
      expect(shown.body).toContain(said);
    expect(shown.headers['cache-control']).toBe('no-store');
    expect(shown.headers['referrer-policy']).toMatch(/^(no-referrer|same-origin)$/);

    const document = await vera.get(`${page}/document`);
    expect(createHash('sha256').update(document.rawPayload).digest('hex')).toBe(contract.sha256);
    expect(document.headers['content-type']).toBe('application/pdf');

    expect(
      (
        await vera.post(`${page}/signature`, signed(contract), {
          'user-agent': 'Vera’s browser'.normalize('NFKD').replace('’', ''),
        })
      ).statusCode,
    ).toBe(303);
    expect(await contracts().one(contract.id)).toMatchObject({
      state: 'partially_signed',
      signatures: [{ party: 'vendor', ip: '203.0.113.7', name: 'Vera Vendor' }],
    });
    expect((await vera.get(page)).body).toContain('Your signature is recorded');

    const olga = await owner.browser();
    const ours = `/contracts/${contract.id}/signature`;
    expect((await olga.get(`/contracts/${contract.id}`)).body).toContain(ours);
    expect((await olga.get(ours)).body).toContain('Vera Vendor');
    expect((await olga.post(ours, signed(contract, { name: 'Olga Lee', role: 'Contract owner' }))).statusCode).toBe(303);

    const active = await stateBecomes(contract.id, 'active');
    expect(active.signatures.map(({ party, sha256, documentVersion }) => [party, sha256, documentVersion])).toEqual([
      ['vendor', contract.sha256, 1],
      ['buyer', contract.sha256, 1],
    ]);
    for (const { consent } of active.signatures) expect(consent).toContain(contract.sha256);
    expect(active.dueAt).toEqual(active.remindAt);

    const letters = await eventually(async () => {
      const found = await rows(
        `SELECT to_address, attachments::text FROM sent_letters WHERE template = 'contracts/signed' ORDER BY to_address`,
      );
      expect(found).toHaveLength(2);
      return found;
    }, 20_000);
    expect(letters.map(({ to_address }) => to_address)).toEqual(['olga@example.org', 'vera@vendor.example']);
    for (const { attachments } of letters) expect(attachments).toMatch(/version-1\.pdf[\s\S]*record-of-signatures\.pdf/);
    expect((await vera.get(`${page}/record`)).rawPayload.subarray(0, 5).toString()).toBe('%PDF-');
  }, 90_000);

  it('is not changed by opening any of its pages', async () => {
    const contract = await sent();
    const page = `/s/${tokenOf(contract)}`;
    const vera = new Browser(app);
    const olga = await owner.browser();
    for (const url of [page, `${page}/document`, page]) expect((await vera.get(url)).statusCode).toBe(200);
    for (const url of ['signature', 'reading']) expect((await olga.get(`/contracts/${contract.id}/${url}`)).statusCode).toBe(200);

    expect((await contracts().one(contract.id)).version).toBe(contract.version);
  }, 60_000);

  it('is not signed without consent, with another document’s hash, without the page’s token, or by our own people in the vendor’s place', async () => {
    const contract = await sent();
    const page = `/s/${tokenOf(contract)}`;
    const vera = new Browser(app);
    await vera.get(page);

    const { consent: _, ...silent } = signed(contract);
    const unticked = await vera.post(`${page}/signature`, { ...silent, role: 'Chief of <all>' });
    expect(unticked.statusCode).toBe(409);
    expect(unticked.body).toContain('Tick the box');
    expect(unticked.body).toContain('Chief of &lt;all&gt;');
    const other = await vera.post(`${page}/signature`, signed(contract, { sha256: 'b'.repeat(64) }));
    expect(other.statusCode).toBe(409);
    expect(other.body).toContain('nothing was signed');
    expect((await vera.post(`${page}/signature`, signed(contract, { name: '' }))).statusCode).toBe(422);
    expect((await vera.post(`${page}/signature`, { ...signed(contract), _csrf: 'guessed' })).statusCode).toBe(403);
    const lea = await legal.browser();
    await lea.get(page);
    expect((await lea.post(`${page}/signature`, signed(contract))).statusCode).toBe(409);
    const bea = await buyer.browser();
    expect((await bea.get(`/contracts/${contract.id}/signature`)).body).toContain('somebody else signs it');
    expect((await bea.post(`/contracts/${contract.id}/signature`, signed(contract))).statusCode).toBe(409);

    expect(await contracts().one(contract.id)).toMatchObject({ state: 'sent_for_signature', signatures: [] });
  }, 60_000);

  it('is not signed when the stored file is not the one that was made', async () => {
    const contract = await sent();
    const page = `/s/${tokenOf(contract)}`;
    const vera = new Browser(app);
    await vera.get(page);
    await tamper(contract.fileId);

    const refused = await vera.post(`${page}/signature`, signed(contract));

    expect(refused.statusCode).toBe(409);
    expect(refused.body).toContain('not the one that was made for signature');
    expect((await contracts().one(contract.id)).signatures).toEqual([]);
  }, 60_000);

  it('is declined with a reason that both sides read; a revision gives it a new version that the vendor sees only once it is sent', async () => {
    const contract = await sent();
    const page = `/s/${tokenOf(contract)}`;
    const vera = new Browser(app);
    await vera.get(page);
    expect((await vera.post(`${page}/refusal`, { reason: '' })).statusCode).toBe(422);
    expect((await vera.post(`${page}/refusal`, { reason: 'The cap is too low.' })).statusCode).toBe(303);
    await eventually(async () => {
      const told = await rows(
        `SELECT to_address FROM sent_letters WHERE template = 'contracts/declined' AND text LIKE '%The cap is too low.%'`,
      );
      expect(told).toHaveLength(2);
    }, 20_000);

    await event(buyer, contract.id, { type: 'revise', reason: 'A higher cap.' });
    const revising = await vera.get(page);
    expect(revising.statusCode).toBe(200);
    expect(revising.body).toContain('being revised');
    expect(revising.body).not.toContain('Annex A');
    expect((await vera.get(`${page}/document`)).statusCode).toBe(404);

    await approved(contract.id);
    expect((await vera.get(`${page}/document`)).statusCode).toBe(404);
    await eventually(() => event(buyer, contract.id, { type: 'send' }), 25_000);
    const again = await contracts().one(contract.id);
    expect(again).toMatchObject({ approvalRound: 2, documents: [{ version: 1 }, { version: 2 }] });
    expect(again.sha256).not.toBe(contract.sha256);
    expect((await vera.get(page)).body).toContain(again.sha256);
  }, 90_000);

  it('that is long past is signed, recorded, noticed and run out one after the other', async () => {
    const contract = await sent({ startsOn: '2024-01-01' });
    const vera = new Browser(app);
    const page = `/s/${tokenOf(contract)}`;
    await vera.get(page);
    await vera.post(`${page}/signature`, signed(contract));
    const olga = await owner.browser();
    const ours = `/contracts/${contract.id}/signature`;
    await olga.get(ours);
    await olga.post(ours, signed(contract));

    await stateBecomes(contract.id, 'expired');
    const history = await owner.api('GET', `/api/v1/contracts/${contract.id}/history`);
    const text = JSON.stringify(history.body);
    const events = ['attachCertificate', 'enterNotice', 'expire'];
    for (const type of events) expect(text).toContain(`"${type}"`);
    await eventually(async () => {
      const told = await rows(
        `SELECT template FROM sent_letters WHERE template IN ('contracts/notice', 'contracts/ended', 'contracts/signed') AND text LIKE $1`,
        [`%${contract.number}%`],
      );
      expect(told.map(({ template }) => template).sort()).toEqual([
        'contracts/ended',
        'contracts/notice',
        'contracts/signed',
        'contracts/signed',
      ]);
    }, 20_000);
  }, 90_000);
});

describe('the vendor’s signing page', () => {
  it('is not found for unknown tokens and for contracts that were never sent', async () => {
    const draft = await begin();

    for (const token of ['a'.repeat(26), 'short', tokenOf(draft)])
      expect((await new Browser(app).get(`/s/${token}`)).statusCode).toBe(404);
  });

  it('is opened by 128 bits of which only the hash is kept', async () => {
    const draft = await begin();

    expect(tokenOf(draft)).toMatch(/^[a-z2-7]{26}$/);
    expect(draft.vendorLinkHash).toBe(createHash('sha256').update(tokenOf(draft)).digest('hex'));
  });
});

describe('a contract’s beginning', () => {
  it('happens once for an award and vendor, however often its job is repeated', async () => {
    const award = { id: newId(), number: 'AWD-000002' };
    const [one, other] = [await begin({ award }), await begin({ award })];

    expect(other.id).toBe(one.id);
    expect((await contracts().ofAward(award.id)).map(({ id }) => id)).toEqual([one.id]);
  });
});

/** What somebody with the database's own password could do: files refuse to be edited otherwise. */
async function tamper(fileId: string | null): Promise<void> {
  const client = await app.get(Database).pool.connect();
  await client.query('RESET ROLE');
  await client.query('ALTER TABLE files DISABLE TRIGGER files_are_not_edited');
  await client.query(`UPDATE files SET bytes = bytes || '\\x20', size = size + 1 WHERE id = $1`, [fileId]);
  await client.query('ALTER TABLE files ENABLE TRIGGER files_are_not_edited');
  client.release(true);
}
