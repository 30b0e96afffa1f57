import { defineJobs } from '../../engine/jobs.js';

/** Vendors cause no work by themselves. */
export const vendorJobs = defineJobs('vendor', {});
