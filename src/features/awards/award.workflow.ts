import { type Companion, defineWorkflow, type FactSpec } from '../../engine/workflow.js';
import { Award } from './award.entity.js';
import type { AwardEvent } from './award.facts.js';
import { AwardForm, AwardNoteForm, AwardReasonForm, NewAwardForm } from './award.forms.js';
import { awardJobs } from './award.jobs.js';
import { awardMachine } from './award.machine.js';
import { awardRules } from './award.rules.js';

/** Whether lines of the RFQ are left that neither this award nor another active one covers. */
function leavesLines(award: Award, { known }: AwardEvent): boolean {
  const covered = new Set(award.lines.map(({ lineId }) => lineId));
  for (const { lineId, state } of known.heldLines) if (state === 'active') covered.add(lineId);
  return known.rfq.lineIds.some((id) => !covered.has(id));
}

/** Budget is moved only where there is an amount: what costs nothing commits nothing. */
function withBudget(award: Award, event: { type: string } & Record<string, unknown>): Companion[] {
  return award.budgetLineId && award.budgetAmount?.gt(0) ? [{ workflow: 'budgetLine', id: award.budgetLineId, event }] : [];
}

const facts: FactSpec[] = [
  { name: 'title', label: 'Title', kind: 'text', listed: true },
  { name: 'rfqId', label: 'RFQ', kind: 'document', workflow: 'rfq' },
  { name: 'total', label: 'Total', kind: 'amount', listed: true },
  {
    name: 'lines',
    label: 'Lines',
    kind: 'rows',
    columns: [
      { name: 'position', label: 'Line', kind: 'whole' },
      { name: 'description', label: 'Description', kind: 'text' },
      { name: 'vendorName', label: 'Vendor', kind: 'text' },
      { name: 'quantity', label: 'Quantity', kind: 'decimal' },
      { name: 'unit', label: 'Unit', kind: 'text' },
      { name: 'termMonths', label: 'Months', kind: 'whole' },
      { name: 'unitPrice', label: 'Unit price', kind: 'amount', currency: 'currency' },
      { name: 'rate', label: 'Rate', kind: 'decimal' },
      { name: 'amount', label: 'Amount', kind: 'amount', currency: '@currency' },
    ],
  },
  { name: 'warnings', label: 'Warnings', kind: 'list' },
  { name: 'justification', label: 'Why these quotes', kind: 'longText' },
  { name: 'lowPriceAnswer', label: 'Why the low price can be trusted', kind: 'longText' },
  { name: 'budgetLineId', label: 'Budget line', kind: 'document', workflow: 'budgetLine' },
  { name: 'budgetAmount', label: 'Amount on the budget line', kind: 'amount', currency: 'budgetCurrency' },
  { name: 'authorName', label: 'Drawn up by', kind: 'text', listed: true },
  { name: 'approvalRound', label: 'Submissions', kind: 'whole' },
  { name: 'approvalComment', label: 'Comment of the approval', kind: 'longText' },
  { name: 'activatedAt', label: 'Active since', kind: 'instant', listed: true },
  { name: 'reason', label: 'Reason', kind: 'longText' },
  { name: 'nextInRank', label: 'What next', kind: 'text' },
  { name: 'caseId', label: 'Request', kind: 'document', workflow: 'request' },
];

/** Awards. */
export const awardWorkflow = defineWorkflow<Award, AwardEvent>({
  name: 'award',
  documents: 'awards',
  title: 'Award',
  prefix: 'AWD',
  row: Award,
  machine: awardMachine,
  rules: awardRules,
  jobs: awardJobs,
  events: {
    edit: { label: 'Edit', form: AwardForm, help: 'Draws the award up anew from the quotes as they are now.' },
    submit: { label: 'Submit for approval' },
    approve: { label: 'Approve', internal: true },
    reject: { label: 'Send back', internal: true },
    withdrawFromApproval: { label: 'Withdraw from approval', form: AwardNoteForm, help: 'Approvals given so far become void.' },
    cancel: { label: 'Cancel', form: AwardNoteForm, danger: true },
    fail: {
      label: 'The winner falls through',
      form: AwardReasonForm,
      danger: true,
      help: 'The budget is set free, the other quotes stand again, and the RFQ can be awarded anew.',
    },
  },
  facts,
  readers: {
    roles: ['buyer', 'approver', 'finance', 'legal', 'contract_owner', 'auditor', 'administrator'],
    owners: ['authorIds'],
  },
  start: { label: 'New award', form: NewAwardForm, roles: ['buyer'] },
  together: {
    submit: ({ rfqId }) => [{ workflow: 'rfq', id: rfqId, event: { type: 'proposeAward' } }],
    approve: (award, event) => [
      ...withBudget(award, {
        type: 'commit',
        amount: award.budgetAmount,
        currency: award.budgetCurrency ?? undefined,
        subjectWorkflow: 'award',
        subjectId: award.id,
        subjectNumber: award.number,
        caseId: award.caseId,
      }),
      { workflow: 'rfq', id: award.rfqId, event: { type: 'award', partly: leavesLines(award, event) } },
    ],
    reject: ({ rfqId }) => [{ workflow: 'rfq', id: rfqId, event: { type: 'returnFromAward' } }],
    withdrawFromApproval: ({ rfqId }) => [{ workflow: 'rfq', id: rfqId, event: { type: 'returnFromAward' } }],
    fail: (award) => [
      ...withBudget(award, { type: 'uncommit', subjectId: award.id }),
      { workflow: 'rfq', id: award.rfqId, event: { type: 'returnFromAward' } },
    ],
  },
});
