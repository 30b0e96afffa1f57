import { defineJobs } from '../../engine/jobs.js';

/** Work that a question causes; done by question.worker.ts. */
export const questionJobs = defineJobs('question', {
  tellBuyer: { queue: 'mail', attempts: 8 },
  tellAllVendors: { queue: 'work', attempts: 8 },
  tellAsker: { queue: 'work', attempts: 8 },
});
