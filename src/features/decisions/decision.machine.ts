import { assign, setup } from 'xstate';
import { decimal } from '../../calculation/money.js';
import { isProblem } from '../../calculation/problem.js';
import { asEffects, asGuards, type StateMeta } from '../../engine/workflow.js';
import type { CostLine, CriterionLine, DecisionDescription, DecisionEvent, DecisionFacts } from './decision.facts.js';
import { decisionJobs } from './decision.jobs.js';
import { decisionRules, optionOf, reckon } from './decision.rules.js';

/**
 * The make-or-buy decision of a case.
 *
 *     draft ──score──▶ scored ──propose──▶ pending_approval ──approve──▶ approved ──reopen──▶ reopened ──score──▶ scored
 *       ▲──edit──────────┘ ▲────withdrawFromApproval──┘ └──reject──▶ rejected ──reopen────────▲
 *     all but approved ──supersede──▶ superseded        (its request was rejected or withdrawn)
 *
 * Whatever is edited must be scored again, and whatever is proposed again is approved again: every proposal is a round of its own.
 */
export const decisionMachine = setup({
  types: {
    context: {} as DecisionFacts,
    input: {} as DecisionFacts,
    events: {} as DecisionEvent,
    meta: {} as StateMeta<DecisionFacts>,
  },
  guards: asGuards(decisionRules),
  actions: asEffects(decisionJobs),
}).createMachine({
  id: 'decision',
  context: ({ input }) => input,
  initial: 'draft',
  states: {
    draft: {
      on: {
        edit: { guard: 'editable', actions: assign(({ context, event }) => described(context, event, event.by.id)) },
        score: { guard: 'scorable', target: 'scored', actions: assign(({ context, event }) => reckoned(context, event)) },
        supersede: { guard: 'supersedable', target: 'superseded' },
      },
    },
    scored: {
      on: {
        propose: {
          guard: 'proposable',
          target: 'pending_approval',
          actions: [assign(({ context, event }) => proposed(context, event)), 'renderDocument', 'requestApproval'],
        },
        edit: {
          guard: 'editable',
          target: 'draft',
          actions: assign(({ context, event }) => described(context, event, event.by.id)),
        },
        score: { guard: 'scorable', actions: assign(({ context, event }) => reckoned(context, event)) },
        supersede: { guard: 'supersedable', target: 'superseded' },
      },
    },
    pending_approval: {
      on: {
        attachDocument: { guard: 'documented', actions: assign({ documentFileId: ({ event }) => event.fileId }) },
        approve: {
          guard: 'decidable',
          target: 'approved',
          actions: [assign({ approvalComment: ({ event }) => event.comment ?? null }), 'reserveCapacity'],
        },
        reject: {
          guard: 'decidable',
          target: 'rejected',
          actions: assign({ approvalComment: ({ event }) => event.comment ?? null }),
        },
        withdrawFromApproval: { guard: 'withdrawable', target: 'scored', actions: 'voidApproval' },
        supersede: { guard: 'supersedable', target: 'superseded', actions: 'voidApproval' },
      },
    },
    approved: {
      on: {
        attachDocument: { guard: 'documented', actions: assign({ documentFileId: ({ event }) => event.fileId }) },
        noteReservation: [
          { guard: 'notReserved', actions: [assign({ reservation: ({ event }) => event.say }), 'tellNoCapacity'] },
          { guard: 'reserved', actions: assign({ reservation: ({ event }) => event.say }) },
        ],
        reopen: {
          guard: 'reopenable',
          target: 'reopened',
          actions: [assign({ reopenReason: ({ event }) => event.reason, reservation: null }), 'releaseCapacity'],
        },
      },
    },
    rejected: {
      on: {
        reopen: { guard: 'reopenable', target: 'reopened', actions: assign({ reopenReason: ({ event }) => event.reason }) },
        supersede: { guard: 'supersedable', target: 'superseded' },
      },
    },
    reopened: {
      on: {
        edit: { guard: 'editable', actions: assign(({ context, event }) => described(context, event, event.by.id)) },
        score: { guard: 'scorable', target: 'scored', actions: assign(({ context, event }) => reckoned(context, event)) },
        supersede: { guard: 'supersedable', target: 'superseded' },
      },
    },
    superseded: { type: 'final' },
  },
});

function described(facts: DecisionFacts, said: DecisionDescription, writerId: string) {
  return {
    discountRate: decimal(said.discountRate),
    horizonMonths: said.horizonMonths,
    moneyWeight: decimal(said.moneyWeight),
    costs: said.costs.map(({ option, label, timing, fromMonth, months, amount, indexation }): CostLine => ({
      ...{ option, label, timing, fromMonth, months, amount, indexation },
    })),
    criteria: said.criteria.map(({ name, weight, make, buy, hybrid }): CriterionLine => ({ name, weight, make, buy, hybrid })),
    assumptions: said.assumptions,
    writerIds: [...new Set([...facts.writerIds, writerId])],
    result: null,
    outcome: null,
    deviationReason: null,
    value: null,
  };
}

function reckoned(facts: DecisionFacts, event: Extract<DecisionEvent, { type: 'score' }>) {
  const result = reckon(facts, event);
  return isProblem(result) ? {} : { result, outcome: null, deviationReason: null, value: null };
}

function proposed(facts: DecisionFacts, event: Extract<DecisionEvent, { type: 'propose' }>) {
  const option = facts.result?.options.find(({ id }) => id === optionOf[event.outcome]);
  return {
    outcome: event.outcome,
    deviationReason: event.outcome === facts.result?.recommendation?.outcome ? null : event.reason,
    value: decimal(option?.totalCost ?? '0'),
    proposedAt: event.at,
    documentFileId: null,
    approvalComment: null,
    approvalRound: facts.approvalRound + 1,
    writerIds: [...new Set([...facts.writerIds, event.by.id])],
  };
}
