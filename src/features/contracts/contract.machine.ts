import { assign, setup } from 'xstate';
import { asEffects, asGuards, type StateMeta, type Transitions } from '../../engine/workflow.js';
import { noticeDays, signatureOf } from './contract.content.js';
import type { ContractEvent, ContractFacts } from './contract.facts.js';
import { contractJobs } from './contract.jobs.js';
import { contractRules } from './contract.rules.js';

type Asked = { context: ContractFacts; event: ContractEvent };

const withAuthor = ({ context, event }: Asked): string[] =>
  event.by.kind === 'person' ? [...new Set([...context.authorIds, event.by.id])] : context.authorIds;

const signatures = ({ context, event }: Asked) =>
  event.type === 'sign' ? [...context.signatures, signatureOf(event, event, context.approvalRound)] : context.signatures;

const contract = setup({
  types: {
    context: {} as ContractFacts,
    input: {} as ContractFacts,
    events: {} as ContractEvent,
    meta: {} as StateMeta<ContractFacts>,
  },
  guards: asGuards(contractRules),
  actions: {
    ...asEffects(contractJobs),
    documented: assign(({ context, event }) => {
      if (event.type !== 'attachDocuments') return {};
      const { version, fileId, docxFileId, sha256 } = event;
      const at = (context.submittedAt ?? event.at).toISOString();
      return { fileId, docxFileId, sha256, documents: [...context.documents, { version, at, fileId, docxFileId, sha256 }] };
    }),
    given: assign({ reason: ({ event }) => ('reason' in event ? event.reason : null) }),
    voided: assign(({ context }) => ({
      signatures: [],
      voidedSignatures: [...context.voidedSignatures, ...context.signatures],
      declinedBy: null,
    })),
    declined: assign({ declinedBy: ({ event }) => (event.type === 'declineToSign' ? event.party : null) }),
    entrusted: assign(({ context, event }) => ({
      ownerId: event.known.owner?.id ?? context.ownerId,
      ownerName: event.known.owner?.name ?? context.ownerName,
    })),
  },
});

/** What is heard from the sending on until both have signed: whoever has it already is told. */
const outForSignature = {
  declineToSign: { guard: 'declinable', target: 'declined', actions: ['given', 'declined', 'tellOfDecline'] },
  revise: { guard: 'revisable', target: 'draft', actions: ['given', 'voided', 'tellVendorOfWithdrawal'] },
  abandon: { guard: 'abandonable', target: 'terminated', actions: ['given', 'voided', 'tellVendorOfWithdrawal'] },
} satisfies Transitions<typeof contract>;

/** What is heard while both are bound. */
const inForce = {
  attachCertificate: {
    guard: 'certifiable',
    actions: [assign({ certificateFileId: ({ event }) => event.fileId }), 'tellOfSigning'],
  },
  assignOwner: { guard: 'assignable', actions: 'entrusted' },
  expire: { guard: 'expirable', target: 'expired', actions: 'tellOwnerOfEnd' },
} satisfies Transitions<typeof contract>;

/**
 * What was agreed with one vendor after an award.
 *
 *     draft ──submit──▶ pending_approval ──approve──▶ approved ──send──▶ sent_for_signature ──sign──▶ partially_signed ──sign──▶ active
 *       ▲                 │                             │                  │    └────declineToSign──┐   │                         │
 *       ├─ reject, recall ┘                             │                  │                        ▼   ▼                         │
 *       └──────────────────revise───────────────────────┴──────────────────┴────────────────────── declined                       │
 *     not yet active ──abandon──▶ terminated                                                                                      │
 *     active ──enterNotice (on the notice day), terminate──▶ notice_window ──expire──▶ expired, ──endEarly──▶ terminated ◀────────┘
 *
 * Each submission makes a new version of the document; a revision voids the signatures on the version before. `sign` is heard twice, once
 * from each side, in either order; the second makes the contract active.
 */
