import { defineWorkflow } from '../../engine/workflow.js';
import { Decision } from './decision.entity.js';
import type { DecisionEvent, DecisionFacts } from './decision.facts.js';
import { DecisionForm, ProposeDecisionForm, ReopenDecisionForm } from './decision.forms.js';
import { decisionJobs } from './decision.jobs.js';
import { decisionMachine } from './decision.machine.js';
import { decisionRules } from './decision.rules.js';

/** The make-or-buy decisions; each case has one, begun by the analysis of its request. */
export const decisionWorkflow = defineWorkflow<DecisionFacts, DecisionEvent>({
  name: 'decision',
  documents: 'decisions',
  title: 'Decision',
  prefix: 'DEC',
  row: Decision,
  machine: decisionMachine,
  rules: decisionRules,
  jobs: decisionJobs,
  events: {
    edit: { label: 'Edit', form: DecisionForm },
    score: { label: 'Score', help: 'Reckons costs and scores and says what the figures recommend, with reasons.' },
    propose: { label: 'Propose for approval', form: ProposeDecisionForm },
    withdrawFromApproval: { label: 'Withdraw from approval', help: 'The open approvals become void.' },
    attachDocument: { label: 'Attach document', internal: true },
    approve: { label: 'Approve', internal: true },
    reject: { label: 'Reject', internal: true },
    noteReservation: { label: 'Note reservation', internal: true },
    reopen: { label: 'Reopen', form: ReopenDecisionForm, danger: true, help: 'The request goes back into analysis.' },
    supersede: { label: 'Supersede', internal: true },
  },
  facts: [
    { name: 'title', label: 'Title', kind: 'text', listed: true },
    { name: 'requestId', label: 'Request', kind: 'document', workflow: 'request' },
    { name: 'requestNumber', label: 'Request number', kind: 'text', listed: true },
    { name: 'authorName', label: 'Author', kind: 'text', listed: true },
    { name: 'recommended', label: 'The figures recommend', kind: 'text' },
    { name: 'outcome', label: 'Outcome', kind: 'text', listed: true },
    { name: 'deviationReason', label: 'Why not as recommended', kind: 'longText' },
    { name: 'value', label: 'Cost of the outcome', kind: 'amount', listed: true },
    {
      name: 'comparison',
      label: 'Options',
      kind: 'rows',
      columns: [
        { name: 'name', label: 'Option', kind: 'text' },
        { name: 'isFeasible', label: 'Possible', kind: 'yesNo' },
        { name: 'presentCost', label: 'Present cost', kind: 'amount' },
        { name: 'totalCost', label: 'Total cost', kind: 'amount' },
        { name: 'annualCost', label: 'Cost a year', kind: 'amount' },
        { name: 'score', label: 'Score', kind: 'decimal' },
        { name: 'rank', label: 'Rank', kind: 'whole' },
      ],
    },
    { name: 'reasons', label: 'Reasons', kind: 'list' },
    { name: 'flips', label: 'What would change the answer', kind: 'list' },
    { name: 'assumptions', label: 'Assumptions', kind: 'longText' },
    { name: 'currency', label: 'Currency', kind: 'text' },
    { name: 'discountRate', label: 'Discount rate a year', kind: 'percent' },
    { name: 'horizonMonths', label: 'Horizon in months', kind: 'whole' },
    { name: 'moneyWeight', label: 'Weight of money, as entered', kind: 'decimal' },
    {
      name: 'costs',
      label: 'Costs',
      kind: 'rows',
      columns: [
        { name: 'option', label: 'Option', kind: 'text' },
        { name: 'label', label: 'What', kind: 'text' },
        { name: 'timing', label: 'When', kind: 'text' },
        { name: 'fromMonth', label: 'From month', kind: 'whole' },
        { name: 'months', label: 'Months', kind: 'whole' },
        { name: 'amount', label: 'Amount', kind: 'amount' },
        { name: 'indexation', label: 'Yearly rise', kind: 'percent' },
      ],
    },
    {
      name: 'weights',
      label: 'Weights',
      kind: 'rows',
      columns: [
        { name: 'name', label: 'Criterion', kind: 'text' },
        { name: 'share', label: 'Weight', kind: 'percent' },
      ],
    },
    {
      name: 'criteria',
      label: 'Scores of the options, from 0 to 10',
      kind: 'rows',
      columns: [
        { name: 'name', label: 'Criterion', kind: 'text' },
        { name: 'make', label: 'Make', kind: 'decimal' },
        { name: 'buy', label: 'Buy', kind: 'decimal' },
        { name: 'hybrid', label: 'Hybrid', kind: 'decimal' },
      ],
    },
    { name: 'budgetLineId', label: 'Budget line', kind: 'document', workflow: 'budgetLine' },
    { name: 'documents', label: 'Decision document', kind: 'files' },
    { name: 'proposedAt', label: 'Proposed at', kind: 'instant' },
    { name: 'approvalRound', label: 'Round of approval', kind: 'whole' },
    { name: 'approvalComment', label: 'Comment of the approver', kind: 'longText' },
    { name: 'reopenReason', label: 'Why it was reopened', kind: 'longText' },
    { name: 'reservation', label: 'Our own capacity', kind: 'text' },
  ],
  readers: { roles: ['buyer', 'approver', 'finance', 'legal', 'auditor', 'administrator'], owners: ['requesterId', 'authorId'] },
  together: {
    propose: ({ requestId }) => [{ workflow: 'request', id: requestId, event: { type: 'proposeDecision' } }],
    withdrawFromApproval: ({ requestId }) => [{ workflow: 'request', id: requestId, event: { type: 'returnDecision' } }],
    approve: ({ requestId, outcome }) => [{ workflow: 'request', id: requestId, event: { type: 'decide', outcome } }],
    reject: ({ requestId }) => [{ workflow: 'request', id: requestId, event: { type: 'returnDecision' } }],
    // After a rejection the request is back in analysis already.
    reopen: ({ requestId }, { known }) =>
      known.requestIsDecided ? [{ workflow: 'request', id: requestId, event: { type: 'returnDecision' } }] : [],
  },
});
