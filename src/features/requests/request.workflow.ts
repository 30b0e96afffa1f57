import { type Companion, defineWorkflow } from '../../engine/workflow.js';
import { Request } from './request.entity.js';
import type { RequestEvent, RequestFacts } from './request.facts.js';
import { AnswerForm, AskForm, AssignForm, EndRequestForm, RequestForm } from './request.forms.js';
import { requestJobs } from './request.jobs.js';
import { lineToReserve, requestMachine } from './request.machine.js';
import { requestRules } from './request.rules.js';

/** The make-vs-outsource requests; each is the head of a case. */
export const requestWorkflow = defineWorkflow<RequestFacts, RequestEvent>({
  name: 'request',
  documents: 'requests',
  title: 'Request',
  prefix: 'REQ',
  row: Request,
  machine: requestMachine,
  rules: requestRules,
  jobs: requestJobs,
  events: {
    edit: { label: 'Edit', form: RequestForm },
    submit: { label: 'Submit', help: 'Our own resources are looked at, a buyer takes the case, and you get an answer by mail.' },
    ask: { label: 'Ask the requester', form: AskForm },
    answer: { label: 'Answer', form: AnswerForm },
    assign: { label: 'Assign a buyer', form: AssignForm },
    analyse: { label: 'Analyse', internal: true },
    proposeDecision: { label: 'Decision proposed', internal: true },
    returnDecision: { label: 'Decision returned', internal: true },
    decide: { label: 'Decide', internal: true },
    reject: { label: 'Reject', form: EndRequestForm, danger: true },
    withdraw: { label: 'Withdraw', form: EndRequestForm, danger: true },
    fulfil: { label: 'Fulfil', internal: true },
    confirmDone: { label: 'Confirm that it is done', help: 'The work was done in the house.' },
  },
  facts: [
    { name: 'title', label: 'Title', kind: 'text', listed: true },
    { name: 'family', label: 'Family', kind: 'text', listed: true },
    { name: 'category', label: 'Category', kind: 'text' },
    { name: 'need', label: 'Need', kind: 'longText' },
    { name: 'requirements', label: 'Requirements', kind: 'longText' },
    { name: 'neededOn', label: 'Needed on', kind: 'day', listed: true },
    { name: 'requesterName', label: 'Requester', kind: 'text', listed: true },
    { name: 'buyerName', label: 'Buyer', kind: 'text', listed: true },
    { name: 'estimate', label: 'Estimate', kind: 'amount', listed: true },
    { name: 'budgetLineId', label: 'Budget line', kind: 'document', workflow: 'budgetLine' },
    { name: 'outcome', label: 'Decided', kind: 'text', listed: true },
    { name: 'registerSays', label: 'Our own resources', kind: 'text' },
    {
      name: 'registerRows',
      label: 'Demand against free capacity',
      kind: 'rows',
      columns: [
        { name: 'name', label: 'Resource', kind: 'text' },
        { name: 'month', label: 'Month', kind: 'text' },
        { name: 'demand', label: 'Demand', kind: 'decimal' },
        { name: 'free', label: 'Free', kind: 'decimal' },
        { name: 'short', label: 'Short', kind: 'decimal' },
        { name: 'unit', label: 'Unit', kind: 'text' },
      ],
    },
    {
      name: 'demand',
      label: 'Demand',
      kind: 'rows',
      columns: [
        { name: 'what', label: 'What', kind: 'text' },
        { name: 'month', label: 'Month', kind: 'text' },
        { name: 'quantity', label: 'Quantity', kind: 'decimal' },
        { name: 'unit', label: 'Unit', kind: 'text' },
      ],
    },
    { name: 'question', label: 'Question', kind: 'longText' },
    { name: 'answer', label: 'Answer', kind: 'longText' },
    { name: 'closingReason', label: 'Reason', kind: 'longText' },
    { name: 'attachments', label: 'Attachments', kind: 'files' },
  ],
  readers: {
    roles: ['buyer', 'approver', 'finance', 'legal', 'resource_owner', 'contract_owner', 'auditor', 'administrator'],
    owners: ['requesterId', 'buyerId'],
  },
  start: { label: 'New request', form: RequestForm, roles: ['requester', 'buyer', 'administrator'] },
  together: {
    submit: (facts, event) => reservation(facts, event),
    answer: (facts, event) => reservation(facts, event),
    decide: (facts, event) => (facts.outcome === 'in_house' ? release(facts, event) : []),
    reject: (facts, event) => release(facts, event),
    withdraw: (facts, event) => release(facts, event),
  },
});

/** Budget is reserved for the estimate as it stands now; what was reserved on another line or is not wanted any more is let go. */
function reservation(facts: RequestFacts, event: RequestEvent): Companion[] {
  const line = lineToReserve(facts);
  const held = event.known.reservation;
  const letGo = held && held.budgetLineId !== line ? release(facts, event) : [];
  if (line === null || facts.estimate === null) return letGo;
  if (held && held.budgetLineId === line && held.amount.eq(facts.estimate)) return letGo;
  return [
    ...letGo,
    {
      workflow: 'budgetLine',
      id: line,
      event: {
        type: 'reserve',
        amount: facts.estimate,
        currency: facts.currency,
        subjectWorkflow: 'request',
        subjectId: facts.id,
        subjectNumber: facts.number,
        caseId: facts.id,
      },
    },
  ];
}

function release(facts: RequestFacts, event: RequestEvent): Companion[] {
  const held = event.known.reservation;
  return held ? [{ workflow: 'budgetLine', id: held.budgetLineId, event: { type: 'release', subjectId: facts.id } }] : [];
}
