import { defineJobs } from '../../engine/jobs.js';

/** Work that an award asks for, and work that other documents' events cause here; done by award.worker.ts. */
export const awardJobs = defineJobs('award', {
  requestApprovals: { queue: 'work', attempts: 8 },
  voidApprovals: { queue: 'work', attempts: 8 },
  settleQuotes: { queue: 'work', attempts: 8 },
  tellWinners: { queue: 'mail', attempts: 12 },
  releaseQuotes: { queue: 'work', attempts: 8 },
  tellWinnerOfFailure: { queue: 'mail', attempts: 12 },
  tellLoser: { queue: 'mail', attempts: 12, after: 'quote.lose' },
  cancelProposals: { queue: 'work', attempts: 8, after: ['rfq.cancel', 'rfq.declareUnsuccessful'] },
});
