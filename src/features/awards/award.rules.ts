import { all, any, byRole, bySystem, onceSent, type Rule } from '../../engine/workflow.js';
import type { AwardEvent, AwardFacts } from './award.facts.js';

type AwardRule = Rule<AwardFacts, AwardEvent>;

const byABuyer: AwardRule = byRole('award.notBuyer', 'buyer');
const byItself: AwardRule = bySystem('award.byItself');

const proposalHolds: AwardRule = ({ event }) => {
  const { proposal } = event.known;
  return proposal && 'code' in proposal ? proposal : null;
};

const justified: AwardRule = ({ context }) =>
  context.justification
    ? null
    : { code: 'award.noJustification', say: 'Say why these quotes are chosen; edit the award first.', field: 'justification' };

const lowPricesAnswered: AwardRule = ({ context }) =>
  context.warnings.length === 0 || context.lowPriceAnswer
    ? null
    : {
        code: 'award.lowPriceUnanswered',
        say: `${context.warnings[0]} Ask the vendor, and say in the award why the price can be trusted.`,
        field: 'lowPriceAnswer',
      };

const hasBudget: AwardRule = ({ context }) =>
  context.budgetLineId === null
    ? {
        code: 'award.noBudgetLine',
        say: 'Choose the budget line that this is bought from; edit the award first.',
        field: 'budgetLineId',
      }
    : null;

const rfqReady: AwardRule = ({ event }) => {
  const { state, number } = event.known.rfq;
  if (state === 'closed' || state === 'award_pending' || state === 'partially_awarded') return null;
  return state === 'negotiation'
    ? { code: 'award.roundOpen', say: `A round of negotiation is open for ${number}; wait for its end or close it.` }
    : { code: 'award.rfqNotClosed', say: `${number} is ${state.replaceAll('_', ' ')}; awards are made from closed RFQs.` };
};

const quotesStand: AwardRule = ({ context, event }) => {
  for (const { quoteId, vendorName } of context.lines) {
    const now = event.known.quotes.find(({ id }) => id === quoteId);
    if (!now || now.isStale || !['submitted', 'best_and_final', 'partially_awarded'].includes(now.state)) {
      const state = now?.isStale ? 'stale' : (now?.state.replaceAll('_', ' ') ?? 'gone');
      return {
        code: 'award.quoteNotStanding',
        say: `The quote of ${vendorName} is ${state} by now; edit the award or choose another quote.`,
      };
    }
    if (now.contentHash !== context.comparison.quotes.find((one) => one.quoteId === quoteId)?.contentHash) {
      return {
        code: 'award.quoteChanged',
        say: `The quote of ${vendorName} changed after this award was drawn up; edit the award to take the new prices.`,
      };
    }
  }
  return null;
};

const vendorsFit: AwardRule = ({ context, event }) => {
  const barred = event.known.barredVendors.find(({ id }) => context.lines.some(({ vendorId }) => vendorId === id));
  return barred
    ? {
        code: 'award.vendorBarred',
        say: `${barred.name} is ${barred.state.replaceAll('_', ' ')}; nothing can be bought there at present.`,
      }
    : null;
};

const linesFree: AwardRule = ({ context, event }) => {
  for (const { lineId, position } of context.lines) {
    const held = event.known.heldLines.find((one) => one.lineId === lineId && one.awardId !== context.id);
    if (held) {
      return {
        code: 'award.lineHeld',
        say: `Line ${position} is in ${held.awardNumber} already, which is ${held.state.replaceAll('_', ' ')}.`,
        field: 'lines',
      };
    }
  }
  return null;
};

const thisRound: AwardRule = ({ context, event }) =>
  (event.type !== 'approve' && event.type !== 'reject') || event.round === context.approvalRound
    ? null
    : { code: 'award.otherRound', say: 'This approval belongs to an earlier submission of the award.' };

const noOtherPending: AwardRule = ({ context, event }) => {
  const pending = event.known.heldLines.find(({ awardId, state }) => awardId !== context.id && state === 'pending_approval');
  return pending
    ? { code: 'award.otherPending', say: `${pending.awardNumber} waits for approval for the same RFQ; settle that one first.` }
    : null;
};

const withReason: AwardRule = ({ event }) =>
  event.type === 'fail' && event.reason.trim() === ''
    ? { code: 'award.noReason', say: 'Say why the award fell through.', field: 'reason' }
    : null;

const ready = all(justified, hasBudget, lowPricesAnswered, rfqReady, quotesStand, vendorsFit, linesFree);

/** Who may do what to an award, and what must hold. One entry a guard of the machine. */
export const awardRules = {
  editable: all(byABuyer, onceSent(proposalHolds)),
  submittable: all(byABuyer, ready),
  approvable: all(byItself, onceSent(thisRound), quotesStand, vendorsFit, linesFree),
  rejectable: all(byItself, onceSent(thisRound)),
  withdrawable: byABuyer,
  cancellable: any(byABuyer, byItself),
  failable: all(byABuyer, noOtherPending, onceSent(withReason)),
};
