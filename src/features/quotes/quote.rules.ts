import { isCurrency } from '../../calculation/currencies.js';
import { isDay } from '../../calculation/calendar-days.js';
import { parseDecimal } from '../../calculation/money.js';
import { all, any, byRole, bySystem, onceSent, type Reason, type Rule } from '../../engine/workflow.js';
import { wholeAnswer } from './quote-content.facts.js';
import type { QuoteEvent, QuoteFacts, QuoteLine } from './quote.facts.js';

type QuoteRule = Rule<QuoteFacts, QuoteEvent>;

const byABuyer: QuoteRule = byRole('quote.notBuyer', 'buyer');
const byItself: QuoteRule = bySystem('quote.happensByItself');

const byItsVendor: QuoteRule = ({ context, event }) =>
  event.by.kind === 'vendor' && event.by.id === context.invitationId
    ? null
    : { code: 'quote.notYours', say: 'Only the invited vendor may do this, through its own link or reply address.' };

/** When the event reached us: a letter may be read after it arrived. */
const arrivedAt = (event: QuoteEvent, context: QuoteFacts): Date => {
  if (event.type === 'accept') return new Date(oldest(context)?.receivedAt ?? event.at);
  if (event.type === 'submit' || event.type === 'replace' || event.type === 'withdraw') return event.receivedAt ?? event.at;
  return event.at;
};

const oldest = (context: QuoteFacts) => context.reading?.[0] ?? null;

const inTime: QuoteRule = ({ context, event }) => {
  const { closesAt } = event.known.rfq;
  return closesAt !== null && arrivedAt(event, context) < closesAt
    ? null
    : { code: 'quote.pastDeadline', say: 'The deadline for quotes has passed; what stands is what was submitted before it.' };
};

const tooLate: QuoteRule = (asked) =>
  inTime(asked) === null ? { code: 'quote.notLate', say: 'This quote came before the deadline.' } : null;

const over: Reason = { code: 'quote.rfqOver', say: 'This RFQ is over; nothing needs to be sent any more.' };
const suspended: Reason = {
  code: 'quote.rfqSuspended',
  say: 'This RFQ is suspended for the moment; you will be told when it goes on, and can submit then.',
};

/** Published, or closed meanwhile where the quote had come before. */
const rfqTakesQuotes: QuoteRule = ({ event }) => {
  const { state } = event.known.rfq;
  if (state === 'suspended') return suspended;
  return state === 'published' || state === 'closed' || state === 'negotiation' ? null : over;
};

const rfqNotOver: QuoteRule = ({ event }) =>
  ['published', 'suspended', 'closed', 'negotiation'].includes(event.known.rfq.state) ? null : over;

const inNegotiation: QuoteRule = ({ event }) =>
  event.known.rfq.state === 'negotiation'
    ? null
    : { code: 'quote.noRound', say: 'Prices can be improved while a round of negotiation is open; none is.' };

const faultOf = (lines: readonly QuoteLine[], asked: readonly { id: string; position: number }[]): Reason | null => {
  const seen = new Set<string>();
  for (const [index, line] of lines.entries()) {
    const field = `lines[${index}].unitPrice`;
    const about = asked.find(({ id }) => id === line.lineId);
    if (!about)
      return { code: 'quote.unknownLine', say: `The RFQ has no line “${line.lineId}”.`, field: `lines[${index}].lineId` };
    if (seen.has(line.lineId))
      return { code: 'quote.lineTwice', say: `Line ${about.position} is answered twice; keep one answer.`, field };
    seen.add(line.lineId);
    if (line.unitPrice === null) continue;
    const price = parseDecimal(line.unitPrice);
    if (price === null || price.lt(0)) {
      return {
        code: 'quote.badPrice',
        say: `The price of line ${about.position}, “${line.unitPrice}”, must be a plain number such as 12.50.`,
        field,
      };
    }
    if (line.notOffered) {
      return {
        code: 'quote.pricedButNotOffered',
        say: `Line ${about.position} has a price and is marked as not offered; keep one of the two.`,
        field,
      };
    }
  }
  return null;
};

const soundAnswer: QuoteRule = ({ event }) => {
  if (event.type !== 'submit' && event.type !== 'replace' && event.type !== 'enter' && event.type !== 'accept') return null;
  if (!isCurrency(event.currency)) {
    return {
      code: 'quote.badCurrency',
      say: `“${event.currency}” is no currency in use; write its code, such as EUR or USD.`,
      field: 'currency',
    };
  }
  if (event.validUntil !== null && !isDay(event.validUntil)) {
    return { code: 'quote.badValidity', say: `“${event.validUntil}” must be a day such as 2027-03-31.`, field: 'validUntil' };
  }
  const fault = faultOf(event.lines, event.known.rfq.lines);
  if (fault) return fault;
  return event.lines.some(({ unitPrice }) => unitPrice !== null)
    ? null
    : { code: 'quote.noPrice', say: 'Give a price for at least one line; to offer nothing, decline instead.', field: 'lines' };
};

const stillValid: QuoteRule = ({ event, context }) => {
  const day =
    event.type === 'submit' || event.type === 'replace' || event.type === 'enter' || event.type === 'accept'
      ? event.validUntil
      : null;
  return day === null || event.known.endOf(day, event.known.rfq.zone) > arrivedAt(event, context)
    ? null
    : {
        code: 'quote.validityPassed',
        say: `The quote would be valid until ${day} only, which has passed; give a later day.`,
        field: 'validUntil',
      };
};

