import { assign, setup } from 'xstate';
import { asEffects, asGuards, type StateMeta, type Transitions } from '../../engine/workflow.js';
import {
  accepted,
  admitted,
  answerOf,
  entered,
  improved,
  prolonged,
  received,
  reconfirmed,
  rejected,
  setAside,
  submitted,
} from './quote-changes.facts.js';
import type { QuoteEvent, QuoteFacts } from './quote.facts.js';
import { quoteJobs } from './quote.jobs.js';
import { quoteRules } from './quote.rules.js';

const quote = setup({
  types: { context: {} as QuoteFacts, input: {} as QuoteFacts, events: {} as QuoteEvent, meta: {} as StateMeta<QuoteFacts> },
  guards: asGuards(quoteRules),
  actions: asEffects(quoteJobs),
});

/** What is heard while no answer of the vendor stands. */
const unanswered = {
  save: { guard: 'savable', actions: assign(({ event }) => ({ draft: answerOf(event) })) },
  submit: [
    {
      guard: 'submittable',
      target: 'submitted',
      actions: [assign((heard) => submitted(heard)), 'sendReceipt', 'answerInvitation'],
    },
    { guard: 'submittableLate', target: 'late', actions: [assign((heard) => submitted(heard, true)), 'sendReceipt'] },
  ],
  enter: {
    guard: 'enterable',
    target: 'submitted',
    actions: [assign((heard) => entered(heard)), 'sendReceipt', 'answerInvitation'],
  },
  receiveForReview: {
    guard: 'reviewable',
    target: 'manual_review',
    actions: [assign((heard) => received(heard)), 'tellWhatWasUnread', 'tellBuyerToReview', 'answerInvitation'],
  },
} satisfies Transitions<typeof quote>;

/** What is heard while an answer stands; where no target is named the state stays as it is. */
const standing = {
  replace: { guard: 'replaceable', actions: [assign((heard) => submitted(heard)), 'sendReceipt'] },
  enter: { guard: 'enterable', actions: [assign((heard) => entered(heard)), 'sendReceipt'] },
  withdraw: { guard: 'withdrawable', target: 'withdrawn', actions: ['sendWithdrawal', 'retractInvitation'] },
  receiveForReview: {
    guard: 'reviewable',
    actions: [assign((heard) => received(heard)), 'tellWhatWasUnread', 'tellBuyerToReview'],
  },
  accept: { guard: 'acceptable', actions: [assign((heard) => accepted(heard)), 'sendReceipt'] },
  reject: { guard: 'rejectable', actions: [assign((heard) => rejected(heard)), 'tellOfRejection'] },
  setAside: { guard: 'rejectable', actions: [assign((heard) => setAside(heard)), 'settleReview'] },
  improve: { guard: 'improvable', actions: [assign((heard) => improved(heard)), 'sendReceipt'] },
  admit: { guard: 'admissible', target: 'submitted', actions: [assign((heard) => admitted(heard)), 'tellOfAdmission'] },
  prolong: { guard: 'prolongable', actions: assign((heard) => prolonged(heard)) },
  award: [
    { guard: 'awardableInPart', target: 'partially_awarded' },
    { guard: 'awardable', target: 'awarded' },
  ],
  lose: { guard: 'losable', target: 'lost', actions: assign({ reason: ({ event }) => event.reason }) },
  expire: { guard: 'expirable', target: 'expired' },
  release: [
    { guard: 'releasableImproved', target: 'best_and_final' },
    { guard: 'releasable', target: 'submitted' },
  ],
} satisfies Transitions<typeof quote>;

/**
 * A vendor's answer to an RFQ, however it came.
 *
 *     draft ──submit, enter──▶ submitted ──improve (in a round)──▶ best_and_final
 *       │  └─after the deadline──▶ late ──admit──▶ submitted
 *       └──receiveForReview──▶ manual_review ──accept, submit, enter──▶ submitted | late,   ──reject, setAside──▶ draft
 *     submitted ──markStale (the RFQ changed)──▶ stale ──reconfirm, replace, enter, accept, admit──▶ submitted
 *     submitted, stale ──withdraw──▶ withdrawn, which hears what draft hears
 *     submitted, best_and_final ──award──▶ awarded | partially_awarded,   ──expire──▶ expired ──prolong──▶ as it was
 *     all that was answered and not awarded ──lose──▶ lost
 *     awarded, partially_awarded, lost ──release (no award after all)──▶ as it was
 *
 * What came is judged by when it reached us, not by when it was read. After the deadline what stands cannot change; an answer that comes
 * then is kept as late beside it. An unread answer to a quote that stands waits in `reading` and does not touch it.
 */
