import { assign, setup } from 'xstate';
import { asEffects, asGuards, type StateMeta, type Transitions } from '../../engine/workflow.js';
import type { InvitationEvent, InvitationFacts, LetterKind } from './invitation.facts.js';
import { invitationJobs } from './invitation.jobs.js';
import { invitationRules } from './invitation.rules.js';

const withLetter = (facts: InvitationFacts, kind: LetterKind, about: string, at: Date) => [
  ...facts.letters,
  { version: facts.version + 1, kind, about, at: at.toISOString() },
];

const declined = (facts: InvitationFacts, event: { reason: string; at: Date }): Partial<InvitationFacts> => ({
  declineReason: event.reason,
  letters: withLetter(facts, 'declined', event.at.toISOString(), event.at),
});

const invitation = setup({
  types: {
    context: {} as InvitationFacts,
    input: {} as InvitationFacts,
    events: {} as InvitationEvent,
    meta: {} as StateMeta<InvitationFacts>,
  },
  guards: asGuards(invitationRules),
  actions: asEffects(invitationJobs),
});

/** What is heard in several states. */
const common = {
  bounce: {
    guard: 'bouncing',
    target: 'bounced',
    actions: [assign({ bounceReason: ({ event }) => event.reason }), 'tellBuyerOfBounce'],
  },
  readdress: {
    guard: 'readdressable',
    target: 'queued',
    actions: assign({ contactName: ({ event }) => event.contactName, contactEMail: ({ event }) => event.contactEMail }),
  },
  tell: {
    guard: 'tellable',
    actions: [
      assign(({ context, event }) => ({
        letters: withLetter(context, event.kind, event.about, event.at),
        remindedAt: event.kind === 'reminder' ? event.at : context.remindedAt,
        acknowledgedRevision: event.revision ?? context.acknowledgedRevision,
      })),
      'sendLetter',
    ],
  },
  decline: {
    guard: 'declinable',
    target: 'declined',
    actions: [assign(({ context, event }) => declined(context, event)), 'sendLetter'],
  },
  answer: { guard: 'answerable', target: 'answered' },
  withdraw: {
    guard: 'withdrawable',
    target: 'withdrawn',
    actions: [
      assign(({ context, event }) => ({ letters: withLetter(context, event.kind, event.about, event.at) })),
      'sendLetter',
    ],
  },
  expire: { guard: 'expirable', target: 'expired' },
} satisfies Transitions<typeof invitation>;

/** What is heard where the vendor takes no part (any more). */
const outside = {
  tell: {
    guard: 'tellableOfEnd',
    actions: [
      assign(({ context, event }) => ({ letters: withLetter(context, event.kind, event.about, event.at) })),
      'sendLetter',
    ],
  },
} satisfies Transitions<typeof invitation>;

/**
 * One vendor's place in one RFQ.
 *
 *     queued ──markSent──▶ sent ──intend──▶ intends ──answer──▶ answered
 *       ▲                   │ └──────────────answer────────────▲   │
 *       │ readdress         ├──decline──▶ declined ──answer───▶┘   retract ▶ sent
 *       └───── bounced ◀────┘ bounce
 *     all but answered ──expire──▶ expired (the RFQ closed);   all ──withdraw──▶ withdrawn (the RFQ is over)
 *
 * Who declined or did not answer may still do so: an answer that came before the deadline counts whatever the state is.
 */
export const invitationMachine = invitation.createMachine({
  id: 'invitation',
  context: ({ input }) => input,
  initial: 'queued',
  states: {
    queued: {
      entry: 'sendInvitation',
      on: {
        markSent: {
          guard: 'sendable',
          target: 'sent',
          actions: assign({ sentAt: ({ event }) => event.at, acknowledgedRevision: ({ event }) => event.revision }),
        },
        bounce: common.bounce,
        readdress: { ...common.readdress, reenter: true },
        tell: {
          guard: 'tellable',
          actions: [
            assign(({ context, event }) => ({ letters: withLetter(context, event.kind, event.about, event.at) })),
            'sendLetter',
          ],
        },
        decline: common.decline,
        answer: common.answer,
        withdraw: common.withdraw,
        expire: common.expire,
      },
    },
    sent: {
      on: {
        bounce: common.bounce,
        readdress: common.readdress,
        tell: common.tell,
        intend: { guard: 'intendable', target: 'intends' },
        decline: common.decline,
        answer: common.answer,
        withdraw: common.withdraw,
        expire: common.expire,
      },
    },
    bounced: {
      on: {
        readdress: {
          guard: 'readdressable',
          target: 'queued',
          actions: assign({
            contactName: ({ event }) => event.contactName,
            contactEMail: ({ event }) => event.contactEMail,
            bounceReason: null,
          }),
        },
        decline: common.decline,
        answer: common.answer,
        withdraw: common.withdraw,
        expire: common.expire,
      },
    },
    intends: {
      on: {
        bounce: common.bounce,
        tell: common.tell,
        decline: common.decline,
        answer: common.answer,
        withdraw: common.withdraw,
        expire: common.expire,
      },
    },
    declined: {
      on: {
        tell: outside.tell,
        intend: { guard: 'intendable', target: 'intends', actions: assign({ declineReason: null }) },
        answer: { ...common.answer, actions: assign({ declineReason: null }) },
      },
    },
    answered: {
      on: {
        tell: {
          guard: 'tellable',
          actions: [
            assign(({ context, event }) => ({
              letters: withLetter(context, event.kind, event.about, event.at),
              acknowledgedRevision: event.revision ?? context.acknowledgedRevision,
            })),
            'sendLetter',
          ],
        },
        retract: { guard: 'retractable', target: 'sent' },
        withdraw: common.withdraw,
      },
    },
    expired: { on: { tell: outside.tell, answer: common.answer, withdraw: common.withdraw } },
    withdrawn: { on: { tell: outside.tell } },
  },
});
