import { defineJobs } from '../../engine/jobs.js';

/** Work that a step of an approval asks for; done by approval.worker.ts. */
export const approvalJobs = defineJobs('approval', {
  tellApprovers: { queue: 'mail', attempts: 8 },
  remindApprovers: { queue: 'mail', attempts: 8 },
  tellDelegate: { queue: 'mail', attempts: 8 },
  askAuthors: { queue: 'mail', attempts: 8 },
  tellAsker: { queue: 'mail', attempts: 8 },
  tellOutcome: { queue: 'mail', attempts: 8 },
  voidTheRest: { queue: 'work', attempts: 8 },
});
