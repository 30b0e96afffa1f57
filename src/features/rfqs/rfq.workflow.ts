import { defineWorkflow, type FactSpec } from '../../engine/workflow.js';
import { Rfq } from './rfq.entity.js';
import type { RfqEvent, RfqFacts } from './rfq.facts.js';
import { NewRfqForm, RfqAmendForm, RfqExtendForm, RfqForm, RfqReasonForm, RfqResumeForm } from './rfq.forms.js';
import { rfqJobs } from './rfq.jobs.js';
import { rfqMachine } from './rfq.machine.js';
import { rfqRules } from './rfq.rules.js';

const facts: FactSpec[] = [
  { name: 'title', label: 'Title', kind: 'text', listed: true },
  { name: 'kind', label: 'Kind', kind: 'text' },
  { name: 'family', label: 'Family', kind: 'text', listed: true },
  { name: 'closesAt', label: 'Quotes until', kind: 'instant', listed: true },
  { name: 'zone', label: 'Zone of the deadlines', kind: 'text' },
  { name: 'questionsUntil', label: 'Questions until', kind: 'instant' },
  { name: 'remindAt', label: 'Reminder to the silent', kind: 'instant' },
  { name: 'currency', label: 'Currency', kind: 'text' },
  { name: 'revision', label: 'Revision', kind: 'whole', listed: true },
  {
    name: 'lots',
    label: 'Lots',
    kind: 'rows',
    columns: [
      { name: 'id', label: 'Id', kind: 'text' },
      { name: 'title', label: 'Title', kind: 'text' },
    ],
  },
  {
    name: 'lines',
    label: 'Lines',
    kind: 'rows',
    columns: [
      { name: 'position', label: 'Line', kind: 'whole' },
      { name: 'lot', label: 'Lot', kind: 'text' },
      { name: 'description', label: 'Description', kind: 'text' },
      { name: 'quantity', label: 'Quantity', kind: 'decimal' },
      { name: 'unit', label: 'Unit', kind: 'text' },
      { name: 'termMonths', label: 'Months', kind: 'whole' },
    ],
  },
  { name: 'terms', label: 'Terms', kind: 'longText' },
  {
    name: 'criteria',
    label: 'Criteria',
    kind: 'rows',
    columns: [
      { name: 'name', label: 'Criterion', kind: 'text' },
      { name: 'weight', label: 'Weight in %', kind: 'decimal' },
      { name: 'direction', label: 'Better is', kind: 'text' },
    ],
  },
  { name: 'vendorIds', label: 'Invited vendors', kind: 'document', workflow: 'vendor' },
  { name: 'minVendors', label: 'Fewest vendors', kind: 'whole' },
  {
    name: 'amendments',
    label: 'Amendments',
    kind: 'rows',
    columns: [
      { name: 'revision', label: 'Revision', kind: 'whole' },
      { name: 'at', label: 'At', kind: 'instant' },
      { name: 'byName', label: 'By', kind: 'text' },
      { name: 'changes', label: 'What changed', kind: 'list' },
      { name: 'note', label: 'Note', kind: 'text' },
    ],
  },
  { name: 'decisionId', label: 'Decision', kind: 'document', workflow: 'decision' },
  { name: 'caseId', label: 'Request', kind: 'document', workflow: 'request' },
  { name: 'budgetLineId', label: 'Budget line', kind: 'document', workflow: 'budgetLine' },
  { name: 'buyerId', label: 'Buyer', kind: 'person' },
  { name: 'documentFileId', label: 'RFQ as PDF', kind: 'files' },
  { name: 'publishedAt', label: 'Published', kind: 'instant' },
  { name: 'closedAt', label: 'Closed', kind: 'instant' },
  { name: 'reason', label: 'Reason', kind: 'longText' },
];

/** Requests for quotation (and information, and proposals). */
export const rfqWorkflow = defineWorkflow<RfqFacts, RfqEvent>({
  name: 'rfq',
  documents: 'rfqs',
  title: 'RFQ',
  prefix: 'RFQ',
  row: Rfq,
  machine: rfqMachine,
  rules: rfqRules,
  jobs: rfqJobs,
  events: {
    edit: { label: 'Edit', form: RfqForm },
    publish: { label: 'Publish', help: 'Every invited vendor gets the RFQ by e-mail, with a workbook and a private link.' },
    amend: {
      label: 'Amend',
      form: RfqAmendForm,
      help: 'Makes a new revision: vendors are told, and quotes that came before must be confirmed or replaced.',
    },
    extend: { label: 'Extend the deadline', form: RfqExtendForm },
    attachDocument: { label: 'The document is made', internal: true },
    suspend: { label: 'Suspend', form: RfqReasonForm },
    resume: { label: 'Resume', form: RfqResumeForm },
    remind: { label: 'Remind the silent', internal: true },
    close: { label: 'Close at the deadline', internal: true },
    openNegotiation: { label: 'Open negotiation', internal: true },
    endNegotiation: { label: 'End negotiation', internal: true },
    proposeAward: { label: 'An award is proposed', internal: true },
    returnFromAward: { label: 'The award did not come about', internal: true },
    award: { label: 'Award', internal: true },
    declareUnsuccessful: { label: 'Declare unsuccessful', form: RfqReasonForm, danger: true },
    cancel: { label: 'Cancel', form: RfqReasonForm, danger: true, help: 'Every invited vendor is told the reason.' },
  },
  facts,
  readers: { roles: ['buyer', 'approver', 'finance', 'legal', 'auditor', 'administrator'], owners: ['buyerId'] },
  start: { label: 'New RFQ', form: NewRfqForm, roles: ['buyer'] },
});