export const quoteMachine = quote.createMachine({
  id: 'quote',
  context: ({ input }) => input,
  initial: 'draft',
  states: {
    draft: {
      on: {
        ...unanswered,
        enter: [
          unanswered.enter,
          { guard: 'enterableLate', target: 'late', actions: [assign((heard) => entered(heard, true)), 'sendReceipt'] },
        ],
      },
    },
    manual_review: {
      on: {
        save: unanswered.save,
        submit: unanswered.submit,
        enter: unanswered.enter,
        receiveForReview: { ...unanswered.receiveForReview, target: undefined },
        accept: [
          {
            guard: 'acceptable',
            target: 'submitted',
            actions: [assign((heard) => accepted(heard)), 'sendReceipt', 'answerInvitation'],
          },
          { guard: 'acceptableLate', target: 'late', actions: [assign((heard) => accepted(heard, true)), 'sendReceipt'] },
        ],
        reject: [
          {
            guard: 'rejectableLast',
            target: 'draft',
            actions: [assign((heard) => rejected(heard)), 'tellOfRejection', 'retractInvitation'],
          },
          standing.reject,
        ],
        setAside: [
          {
            guard: 'rejectableLast',
            target: 'draft',
            actions: [assign((heard) => setAside(heard)), 'settleReview', 'retractInvitation'],
          },
          standing.setAside,
        ],
      },
    },
    submitted: {
      meta: { deadlines: [{ at: 'validThrough', send: 'expire' }] },
      on: {
        save: unanswered.save,
        replace: standing.replace,
        enter: standing.enter,
        withdraw: standing.withdraw,
        markStale: { guard: 'outdated', target: 'stale' },
        receiveForReview: standing.receiveForReview,
        accept: standing.accept,
        reject: standing.reject,
        setAside: standing.setAside,
        improve: { ...standing.improve, target: 'best_and_final' },
        prolong: standing.prolong,
        award: standing.award,
        lose: standing.lose,
        expire: standing.expire,
      },
    },
    stale: {
      on: {
        save: unanswered.save,
        replace: { ...standing.replace, target: 'submitted' },
        reconfirm: {
          guard: 'reconfirmable',
          target: 'submitted',
          actions: [assign((heard) => reconfirmed(heard)), 'sendReceipt'],
        },
        enter: { ...standing.enter, target: 'submitted' },
        withdraw: standing.withdraw,
        receiveForReview: standing.receiveForReview,
        accept: { ...standing.accept, target: 'submitted' },
        reject: standing.reject,
        setAside: standing.setAside,
        admit: standing.admit,
        lose: standing.lose,
      },
    },
    late: {
      on: {
        admit: {
          guard: 'admissible',
          target: 'submitted',
          actions: [assign((heard) => admitted(heard)), 'tellOfAdmission', 'answerInvitation'],
        },
        lose: standing.lose,
      },
    },
    withdrawn: { on: { ...unanswered, save: { ...unanswered.save, target: 'draft' } } },
    best_and_final: {
      meta: { deadlines: [{ at: 'validThrough', send: 'expire' }] },
      on: {
        improve: standing.improve,
        receiveForReview: standing.receiveForReview,
        reject: standing.reject,
        setAside: standing.setAside,
        prolong: standing.prolong,
        award: standing.award,
        lose: standing.lose,
        expire: standing.expire,
      },
    },
    expired: {
      on: {
        prolong: [
          { guard: 'prolongableImproved', target: 'best_and_final', actions: assign((heard) => prolonged(heard)) },
          { ...standing.prolong, target: 'submitted' },
        ],
        lose: standing.lose,
      },
    },
    awarded: { on: { release: standing.release } },
    partially_awarded: { on: { award: { guard: 'awardable', target: 'awarded' }, release: standing.release } },
    lost: {
      on: {
        release: [
          { guard: 'releasableImproved', target: 'best_and_final', actions: assign({ reason: null }) },
          { guard: 'releasable', target: 'submitted', actions: assign({ reason: null }) },
        ],
      },
    },
  },
});
