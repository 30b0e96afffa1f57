import { defineJobs } from '../../engine/jobs.js';

/** Work that a decision asks for, and work that requests cause for it; done by decision.worker.ts. */
export const decisionJobs = defineJobs('decision', {
  begin: { queue: 'work', attempts: 8, after: 'request.analyse' },
  close: { queue: 'work', attempts: 8, after: ['request.reject', 'request.withdraw'] },
  renderDocument: { queue: 'documents', attempts: 5 },
  requestApproval: { queue: 'work', attempts: 8 },
  voidApproval: { queue: 'work', attempts: 8 },
  reserveCapacity: { queue: 'work', attempts: 8 },
  releaseCapacity: { queue: 'work', attempts: 8 },
  tellNoCapacity: { queue: 'mail', attempts: 8 },
});
