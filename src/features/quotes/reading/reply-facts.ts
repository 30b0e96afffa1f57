import type { Asked, ReadingProblem } from './reading.js';
import { LEAD_TIME, PAYMENT, VALIDITY } from './reply-words.js';
import { sentencesOf } from './reply-sentences.js';
import type { ReplyRow } from './reply-segments.js';
import { dayAfter, findDates } from './written-dates.js';
import { findDurations } from './written-durations.js';
import { findNumbers } from './written-numbers.js';

/** What a reply says about the whole offer. */
export interface OfferFacts {
  validUntil: string | null;
  leadDays: number | null;
  paymentTerms: string | null;
  problems: ReadingProblem[];
}

/** Reads validity, lead time and payment terms from the rows that speak of no line in particular. Rows with prices are left to others. */
export function readOfferFacts(rows: readonly ReplyRow[], asked: Asked): OfferFacts {
  const facts: OfferFacts = { validUntil: null, leadDays: null, paymentTerms: null, problems: [] };
  for (const row of rows) for (const sentence of sentencesOf(row.text)) readSentence(sentence, row.number, asked, facts);
  return facts;
}

function readSentence(sentence: string, row: number, asked: Asked, facts: OfferFacts): void {
  if (findNumbers(sentence).some((number) => number.currencies.length > 0)) return;
  if (PAYMENT.test(sentence)) {
    facts.paymentTerms = facts.paymentTerms === null ? sentence.trim() : `${facts.paymentTerms} ${sentence.trim()}`;
  } else if (VALIDITY.test(sentence)) {
    readValidity(sentence, row, asked, facts);
  } else if (LEAD_TIME.test(sentence)) {
    readLead(sentence, row, facts);
  }
}

function readValidity(sentence: string, row: number, asked: Asked, facts: OfferFacts): void {
  const [date] = findDates(sentence);
  const [duration] = findDurations(sentence);
  const counted = duration?.days != null && asked.receivedOn !== undefined ? dayAfter(asked.receivedOn, duration.days) : null;
  const until = date === undefined ? counted : date.on;
  if (until !== null) {
    facts.validUntil = until;
  } else if (date !== undefined || duration !== undefined) {
    facts.problems.push({
      where: `line ${row} of the reply`,
      value: sentence.trim(),
      say: 'The day is not certain; write it as 2026-12-31.',
    });
  }
}

function readLead(sentence: string, row: number, facts: OfferFacts): void {
  const durations = findDurations(sentence);
  const [only] = durations;
  if (only === undefined) return;
  if (durations.length === 1 && only.days !== null && (facts.leadDays === null || facts.leadDays === only.days)) {
    facts.leadDays = only.days;
    return;
  }
  facts.problems.push({
    where: `line ${row} of the reply`,
    value: sentence.trim(),
    say: 'The lead time is not clear; write one lead time in days or weeks.',
  });
}
