import { defineJobs } from '../../engine/jobs.js';

/** Budget lines cause no work by themselves. */
export const budgetLineJobs = defineJobs('budgetLine', {});
