import { assign, setup } from 'xstate';
import { asGuards, type StateMeta } from '../../engine/workflow.js';
import type { VendorDescription, VendorEvent, VendorFacts } from './vendor.facts.js';
import { vendorRules } from './vendor.rules.js';

const described = (event: VendorDescription) => ({
  title: event.name,
  contacts: event.contacts.map(({ name, eMail, language, role }) => ({ name, eMail, language, role })),
  categories: event.categories,
  country: event.country,
  currency: event.currency,
  language: event.language,
  notes: event.notes,
});

/**
 * A company that may be asked for quotes.
 *
 *     prospect ──register──▶ registered ──approve──▶ approved ◀──reinstate, endHold── on_hold
 *         └────────approve───────────────────────────▲  └───hold──────────────────────▶┘
 *     all but itself ──block──▶ blocked ──reinstate──▶ registered
 *     all but blocked ──deactivate──▶ inactive ──reinstate──▶ registered
 *
 * Whoever was blocked or inactive comes back as registered: approval is given anew. A hold may end by itself, at `holdUntil`.
 */
export const vendorMachine = setup({
  types: { context: {} as VendorFacts, input: {} as VendorFacts, events: {} as VendorEvent, meta: {} as StateMeta<VendorFacts> },
  guards: asGuards(vendorRules),
}).createMachine({
  id: 'vendor',
  context: ({ input }) => input,
  initial: 'prospect',
  states: {
    prospect: {
      on: {
        edit: { guard: 'editable', actions: assign(({ event }) => described(event)) },
        register: { guard: 'registrable', target: 'registered' },
        approve: { guard: 'approvable', target: 'approved' },
        block: { guard: 'changeable', target: 'blocked', actions: assign({ statusReason: ({ event }) => event.reason }) },
        deactivate: { guard: 'changeable', target: 'inactive', actions: assign({ statusReason: ({ event }) => event.reason }) },
      },
    },
    registered: {
      on: {
        edit: { guard: 'editable', actions: assign(({ event }) => described(event)) },
        approve: { guard: 'approvable', target: 'approved' },
        block: { guard: 'changeable', target: 'blocked', actions: assign({ statusReason: ({ event }) => event.reason }) },
        deactivate: { guard: 'changeable', target: 'inactive', actions: assign({ statusReason: ({ event }) => event.reason }) },
      },
    },
    approved: {
      on: {
        edit: { guard: 'editable', actions: assign(({ event }) => described(event)) },
        hold: {
          guard: 'holdable',
          target: 'on_hold',
          actions: assign({ holdUntil: ({ event }) => event.until, statusReason: ({ event }) => event.reason }),
        },
        block: { guard: 'changeable', target: 'blocked', actions: assign({ statusReason: ({ event }) => event.reason }) },
        deactivate: { guard: 'changeable', target: 'inactive', actions: assign({ statusReason: ({ event }) => event.reason }) },
      },
    },
    on_hold: {
      meta: { deadlines: [{ at: 'holdUntil', send: 'endHold' }] },
      on: {
        edit: { guard: 'editable', actions: assign(({ event }) => described(event)) },
        reinstate: { guard: 'changeable', target: 'approved', actions: assign({ holdUntil: null, statusReason: null }) },
        endHold: { guard: 'endingItsHold', target: 'approved', actions: assign({ holdUntil: null, statusReason: null }) },
        block: {
          guard: 'changeable',
          target: 'blocked',
          actions: assign({ holdUntil: null, statusReason: ({ event }) => event.reason }),
        },
        deactivate: {
          guard: 'changeable',
          target: 'inactive',
          actions: assign({ holdUntil: null, statusReason: ({ event }) => event.reason }),
        },
      },
    },
    blocked: {
      on: {
        reinstate: { guard: 'changeable', target: 'registered', actions: assign({ statusReason: null }) },
      },
    },
    inactive: {
      on: {
        reinstate: { guard: 'changeable', target: 'registered', actions: assign({ statusReason: null }) },
        block: { guard: 'changeable', target: 'blocked', actions: assign({ statusReason: ({ event }) => event.reason }) },
      },
    },
  },
});
