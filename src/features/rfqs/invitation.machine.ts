import { assign, setup } from 'xstate';
import { asEffects, asGuards, type StateMeta } from '../../engine/workflow.js';
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
export const invitationMachine = setup({
  types: {
    context: {} as InvitationFacts,
    input: {} as InvitationFacts,
    events: {} as InvitationEvent,
    meta: {} as StateMeta<InvitationFacts>,
  },
  guards: asGuards(invitationRules),
  actions: asEffects(invitationJobs),
}).createMachine({
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
        bounce: {
          guard: 'bouncing',
          target: 'bounced',
          actions: [assign({ bounceReason: ({ event }) => event.reason }), 'tellBuyerOfBounce'],
        },
        readdress: {
          guard: 'readdressable',
          target: 'queued',
          reenter: true,
          actions: assign({ contactName: ({ event }) => event.contactName, contactEMail: ({ event }) => event.contactEMail }),
        },
        tell: {
          guard: 'tellable',
          actions: [
            assign(({ context, event }) => ({ letters: withLetter(context, event.kind, event.about, event.at) })),
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
      },
    },
    sent: {
      on: {
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
        intend: { guard: 'intendable', target: 'intends' },
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
      },
    },
    intends: {
      on: {
        bounce: {
          guard: 'bouncing',
          target: 'bounced',
          actions: [assign({ bounceReason: ({ event }) => event.reason }), 'tellBuyerOfBounce'],
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
      },
    },
    declined: {
      on: {
        intend: { guard: 'intendable', target: 'intends', actions: assign({ declineReason: null }) },
        answer: { guard: 'answerable', target: 'answered', actions: assign({ declineReason: null }) },
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
        withdraw: {
          guard: 'withdrawable',
          target: 'withdrawn',
          actions: [
            assign(({ context, event }) => ({ letters: withLetter(context, event.kind, event.about, event.at) })),
            'sendLetter',
          ],
        },
      },
    },
    expired: {
      on: {
        answer: { guard: 'answerable', target: 'answered' },
        withdraw: {
          guard: 'withdrawable',
          target: 'withdrawn',
          actions: [
            assign(({ context, event }) => ({ letters: withLetter(context, event.kind, event.about, event.at) })),
            'sendLetter',
          ],
        },
      },
    },
    withdrawn: { type: 'final' },
  },
});
