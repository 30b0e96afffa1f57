import { defineJobs } from '../../engine/jobs.js';

/** Work that a request asks for, and work that other documents' events cause for it; done by request.worker.ts. */
export const requestJobs = defineJobs('request', {
  analyse: { queue: 'work', attempts: 8 },
  tellRequesterAnalysis: { queue: 'mail', attempts: 8 },
  tellBuyer: { queue: 'mail', attempts: 8 },
  tellQuestion: { queue: 'mail', attempts: 8 },
  tellRejection: { queue: 'mail', attempts: 8 },
  tellDecision: { queue: 'mail', attempts: 8 },
  tellRequesterReservation: { queue: 'mail', attempts: 8, after: ['resource.confirm', 'resource.refuse'] },
  tellBuyerReservation: { queue: 'mail', attempts: 8, after: 'resource.refuse' },
});
