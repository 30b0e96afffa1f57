import { defineJobs } from '../../engine/jobs.js';

/** Work the RFQ machine asks for; done by rfq.worker.ts. Letters go out through the invitations, one each. */
export const rfqJobs = defineJobs('rfq', {
  renderDocument: { queue: 'documents', attempts: 8 },
  tellVendors: { queue: 'work', attempts: 8 },
  tellOfDeadline: { queue: 'work', attempts: 8 },
  tellOfSuspension: { queue: 'work', attempts: 8 },
  tellOfResumption: { queue: 'work', attempts: 8 },
  tellOfEnd: { queue: 'work', attempts: 8 },
  remindSilent: { queue: 'work', attempts: 8 },
  expireSilent: { queue: 'work', attempts: 8 },
});
