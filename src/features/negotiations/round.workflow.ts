import { type Companion, defineWorkflow } from '../../engine/workflow.js';
import { improvedLines } from './round.content.js';
import { Round } from './round.entity.js';
import type { RoundEvent } from './round.facts.js';
import { NewRoundForm, RoundForm, RoundNoteForm, RoundOfferForm } from './round.forms.js';
import { roundJobs } from './round.jobs.js';
import { roundMachine } from './round.machine.js';
import { roundRules } from './round.rules.js';

/** The RFQ leaves its negotiation with the round, unless it ended itself meanwhile. */
function endOfNegotiation({ rfqId, openedAt }: Round, { known }: RoundEvent): Companion[] {
  return openedAt && known.rfq.state === 'negotiation' ? [{ workflow: 'rfq', id: rfqId, event: { type: 'endNegotiation' } }] : [];
}

/** Rounds of negotiation. */
export const roundWorkflow = defineWorkflow<Round, RoundEvent>({
  name: 'round',
  documents: 'rounds',
  title: 'Round',
  prefix: 'RND',
  row: Round,
  machine: roundMachine,
  rules: roundRules,
  jobs: roundJobs,
  events: {
    edit: { label: 'Edit', form: RoundForm },
    open: { label: 'Open', help: 'Every vendor who takes part gets a letter with the same deadline.' },
    offer: {
      label: 'Enter an offer',
      form: RoundOfferForm,
      help: 'For a vendor who answered by telephone or letter; it is marked so.',
    },
    close: { label: 'Close at the deadline', internal: true },
    closeEarly: { label: 'Close early', help: 'Possible once everybody has answered.' },
    cancel: { label: 'Cancel', form: RoundNoteForm, danger: true },
  },
  facts: [
    { name: 'title', label: 'Title', kind: 'text', listed: true },
    { name: 'rfqId', label: 'RFQ', kind: 'document', workflow: 'rfq' },
    { name: 'ordinal', label: 'Round', kind: 'whole', listed: true },
    { name: 'kind', label: 'Kind', kind: 'text', listed: true },
    { name: 'closesAt', label: 'Offers until', kind: 'instant', listed: true },
    { name: 'zone', label: 'Zone of the deadline', kind: 'text' },
    { name: 'message', label: 'Message to all', kind: 'longText' },
    {
      name: 'targets',
      label: 'Who takes part',
      kind: 'rows',
      columns: [
        { name: 'vendorName', label: 'Vendor', kind: 'text' },
        { name: 'currentTotal', label: 'Total before', kind: 'amount', currency: 'currency' },
        { name: 'target', label: 'Target', kind: 'amount', currency: 'currency' },
        { name: 'message', label: 'Message', kind: 'text' },
      ],
    },
    {
      name: 'offers',
      label: 'Offers',
      kind: 'rows',
      columns: [
        { name: 'at', label: 'At', kind: 'instant' },
        { name: 'vendorName', label: 'Vendor', kind: 'text' },
        { name: 'previousTotal', label: 'Before', kind: 'decimal' },
        { name: 'total', label: 'Offer', kind: 'amount', currency: 'currency' },
        { name: 'concession', label: 'Concession', kind: 'decimal' },
        { name: 'share', label: 'Share', kind: 'decimal' },
        { name: 'shareOfGap', label: 'Of the gap', kind: 'decimal' },
        { name: 'source', label: 'Entered by the buyer', kind: 'text' },
      ],
    },
    {
      name: 'results',
      label: 'Results',
      kind: 'rows',
      columns: [
        { name: 'vendorName', label: 'Vendor', kind: 'text' },
        { name: 'answered', label: 'Answered', kind: 'yesNo' },
        { name: 'before', label: 'Before', kind: 'decimal' },
        { name: 'after', label: 'After', kind: 'amount', currency: 'currency' },
        { name: 'saving', label: 'Saving', kind: 'decimal' },
        { name: 'share', label: 'Share', kind: 'decimal' },
      ],
    },
    { name: 'baseline', label: 'Best total before', kind: 'amount' },
    { name: 'bestTotal', label: 'Best total after', kind: 'amount', listed: true },
    { name: 'saving', label: 'Saving', kind: 'amount', listed: true },
    { name: 'savingShare', label: 'Saving as share', kind: 'decimal' },
    { name: 'buyerName', label: 'Buyer', kind: 'text' },
    { name: 'openedAt', label: 'Opened', kind: 'instant' },
    { name: 'closedAt', label: 'Closed', kind: 'instant' },
    { name: 'reason', label: 'Reason', kind: 'longText' },
    { name: 'caseId', label: 'Request', kind: 'document', workflow: 'request' },
  ],
  readers: { roles: ['buyer', 'approver', 'finance', 'auditor', 'administrator'], owners: ['buyerId'] },
  start: { label: 'New round', form: NewRoundForm, roles: ['buyer'] },
  together: {
    open: ({ rfqId }) => [{ workflow: 'rfq', id: rfqId, event: { type: 'openNegotiation' } }],
    offer: ({ id }, { known, quoteId, lines, validUntil, channel, letterId }) => {
      const quote = known.quotes.find((one) => one.id === quoteId);
      if (!quote) return [];
      const prices = { lines: improvedLines(known, quote, lines), validUntil };
      const origin = { roundId: id, channel: channel ?? 'buyer', letterId: letterId ?? null };
      return [{ workflow: 'quote', id: quoteId, event: { type: 'improve', ...prices, ...origin } }];
    },
    close: endOfNegotiation,
    closeEarly: endOfNegotiation,
    cancel: endOfNegotiation,
  },
});