export const contractMachine = contract.createMachine({
  id: 'contract',
  context: ({ input }) => input,
  initial: 'draft',
  states: {
    draft: {
      on: {
        edit: {
          guard: 'editable',
          actions: [
            assign(({ context, event }) => ({
              title: event.title,
              contactName: event.contactName,
              contactEMail: event.contactEMail,
              startsOn: event.startsOn,
              endsOn: event.endsOn,
              noticeDaysOurs: event.noticeDaysOurs,
              noticeDaysVendor: event.noticeDaysVendor,
              ...noticeDays(event.endsOn, { ours: event.noticeDaysOurs, vendors: event.noticeDaysVendor }),
              clauses: event.clauses.map(({ title, text }) => ({ title, text })),
              authorIds: withAuthor({ context, event }),
            })),
            'entrusted',
          ],
        },
        submit: {
          guard: 'submittable',
          target: 'pending_approval',
          actions: [
            assign(({ context, event }) => ({
              approvalRound: context.approvalRound + 1,
              submittedAt: event.at,
              authorIds: withAuthor({ context, event }),
              earlierFileIds: context.fileId === null ? context.earlierFileIds : [...context.earlierFileIds, context.fileId],
              fileId: null,
              docxFileId: null,
              sha256: null,
              approvalComment: null,
              reason: null,
            })),
            'makeDocuments',
            'requestApprovals',
          ],
        },
        abandon: { guard: 'abandonable', target: 'terminated', actions: ['given', 'tellVendorOfWithdrawal'] },
      },
    },
    pending_approval: {
      on: {
        attachDocuments: { guard: 'documented', actions: 'documented' },
        approve: {
          guard: 'approvable',
          target: 'approved',
          actions: [assign({ approvalComment: ({ event }) => event.comment }), 'tellOwnerOfApproval'],
        },
        reject: { guard: 'rejectable', target: 'draft', actions: assign({ approvalComment: ({ event }) => event.comment }) },
        recall: { guard: 'recallable', target: 'draft', actions: 'voidApprovals' },
        abandon: { guard: 'abandonable', target: 'terminated', actions: ['given', 'voidApprovals', 'tellVendorOfWithdrawal'] },
      },
    },
    approved: {
      on: {
        attachDocuments: { guard: 'documented', actions: 'documented' },
        send: {
          guard: 'sendable',
          target: 'sent_for_signature',
          actions: [assign({ sentAt: ({ event }) => event.at }), 'askVendorToSign', 'askOwnerToSign'],
        },
        revise: { guard: 'revisable', target: 'draft', actions: 'given' },
        abandon: { guard: 'abandonable', target: 'terminated', actions: ['given', 'tellVendorOfWithdrawal'] },
      },
    },
    sent_for_signature: {
      on: {
        sign: { guard: 'signable', target: 'partially_signed', actions: [assign({ signatures }), 'tellOwnerOfSignature'] },
        declineToSign: outForSignature.declineToSign,
        revise: outForSignature.revise,
        abandon: outForSignature.abandon,
      },
    },
    partially_signed: {
      on: {
        sign: {
          guard: 'signable',
          target: 'active',
          actions: [
            assign(({ context, event }) => ({
              signatures: signatures({ context, event }),
              activatedAt: event.at,
              noticeAt: event.known.deadlines.noticeAt,
              endsAt: event.known.deadlines.endsAt,
              // Whoever signs after the reminder's day has the notice day before them all the same.
              remindAt:
                event.known.deadlines.noticeAt && event.known.deadlines.noticeAt > event.at
                  ? event.known.deadlines.remindAt
                  : null,
            })),
            'certify',
            'fulfilRequest',
          ],
        },
        declineToSign: outForSignature.declineToSign,
        revise: outForSignature.revise,
        abandon: outForSignature.abandon,
      },
    },
    declined: {
      on: {
        revise: outForSignature.revise,
        abandon: outForSignature.abandon,
      },
    },
    active: {
      meta: {
        deadlines: [
          { at: 'remindAt', send: 'remind' },
          { at: 'noticeAt', send: 'enterNotice' },
          { at: 'endsAt', send: 'expire' },
        ],
      },
      on: {
        attachCertificate: inForce.attachCertificate,
        assignOwner: inForce.assignOwner,
        terminate: {
          guard: 'terminable',
          target: 'notice_window',
          actions: [
            'given',
            assign({
              terminatesOn: ({ event }) => event.terminatesOn,
              terminatesAt: ({ event }) => event.known.terminatesAt,
              remindAt: null,
              noticeAt: null,
            }),
            'tellOfTermination',
          ],
        },
        remind: { guard: 'remindable', actions: [assign({ remindAt: null }), 'remindOwner'] },
        enterNotice: {
          guard: 'noticeDue',
          target: 'notice_window',
          actions: [assign({ remindAt: null, noticeAt: null }), 'tellOwnerOfNotice'],
        },
        expire: inForce.expire,
      },
    },
    notice_window: {
      meta: {
        deadlines: [
          { at: 'terminatesAt', send: 'endEarly' },
          { at: 'endsAt', send: 'expire' },
        ],
      },
      on: {
        attachCertificate: inForce.attachCertificate,
        assignOwner: inForce.assignOwner,
        terminate: {
          guard: 'terminable',
          actions: [
            'given',
            assign({
              terminatesOn: ({ event }) => event.terminatesOn,
              terminatesAt: ({ event }) => event.known.terminatesAt,
            }),
            'tellOfTermination',
          ],
        },
        endEarly: { guard: 'endingEarly', target: 'terminated', actions: 'tellOwnerOfEnd' },
        expire: inForce.expire,
      },
    },
    expired: { type: 'final' },
    terminated: { type: 'final' },
  },
});
