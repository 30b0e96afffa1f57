import { Decimal } from 'decimal.js';

/** One line that the RFQ asks prices for, as the reader of answers needs to know it. */
export interface AskedLine {
  lineId: string;
  /** Counted from 1, as the RFQ prints it. */
  position: number;
  description: string;
  /** A decimal string. */
  quantity: string;
  unit: string;
  /** Where the line runs for a term, its unit price is for one month. */
  termMonths: number | null;
}

/** What was asked: the lines and, where the RFQ demands one, its only currency (ISO 4217; null = the vendor chooses). */
export interface Asked {
  lines: readonly AskedLine[];
  currency: string | null;
  /** The day on which the answer came ('YYYY-MM-DD'); "valid for 30 days" is counted from it. */
  receivedOn?: string;
}

/** What an answer says about one line; `unitPrice` is a decimal string, null where none could be read or none was given. */
export interface ReadLine {
  lineId: string;
  unitPrice: string | null;
  /** Calendar days, null when not said for this line. */
  leadDays: number | null;
  note: string | null;
  notOffered: boolean;
  /** Where it stands: 'Quote!F9', 'line 4 of the reply'; 'not mentioned' when the answer is silent. */
  source: string;
  /** 0 to 1; below 1 a convention was leaned on, which the receipt says. */
  confidence: number;
}

/** Something in an answer that could not be read for certain: the place, what stands there, and what would be accepted. */
export interface ReadingProblem {
  where: string;
  value: string;
  say: string;
}

/**
 * What was understood of a vendor's answer. `lines` holds every asked line once, in the RFQ's order.
 * Only a confident reading may become a quote by itself; any other goes to the buyer's review queue beside the letter.
 */
export interface Reading {
  /** ISO 4217, null when no price was read. */
  currency: string | null;
  /** True when no currency was written and the one that the RFQ demands was taken. */
  currencyAssumed: boolean;
  lines: ReadLine[];
  /** 'YYYY-MM-DD' */
  validUntil: string | null;
  leadDays: number | null;
  paymentTerms: string | null;
  declined: { reason: string } | null;
  question: string | null;
  withdraw: boolean;
  problems: ReadingProblem[];
  confident: boolean;
}

/** What was found for a line before the currency and the other lines were looked at. */
export interface FoundLine extends ReadLine {
  /** Currencies that the written sign may mean; empty when none is written. */
  currencies: readonly string[];
}

/** How many unit prices make the line's total: the quantity, times the months of its term. A decimal string. */
export function pricedTimes(line: AskedLine): string {
  return new Decimal(line.quantity).times(line.termMonths ?? 1).toFixed();
}

/** What a unit price is for, as people are told: `piece`, or `piece and month`. */
export function pricedUnit(line: AskedLine): string {
  return line.termMonths === null ? line.unit : `${line.unit} and month`;
}

/** A line about which the answer says nothing. */
export function silentLine(line: AskedLine): ReadLine {
  return {
    lineId: line.lineId,
    unitPrice: null,
    leadDays: null,
    note: null,
    notOffered: false,
    source: 'not mentioned',
    confidence: 1,
  };
}

/** A reading that says nothing yet. */
export function emptyReading(asked: Asked): Reading {
  return {
    currency: null,
    currencyAssumed: false,
    lines: asked.lines.map(silentLine),
    validUntil: null,
    leadDays: null,
    paymentTerms: null,
    declined: null,
    question: null,
    withdraw: false,
    problems: [],
    confident: false,
  };
}

/** True when the answer gives a price for at least one line. */
export function hasPrices(reading: Reading): boolean {
  return reading.lines.some((line) => line.unitPrice !== null);
}
