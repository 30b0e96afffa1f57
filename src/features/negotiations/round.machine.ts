import { assign, setup } from 'xstate';
import { asEffects, asGuards, type StateMeta } from '../../engine/workflow.js';
import { improvedLines, loggedOffer, outcome, targetsOf, totalOf } from './round.content.js';
import type { RoundEvent, RoundFacts } from './round.facts.js';
import { roundJobs } from './round.jobs.js';
import { roundRules } from './round.rules.js';

type EventOf<Type extends RoundEvent['type']> = Extract<RoundEvent, { type: Type }>;

const edited = (facts: RoundFacts, event: EventOf<'edit'>): Partial<RoundFacts> => ({
  kind: event.kind,
  closesAt: event.closesAt,
  zone: event.zone ?? facts.zone,
  message: event.message,
  targets: targetsOf(event.known, event.targets),
});

/** What stands is taken anew when the round opens: a quote may have moved since the planning. */
const opened = (facts: RoundFacts, event: EventOf<'open'>): Partial<RoundFacts> => {
  const targets = targetsOf(event.known, facts.targets);
  return { targets, openedAt: event.at, baseline: outcome({ ...facts, targets }).baseline };
};

const offered = (facts: RoundFacts, event: EventOf<'offer'>): Partial<RoundFacts> => {
  const quote = event.known.quotes.find(({ id }) => id === event.quoteId);
  if (!quote) return {};
  const total = totalOf(event.known, improvedLines(event.known, quote, event.lines));
  const { quoteId, source } = event;
  const offer = loggedOffer(facts, { quoteId, total, at: event.at, byName: event.by.name, source });
  return offer ? { offers: [...facts.offers, offer] } : {};
};

/**
 * One turn of a negotiation: the same deadline and the same words for all who take part.
 *
 *     planned ──open──▶ open ──close (at closesAt), closeEarly──▶ closed
 *        └──cancel──▶ cancelled ◀──cancel──┘
 *
 * `open` moves the RFQ to negotiation, `close` back; an `offer` improves the quote in the same transaction. Whoever does not answer stands at
 * the previous offer. A round closes before its deadline only when everybody has answered. After best and final offers (bafo) there is no
 * further round.
 */
export const roundMachine = setup({
  types: { context: {} as RoundFacts, input: {} as RoundFacts, events: {} as RoundEvent, meta: {} as StateMeta<RoundFacts> },
  guards: asGuards(roundRules),
  actions: asEffects(roundJobs),
}).createMachine({
  id: 'round',
  context: ({ input }) => input,
  initial: 'planned',
  states: {
    planned: {
      on: {
        edit: { guard: 'editable', actions: assign(({ context, event }) => edited(context, event)) },
        open: {
          guard: 'openable',
          target: 'open',
          actions: [assign(({ context, event }) => opened(context, event)), 'tellVendors'],
        },
        cancel: { guard: 'cancellable', target: 'cancelled', actions: assign({ reason: ({ event }) => event.reason }) },
      },
    },
    open: {
      meta: { deadlines: [{ at: 'closesAt', send: 'close' }] },
      on: {
        offer: { guard: 'offerable', actions: assign(({ context, event }) => offered(context, event)) },
        close: {
          guard: 'closable',
          target: 'closed',
          actions: [assign(({ context, event }) => ({ ...outcome(context), closedAt: event.at })), 'tellBuyer'],
        },
        closeEarly: {
          guard: 'closableEarly',
          target: 'closed',
          actions: [assign(({ context, event }) => ({ ...outcome(context), closedAt: event.at })), 'tellBuyer'],
        },
        cancel: {
          guard: 'cancellable',
          target: 'cancelled',
          actions: [assign({ reason: ({ event }) => event.reason }), 'tellOfCancellation'],
        },
      },
    },
    closed: { type: 'final' },
    cancelled: { type: 'final' },
  },
});
