import { parseDecimal } from '../../calculation/money.js';
import { all, any, byRole, bySystem, onceSent, type Rule } from '../../engine/workflow.js';
import { improvedLines, isNegotiable, lineIdOf, standingTotal, totalOf } from './round.content.js';
import type { RoundEvent, RoundFacts } from './round.facts.js';

type RoundRule = Rule<RoundFacts, RoundEvent>;

const byABuyer: RoundRule = byRole('round.notBuyer', 'buyer');
const byItself: RoundRule = bySystem('round.byItself');

const byThatVendor: RoundRule = ({ context, event }) =>
  event.type === 'offer' &&
  event.by.kind === 'vendor' &&
  context.targets.some(({ quoteId, invitationId }) => quoteId === event.quoteId && invitationId === event.by.id)
    ? null
    : { code: 'round.notYours', say: 'Only a vendor who takes part in this round, or the buyer for it, makes an offer.' };

const inTheFuture: RoundRule = ({ event }) =>
  event.type !== 'edit' || event.closesAt > event.at
    ? null
    : { code: 'round.deadlinePassed', say: 'The end of the round must lie in the future.', field: 'closesAt' };

const isZone: RoundRule = ({ event }) => {
  if (event.type !== 'edit' || event.zone === null) return null;
  try {
    new Intl.DateTimeFormat('en', { timeZone: event.zone });
    return null;
  } catch {
    return { code: 'round.unknownZone', say: 'Name the time zone of the deadline, such as Europe/Berlin or UTC.', field: 'zone' };
  }
};

const plannedQuotesFit: RoundRule = ({ event }) => {
  if (event.type !== 'edit') return null;
  const seen = new Set<string>();
  for (const [index, { quoteId }] of event.targets.entries()) {
    const field = `targets[${index}].quoteId`;
    const quote = event.known.quotes.find(({ id }) => id === quoteId);
    if (!quote)
      return {
        code: 'round.unknownQuote',
        say: `This is no quote for ${event.known.rfq.number}; choose one of its quotes.`,
        field,
      };
    if (seen.has(quoteId)) return { code: 'round.quoteTwice', say: `${quote.vendorName} is in the list twice; keep one.`, field };
    if (!isNegotiable(quote))
      return { code: 'round.quoteNotStanding', say: `The quote of ${quote.vendorName} does not stand; leave it out.`, field };
    seen.add(quoteId);
  }
  return null;
};

const rfqClosed: RoundRule = ({ event }) => {
  const { state, number } = event.known.rfq;
  if (state === 'closed') return null;
  return state === 'negotiation'
    ? { code: 'round.otherOpen', say: `Another round is open for ${number}; wait for its end.` }
    : {
        code: 'round.rfqNotClosed',
        say: `${number} is ${state.replaceAll('_', ' ')}; rounds are opened once the RFQ is closed.`,
      };
};

const stillCompeting: RoundRule = ({ event }) =>
  event.known.rounds.some(({ kind, state }) => kind === 'bafo' && (state === 'open' || state === 'closed'))
    ? {
        code: 'round.bafoDone',
        say: 'Best and final offers have been asked for; after them there is no further round. Award, or end the RFQ.',
      }
    : null;

const deadlineAhead: RoundRule = ({ context, event }) =>
  context.closesAt > event.at
    ? null
    : { code: 'round.deadlinePassed', say: 'The end of the round has passed; edit it and give a later one.', field: 'closesAt' };

const quotesStand: RoundRule = ({ context, event }) => {
  if (context.targets.length === 0)
    return { code: 'round.noQuotes', say: 'No quote takes part; edit the round and choose some.', field: 'targets' };
  const fallen = context.targets.find(({ quoteId }) => {
    const quote = event.known.quotes.find(({ id }) => id === quoteId);
    return !quote || !isNegotiable(quote);
  });
  return fallen
    ? {
        code: 'round.quoteNotStanding',
        say: `The quote of ${fallen.vendorName} does not stand any more; edit the round and leave it out.`,
      }
    : null;
};

const beforeItsEnd: RoundRule = ({ context, event }) =>
  event.at < context.closesAt
    ? null
    : { code: 'round.ended', say: 'This round has ended; the offer that came before it stands.' };

const takesPart: RoundRule = ({ context, event }) =>
  event.type !== 'offer' || context.targets.some(({ quoteId }) => quoteId === event.quoteId)
    ? null
    : { code: 'round.notInvited', say: 'This quote does not take part in the round.', field: 'quoteId' };

const linesFit: RoundRule = ({ event }) => {
  if (event.type !== 'offer') return null;
  for (const [index, { lineId, unitPrice }] of event.lines.entries()) {
    if (lineIdOf(event.known.rfq.lines, lineId) === null) {
      return { code: 'round.unknownLine', say: `The RFQ has no line “${lineId}”.`, field: `lines[${index}].lineId` };
    }
    const price = parseDecimal(unitPrice);
    if (price === null || price.lt(0)) {
      return {
        code: 'round.badPrice',
        say: `“${unitPrice}” must be a plain number such as 12.50.`,
        field: `lines[${index}].unitPrice`,
      };
    }
  }
  return event.lines.length > 0 ? null : { code: 'round.noPrices', say: 'Give at least one new price.', field: 'lines' };
};

const notDearer: RoundRule = ({ context, event }) => {
  if (event.type !== 'offer') return null;
  const quote = event.known.quotes.find(({ id }) => id === event.quoteId);
  const standing = standingTotal(context, event.quoteId);
  if (!quote || standing === null)
    return { code: 'round.notInvited', say: 'This quote does not take part in the round.', field: 'quoteId' };
  return totalOf(event.known, improvedLines(event.known, quote, event.lines)).lte(standing)
    ? null
    : {
        code: 'round.dearer',
        say: `The new prices come to more than the offer that stands. Offer the same or less; what stands is not touched otherwise.`,
        field: 'lines',
      };
};

const dueNow: RoundRule = ({ context, event }) =>
  context.closesAt <= event.at ? null : { code: 'round.notDue', say: 'The round ends at its deadline, not before.' };

const allAnswered: RoundRule = ({ context }) =>
  context.targets.every(({ quoteId }) => context.offers.some((offer) => offer.quoteId === quoteId))
    ? null
    : {
        code: 'round.notDue',
        say: 'Not everybody has answered: all have until the deadline. The round closes by itself then.',
      };

/** Who may do what to a round, and what must hold. One entry a guard of the machine. */
export const roundRules = {
  editable: all(byABuyer, onceSent(inTheFuture, isZone, plannedQuotesFit)),
  openable: all(byABuyer, stillCompeting, rfqClosed, deadlineAhead, quotesStand),
  offerable: all(any(byABuyer, byThatVendor), beforeItsEnd, onceSent(takesPart, linesFit, notDearer)),
  closable: all(byItself, dueNow),
  closableEarly: all(byABuyer, allAnswered),
  cancellable: any(byABuyer, byItself),
};
