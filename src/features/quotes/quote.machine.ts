import { assign, setup } from 'xstate';
import { asEffects, asGuards, type StateMeta } from '../../engine/workflow.js';
import { laterReadings, mergedLines, totalOf, withAnswer } from './quote-content.facts.js';
import type { QuoteAnswer, QuoteEvent, QuoteFacts } from './quote.facts.js';
import { quoteJobs } from './quote.jobs.js';
import { quoteRules } from './quote.rules.js';

type EventOf<Type extends QuoteEvent['type']> = Extract<QuoteEvent, { type: Type }>;

const answerOf = ({ currency, lines, validUntil, paymentTerms }: QuoteAnswer): QuoteAnswer => ({
  currency,
  lines: lines.map(({ lineId, unitPrice, leadDays, note, notOffered }) => ({ lineId, unitPrice, leadDays, note, notOffered })),
  validUntil,
  paymentTerms,
});

const submitted = (facts: QuoteFacts, event: EventOf<'submit' | 'replace'>, isLate = false): Partial<QuoteFacts> => {
  const at = event.receivedAt ?? event.at;
  return {
    ...withAnswer(facts, answerOf(event), { ...event, name: event.by.name, at, isLate, roundId: null }),
    reading: laterReadings(facts.reading, at.toISOString()),
  };
};

const entered = (facts: QuoteFacts, event: EventOf<'enter'>, isLate = false): Partial<QuoteFacts> => ({
  ...withAnswer(facts, answerOf(event), {
    ...event,
    name: event.by.name,
    channel: 'buyer',
    letterId: null,
    isLate,
    roundId: null,
  }),
  reason: `Entered on the vendor’s behalf: ${event.source}`,
});

const accepted = (facts: QuoteFacts, event: EventOf<'accept'>, isLate = false): Partial<QuoteFacts> => {
  const [first] = facts.reading ?? [];
  if (!first) return {};
  const at = new Date(first.receivedAt);
  const origin = {
    known: event.known,
    name: event.by.name,
    at,
    channel: first.channel,
    letterId: first.letterId,
    isLate,
    roundId: null,
  };
  return {
    ...withAnswer(facts, answerOf(event), origin),
    reading: laterReadings(facts.reading, first.receivedAt),
    reason: event.note,
  };
};

const rejected = (facts: QuoteFacts, event: EventOf<'reject'>): Partial<QuoteFacts> => {
  const rest = (facts.reading ?? []).slice(1);
  return { reading: rest.length > 0 ? rest : null, reason: event.note };
};

const received = (facts: QuoteFacts, event: EventOf<'receiveForReview'>): Partial<QuoteFacts> => {
  const { letterId, receivedAt, channel, currency, lines, validUntil, paymentTerms, seems, problems } = event;
  const pending = {
    version: facts.version + 1,
    letterId,
    receivedAt,
    channel,
    currency,
    lines,
    validUntil,
    paymentTerms,
    seems,
    problems,
  };
  return { reading: [...(facts.reading ?? []), pending] };
};

const reconfirmed = (facts: QuoteFacts, event: EventOf<'reconfirm'>): Partial<QuoteFacts> =>
  withAnswer(facts, answerOf(facts), {
    known: event.known,
    at: event.at,
    name: event.by.name,
    channel: facts.channel ?? 'page',
    letterId: null,
    isLate: false,
    roundId: facts.roundId,
  });

const improved = (facts: QuoteFacts, event: EventOf<'improve'>): Partial<QuoteFacts> =>
  withAnswer(
    facts,
    { ...answerOf(facts), lines: mergedLines(facts.lines, event.lines), validUntil: event.validUntil ?? facts.validUntil },
    {
      known: event.known,
      at: event.at,
      name: event.by.name,
      channel: event.channel ?? (event.by.kind === 'vendor' ? 'page' : 'buyer'),
      letterId: event.letterId ?? null,
      isLate: false,
      roundId: event.roundId,
    },
  );

const admitted = (facts: QuoteFacts, event: EventOf<'admit'>): Partial<QuoteFacts> => ({
  rfqRevision: event.known.rfq.revision,
  total: totalOf(facts.lines, event.known.rfq.lines),
  reason: event.reason,
});

const prolonged = (event: EventOf<'prolong'>): Partial<QuoteFacts> => ({
  validUntil: event.validUntil,
  validThrough: event.known.endOf(event.validUntil, event.known.rfq.zone),
});

/**
 * A vendor's answer to an RFQ, however it came.
 *
 *     draft ──submit──▶ submitted ◀──reconfirm, replace── stale ◀──markStale (the RFQ changed)── submitted
 *       │                 │  └──improve (in a round)──▶ best_and_final ──award──▶ awarded | partially_awarded
 *       │                 └──withdraw──▶ withdrawn        └──lose──▶ lost
 *       ├──receiveForReview──▶ manual_review ──accept──▶ submitted
 *       └──submit after the deadline──▶ late ──admit──▶ submitted
 *
 * What came is judged by when it reached us, not by when it was read. After the deadline what stands cannot change; an answer that comes
 * then is kept as late beside it. An unread answer to a quote that stands waits in `reading` and does not touch it.
 */
