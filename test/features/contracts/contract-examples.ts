import { clausesFor } from '../../../src/features/contracts/clauses/clause-library.js';
import { noticeDays, priced } from '../../../src/features/contracts/contract.content.js';
import { deadlinesOf, startOfDay } from '../../../src/features/contracts/contract-deadlines.js';
import type { ContractEvent, ContractFacts, ContractKnown } from '../../../src/features/contracts/contract.facts.js';
import type { Actor } from '../../../src/engine/workflow.js';

export const at = new Date('2026-11-22T10:00:00Z');
export const sha256 = 'a'.repeat(64);

export const buyer: Actor = { id: '0198a000-0000-7000-8000-000000000001', name: 'Bea Buyer', roles: ['buyer'], kind: 'person' };
export const owner: Actor = {
  id: '0198a000-0000-7000-8000-000000000002',
  name: 'Olga Owner',
  roles: ['contract_owner'],
  kind: 'person',
};
export const legal: Actor = { id: '0198a000-0000-7000-8000-000000000003', name: 'Lea Legal', roles: ['legal'], kind: 'person' };
export const stranger: Actor = {
  id: '0198a000-0000-7000-8000-000000000004',
  name: 'Sam Stranger',
  roles: ['requester'],
  kind: 'person',
};
export const vendor: Actor = { id: '0198b000-0000-7000-8000-000000000001', name: 'Vera Vendor', roles: [], kind: 'vendor' };

export const askedLines = [
  {
    lineId: 'line1',
    position: 1,
    description: 'Virtual machines, 8 cores and 32 GB memory, with daily backup and monitoring',
    quantity: '40',
    unit: 'machine',
    termMonths: 24,
    unitPrice: '189.50',
  },
  {
    lineId: 'line2',
    position: 2,
    description: 'Object storage in two separate data centres',
    quantity: '250',
    unit: 'TB',
    termMonths: 24,
    unitPrice: '21.875',
  },
  {
    lineId: 'line3',
    position: 3,
    description: 'Migration of the present systems',
    quantity: '1',
    unit: 'lump sum',
    termMonths: null,
    unitPrice: '18400',
  },
];

/** A contract in draft; name only what differs. */
export function aContract(differing: Partial<ContractFacts> = {}): ContractFacts {
  const endsOn = differing.endsOn ?? '2028-12-31';
  const notice = { ours: differing.noticeDaysOurs ?? 90, vendors: differing.noticeDaysVendor ?? 180 };
  return {
    id: '0198c000-0000-7000-8000-000000000001',
    number: 'CON-000017',
    state: 'draft',
    version: 1,
    dueAt: null,
    title: 'Computing capacity for the laboratory systems',
    caseId: null,
    awardId: '0198c000-0000-7000-8000-000000000002',
    awardNumber: 'AWD-000009',
    rfqId: '0198c000-0000-7000-8000-000000000003',
    rfqNumber: 'RFQ-000012',
    buyerName: 'Meridian Health Trust',
    vendorId: vendor.id,
    vendorName: 'Łódź Cloud Sp. z o.o.',
    vendorCountry: 'PL',
    contactName: 'Vera Vendor',
    contactEMail: 'vera@lodzcloud.example',
    family: 'capacity_rental',
    ...priced(askedLines, 'EUR'),
    currency: 'EUR',
    startsOn: '2027-01-01',
    endsOn,
    noticeDaysOurs: notice.ours,
    noticeDaysVendor: notice.vendors,
    ...noticeDays(endsOn, notice),
    zone: 'Europe/Dublin',
    remindAt: null,
    noticeAt: null,
    endsAt: null,
    paymentTerms: null,
    clauses: clausesFor('capacity_rental', { rfqTerms: null, paymentTerms: null }),
    ownerId: owner.id,
    ownerName: owner.name,
    authorIds: [buyer.id],
    approvalRound: 0,
    approvalComment: null,
    submittedAt: null,
    fileId: null,
    docxFileId: null,
    sha256: null,
    documents: [],
    earlierFileIds: [],
    sentAt: null,
    signatures: [],
    voidedSignatures: [],
    activatedAt: null,
    certificateFileId: null,
    declinedBy: null,
    reason: null,
    terminatesOn: null,
    terminatesAt: null,
    vendorLinkHash: 'hash',
    ...differing,
  };
}

/** A contract that was sent for signature as version 1. */
export const aSentContract = (differing: Partial<ContractFacts> = {}): ContractFacts =>
  aContract({
    state: 'sent_for_signature',
    approvalRound: 1,
    submittedAt: at,
    sentAt: at,
    fileId: '0198d000-0000-7000-8000-000000000001',
    docxFileId: '0198d000-0000-7000-8000-000000000002',
    sha256,
    ...differing,
  });

/** What others know of the contract, where nothing is amiss. */
export const knownOf = (contract: ContractFacts, differing: Partial<ContractKnown> = {}): ContractKnown => ({
  owner: { id: owner.id, name: owner.name, active: true },
  documentSha256: contract.sha256,
  deadlines: deadlinesOf(contract),
  terminatesAt: startOfDay(contract.endsOn, contract.zone, 1),
  ...differing,
});

/** A signature as a page sends it. */
export const aSigning = (party: 'buyer' | 'vendor', differing: Partial<Extract<ContractEvent, { type: 'sign' }>> = {}) => ({
  type: 'sign' as const,
  party,
  name: party === 'buyer' ? owner.name : 'Vera Vendor',
  role: 'Managing director',
  consent: 'I agree.',
  sha256,
  ip: '127.0.0.1',
  userAgent: 'test',
  ...differing,
});
