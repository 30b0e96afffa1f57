import { type Companion, defineWorkflow } from '../../engine/workflow.js';
import { Approval } from './approval.entity.js';
import type { ApprovalEvent } from './approval.facts.js';
import { AnswerApprovalForm, ApproveForm, AskApprovalForm, DelegateApprovalForm, RejectApprovalForm } from './approval.forms.js';
import { approvalJobs } from './approval.jobs.js';
import { approvalMachine } from './approval.machine.js';
import { approvalRules } from './approval.rules.js';

/** What approving a step moves with it: the next step, or after the last one the subject itself. */
function afterApproval({ nextId, subjectWorkflow, subjectId, subjectRound, comment }: Approval): Companion[] {
  return nextId
    ? [{ workflow: 'approval', id: nextId, event: { type: 'open' } }]
    : [{ workflow: subjectWorkflow, id: subjectId, event: { type: 'approve', round: subjectRound, comment } }];
}

/** One step of an approval. */
export const approvalWorkflow = defineWorkflow<Approval, ApprovalEvent>({
  name: 'approval',
  documents: 'approvals',
  title: 'Approval',
  prefix: 'APR',
  row: Approval,
  machine: approvalMachine,
  rules: approvalRules,
  jobs: approvalJobs,
  events: {
    approve: { label: 'Approve', form: ApproveForm, help: 'After the last step what is asked for happens at once.' },
    reject: { label: 'Reject', form: RejectApprovalForm, danger: true, help: 'It goes back to its authors with your comment.' },
    ask: { label: 'Ask for information', form: AskApprovalForm },
    answer: { label: 'Answer', form: AnswerApprovalForm },
    delegate: {
      label: 'Delegate',
      form: DelegateApprovalForm,
      help: 'Another person decides in your place; they may not be an author.',
    },
    open: { label: 'The step opens', internal: true },
    remind: { label: 'Remind', internal: true },
    void: { label: 'Void', internal: true },
  },
  facts: [
    { name: 'title', label: 'What', kind: 'text', listed: true },
    { name: 'subjectId', label: 'Document', kind: 'document', workflow: '@subjectWorkflow' },
    { name: 'amount', label: 'Amount', kind: 'amount', listed: true },
    { name: 'role', label: 'Decided by role', kind: 'text', listed: true },
    { name: 'ordinal', label: 'Step', kind: 'whole' },
    { name: 'steps', label: 'Steps in all', kind: 'whole' },
    { name: 'subjectRound', label: 'Round', kind: 'whole' },
    { name: 'openedAt', label: 'Waiting since', kind: 'instant', listed: true },
    { name: 'delegatedByName', label: 'Delegated by', kind: 'text' },
    { name: 'delegateName', label: 'Delegated to', kind: 'text' },
    { name: 'deciderName', label: 'Decided by', kind: 'text', listed: true },
    { name: 'decidedAt', label: 'Decided at', kind: 'instant' },
    { name: 'comment', label: 'Comment', kind: 'longText' },
    { name: 'askedText', label: 'Question', kind: 'longText' },
    {
      name: 'changes',
      label: 'What happened',
      kind: 'rows',
      columns: [
        { name: 'at', label: 'At', kind: 'instant' },
        { name: 'byName', label: 'By', kind: 'text' },
        { name: 'what', label: 'What', kind: 'text' },
        { name: 'text', label: 'Text', kind: 'text' },
      ],
    },
    { name: 'caseId', label: 'Request', kind: 'document', workflow: 'request' },
  ],
  readers: {
    roles: ['approver', 'finance', 'legal', 'buyer', 'auditor', 'administrator'],
    owners: ['excludedIds', 'deciderId', 'delegateId'],
  },
  together: {
    approve: (facts) => afterApproval(facts),
    reject: ({ subjectWorkflow, subjectId, subjectRound }, { comment }) => [
      { workflow: subjectWorkflow, id: subjectId, event: { type: 'reject', round: subjectRound, comment } },
    ],
  },
});
