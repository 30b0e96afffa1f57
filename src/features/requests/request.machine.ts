import { assign, setup } from 'xstate';
import { decimal } from '../../calculation/money.js';
import { asEffects, asGuards, type StateMeta, type Transitions } from '../../engine/workflow.js';
import type { RequestDescription, RequestEvent, RequestFacts, RequestKnown } from './request.facts.js';
import { requestJobs } from './request.jobs.js';
import { demandLines, requestRules } from './request.rules.js';

/** What a request holds of what its requester says; the currency is the budget line's where none is given. */
export function described(said: RequestDescription, known: Pick<RequestKnown, 'resources' | 'budgetLine'>) {
  return {
    title: said.title,
    family: said.family,
    category: said.category,
    need: said.need,
    demand: demandLines(said.demand, known.resources),
    neededOn: said.neededOn,
    requirements: said.requirements,
    budgetLineId: said.budgetLineId,
    estimate: said.estimate === null ? null : decimal(said.estimate),
    currency: said.currency ?? known.budgetLine?.currency ?? 'EUR',
    attachments: said.attachments,
  };
}

/** The line on which budget is to be reserved, or null: a reservation needs an estimate and a line. */
export const lineToReserve = ({ budgetLineId, estimate }: Pick<RequestFacts, 'budgetLineId' | 'estimate'>): string | null =>
  estimate?.gt(0) ? budgetLineId : null;

const request = setup({
  types: {
    context: {} as RequestFacts,
    input: {} as RequestFacts,
    events: {} as RequestEvent,
    meta: {} as StateMeta<RequestFacts>,
  },
  guards: asGuards(requestRules),
  actions: asEffects(requestJobs),
});

/** What is heard in several states. */
const common = {
  edit: { guard: 'editable', actions: assign(({ event }) => described(event, event.known)) },
  ask: {
    guard: 'questionable',
    target: 'needs_info',
    actions: [assign({ question: ({ event }) => event.question, answer: null }), 'tellQuestion'],
  },
  reject: {
    guard: 'rejectable',
    target: 'rejected',
    actions: [assign({ closingReason: ({ event }) => event.reason, reservedBudgetLineId: null }), 'tellRejection'],
  },
  withdraw: {
    guard: 'withdrawable',
    target: 'withdrawn',
    actions: assign({ closingReason: ({ event }) => event.reason, reservedBudgetLineId: null }),
  },
} satisfies Transitions<typeof request>;

/**
 * A manager's make-vs-outsource request; its id is the case's.
 *
 *     draft ──submit──▶ submitted ──analyse──▶ in_analysis ──proposeDecision──▶ decision_pending ──decide──▶ decided ──▶ fulfilled
 *                        ▲  └───ask──┐  ┌──ask──┘  ▲  ▲──────returnDecision────────────┘                        │
 *                        └─answer─ needs_info      └─────────────────returnDecision─────────────────────────────┘
 *     not yet decided ──reject──▶ rejected        not yet fulfilled ──withdraw──▶ withdrawn
 *
 * Budget is reserved with the submission and let go when the request ends or is kept in the house; an award's commitment takes its place.
 */
export const requestMachine = request.createMachine({
  id: 'request',
  context: ({ input }) => ({ ...input, caseId: input.id }),
  initial: 'draft',
  states: {
    draft: {
      on: {
        edit: common.edit,
        submit: {
          guard: 'submittable',
          target: 'submitted',
          actions: [assign({ reservedBudgetLineId: ({ context }) => lineToReserve(context) }), 'analyse'],
        },
        withdraw: common.withdraw,
      },
    },
    submitted: {
      on: {
        analyse: {
          guard: 'movedByItself',
          target: 'in_analysis',
          actions: [
            assign({
              sufficiency: ({ event }) => event.sufficiency,
              buyerId: ({ context, event }) => context.buyerId ?? event.buyer?.id ?? null,
              buyerName: ({ context, event }) => context.buyerName ?? event.buyer?.name ?? null,
            }),
            'tellRequesterAnalysis',
            'tellBuyer',
          ],
        },
        ask: common.ask,
        reject: common.reject,
        withdraw: common.withdraw,
      },
    },
    needs_info: {
      on: {
        answer: {
          guard: 'answerable',
          target: 'submitted',
          actions: [
            assign({ answer: ({ event }) => event.answer, reservedBudgetLineId: ({ context }) => lineToReserve(context) }),
            'analyse',
          ],
        },
        edit: common.edit,
        reject: common.reject,
        withdraw: common.withdraw,
      },
    },
    in_analysis: {
      on: {
        proposeDecision: { guard: 'movedByItself', target: 'decision_pending' },
        ask: common.ask,
        assign: {
          guard: 'assignable',
          actions: [
            assign({
              buyerId: ({ event }) => event.buyerId,
              buyerName: ({ context, event }) => event.known.nextBuyer?.name ?? context.buyerName,
            }),
            'tellBuyer',
          ],
        },
        reject: common.reject,
        withdraw: common.withdraw,
      },
    },
    decision_pending: {
      on: {
        decide: {
          guard: 'movedByItself',
          target: 'decided',
          actions: [
            assign({
              outcome: ({ event }) => event.outcome,
              reservedBudgetLineId: ({ context, event }) => (event.outcome === 'in_house' ? null : context.reservedBudgetLineId),
            }),
            'tellDecision',
          ],
        },
        returnDecision: { guard: 'movedByItself', target: 'in_analysis' },
        reject: common.reject,
        withdraw: common.withdraw,
      },
    },
    decided: {
      on: {
        confirmDone: { guard: 'doneInHouse', target: 'fulfilled' },
        fulfil: { guard: 'movedByItself', target: 'fulfilled' },
        returnDecision: { guard: 'movedByItself', target: 'in_analysis', actions: assign({ outcome: null }) },
        withdraw: { ...common.withdraw, guard: 'abandonable' },
      },
    },
    rejected: { type: 'final' },
    withdrawn: { type: 'final' },
    fulfilled: { type: 'final' },
  },
});
