import { defineWorkflow } from '../../engine/workflow.js';
import { Question } from './question.entity.js';
import type { QuestionEvent } from './question.facts.js';
import { questionJobs } from './question.jobs.js';
import { questionMachine } from './question.machine.js';
import { questionRules } from './question.rules.js';
import { AnswerForm, PrivateReplyForm, NewQuestionForm } from './rfq.forms.js';

/** Questions of invited vendors. */
export const questionWorkflow = defineWorkflow<Question, QuestionEvent>({
  name: 'question',
  documents: 'questions',
  title: 'Question',
  prefix: 'QUE',
  row: Question,
  machine: questionMachine,
  rules: questionRules,
  jobs: questionJobs,
  events: {
    answer: {
      label: 'Answer to all',
      form: AnswerForm,
      help: 'Every invited vendor gets question and answer, without the asker’s name.',
    },
    replyPrivately: {
      label: 'Reply to the asker only',
      form: PrivateReplyForm,
      help: 'For what concerns nobody else. What helps one vendor to quote must go to all.',
    },
  },
  facts: [
    { name: 'text', label: 'Question', kind: 'longText', listed: true },
    { name: 'answer', label: 'Answer', kind: 'longText' },
    { name: 'rfqId', label: 'RFQ', kind: 'document', workflow: 'rfq' },
    { name: 'invitationId', label: 'Asked by', kind: 'document', workflow: 'invitation' },
    { name: 'channel', label: 'Came by', kind: 'text', listed: true },
    { name: 'answeredAt', label: 'Answered', kind: 'instant' },
  ],
  readers: { roles: ['buyer', 'auditor', 'administrator'], owners: ['buyerId'] },
  start: { label: 'New question', form: NewQuestionForm, roles: ['buyer'] },
});
