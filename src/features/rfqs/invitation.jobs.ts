import { defineJobs } from '../../engine/jobs.js';

/** Letters to one invited vendor; done by invitation.worker.ts. */
export const invitationJobs = defineJobs('invitation', {
  sendInvitation: { queue: 'mail', attempts: 12 },
  sendLetter: { queue: 'mail', attempts: 12 },
  tellBuyerOfBounce: { queue: 'mail', attempts: 8 },
});
