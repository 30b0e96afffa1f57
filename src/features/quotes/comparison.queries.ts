import { Injectable } from '@nestjs/common';
import { comparison, type Comparison } from '../../calculation/comparison.js';
import { type EuroRate, type ExchangeRate, RateTable } from '../../calculation/exchange.js';
import type { Decimal } from '../../calculation/money.js';
import { priceShares } from '../../calculation/price-scoring.js';
import { Database } from '../../database/database.js';
import { Missing } from '../../engine/errors.js';
import { isPrice, type RfqCriterion, type RfqLine, type RfqLot } from '../rfqs/rfq.queries.js';
import type { QuoteLine } from './quote.queries.js';

interface RfqRow {
  id: string;
  number: string;
  title: string;
  state: string;
  caseId: string | null;
  currency: string;
  revision: number;
  closesAt: Date | null;
  zone: string;
  lots: RfqLot[];
  lines: RfqLine[];
  criteria: RfqCriterion[];
  ratesOn: string;
}

interface QuoteRow {
  id: string;
  number: string;
  state: string;
  vendorId: string;
  vendorName: string;
  currency: string;
  rfqRevision: number;
  lines: QuoteLine[];
  total: string | null;
  validUntil: string | null;
  paymentTerms: string | null;
  channel: string | null;
  submittedAt: Date | null;
  waits: boolean;
}

interface InvitationRow {
  vendorName: string;
  state: string;
  declineReason: string | null;
  waits: boolean;
}

/** One vendor's column: decimals are text, amounts in the comparison's currency unless they say `own`. */
export interface ComparedQuote {
  quoteId: string;
  quoteNumber: string;
  vendorId: string;
  vendorName: string;
  state: string;
  currency: string;
  counts: boolean;
  isLate: boolean;
  isComplete: boolean;
  pricedLines: number;
  askedLines: number;
  ownTotal: string | null;
  total: string | null;
  rank: number | null;
  isBest: boolean;
  isWorst: boolean;
  /** Share above the best total, as decimal text. */
  aboveBest: string | null;
  rate: { rate: string; on: string; source: string } | null;
  /** Why it cannot be compared: no exchange rate. */
  problem: string | null;
  validUntil: string | null;
  paymentTerms: string | null;
  channel: string | null;
  submittedAt: Date | null;
  /** Another answer of this vendor waits for a review. */
  waits: boolean;
}

/** One line's price in one column, in the columns' order. */
export interface ComparedPrice {
  quoteId: string;
  unitPrice: string | null;
  comparedUnitPrice: string | null;
  total: string | null;
  isBest: boolean;
  isWorst: boolean;
  aboveBest: string | null;
  leadDays: number | null;
  note: string | null;
  notOffered: boolean;
}

/** Quotes side by side, as page, JSON and workbook give them. */
export interface RfqComparison {
  rfq: Omit<RfqRow, 'lines' | 'lots' | 'criteria' | 'ratesOn'>;
  currency: string;
  ratesOn: string;
  quotes: ComparedQuote[];
  lines: (RfqLine & {
    lotTitle: string | null;
    best: string | null;
    worst: string | null;
    spread: string | null;
    prices: ComparedPrice[];
  })[];
  lots: { id: string | null; title: string; totals: (string | null)[]; best: string | null; isBest: boolean[] }[];
  /** What quotes are judged by; `points` of each column in hundredths of the whole, null where they are not reckoned from the quotes. */
  criteria: { name: string; weight: string; isPrice: boolean; points: (string | null)[] }[];
  bestTotal: string | null;
  worstTotal: string | null;
  spread: string | null;
  /** The sum of the best price of each line, whoever gave it. */
  bestMix: string | null;
  /** Vendors without a quote, and why. */
  others: { vendorName: string; state: string; reason: string | null }[];
}

const RATES_DAY = `least(current_date, coalesce((closes_at AT TIME ZONE 'UTC')::date, current_date))`;

/** Sets the quotes of an RFQ side by side. */
@Injectable()
export class ComparisonQueries {
  constructor(private readonly database: Database) {}

  /** Everything in one round of four statements. Rates are those of the closing day, or of today while the RFQ is open. @throws Missing */
  async of(rfqId: string): Promise<RfqComparison> {
    if (!/^[0-9a-f-]{36}$/i.test(rfqId)) throw new Missing('rfq');
    const [rfqs, quotes, invitations, rates] = await Promise.all([
      this.database.rows<RfqRow>(
        `SELECT id, number, title, state, case_id AS "caseId", currency, revision, closes_at AS "closesAt", zone, lots, lines, criteria, ${RATES_DAY} AS "ratesOn"
         FROM rfqs WHERE id = $1`,
        [rfqId],
      ),
      this.database.rows<QuoteRow>(
        `SELECT id, number, state, vendor_id AS "vendorId", vendor_name AS "vendorName", currency, rfq_revision AS "rfqRevision", lines, total,
           valid_until AS "validUntil", payment_terms AS "paymentTerms", channel, submitted_at AS "submittedAt", reading IS NOT NULL AS waits
         FROM quotes WHERE rfq_id = $1 AND revision > 0 AND state NOT IN ('withdrawn', 'draft') ORDER BY lower(vendor_name), is_extra, id`,
        [rfqId],
      ),
      this.database.rows<InvitationRow>(
        `SELECT vendor_name AS "vendorName", state, decline_reason AS "declineReason",
           EXISTS (SELECT FROM quotes WHERE quotes.invitation_id = invitations.id AND reading IS NOT NULL) AS waits
         FROM invitations WHERE rfq_id = $1
           AND NOT EXISTS (SELECT FROM quotes WHERE quotes.invitation_id = invitations.id AND revision > 0 AND quotes.state NOT IN ('withdrawn', 'draft'))
         ORDER BY lower(vendor_name)`,
        [rfqId],
      ),
      this.database.rows<EuroRate>(
        `SELECT DISTINCT ON (currency) currency, on_day AS "on", rate, source FROM exchange_rates
         WHERE on_day <= (SELECT ${RATES_DAY} FROM rfqs WHERE id = $1)
           AND currency IN (SELECT currency FROM quotes WHERE rfq_id = $1 UNION SELECT currency FROM rfqs WHERE id = $1)
         ORDER BY currency, on_day DESC`,
        [rfqId],
      ),
    ]);
    const [rfq] = rfqs;
    if (!rfq) throw new Missing('rfq');
    return compared(rfq, quotes, invitations, new RateTable(rates));
  }
}