export const quoteMachine = setup({
  types: { context: {} as QuoteFacts, input: {} as QuoteFacts, events: {} as QuoteEvent, meta: {} as StateMeta<QuoteFacts> },
  guards: asGuards(quoteRules),
  actions: asEffects(quoteJobs),
}).createMachine({
  id: 'quote',
  context: ({ input }) => input,
  initial: 'draft',
  states: {
    draft: {
      on: {
        save: { guard: 'savable', actions: assign(({ event }) => ({ draft: answerOf(event) })) },
        submit: [
          {
            guard: 'submittable',
            target: 'submitted',
            actions: [assign(({ context, event }) => submitted(context, event)), 'sendReceipt', 'answerInvitation'],
          },
          {
            guard: 'submittableLate',
            target: 'late',
            actions: [assign(({ context, event }) => submitted(context, event, true)), 'sendReceipt'],
          },
        ],
        enter: [
          {
            guard: 'enterable',
            target: 'submitted',
            actions: [assign(({ context, event }) => entered(context, event)), 'sendReceipt', 'answerInvitation'],
          },
          {
            guard: 'enterableLate',
            target: 'late',
            actions: [assign(({ context, event }) => entered(context, event, true)), 'sendReceipt'],
          },
        ],
        receiveForReview: {
          guard: 'reviewable',
          target: 'manual_review',
          actions: [
            assign(({ context, event }) => received(context, event)),
            'tellWhatWasUnread',
            'tellBuyerToReview',
            'answerInvitation',
          ],
        },
      },
    },
    manual_review: {
      on: {
        save: { guard: 'savable', actions: assign(({ event }) => ({ draft: answerOf(event) })) },
        submit: [
          {
            guard: 'submittable',
            target: 'submitted',
            actions: [assign(({ context, event }) => submitted(context, event)), 'sendReceipt', 'answerInvitation'],
          },
          {
            guard: 'submittableLate',
            target: 'late',
            actions: [assign(({ context, event }) => submitted(context, event, true)), 'sendReceipt'],
          },
        ],
        enter: {
          guard: 'enterable',
          target: 'submitted',
          actions: [assign(({ context, event }) => entered(context, event)), 'sendReceipt', 'answerInvitation'],
        },
        receiveForReview: {
          guard: 'reviewable',
          actions: [
            assign(({ context, event }) => received(context, event)),
            'tellWhatWasUnread',
            'tellBuyerToReview',
            'answerInvitation',
          ],
        },
        accept: [
          {
            guard: 'acceptable',
            target: 'submitted',
            actions: [assign(({ context, event }) => accepted(context, event)), 'sendReceipt', 'answerInvitation'],
          },
          {
            guard: 'acceptableLate',
            target: 'late',
            actions: [assign(({ context, event }) => accepted(context, event, true)), 'sendReceipt'],
          },
        ],
        reject: [
          {
            guard: 'rejectableLast',
            target: 'draft',
            actions: [assign(({ context, event }) => rejected(context, event)), 'tellOfRejection', 'retractInvitation'],
          },
          { guard: 'rejectable', actions: [assign(({ context, event }) => rejected(context, event)), 'tellOfRejection'] },
        ],
      },
    },
    submitted: {
      meta: { deadlines: [{ at: 'validThrough', send: 'expire' }] },
      on: {
        save: { guard: 'savable', actions: assign(({ event }) => ({ draft: answerOf(event) })) },
        replace: { guard: 'replaceable', actions: [assign(({ context, event }) => submitted(context, event)), 'sendReceipt'] },
        enter: { guard: 'enterable', actions: [assign(({ context, event }) => entered(context, event)), 'sendReceipt'] },
        withdraw: { guard: 'withdrawable', target: 'withdrawn', actions: ['sendWithdrawal', 'retractInvitation'] },
        markStale: { guard: 'outdated', target: 'stale' },
        receiveForReview: {
          guard: 'reviewable',
          actions: [assign(({ context, event }) => received(context, event)), 'tellWhatWasUnread', 'tellBuyerToReview'],
        },
        accept: { guard: 'acceptable', actions: [assign(({ context, event }) => accepted(context, event)), 'sendReceipt'] },
        reject: { guard: 'rejectable', actions: [assign(({ context, event }) => rejected(context, event)), 'tellOfRejection'] },
        improve: {
          guard: 'improvable',
          target: 'best_and_final',
          actions: [assign(({ context, event }) => improved(context, event)), 'sendReceipt'],
        },
        prolong: { guard: 'prolongable', actions: assign(({ event }) => prolonged(event)) },
        award: [
          { guard: 'awardableInPart', target: 'partially_awarded' },
          { guard: 'awardable', target: 'awarded' },
        ],
        lose: { guard: 'losable', target: 'lost', actions: assign({ reason: ({ event }) => event.reason }) },
        expire: { guard: 'expirable', target: 'expired' },
      },
    },
    stale: {
      on: {
        save: { guard: 'savable', actions: assign(({ event }) => ({ draft: answerOf(event) })) },
        replace: {
          guard: 'replaceable',
          target: 'submitted',
          actions: [assign(({ context, event }) => submitted(context, event)), 'sendReceipt'],
        },
        reconfirm: {
          guard: 'reconfirmable',
          target: 'submitted',
          actions: [assign(({ context, event }) => reconfirmed(context, event)), 'sendReceipt'],
        },
        enter: {
          guard: 'enterable',
          target: 'submitted',
          actions: [assign(({ context, event }) => entered(context, event)), 'sendReceipt'],
        },
        withdraw: { guard: 'withdrawable', target: 'withdrawn', actions: ['sendWithdrawal', 'retractInvitation'] },
        receiveForReview: {
          guard: 'reviewable',
          actions: [assign(({ context, event }) => received(context, event)), 'tellWhatWasUnread', 'tellBuyerToReview'],
        },
        accept: {
          guard: 'acceptable',
          target: 'submitted',
          actions: [assign(({ context, event }) => accepted(context, event)), 'sendReceipt'],
        },
        reject: { guard: 'rejectable', actions: [assign(({ context, event }) => rejected(context, event)), 'tellOfRejection'] },
        admit: {
          guard: 'admissible',
          target: 'submitted',
          actions: [assign(({ context, event }) => admitted(context, event)), 'tellOfAdmission'],
        },
        lose: { guard: 'losable', target: 'lost', actions: assign({ reason: ({ event }) => event.reason }) },
      },
    },
    late: {
      on: {
        admit: {
          guard: 'admissible',
          target: 'submitted',
          actions: [assign(({ context, event }) => admitted(context, event)), 'tellOfAdmission', 'answerInvitation'],
        },
        lose: { guard: 'losable', target: 'lost', actions: assign({ reason: ({ event }) => event.reason }) },
      },
    },
    withdrawn: {
      on: {
        save: { guard: 'savable', target: 'draft', actions: assign(({ event }) => ({ draft: answerOf(event) })) },
        submit: [
          {
            guard: 'submittable',
            target: 'submitted',
            actions: [assign(({ context, event }) => submitted(context, event)), 'sendReceipt', 'answerInvitation'],
          },
          {
            guard: 'submittableLate',
            target: 'late',
            actions: [assign(({ context, event }) => submitted(context, event, true)), 'sendReceipt'],
          },
        ],
        enter: {
          guard: 'enterable',
          target: 'submitted',
          actions: [assign(({ context, event }) => entered(context, event)), 'sendReceipt', 'answerInvitation'],
        },
        receiveForReview: {
          guard: 'reviewable',
          target: 'manual_review',
          actions: [
            assign(({ context, event }) => received(context, event)),
            'tellWhatWasUnread',
            'tellBuyerToReview',
            'answerInvitation',
          ],
        },
      },
    },
    best_and_final: {
      meta: { deadlines: [{ at: 'validThrough', send: 'expire' }] },
      on: {
        improve: { guard: 'improvable', actions: [assign(({ context, event }) => improved(context, event)), 'sendReceipt'] },
        receiveForReview: {
          guard: 'reviewable',
          actions: [assign(({ context, event }) => received(context, event)), 'tellWhatWasUnread', 'tellBuyerToReview'],
        },
        reject: { guard: 'rejectable', actions: [assign(({ context, event }) => rejected(context, event)), 'tellOfRejection'] },
        prolong: { guard: 'prolongable', actions: assign(({ event }) => prolonged(event)) },
        award: [
          { guard: 'awardableInPart', target: 'partially_awarded' },
          { guard: 'awardable', target: 'awarded' },
        ],
        lose: { guard: 'losable', target: 'lost', actions: assign({ reason: ({ event }) => event.reason }) },
        expire: { guard: 'expirable', target: 'expired' },
      },
    },
    expired: {
      on: {
        prolong: [
          { guard: 'prolongableImproved', target: 'best_and_final', actions: assign(({ event }) => prolonged(event)) },
          { guard: 'prolongable', target: 'submitted', actions: assign(({ event }) => prolonged(event)) },
        ],
        lose: { guard: 'losable', target: 'lost', actions: assign({ reason: ({ event }) => event.reason }) },
      },
    },
    awarded: {
      on: {
        release: [
          { guard: 'releasableImproved', target: 'best_and_final' },
          { guard: 'releasable', target: 'submitted' },
        ],
      },
    },
    partially_awarded: {
      on: {
        award: { guard: 'awardable', target: 'awarded' },
        release: [
          { guard: 'releasableImproved', target: 'best_and_final' },
          { guard: 'releasable', target: 'submitted' },
        ],
      },
    },
    lost: {
      on: {
        release: [
          { guard: 'releasableImproved', target: 'best_and_final', actions: assign({ reason: null }) },
          { guard: 'releasable', target: 'submitted', actions: assign({ reason: null }) },
        ],
      },
    },
  },
});
