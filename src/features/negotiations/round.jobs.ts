import { defineJobs } from '../../engine/jobs.js';

/** Work that a round asks for, and work that an RFQ's end causes here; done by round.worker.ts. */
export const roundJobs = defineJobs('round', {
  tellVendors: { queue: 'mail', attempts: 12 },
  tellBuyer: { queue: 'mail', attempts: 8 },
  tellOfCancellation: { queue: 'mail', attempts: 12 },
  cancelRounds: { queue: 'work', attempts: 8, after: ['rfq.cancel', 'rfq.declareUnsuccessful'] },
});
