import { assign, setup } from 'xstate';
import { decimal } from '../../calculation/money.js';
import { asGuards, type StateMeta } from '../../engine/workflow.js';
import type { BudgetLineEvent, BudgetLineFacts, Commitment, CommitmentRequest } from './budget-line.facts.js';
import { amountOf, budgetLineRules, openFor, reservedForCase } from './budget-line.rules.js';

/**
 * Money that may be set aside for work, and the ledger of what was.
 *
 *     open ──close──▶ closed ──reopen──▶ open
 *
 * reserve (request) and commit (award, contract) happen in the transaction of the document that asks; a commit for a case releases the
 * case's reservations in the same event, so the same money is never held twice. A closed line still lets go of what it holds.
 */
export const budgetLineMachine = setup({
  types: {
    context: {} as BudgetLineFacts,
    input: {} as BudgetLineFacts,
    events: {} as BudgetLineEvent,
    meta: {} as StateMeta<BudgetLineFacts>,
  },
  guards: asGuards(budgetLineRules),
}).createMachine({
  id: 'budgetLine',
  context: ({ input }) => input,
  initial: 'open',
  states: {
    open: {
      on: {
        edit: {
          guard: 'editable',
          actions: assign({
            title: ({ event }) => event.title,
            startsOn: ({ event }) => event.startsOn,
            endsOn: ({ event }) => event.endsOn,
          }),
        },
        increase: {
          guard: 'increasable',
          actions: assign({ amount: ({ context, event }) => context.amount.plus(event.amount) }),
        },
        handOver: {
          guard: 'handedOver',
          actions: assign({
            ownerId: ({ event }) => event.ownerId,
            ownerName: ({ context, event }) => event.known.nextOwner?.name ?? context.ownerName,
          }),
        },
        reserve: { guard: 'reservable', actions: assign(({ context, event }) => reserved(context, event, event.at)) },
        release: { guard: 'releasable', actions: assign(({ context, event }) => released(context, event.subjectId)) },
        commit: { guard: 'committable', actions: assign(({ context, event }) => committed(context, event, event.at)) },
        uncommit: { guard: 'uncommittable', actions: assign(({ context, event }) => uncommitted(context, event.subjectId)) },
        spend: { guard: 'spendable', actions: assign(({ context, event }) => spent(context, event, event.at)) },
        close: { guard: 'closable', target: 'closed' },
      },
    },
    closed: {
      on: {
        reopen: { guard: 'reopenable', target: 'open' },
        reserve: { guard: 'takenOnceReopened' },
        commit: { guard: 'takenOnceReopened' },
      },
    },
  },
});

/** A subject has one reservation: a later one takes its place. */
function reserved(facts: BudgetLineFacts, asked: CommitmentRequest, at: Date) {
  const freed = openFor(facts, 'reservation', asked.subjectId);
  return {
    reserved: facts.reserved.minus(amountOf(freed)).plus(asked.amount),
    commitments: [...marked(facts.commitments, freed, 'released'), entry(facts, asked, 'reservation', 'open', at)],
  };
}

function released(facts: BudgetLineFacts, subjectId: string) {
  const freed = openFor(facts, 'reservation', subjectId);
  return { reserved: facts.reserved.minus(amountOf(freed)), commitments: marked(facts.commitments, freed, 'released') };
}

function committed(facts: BudgetLineFacts, asked: CommitmentRequest, at: Date) {
  const freed = reservedForCase(facts, asked.caseId);
  return {
    reserved: facts.reserved.minus(amountOf(freed)),
    committed: facts.committed.plus(asked.amount),
    commitments: [...marked(facts.commitments, freed, 'released'), entry(facts, asked, 'encumbrance', 'open', at)],
  };
}

function uncommitted(facts: BudgetLineFacts, subjectId: string) {
  const freed = openFor(facts, 'encumbrance', subjectId);
  return { committed: facts.committed.minus(amountOf(freed)), commitments: marked(facts.commitments, freed, 'released') };
}

/** What was encumbered becomes spend; an encumbrance spent only in part stays open with the rest. */
function spent(facts: BudgetLineFacts, asked: CommitmentRequest, at: Date) {
  let left = decimal(asked.amount);
  const commitments = facts.commitments.map((held): Commitment => {
    if (held.state !== 'open' || held.kind !== 'encumbrance' || held.subjectId !== asked.subjectId || left.isZero()) return held;
    const rest = decimal(held.amount).minus(left);
    left = rest.isNegative() ? rest.neg() : decimal('0');
    return rest.gt(0) ? { ...held, amount: rest.toFixed() } : { ...held, state: 'spent' };
  });
  return {
    committed: facts.committed.minus(asked.amount),
    spent: facts.spent.plus(asked.amount),
    commitments: [...commitments, entry(facts, asked, 'spend', 'spent', at)],
  };
}

function entry(
  facts: BudgetLineFacts,
  asked: CommitmentRequest,
  kind: Commitment['kind'],
  state: Commitment['state'],
  at: Date,
): Commitment {
  const { subjectWorkflow, subjectId, subjectNumber, caseId } = asked;
  return {
    id: `${facts.number}/${facts.commitments.length + 1}`,
    subjectWorkflow,
    subjectId,
    subjectNumber,
    caseId,
    kind,
    amount: decimal(asked.amount).toFixed(),
    at: at.toISOString(),
    state,
  };
}

function marked(commitments: readonly Commitment[], freed: readonly Commitment[], state: Commitment['state']): Commitment[] {
  return commitments.map((held) => (freed.includes(held) ? { ...held, state } : held));
}
