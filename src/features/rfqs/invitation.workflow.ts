import { defineWorkflow } from '../../engine/workflow.js';
import { Invitation } from './invitation.entity.js';
import type { InvitationEvent } from './invitation.facts.js';
import { invitationJobs } from './invitation.jobs.js';
import { invitationMachine } from './invitation.machine.js';
import { invitationRules } from './invitation.rules.js';
import { DeclineForm, ReaddressForm } from './rfq.forms.js';

/** Each vendor's place in each RFQ; they begin when an RFQ is published or a vendor added. */
export const invitationWorkflow = defineWorkflow<Invitation, InvitationEvent>({
  name: 'invitation',
  documents: 'invitations',
  title: 'Invitation',
  prefix: 'INV',
  row: Invitation,
  machine: invitationMachine,
  rules: invitationRules,
  jobs: invitationJobs,
  events: {
    markSent: { label: 'The letter has gone out', internal: true },
    bounce: { label: 'The letter came back', internal: true },
    readdress: { label: 'Send to another address', form: ReaddressForm },
    intend: { label: 'Intends to quote', internal: true },
    decline: { label: 'Record that the vendor declines', form: DeclineForm },
    answer: { label: 'A quote came', internal: true },
    retract: { label: 'The quote was withdrawn', internal: true },
    tell: { label: 'A letter', internal: true },
    withdraw: { label: 'The RFQ is over', internal: true },
    expire: { label: 'The RFQ closed', internal: true },
  },
  facts: [
    { name: 'title', label: 'RFQ and vendor', kind: 'text', listed: true },
    { name: 'rfqId', label: 'RFQ', kind: 'document', workflow: 'rfq' },
    { name: 'vendorId', label: 'Vendor', kind: 'document', workflow: 'vendor' },
    { name: 'contactName', label: 'Contact', kind: 'text', listed: true },
    { name: 'contactEMail', label: 'E-mail', kind: 'text', listed: true },
    { name: 'language', label: 'Language', kind: 'text' },
    { name: 'sentAt', label: 'Sent', kind: 'instant', listed: true },
    { name: 'remindedAt', label: 'Reminded', kind: 'instant' },
    { name: 'acknowledgedRevision', label: 'Told of revision', kind: 'whole' },
    { name: 'declineReason', label: 'Why it declined', kind: 'longText' },
    { name: 'bounceReason', label: 'Why the letter came back', kind: 'longText' },
    {
      name: 'letters',
      label: 'Letters',
      kind: 'rows',
      columns: [
        { name: 'kind', label: 'About', kind: 'text' },
        { name: 'at', label: 'At', kind: 'instant' },
      ],
    },
  ],
  readers: { roles: ['buyer', 'auditor', 'administrator'], owners: ['buyerId'] },
});
