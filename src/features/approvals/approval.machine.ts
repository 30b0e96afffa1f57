import { assign, setup } from 'xstate';
import { asEffects, asGuards, type StateMeta } from '../../engine/workflow.js';
import type { ApprovalChange, ApprovalEvent, ApprovalFacts } from './approval.facts.js';
import { approvalJobs } from './approval.jobs.js';
import { approvalRules } from './approval.rules.js';

/** Silence for so long brings a reminder. */
const REMIND_AFTER_MS = 3 * 24 * 3_600_000;

const reminderAfter = (at: Date): Date => new Date(at.getTime() + REMIND_AFTER_MS);

const noted = (facts: ApprovalFacts, event: ApprovalEvent, what: ApprovalChange['what'], text: string | null) => [
  ...facts.changes,
  { at: event.at.toISOString(), byName: event.by.name, what, text },
];

/**
 * One step of an approval.
 *
 *     waiting ──open──▶ pending ──────────approve / reject────────▶ approved | rejected
 *                       │  ▲  └──delegate──▶ delegated ──approve / reject──▶ …
 *                      ask answer               │ ▲
 *                       ▼  │                   ask answer
 *                      info_requested ◀─────────┘ │
 *
 *     waiting … info_requested ──void──▶ void     (the subject changed or is gone)
 *
 * Approving the last step approves the subject in the same transaction: what the subject's rules or the budget line have against it is
 * the answer that the approver gets, and nothing happened.
 */
export const approvalMachine = setup({
  types: {
    context: {} as ApprovalFacts,
    input: {} as ApprovalFacts,
    events: {} as ApprovalEvent,
    meta: {} as StateMeta<ApprovalFacts>,
  },
  guards: asGuards(approvalRules),
  actions: {
    ...asEffects(approvalJobs),
    decided: assign(({ event }) => ({
      deciderId: event.by.id,
      deciderName: event.by.name,
      decidedAt: event.at,
      comment: 'comment' in event ? event.comment : null,
      remindAt: null,
    })),
    asked: assign(({ context, event }) => ({
      askedText: 'text' in event ? event.text : null,
      askedById: event.by.id,
      changes: noted(context, event, 'asked', 'text' in event ? event.text : null),
      remindAt: null,
    })),
    answered: assign(({ context, event }) => ({
      changes: noted(context, event, 'answered', 'text' in event ? event.text : null),
      remindAt: reminderAfter(event.at),
    })),
    delegated: assign(({ context, event }) => ({
      delegateId: event.known.delegate?.id ?? null,
      delegateName: event.known.delegate?.name ?? null,
      delegatedById: event.by.id,
      delegatedByName: event.by.name,
      changes: noted(context, event, 'delegated', event.known.delegate?.name ?? null),
      remindAt: reminderAfter(event.at),
    })),
    reminded: assign(({ context, event }) => ({
      changes: noted(context, event, 'reminded', null),
      remindAt: reminderAfter(event.at),
    })),
    voided: assign(({ event }) => ({ comment: 'comment' in event ? event.comment : null, remindAt: null })),
  },
}).createMachine({
  id: 'approval',
  context: ({ input }) => input,
  initial: 'waiting',
  states: {
    waiting: {
      on: {
        open: {
          guard: 'openable',
          target: 'pending',
          actions: [
            assign({ openedAt: ({ event }) => event.at, remindAt: ({ event }) => reminderAfter(event.at) }),
            'tellApprovers',
          ],
        },
        void: { guard: 'voidable', target: 'void', actions: 'voided' },
      },
    },
    pending: {
      meta: { deadlines: [{ at: 'remindAt', send: 'remind' }] },
      on: {
        approve: { guard: 'approvable', target: 'approved', actions: ['decided', 'tellOutcome'] },
        reject: { guard: 'rejectable', target: 'rejected', actions: ['decided', 'tellOutcome', 'voidTheRest'] },
        ask: { guard: 'askable', target: 'info_requested', actions: ['asked', 'askAuthors'] },
        delegate: { guard: 'delegable', target: 'delegated', actions: ['delegated', 'tellDelegate'] },
        remind: { guard: 'remindable', actions: ['reminded', 'remindApprovers'] },
        void: { guard: 'voidable', target: 'void', actions: 'voided' },
      },
    },
    delegated: {
      meta: { deadlines: [{ at: 'remindAt', send: 'remind' }] },
      on: {
        approve: { guard: 'approvable', target: 'approved', actions: ['decided', 'tellOutcome'] },
        reject: { guard: 'rejectable', target: 'rejected', actions: ['decided', 'tellOutcome', 'voidTheRest'] },
        ask: { guard: 'askable', target: 'info_requested', actions: ['asked', 'askAuthors'] },
        delegate: { guard: 'delegable', actions: ['delegated', 'tellDelegate'] },
        remind: { guard: 'remindable', actions: ['reminded', 'remindApprovers'] },
        void: { guard: 'voidable', target: 'void', actions: 'voided' },
      },
    },
    info_requested: {
      on: {
        answer: [
          { guard: 'answeredToDelegate', target: 'delegated', actions: ['answered', 'tellAsker'] },
          { guard: 'answerable', target: 'pending', actions: ['answered', 'tellAsker'] },
        ],
        approve: { guard: 'approvable', target: 'approved', actions: ['decided', 'tellOutcome'] },
        reject: { guard: 'rejectable', target: 'rejected', actions: ['decided', 'tellOutcome', 'voidTheRest'] },
        void: { guard: 'voidable', target: 'void', actions: 'voided' },
      },
    },
    approved: { type: 'final' },
    rejected: { type: 'final' },
    void: { type: 'final' },
  },
});
