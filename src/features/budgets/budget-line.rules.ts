import { Decimal, decimal, formatMoney, sum } from '../../calculation/money.js';
import { all, any, byRole, bySystem, onceSent, type Rule } from '../../engine/workflow.js';
import type { BudgetLineEvent, BudgetLineFacts, Commitment } from './budget-line.facts.js';

type BudgetRule = Rule<BudgetLineFacts, BudgetLineEvent>;

/** The open entries of a kind for one subject. */
export const openFor = ({ commitments }: BudgetLineFacts, kind: Commitment['kind'], subjectId: string): Commitment[] =>
  commitments.filter((entry) => entry.state === 'open' && entry.kind === kind && entry.subjectId === subjectId);

/** The open reservations of one case: an encumbrance for that case takes their place. */
export const reservedForCase = ({ commitments }: BudgetLineFacts, caseId: string | null): Commitment[] =>
  caseId === null
    ? []
    : commitments.filter((entry) => entry.state === 'open' && entry.kind === 'reservation' && entry.caseId === caseId);

/** The amount of the entries, in the line's currency. */
export const amountOf = (entries: readonly Commitment[]): Decimal => sum(entries.map(({ amount }) => amount));

/** What may still be set aside. */
export const available = ({ amount, reserved, committed, spent }: BudgetLineFacts): Decimal =>
  amount.minus(reserved).minus(committed).minus(spent);

const byFinance: BudgetRule = byRole('budget.notFinance', 'finance', 'administrator');

const byItsOwner: BudgetRule = ({ context, event }) =>
  event.by.id === context.ownerId
    ? null
    : { code: 'budget.notYours', say: 'Only the owner of the budget line or finance may do this.' };

const byItself: BudgetRule = bySystem('budget.byItself');

const positive: BudgetRule = ({ event }) =>
  'amount' in event && decimal(event.amount).lte(0)
    ? { code: 'budget.amount', say: 'The amount must be above zero.', field: 'amount' }
    : null;

const inItsCurrency: BudgetRule = ({ context, event }) =>
  'currency' in event && event.currency !== undefined && event.currency !== context.currency
    ? {
        code: 'budget.currency',
        say: `Budget line ${context.number} is in ${context.currency}; give the amount in ${context.currency}, not ${event.currency}.`,
        field: 'currency',
      }
    : null;

const inItsPeriod: BudgetRule = ({ context, event }) => {
  const today = event.at.toISOString().slice(0, 10);
  return today <= context.endsOn
    ? null
    : {
        code: 'budget.ended',
        say: `Budget line ${context.number} ended on ${context.endsOn}; choose another line or ask finance to extend it.`,
      };
};

const exceeded = (context: BudgetLineFacts, wanted: Decimal, room: Decimal) => ({
  code: 'budget.exceeded',
  say:
    `Budget line ${context.number} has ${formatMoney(room, context.currency)} left, less than the ${formatMoney(wanted, context.currency)} needed. ` +
    'Ask finance to increase it or choose another line.',
  field: 'amount',
});

const roomToReserve: BudgetRule = ({ context, event }) => {
  if (event.type !== 'reserve') return null;
  const room = available(context).plus(amountOf(openFor(context, 'reservation', event.subjectId)));
  return decimal(event.amount).lte(room) ? null : exceeded(context, decimal(event.amount), room);
};

const roomToCommit: BudgetRule = ({ context, event }) => {
  if (event.type !== 'commit') return null;
  const room = available(context).plus(amountOf(reservedForCase(context, event.caseId)));
  return decimal(event.amount).lte(room) ? null : exceeded(context, decimal(event.amount), room);
};

const roomToSpend: BudgetRule = ({ context, event }) => {
  if (event.type !== 'spend') return null;
  const room = amountOf(openFor(context, 'encumbrance', event.subjectId));
  return decimal(event.amount).lte(room) ? null : exceeded(context, decimal(event.amount), room);
};

const notCommittedYet: BudgetRule = ({ context, event }) =>
  event.type === 'commit' && openFor(context, 'encumbrance', event.subjectId).length > 0
    ? {
        code: 'budget.alreadyCommitted',
        say: `Budget for ${event.subjectNumber} is committed already; undo that commitment first.`,
      }
    : null;

const reservedBefore: BudgetRule = ({ context, event }) =>
  event.type === 'release' && openFor(context, 'reservation', event.subjectId).length === 0
    ? { code: 'budget.nothingReserved', say: 'Nothing is reserved for this document; there is nothing to release.' }
    : null;

const committedBefore: BudgetRule = ({ context, event }) =>
  event.type === 'uncommit' && openFor(context, 'encumbrance', event.subjectId).length === 0
    ? { code: 'budget.nothingCommitted', say: 'Nothing is committed for this document; there is nothing to undo.' }
    : null;

const nothingHeld: BudgetRule = ({ context }) =>
  context.commitments.some(({ state, kind }) => state === 'open' && kind !== 'spend')
    ? {
        code: 'budget.stillHeld',
        say: 'Documents still hold reservations or encumbrances here; settle them before closing the line.',
      }
    : null;

const periodInOrder: BudgetRule = ({ event }) =>
  event.type === 'edit' && event.endsOn < event.startsOn
    ? { code: 'budget.period', say: 'The last day must not lie before the first.', field: 'endsOn' }
    : null;

const nextOwnerKnown: BudgetRule = ({ event }) =>
  event.known.nextOwner
    ? null
    : { code: 'budget.unknownOwner', say: 'Choose a person from the list as the next owner.', field: 'ownerId' };

/** What a closed line answers to a new commitment. */
const isClosed: BudgetRule = ({ context }) => ({
  code: 'budget.closed',
  say: `Budget line ${context.number} is closed; choose another line or ask finance to reopen it.`,
});

/** Who may do what to a budget line, and what must hold. One entry a guard of the machine. */
export const budgetLineRules = {
  editable: all(any(byFinance, byItsOwner), onceSent(periodInOrder)),
  increasable: all(byFinance, onceSent(positive)),
  handedOver: all(byFinance, onceSent(nextOwnerKnown)),
  closable: all(byFinance, nothingHeld),
  reopenable: byFinance,
  reservable: all(byItself, onceSent(positive, inItsCurrency, inItsPeriod, roomToReserve)),
  releasable: all(byItself, onceSent(reservedBefore)),
  committable: all(byItself, onceSent(positive, inItsCurrency, inItsPeriod, notCommittedYet, roomToCommit)),
  uncommittable: all(byItself, onceSent(committedBefore)),
  spendable: all(byItself, onceSent(positive, inItsCurrency, roomToSpend)),
  takenOnceReopened: all(byItself, isClosed),
};
