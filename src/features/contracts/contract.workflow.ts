import { defineWorkflow, type FactSpec } from '../../engine/workflow.js';
import { Contract } from './contract.entity.js';
import type { ContractEvent } from './contract.facts.js';
import { AssignContractForm, ContractForm, ContractReasonForm, TerminateContractForm } from './contract.forms.js';
import { contractJobs } from './contract.jobs.js';
import { contractMachine } from './contract.machine.js';
import { contractRules } from './contract.rules.js';

const signatureColumns: FactSpec[] = [
  { name: 'party', label: 'For', kind: 'text' },
  { name: 'name', label: 'Name', kind: 'text' },
  { name: 'role', label: 'Role', kind: 'text' },
  { name: 'at', label: 'At', kind: 'instant' },
  { name: 'ip', label: 'From', kind: 'text' },
  { name: 'documentVersion', label: 'Version', kind: 'whole' },
  { name: 'sha256', label: 'SHA-256 of the document', kind: 'text' },
];

const facts: FactSpec[] = [
  { name: 'title', label: 'Title', kind: 'text', listed: true },
  { name: 'vendorId', label: 'Vendor', kind: 'document', workflow: 'vendor' },
  { name: 'vendorName', label: 'Vendor’s name', kind: 'text', listed: true },
  { name: 'family', label: 'Family', kind: 'text', listed: true },
  { name: 'amount', label: 'Price over the term', kind: 'amount', listed: true },
  { name: 'startsOn', label: 'Starts on', kind: 'day', listed: true },
  { name: 'endsOn', label: 'Last day', kind: 'day', listed: true },
  { name: 'noticeDaysOurs', label: 'Our notice, in days', kind: 'whole' },
  { name: 'noticeOn', label: 'Our notice at the latest on', kind: 'day', listed: true },
  { name: 'noticeDaysVendor', label: 'The vendor’s notice, in days', kind: 'whole' },
  { name: 'vendorNoticeOn', label: 'The vendor’s notice at the latest on', kind: 'day' },
  { name: 'remindAt', label: 'Reminder on', kind: 'instant' },
  { name: 'noticeAt', label: 'Notice day begins', kind: 'instant' },
  { name: 'paymentTerms', label: 'Payment terms of the quote', kind: 'longText' },
  { name: 'ownerId', label: 'Contract owner', kind: 'person' },
  { name: 'contactName', label: 'Signs for the vendor', kind: 'text' },
  { name: 'contactEMail', label: 'Their e-mail', kind: 'text' },
  { name: 'approvalRound', label: 'Version of the document', kind: 'whole' },
  { name: 'fileId', label: 'Contract (PDF)', kind: 'files' },
  { name: 'docxFileId', label: 'Contract (Word)', kind: 'files' },
  { name: 'sha256', label: 'SHA-256 of the PDF', kind: 'text' },
  { name: 'certificateFileId', label: 'Record of signatures', kind: 'files' },
  { name: 'earlierFileIds', label: 'Earlier versions', kind: 'files' },
  { name: 'sentAt', label: 'Sent for signature', kind: 'instant' },
  { name: 'activatedAt', label: 'Signed by both', kind: 'instant' },
  { name: 'approvalComment', label: 'Comment of the approval', kind: 'longText' },
  { name: 'declinedBy', label: 'Declined by', kind: 'text' },
  { name: 'reason', label: 'Reason', kind: 'longText' },
  { name: 'terminatesOn', label: 'Ended by notice on', kind: 'day' },
  {
    name: 'lines',
    label: 'Lines',
    kind: 'rows',
    columns: [
      { name: 'position', label: 'Line', kind: 'whole' },
      { name: 'description', label: 'Description', kind: 'text' },
      { name: 'quantity', label: 'Quantity', kind: 'decimal' },
      { name: 'unit', label: 'Unit', kind: 'text' },
      { name: 'termMonths', label: 'Months', kind: 'whole' },
      { name: 'unitPrice', label: 'Unit price', kind: 'decimal' },
      { name: 'amount', label: 'Amount', kind: 'decimal' },
    ],
  },
  { name: 'signatures', label: 'Signatures', kind: 'rows', columns: signatureColumns },
  { name: 'voidedSignatures', label: 'Signatures on earlier versions (void)', kind: 'rows', columns: signatureColumns },
  {
    name: 'clauses',
    label: 'Clauses',
    kind: 'rows',
    columns: [
      { name: 'title', label: 'Title', kind: 'text' },
      { name: 'text', label: 'Text', kind: 'longText' },
    ],
  },
  {
    name: 'documents',
    label: 'Versions',
    kind: 'rows',
    columns: [
      { name: 'version', label: 'Version', kind: 'whole' },
      { name: 'at', label: 'Submitted at', kind: 'instant' },
      { name: 'fileId', label: 'PDF', kind: 'files' },
      { name: 'docxFileId', label: 'Word', kind: 'files' },
      { name: 'sha256', label: 'SHA-256 of the PDF', kind: 'text' },
    ],
  },
  { name: 'rfqId', label: 'RFQ', kind: 'document', workflow: 'rfq' },
  { name: 'awardId', label: 'Award', kind: 'document', workflow: 'award' },
  { name: 'caseId', label: 'Request', kind: 'document', workflow: 'request' },
];

/** Contracts. */
export const contractWorkflow = defineWorkflow<Contract, ContractEvent>({
  name: 'contract',
  documents: 'contracts',
  title: 'Contract',
  prefix: 'CON',
  row: Contract,
  machine: contractMachine,
  rules: contractRules,
  jobs: contractJobs,
  events: {
    edit: { label: 'Edit', form: ContractForm },
    submit: { label: 'Submit for approval', help: 'Makes a new version of the document and asks for approval by amount.' },
    attachDocuments: { label: 'The documents are made', internal: true },
    approve: { label: 'Approve', internal: true },
    reject: { label: 'Send back', internal: true },
    recall: { label: 'Take back into draft', help: 'Approvals given so far become void.' },
    send: { label: 'Send for signature', help: 'Both signatories get a letter with the document and the way to their page.' },
    sign: { label: 'Sign', internal: true },
    declineToSign: { label: 'Decline to sign', internal: true },
    revise: {
      label: 'Revise',
      form: ContractReasonForm,
      help: 'Goes back to draft; signatures on this version become void, and a new version must be approved and signed.',
    },
    abandon: { label: 'Give up', form: ContractReasonForm, danger: true, help: 'The contract never begins.' },
    attachCertificate: { label: 'The record of signatures is made', internal: true },
    assignOwner: { label: 'Change the owner', form: AssignContractForm },
    remind: { label: 'Remind of the notice day', internal: true },
    enterNotice: { label: 'The notice day has come', internal: true },
    terminate: {
      label: 'Terminate',
      form: TerminateContractForm,
      danger: true,
      help: 'The vendor is given notice at once; the contract ends when its last day is over.',
    },
    endEarly: { label: 'Ended by notice', internal: true },
    expire: { label: 'The contract has run out', internal: true },
  },
  facts,
  readers: {
    roles: ['buyer', 'approver', 'finance', 'legal', 'contract_owner', 'auditor', 'administrator'],
    owners: ['ownerId', 'authorIds'],
  },
});
