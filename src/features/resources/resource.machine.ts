import { assign, setup } from 'xstate';
import { decimal } from '../../calculation/money.js';
import { asEffects, asGuards, type StateMeta } from '../../engine/workflow.js';
import type { Reservation, ResourceDescription, ResourceEvent, ResourceFacts } from './resource.facts.js';
import { resourceJobs } from './resource.jobs.js';
import { holds, resourceRules, warningOf } from './resource.rules.js';

/**
 * An internal means of getting work done, with what is free of it month by month.
 *
 *     active ──retire──▶ retired ──reinstate──▶ active
 *
 * A case's reservation comes after an in-house decision; the owner confirms or refuses it. Capacity is taken from the moment of reserving,
 * so two cases never get the same month.
 */
export const resourceMachine = setup({
  types: {
    context: {} as ResourceFacts,
    input: {} as ResourceFacts,
    events: {} as ResourceEvent,
    meta: {} as StateMeta<ResourceFacts>,
  },
  guards: asGuards(resourceRules),
  actions: asEffects(resourceJobs),
}).createMachine({
  id: 'resource',
  context: ({ input }) => input,
  initial: 'active',
  states: {
    active: {
      on: {
        edit: { guard: 'editable', actions: assign(({ context, event }) => described(context, event)) },
        handOver: {
          guard: 'handedOver',
          actions: assign({
            ownerId: ({ event }) => event.ownerId,
            ownerName: ({ context, event }) => event.known.nextOwner?.name ?? context.ownerName,
          }),
        },
        reserve: {
          guard: 'reservable',
          actions: [
            assign(({ context, event }) => withReservations(context, [...context.reservations, ...claims(context, event)])),
            'askOwner',
          ],
        },
        confirm: {
          guard: 'answerable',
          actions: assign(({ context, event }) => answered(context, event.caseId, 'confirmed', null)),
        },
        refuse: {
          guard: 'answerable',
          actions: assign(({ context, event }) => answered(context, event.caseId, 'refused', event.reason)),
        },
        release: { guard: 'releasable', actions: assign(({ context, event }) => released(context, event.caseId)) },
        retire: { guard: 'retirable', target: 'retired' },
      },
    },
    retired: {
      on: {
        release: { guard: 'releasable', actions: assign(({ context, event }) => released(context, event.caseId)) },
        reinstate: { guard: 'changeable', target: 'active' },
      },
    },
  },
});

function described(facts: ResourceFacts, said: ResourceDescription) {
  const capacity = said.capacity
    .map(({ month, quantity }) => ({ month, quantity }))
    .sort((one, other) => (one.month < other.month ? -1 : 1));
  const thresholdShare = decimal(said.thresholdShare);
  return {
    title: said.title,
    class: said.class,
    unit: said.unit,
    rate: decimal(said.rate),
    currency: said.currency,
    thresholdShare,
    capacity,
    warning: warningOf(capacity, facts.reservations, thresholdShare),
  };
}

function claims(facts: ResourceFacts, event: Extract<ResourceEvent, { type: 'reserve' }>): Reservation[] {
  return event.months.map(({ month, quantity }, index) => ({
    id: `${facts.number}/${facts.reservations.length + index + 1}`,
    caseId: event.caseId,
    requestNumber: event.requestNumber,
    month,
    quantity: decimal(quantity).toFixed(),
    state: 'reserved',
    answeredIn: null,
    reason: null,
  }));
}

function answered(facts: ResourceFacts, caseId: string, state: 'confirmed' | 'refused', reason: string | null) {
  const reservations = facts.reservations.map((claim) =>
    claim.caseId === caseId && claim.state === 'reserved' ? { ...claim, state, reason, answeredIn: facts.version + 1 } : claim,
  );
  return withReservations(facts, reservations);
}

function released(facts: ResourceFacts, caseId: string) {
  const reservations = facts.reservations.map((claim) =>
    claim.caseId === caseId && holds(claim) ? { ...claim, state: 'released' as const } : claim,
  );
  return withReservations(facts, reservations);
}

function withReservations(facts: ResourceFacts, reservations: Reservation[]) {
  return { reservations, warning: warningOf(facts.capacity, reservations, facts.thresholdShare) };
}
