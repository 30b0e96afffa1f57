import { defineJobs } from '../../engine/jobs.js';

/** Work the quote machine asks for, and work that an RFQ's events cause here; done by quote.worker.ts. */
export const quoteJobs = defineJobs('quote', {
  sendReceipt: { queue: 'mail', attempts: 12 },
  sendWithdrawal: { queue: 'mail', attempts: 12 },
  tellWhatWasUnread: { queue: 'mail', attempts: 12 },
  tellOfRejection: { queue: 'mail', attempts: 12 },
  settleReview: { queue: 'work', attempts: 8 },
  tellOfAdmission: { queue: 'mail', attempts: 12 },
  tellBuyerToReview: { queue: 'mail', attempts: 8 },
  answerInvitation: { queue: 'work', attempts: 8 },
  retractInvitation: { queue: 'work', attempts: 8 },
  markStale: { queue: 'work', attempts: 8, after: 'rfq.amend' },
  loseAll: { queue: 'work', attempts: 8, after: ['rfq.cancel', 'rfq.declareUnsuccessful'] },
  tellBuyerOfQuotes: { queue: 'mail', attempts: 8, after: 'rfq.close' },
});
