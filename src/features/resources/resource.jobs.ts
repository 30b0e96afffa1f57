import { defineJobs } from '../../engine/jobs.js';

/** Work that a resource asks for; done by resource.worker.ts. */
export const resourceJobs = defineJobs('resource', {
  askOwner: { queue: 'mail', attempts: 8 },
});
