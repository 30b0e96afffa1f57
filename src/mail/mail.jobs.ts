import { defineJobs } from '../engine/jobs.js';

/** Work that an incoming letter causes; done by letter.worker.ts. */
export const mailJobs = defineJobs('mail', {
  readLetter: { queue: 'mail-in', attempts: 5 },
});
