import { assign, setup } from 'xstate';
import { asEffects, asGuards, type StateMeta, type Transitions } from '../../engine/workflow.js';
import { amended, changesBetween, lotsAndLines, withPrice } from './rfq-content.facts.js';
import type { RfqAmend, RfqEdit, RfqEvent, RfqFacts } from './rfq.facts.js';
import { rfqJobs } from './rfq.jobs.js';
import { rfqRules } from './rfq.rules.js';

const edited = (facts: RfqFacts, event: RfqEdit): Partial<RfqFacts> => ({
  title: event.title,
  family: event.family,
  kind: event.kind,
  currency: event.currency,
  ...lotsAndLines(event, facts),
  terms: event.terms,
  criteria: withPrice(event.criteria),
  closesAt: event.closesAt,
  zone: event.zone,
  questionsUntil: event.questionsUntil,
  remindAt: event.remindAt,
  vendorIds: [...new Set(event.vendorIds)],
  minVendors: event.minVendors ?? 1,
  budgetLineId: event.budgetLineId,
});

const revised = (facts: RfqFacts, event: RfqAmend & { at: Date; by: { name: string } }): Partial<RfqFacts> => {
  const after = amended(facts, event);
  const changes = changesBetween(facts, after);
  const revision = facts.revision + 1;
  return {
    ...after,
    revision,
    amendments: [...facts.amendments, { revision, at: event.at.toISOString(), byName: event.by.name, changes, note: event.note }],
  };
};

/** The reminder moves with the deadline: as long before it as it was. */
const extended = (facts: RfqFacts, closesAt: Date, questionsUntil: Date | null): Partial<RfqFacts> => {
  const before = facts.remindAt && facts.closesAt ? facts.closesAt.getTime() - facts.remindAt.getTime() : null;
  return {
    closesAt,
    questionsUntil: questionsUntil ?? facts.questionsUntil,
    remindAt: before === null ? facts.remindAt : new Date(closesAt.getTime() - before),
  };
};

/** Where the buyer set none: two days before the end, if vendors have at least four. */
const usualReminder = (publishedAt: Date, closesAt: Date | null): Date | null =>
  closesAt && closesAt.getTime() - publishedAt.getTime() >= 4 * DAY_MS ? new Date(closesAt.getTime() - 2 * DAY_MS) : null;

const DAY_MS = 86_400_000;

const rfq = setup({
  types: { context: {} as RfqFacts, input: {} as RfqFacts, events: {} as RfqEvent, meta: {} as StateMeta<RfqFacts> },
  guards: asGuards(rfqRules),
  actions: asEffects(rfqJobs),
});

/** What is heard in several states. */
const common = {
  amend: { guard: 'amendable', actions: [assign(({ context, event }) => revised(context, event)), 'renderDocument'] },
  extend: {
    guard: 'extendable',
    actions: [assign(({ context, event }) => extended(context, event.closesAt, event.questionsUntil)), 'tellOfDeadline'],
  },
  attachDocument: {
    guard: 'documentable',
    actions: [
      assign({ documentFileId: ({ event }) => event.fileId, documentRevision: ({ event }) => event.revision }),
      'tellVendors',
    ],
  },
  proposeAward: { guard: 'proposable', target: 'award_pending', actions: assign({ pendingAwards: 1 }) },
  declareUnsuccessful: {
    guard: 'declarable',
    target: 'unsuccessful',
    actions: [assign({ reason: ({ event }) => event.reason }), 'tellOfEnd'],
  },
  cancel: {
    guard: 'cancellable',
    target: 'cancelled',
    actions: [assign({ reason: ({ event }) => event.reason }), 'tellOfEnd'],
  },
} satisfies Transitions<typeof rfq>;

/**
 * A request for quotation.
 *
 *     draft ──publish──▶ published ──close (at closesAt)──▶ closed ◀──▶ negotiation
 *                         │    ▲                              │ ▲           │
 *                       suspend resume             proposeAward returnFromAward
 *                         ▼    │                              ▼ │
 *                        suspended                        award_pending ──award──▶ awarded | partially_awarded
 *
 *     draft … negotiation ──cancel──▶ cancelled;   closed, negotiation ──declareUnsuccessful──▶ unsuccessful
 *
 * A published RFQ is never edited: `amend` makes a new revision and every vendor is told. The deadline only ever moves later.
 */
