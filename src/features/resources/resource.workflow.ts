import { defineWorkflow } from '../../engine/workflow.js';
import { Resource } from './resource.entity.js';
import type { ResourceEvent } from './resource.facts.js';
import {
  ConfirmReservationForm,
  NewResourceForm,
  RefuseReservationForm,
  ResourceForm,
  ResourceOwnerForm,
} from './resource.forms.js';
import { resourceJobs } from './resource.jobs.js';
import { resourceMachine } from './resource.machine.js';
import { resourceRules } from './resource.rules.js';

/** The register of internal means. */
export const resourceWorkflow = defineWorkflow<Resource, ResourceEvent>({
  name: 'resource',
  documents: 'resources',
  title: 'Resource',
  prefix: 'RES',
  row: Resource,
  machine: resourceMachine,
  rules: resourceRules,
  jobs: resourceJobs,
  events: {
    edit: { label: 'Edit', form: ResourceForm },
    handOver: { label: 'Hand over', form: ResourceOwnerForm },
    reserve: { label: 'Reserve', internal: true },
    confirm: { label: 'Confirm reservation', form: ConfirmReservationForm },
    refuse: { label: 'Refuse reservation', form: RefuseReservationForm, danger: true },
    release: { label: 'Release', internal: true },
    retire: { label: 'Retire', danger: true, help: 'Nothing can be reserved here any more.' },
    reinstate: { label: 'Reinstate' },
  },
  facts: [
    { name: 'title', label: 'Title', kind: 'text', listed: true },
    { name: 'class', label: 'Class', kind: 'text', listed: true },
    { name: 'ownerName', label: 'Owner', kind: 'text', listed: true },
    { name: 'unit', label: 'Unit', kind: 'text' },
    { name: 'rate', label: 'Internal rate per unit', kind: 'amount', listed: true },
    { name: 'currency', label: 'Currency', kind: 'text' },
    { name: 'thresholdShare', label: 'Warns above', kind: 'percent' },
    { name: 'warning', label: 'Warning', kind: 'text', listed: true },
    {
      name: 'capacity',
      label: 'Capacity by month',
      kind: 'rows',
      columns: [
        { name: 'month', label: 'Month', kind: 'text' },
        { name: 'quantity', label: 'Quantity', kind: 'decimal' },
      ],
    },
    {
      name: 'reservations',
      label: 'Reservations',
      kind: 'rows',
      columns: [
        { name: 'requestNumber', label: 'Request', kind: 'text' },
        { name: 'month', label: 'Month', kind: 'text' },
        { name: 'quantity', label: 'Quantity', kind: 'decimal' },
        { name: 'state', label: 'State', kind: 'text' },
        { name: 'reason', label: 'Reason', kind: 'text' },
      ],
    },
  ],
  readers: {
    roles: ['requester', 'resource_owner', 'buyer', 'approver', 'finance', 'auditor', 'administrator'],
    owners: ['ownerId'],
  },
  start: { label: 'New resource', form: NewResourceForm, roles: ['resource_owner', 'administrator'] },
});
