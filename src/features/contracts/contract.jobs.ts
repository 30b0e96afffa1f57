import { defineJobs } from '../../engine/jobs.js';

/** Work that a contract asks for, and work that awards cause here; done by contract.worker.ts and contract-letters.worker.ts. */
export const contractJobs = defineJobs('contract', {
  beginContracts: { queue: 'work', attempts: 8, after: 'award.approve' },
  giveUpContracts: { queue: 'work', attempts: 8, after: 'award.fail' },
  makeDocuments: { queue: 'documents', attempts: 8 },
  requestApprovals: { queue: 'work', attempts: 8 },
  voidApprovals: { queue: 'work', attempts: 8 },
  certify: { queue: 'documents', attempts: 8 },
  fulfilRequest: { queue: 'work', attempts: 8 },
  tellOwnerOfDraft: { queue: 'mail', attempts: 8, after: 'contract.start' },
  tellOwnerOfApproval: { queue: 'mail', attempts: 8 },
  askVendorToSign: { queue: 'mail', attempts: 12 },
  askOwnerToSign: { queue: 'mail', attempts: 12 },
  tellOwnerOfSignature: { queue: 'mail', attempts: 8 },
  tellOfDecline: { queue: 'mail', attempts: 12 },
  tellVendorOfWithdrawal: { queue: 'mail', attempts: 12 },
  tellOfSigning: { queue: 'mail', attempts: 12 },
  remindOwner: { queue: 'mail', attempts: 12 },
  tellOwnerOfNotice: { queue: 'mail', attempts: 12 },
  tellOfTermination: { queue: 'mail', attempts: 12 },
  tellOwnerOfEnd: { queue: 'mail', attempts: 8 },
  tellRequester: { queue: 'mail', attempts: 12, after: 'request.fulfil' },
});