export const rfqMachine = rfq.createMachine({
  id: 'rfq',
  context: ({ input }) => input,
  initial: 'draft',
  states: {
    draft: {
      on: {
        edit: { guard: 'editable', actions: assign(({ context, event }) => edited(context, event)) },
        publish: {
          guard: 'publishable',
          target: 'published',
          actions: [
            assign({
              revision: 1,
              publishedAt: ({ event }) => event.at,
              remindAt: ({ context, event }) => context.remindAt ?? usualReminder(event.at, context.closesAt),
            }),
            'renderDocument',
          ],
        },
        cancel: { guard: 'cancellable', target: 'cancelled', actions: assign({ reason: ({ event }) => event.reason }) },
      },
    },
    published: {
      meta: {
        deadlines: [
          { at: 'remindAt', send: 'remind' },
          { at: 'closesAt', send: 'close' },
        ],
      },
      on: {
        amend: common.amend,
        extend: common.extend,
        attachDocument: common.attachDocument,
        suspend: {
          guard: 'suspendable',
          target: 'suspended',
          actions: [assign({ reason: ({ event }) => event.reason }), 'tellOfSuspension'],
        },
        remind: [
          { guard: 'remindable', actions: [assign({ remindAt: null }), 'remindSilent'] },
          { guard: 'reminderMissed', actions: assign({ remindAt: null }) },
        ],
        close: {
          guard: 'closable',
          target: 'closed',
          actions: [assign({ closedAt: ({ event }) => event.at, remindAt: null }), 'expireSilent'],
        },
        cancel: common.cancel,
      },
    },
    suspended: {
      on: {
        amend: common.amend,
        extend: common.extend,
        attachDocument: common.attachDocument,
        resume: {
          guard: 'resumable',
          target: 'published',
          actions: [
            assign(({ context, event }) => ({
              ...(event.closesAt ? extended(context, event.closesAt, null) : {}),
              reason: null,
            })),
            'tellOfResumption',
          ],
        },
        cancel: common.cancel,
      },
    },
    closed: {
      on: {
        attachDocument: {
          guard: 'documentable',
          actions: assign({ documentFileId: ({ event }) => event.fileId, documentRevision: ({ event }) => event.revision }),
        },
        openNegotiation: { guard: 'negotiable', target: 'negotiation' },
        proposeAward: common.proposeAward,
        declareUnsuccessful: common.declareUnsuccessful,
        cancel: common.cancel,
      },
    },
    negotiation: {
      on: {
        endNegotiation: { guard: 'negotiable', target: 'closed' },
        proposeAward: common.proposeAward,
        declareUnsuccessful: common.declareUnsuccessful,
        cancel: common.cancel,
      },
    },
    award_pending: {
      on: {
        proposeAward: { guard: 'proposable', actions: assign({ pendingAwards: ({ context }) => context.pendingAwards + 1 }) },
        award: [
          {
            guard: 'awardedAmongOthers',
            actions: assign({ pendingAwards: ({ context }) => context.pendingAwards - 1, awardedPartly: true }),
          },
          { guard: 'awardedInPart', target: 'partially_awarded', actions: assign({ pendingAwards: 0, awardedPartly: true }) },
          { guard: 'awardable', target: 'awarded', actions: assign({ pendingAwards: 0, awardedPartly: false }) },
        ],
        returnFromAward: [
          { guard: 'returnedAmongOthers', actions: assign({ pendingAwards: ({ context }) => context.pendingAwards - 1 }) },
          { guard: 'returnedInPart', target: 'partially_awarded', actions: assign({ pendingAwards: 0 }) },
          { guard: 'returnable', target: 'closed', actions: assign({ pendingAwards: 0 }) },
        ],
      },
    },
    partially_awarded: {
      on: {
        proposeAward: common.proposeAward,
        returnFromAward: { guard: 'returnable', target: 'closed', actions: assign({ awardedPartly: false }) },
      },
    },
    awarded: {
      on: { returnFromAward: { guard: 'returnable', target: 'closed', actions: assign({ awardedPartly: false }) } },
    },
    unsuccessful: { type: 'final' },
    cancelled: { type: 'final' },
  },
});
