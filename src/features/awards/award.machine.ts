import { assign, setup } from 'xstate';
import { asEffects, asGuards, type StateMeta } from '../../engine/workflow.js';
import { nextInRank } from './award.content.js';
import type { AwardEvent, AwardFacts } from './award.facts.js';
import { awardJobs } from './award.jobs.js';
import { awardRules } from './award.rules.js';

type EventOf<Type extends AwardEvent['type']> = Extract<AwardEvent, { type: Type }>;

const withHand = (facts: AwardFacts, id: string): string[] =>
  facts.authorIds.includes(id) ? facts.authorIds : [...facts.authorIds, id];

const edited = (facts: AwardFacts, event: EventOf<'edit'>): Partial<AwardFacts> => {
  const { proposal } = event.known;
  return {
    ...(proposal && !('code' in proposal) ? proposal : {}),
    justification: event.justification,
    lowPriceAnswer: event.lowPriceAnswer,
    authorIds: withHand(facts, event.by.id),
  };
};

/**
 * The proposal to buy lines of an RFQ from one or several quotes.
 *
 *     proposed ──submit──▶ pending_approval ──approve──▶ active ──fail──▶ failed
 *       │  ▲                │
 *       │  └── reject, withdrawFromApproval
 *       └──cancel──▶ cancelled
 *
 * `approve` commits the budget and moves the RFQ in the same transaction, or nothing happens. A line of an RFQ is in at most one award that
 * waits for approval or is active. The comparison is kept as it was when the award was drawn up: a quote that changed since must be taken anew.
 */
export const awardMachine = setup({
  types: { context: {} as AwardFacts, input: {} as AwardFacts, events: {} as AwardEvent, meta: {} as StateMeta<AwardFacts> },
  guards: asGuards(awardRules),
  actions: asEffects(awardJobs),
}).createMachine({
  id: 'award',
  context: ({ input }) => input,
  initial: 'proposed',
  states: {
    proposed: {
      on: {
        edit: { guard: 'editable', actions: assign(({ context, event }) => edited(context, event)) },
        submit: {
          guard: 'submittable',
          target: 'pending_approval',
          actions: [
            assign(({ context, event }) => ({
              approvalRound: context.approvalRound + 1,
              approvalComment: null,
              authorIds: withHand(context, event.by.id),
            })),
            'requestApprovals',
          ],
        },
        cancel: { guard: 'cancellable', target: 'cancelled', actions: assign({ reason: ({ event }) => event.reason }) },
      },
    },
    pending_approval: {
      on: {
        approve: {
          guard: 'approvable',
          target: 'active',
          actions: [
            assign({ activatedAt: ({ event }) => event.at, approvalComment: ({ event }) => event.comment }),
            'settleQuotes',
            'tellWinners',
          ],
        },
        reject: { guard: 'rejectable', target: 'proposed', actions: assign({ approvalComment: ({ event }) => event.comment }) },
        withdrawFromApproval: {
          guard: 'withdrawable',
          target: 'proposed',
          actions: [assign({ approvalComment: ({ event }) => event.reason }), 'voidApprovals'],
        },
      },
    },
    active: {
      on: {
        fail: {
          guard: 'failable',
          target: 'failed',
          actions: [
            assign(({ context, event }) => ({ reason: event.reason, nextInRank: nextInRank(context.lines, context.comparison) })),
            'releaseQuotes',
            'tellWinnerOfFailure',
          ],
        },
      },
    },
    cancelled: { type: 'final' },
    failed: { type: 'final' },
  },
});
