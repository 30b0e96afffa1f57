import { defineWorkflow } from '../../engine/workflow.js';
import { Vendor } from './vendor.entity.js';
import type { VendorEvent } from './vendor.facts.js';
import { VendorForm, VendorHoldForm, VendorReasonForm } from './vendor.forms.js';
import { vendorJobs } from './vendor.jobs.js';
import { vendorMachine } from './vendor.machine.js';
import { vendorRules } from './vendor.rules.js';

/** The companies that work can be bought from. */
export const vendorWorkflow = defineWorkflow<Vendor, VendorEvent>({
  name: 'vendor',
  documents: 'vendors',
  title: 'Vendor',
  prefix: 'VEN',
  row: Vendor,
  machine: vendorMachine,
  rules: vendorRules,
  jobs: vendorJobs,
  events: {
    edit: { label: 'Edit', form: VendorForm },
    register: { label: 'Register', help: 'The vendor has given its particulars; it may be asked for quotes once approved.' },
    approve: { label: 'Approve', help: 'From now on the vendor may be invited to RFQs.' },
    hold: { label: 'Put on hold', form: VendorHoldForm, danger: true },
    endHold: { label: 'Hold ends', internal: true },
    block: { label: 'Block', form: VendorReasonForm, danger: true },
    reinstate: { label: 'Reinstate' },
    deactivate: { label: 'Deactivate', form: VendorReasonForm, danger: true },
  },
  facts: [
    { name: 'title', label: 'Name', kind: 'text', listed: true },
    { name: 'categories', label: 'Categories', kind: 'list', listed: true },
    { name: 'country', label: 'Country', kind: 'text', listed: true },
    { name: 'currency', label: 'Currency', kind: 'text', listed: true },
    { name: 'language', label: 'Language', kind: 'text' },
    {
      name: 'contacts',
      label: 'Contacts',
      kind: 'rows',
      columns: [
        { name: 'name', label: 'Name', kind: 'text' },
        { name: 'eMail', label: 'E-mail', kind: 'text' },
        { name: 'language', label: 'Language', kind: 'text' },
        { name: 'role', label: 'Role', kind: 'text' },
      ],
    },
    { name: 'notes', label: 'Notes', kind: 'longText' },
    { name: 'holdUntil', label: 'On hold until', kind: 'instant' },
    { name: 'statusReason', label: 'Reason', kind: 'text' },
  ],
  readers: { roles: ['buyer', 'approver', 'finance', 'legal', 'contract_owner', 'auditor', 'administrator'] },
  start: { label: 'New vendor', form: VendorForm, roles: ['buyer', 'administrator'] },
});
