import { defineWorkflow, type FactSpec } from '../../engine/workflow.js';
import { Quote } from './quote.entity.js';
import type { QuoteEvent } from './quote.facts.js';
import {
  AcceptQuoteForm,
  AdmitQuoteForm,
  EnterQuoteForm,
  NewQuoteForm,
  ProlongQuoteForm,
  RejectQuoteForm,
} from './quote.forms.js';
import { quoteJobs } from './quote.jobs.js';
import { quoteMachine } from './quote.machine.js';
import { quoteRules } from './quote.rules.js';

const lines: FactSpec[] = [
  { name: 'lineId', label: 'Line', kind: 'text' },
  { name: 'unitPrice', label: 'Unit price', kind: 'decimal' },
  { name: 'leadDays', label: 'Lead days', kind: 'whole' },
  { name: 'note', label: 'Notes', kind: 'text' },
  { name: 'notOffered', label: 'Not offered', kind: 'yesNo' },
];

/** Vendors' answers to RFQs. */
export const quoteWorkflow = defineWorkflow<Quote, QuoteEvent>({
  name: 'quote',
  documents: 'quotes',
  title: 'Quote',
  prefix: 'QUO',
  row: Quote,
  machine: quoteMachine,
  rules: quoteRules,
  jobs: quoteJobs,
  events: {
    save: { label: 'Save as draft', internal: true },
    submit: { label: 'Submit', internal: true },
    replace: { label: 'Replace', internal: true },
    enter: {
      label: 'Enter on the vendor’s behalf',
      form: EnterQuoteForm,
      help: 'The quote is marked as entered by you, and the vendor gets the receipt.',
    },
    receiveForReview: { label: 'An answer came that needs a person', internal: true },
    accept: { label: 'Accept after review', form: AcceptQuoteForm },
    reject: { label: 'Reject after review', form: RejectQuoteForm },
    setAside: { label: 'Its letter held only a question', internal: true },
    markStale: { label: 'The RFQ changed', internal: true },
    reconfirm: { label: 'Confirm for the new revision' },
    withdraw: { label: 'Withdraw', internal: true, danger: true },
    admit: { label: 'Admit by reasoned decision', form: AdmitQuoteForm },
    improve: { label: 'Improve in a round', internal: true },
    prolong: { label: 'Prolong its validity', form: ProlongQuoteForm },
    award: { label: 'Award', internal: true },
    lose: { label: 'Not chosen', internal: true },
    release: { label: 'The award fell through', internal: true },
    expire: { label: 'Its validity ended', internal: true },
  },
  facts: [
    { name: 'title', label: 'RFQ and vendor', kind: 'text', listed: true },
    { name: 'total', label: 'Total over the term', kind: 'amount', listed: true },
    { name: 'currency', label: 'Currency', kind: 'text' },
    { name: 'submittedAt', label: 'Submitted', kind: 'instant', listed: true },
    { name: 'channel', label: 'Came by', kind: 'text', listed: true },
    { name: 'rfqId', label: 'RFQ', kind: 'document', workflow: 'rfq' },
    { name: 'invitationId', label: 'Invitation', kind: 'document', workflow: 'invitation' },
    { name: 'vendorId', label: 'Vendor', kind: 'document', workflow: 'vendor' },
    { name: 'revision', label: 'Revision', kind: 'whole' },
    { name: 'rfqRevision', label: 'Answers RFQ revision', kind: 'whole' },
    { name: 'lines', label: 'Lines', kind: 'rows', columns: lines },
    { name: 'validUntil', label: 'Valid until', kind: 'day' },
    { name: 'paymentTerms', label: 'Payment terms', kind: 'text' },
    { name: 'contentHash', label: 'Content hash (SHA-256)', kind: 'text' },
    { name: 'isExtra', label: 'Came late beside another', kind: 'yesNo' },
    { name: 'reason', label: 'Reason', kind: 'longText' },
    {
      name: 'revisions',
      label: 'Answers as submitted',
      kind: 'rows',
      columns: [
        { name: 'revision', label: 'Revision', kind: 'whole' },
        { name: 'submittedAt', label: 'At', kind: 'instant' },
        { name: 'byName', label: 'By', kind: 'text' },
        { name: 'channel', label: 'Came by', kind: 'text' },
        { name: 'total', label: 'Total', kind: 'decimal' },
        { name: 'currency', label: 'Currency', kind: 'text' },
        { name: 'contentHash', label: 'Content hash', kind: 'text' },
      ],
    },
  ],
  readers: { roles: ['buyer', 'approver', 'finance', 'legal', 'auditor', 'administrator'], owners: ['buyerId'] },
  start: { label: 'New quote on a vendor’s behalf', form: NewQuoteForm, roles: ['buyer'] },
});