const differs: QuoteRule = ({ context, event }) => {
  if (event.type !== 'replace') return null;
  const { rfq, hash } = event.known;
  const after = hash({
    rfqId: context.rfqId,
    invitationId: context.invitationId,
    rfqRevision: rfq.revision,
    ...wholeAnswer(event, rfq.lines),
  });
  return context.state !== 'submitted' || after !== context.contentHash
    ? null
    : { code: 'quote.unchanged', say: 'This is exactly the quote that we already have; nothing was changed.' };
};

const awaited: QuoteRule = ({ context }) =>
  oldest(context) ? null : { code: 'quote.nothingToReview', say: 'No answer of this vendor waits for a review.' };

const onlyOneAwaited: QuoteRule = ({ context }) =>
  (context.reading?.length ?? 0) <= 1
    ? null
    : { code: 'quote.moreToReview', say: 'More answers of this vendor wait for a review.' };

const notReadYet: QuoteRule = ({ context, event }) =>
  event.type !== 'receiveForReview' || !(context.reading ?? []).some(({ letterId }) => letterId === event.letterId)
    ? null
    : { code: 'quote.letterKnown', say: 'This letter waits in the review queue already.' };

const olderRevision: QuoteRule = ({ context, event }) =>
  event.type !== 'markStale' || context.rfqRevision < event.revision
    ? null
    : { code: 'quote.upToDate', say: 'The quote answers the present revision.' };

const coversRevision: QuoteRule = ({ context, event }) => {
  const asked = event.known.rfq.lines;
  const missing = asked.find(({ id }) => !context.lines.some(({ lineId }) => lineId === id));
  return missing
    ? {
        code: 'quote.newLines',
        say: `Line ${missing.position} is new and has no answer yet; replace the quote instead of confirming it.`,
      }
    : null;
};

const alone: QuoteRule = ({ event }) =>
  event.known.otherStands
    ? {
        code: 'quote.otherStands',
        say: 'This vendor has a quote that came in time; that one stands and this one cannot count beside it.',
      }
    : null;

const laterValidity: QuoteRule = ({ context, event }) => {
  if (event.type !== 'prolong') return null;
  if (!isDay(event.validUntil) || event.known.endOf(event.validUntil, event.known.rfq.zone) <= event.at) {
    return { code: 'quote.validityPassed', say: 'The new day must lie in the future.', field: 'validUntil' };
  }
  return context.validUntil === null || event.validUntil > context.validUntil
    ? null
    : {
        code: 'quote.notProlonged',
        say: `The quote stands until ${context.validUntil} already; give a later day.`,
        field: 'validUntil',
      };
};

const improvedLines: QuoteRule = ({ event }) => (event.type === 'improve' ? faultOf(event.lines, event.known.rfq.lines) : null);

const partOnly: QuoteRule = ({ event }) =>
  event.type === 'award' && event.partly ? null : { code: 'quote.wholeAward', say: 'The whole quote is awarded.' };

const wasImproved: QuoteRule = ({ context }) =>
  context.roundId === null ? { code: 'quote.neverImproved', say: 'The quote was not part of a round.' } : null;

const upToDate: QuoteRule = ({ context, event }) =>
  context.rfqRevision >= event.known.rfq.revision
    ? null
    : { code: 'quote.stale', say: 'The RFQ has changed since this quote; the vendor must confirm or replace it first.' };

const expiring: QuoteRule = ({ context, event }) =>
  context.validThrough !== null && context.validThrough <= event.at
    ? null
    : { code: 'quote.stillValid', say: 'The quote is still valid.' };

const answer = onceSent(soundAnswer, stillValid);

/** Who may do what to a quote, and what must hold. One entry a guard of the machine. */
export const quoteRules = {
  savable: all(byItsVendor, rfqNotOver, inTime),
  submittable: all(any(byItsVendor, byABuyer), rfqTakesQuotes, answer, inTime),
  submittableLate: all(any(byItsVendor, byABuyer), rfqTakesQuotes, answer, tooLate),
  replaceable: all(any(byItsVendor, byABuyer), rfqTakesQuotes, answer, inTime, onceSent(differs)),
  enterable: all(byABuyer, rfqTakesQuotes, answer, inTime),
  enterableLate: all(byABuyer, rfqTakesQuotes, answer, tooLate),
  reviewable: all(byItself, notReadYet),
  acceptable: all(byABuyer, awaited, rfqTakesQuotes, answer, inTime),
  acceptableLate: all(byABuyer, awaited, rfqTakesQuotes, answer, tooLate),
  rejectable: all(byABuyer, awaited),
  rejectableLast: all(byABuyer, awaited, onlyOneAwaited),
  outdated: all(byItself, olderRevision),
  reconfirmable: all(any(byItsVendor, byABuyer), rfqTakesQuotes, inTime, coversRevision),
  withdrawable: all(any(byItsVendor, byABuyer), rfqNotOver, inTime),
  admissible: all(byABuyer, rfqTakesQuotes, tooLate, alone),
  improvable: all(any(byItsVendor, byABuyer, byItself), inNegotiation, upToDate, onceSent(improvedLines)),
  prolongable: all(any(byABuyer, byItsVendor), onceSent(laterValidity)),
  prolongableImproved: all(any(byABuyer, byItsVendor), wasImproved, onceSent(laterValidity)),
  awardableInPart: all(byItself, upToDate, partOnly),
  awardable: all(byItself, upToDate),
  losable: byItself,
  releasableImproved: all(byItself, wasImproved),
  releasable: byItself,
  expirable: all(byItself, expiring),
};