/** A quote of a former revision is stale even where its mark has not caught up yet. */
const stateOf = (quote: QuoteRow, rfq: RfqRow): string =>
  quote.state === 'submitted' && quote.rfqRevision < rfq.revision ? 'stale' : quote.state;

function compared(
  rfq: RfqRow,
  quotes: readonly QuoteRow[],
  invitations: readonly InvitationRow[],
  rates: RateTable,
): RfqComparison {
  const { lines, lots, criteria, ratesOn, ...head } = rfq;
  const columns = quotes.map((quote) => ({ ...quote, state: stateOf(quote, rfq), isLate: quote.state === 'late' }));
  const result = comparison(lines, columns, rates, { currency: rfq.currency, ratesOn });
  const lotTitle = (id: string | null) => lots.find((lot) => lot.id === id)?.title ?? null;
  const given = quotes.map((quote) => new Map(quote.lines.map((line) => [line.lineId, line])));
  return {
    rfq: head,
    currency: rfq.currency,
    ratesOn,
    quotes: result.vendors.map((vendor, index) => comparedQuote(vendor, quotes[index])),
    lines: result.lines.map((row, index) => ({
      ...lines[index],
      lotTitle: lotTitle(row.line.lot),
      best: text(row.best),
      worst: text(row.worst),
      spread: text(row.spread),
      prices: row.cells.map((cell, column) => {
        const line = given[column]?.get(row.line.id);
        return {
          quoteId: quotes[column].id,
          unitPrice: text(cell.unitPrice),
          comparedUnitPrice: text(cell.comparedUnitPrice),
          total: text(cell.total),
          isBest: cell.isBest,
          isWorst: cell.isWorst,
          aboveBest: text(cell.aboveBest),
          leadDays: line?.leadDays ?? null,
          note: line?.note ?? null,
          notOffered: line?.notOffered ?? false,
        };
      }),
    })),
    lots:
      lots.length === 0
        ? []
        : result.lots.map((lot) => ({
            id: lot.lot,
            title: lotTitle(lot.lot) ?? 'Without a lot',
            totals: lot.totals.map(text),
            best: text(lot.best),
            isBest: lot.totals.map(
              (total, column) =>
                total !== null && lot.best !== null && total.eq(lot.best) && (result.vendors[column]?.counts ?? false),
            ),
          })),
    criteria: criteria.map((criterion) => judged(criterion, result.vendors)),
    bestTotal: text(result.bestTotal),
    worstTotal: text(result.worstTotal),
    spread: text(result.spread),
    bestMix: quotes.length > 0 ? text(result.bestMix) : null,
    others: invitations.map(({ vendorName, state, declineReason, waits }) => ({
      vendorName,
      state: waits ? 'waits for review' : state,
      reason: declineReason,
    })),
  };
}

/** The price's points are the best total over the quote's own, times its weight; incomplete quotes and those that do not count have none. */
function judged({ name, weight }: RfqCriterion, vendors: Comparison['vendors']): RfqComparison['criteria'][number] {
  const totals = new Map(
    vendors.flatMap((vendor) => (vendor.counts && vendor.isComplete && vendor.total ? [[vendor, vendor.total] as const] : [])),
  );
  const scored = [...totals.keys()];
  const shares = isPrice({ name }) ? priceShares({ kind: 'relative' }, [...totals.values()]) : null;
  const points = vendors.map((vendor) => {
    const share = Array.isArray(shares) ? shares[scored.indexOf(vendor)] : undefined;
    return share?.times(weight).toDecimalPlaces(1).toFixed(1) ?? null;
  });
  return { name, weight, isPrice: isPrice({ name }), points };
}

function comparedQuote(vendor: Comparison['vendors'][number], quote: QuoteRow): ComparedQuote {
  return {
    quoteId: quote.id,
    quoteNumber: quote.number,
    vendorId: vendor.vendorId,
    vendorName: vendor.vendorName,
    state: vendor.state,
    currency: vendor.currency,
    counts: vendor.counts,
    isLate: vendor.isLate,
    isComplete: vendor.isComplete,
    pricedLines: vendor.pricedLines,
    askedLines: vendor.askedLines,
    ownTotal: quote.total,
    total: text(vendor.total),
    rank: vendor.rank,
    isBest: vendor.isBest,
    isWorst: vendor.isWorst,
    aboveBest: text(vendor.aboveBest),
    rate: rateText(vendor.rate),
    problem: vendor.problem?.say ?? null,
    validUntil: quote.validUntil,
    paymentTerms: quote.paymentTerms,
    channel: quote.channel,
    submittedAt: quote.submittedAt,
    waits: quote.waits,
  };
}

function rateText(rate: ExchangeRate | null): ComparedQuote['rate'] {
  return rate && rate.from !== rate.to
    ? { rate: rate.rate.toDecimalPlaces(10).toFixed(), on: rate.on, source: rate.source }
    : null;
}

function text(value: Decimal | null | undefined): string | null {
  return value?.toDecimalPlaces(10).toFixed() ?? null;
}
