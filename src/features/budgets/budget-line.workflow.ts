import { defineWorkflow } from '../../engine/workflow.js';
import { BudgetLine } from './budget-line.entity.js';
import type { BudgetLineEvent } from './budget-line.facts.js';
import { BudgetLineEditForm, BudgetLineForm, BudgetLineIncreaseForm, BudgetLineOwnerForm } from './budget-line.forms.js';
import { budgetLineJobs } from './budget-line.jobs.js';
import { budgetLineMachine } from './budget-line.machine.js';
import { budgetLineRules } from './budget-line.rules.js';

/** Money that may be set aside for work, with its commitments. */
export const budgetLineWorkflow = defineWorkflow<BudgetLine, BudgetLineEvent>({
  name: 'budgetLine',
  documents: 'budget-lines',
  title: 'Budget line',
  prefix: 'BUD',
  row: BudgetLine,
  machine: budgetLineMachine,
  rules: budgetLineRules,
  jobs: budgetLineJobs,
  events: {
    edit: { label: 'Edit', form: BudgetLineEditForm },
    increase: { label: 'Increase', form: BudgetLineIncreaseForm },
    handOver: { label: 'Hand over', form: BudgetLineOwnerForm },
    close: { label: 'Close', danger: true, help: 'Nothing more can be set aside here.' },
    reopen: { label: 'Reopen' },
    reserve: { label: 'Reserve', internal: true },
    release: { label: 'Release reservation', internal: true },
    commit: { label: 'Commit', internal: true },
    uncommit: { label: 'Undo commitment', internal: true },
    spend: { label: 'Spend', internal: true },
  },
  facts: [
    { name: 'title', label: 'Title', kind: 'text', listed: true },
    { name: 'ownerName', label: 'Owner', kind: 'text', listed: true },
    { name: 'amount', label: 'Amount', kind: 'amount', listed: true },
    { name: 'reserved', label: 'Reserved', kind: 'amount', listed: true },
    { name: 'committed', label: 'Committed', kind: 'amount', listed: true },
    { name: 'spent', label: 'Spent', kind: 'amount', listed: true },
    { name: 'currency', label: 'Currency', kind: 'text' },
    { name: 'startsOn', label: 'First day', kind: 'day' },
    { name: 'endsOn', label: 'Last day', kind: 'day', listed: true },
    {
      name: 'commitments',
      label: 'Commitments',
      kind: 'rows',
      columns: [
        { name: 'kind', label: 'Kind', kind: 'text' },
        { name: 'subjectNumber', label: 'For', kind: 'text' },
        { name: 'amount', label: 'Amount', kind: 'decimal' },
        { name: 'state', label: 'State', kind: 'text' },
        { name: 'at', label: 'Since', kind: 'instant' },
      ],
    },
  ],
  readers: { roles: ['requester', 'finance', 'approver', 'buyer', 'auditor', 'administrator'], owners: ['ownerId'] },
  start: { label: 'New budget line', form: BudgetLineForm, roles: ['finance', 'administrator'] },
});
