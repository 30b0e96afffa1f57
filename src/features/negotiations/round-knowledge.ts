import { Injectable } from '@nestjs/common';
import { ExchangeRates } from '../quotes/exchange-rates.queries.js';
import { QuoteQueries } from '../quotes/quote.queries.js';
import { RfqQueries } from '../rfqs/rfq.queries.js';
import type { RoundKnown } from './round.facts.js';
import { RoundQueries } from './round.queries.js';

/** Gathers what a round's rules ask of other records. */
@Injectable()
export class RoundKnowledge {
  constructor(
    private readonly rfqs: RfqQueries,
    private readonly quotes: QuoteQueries,
    private readonly rounds: RoundQueries,
    private readonly rates: ExchangeRates,
  ) {}

  /** Of the RFQ; `roundId` is the round that asks. Rates are those of the RFQ’s closing day, as in the comparison. */
  async about(rfqId: string, roundId: string | null): Promise<RoundKnown> {
    const rfq = await this.rfqs.one(rfqId);
    const [quotes, rounds] = await Promise.all([this.quotes.ofRfq(rfqId), this.rounds.ofRfq(rfqId)]);
    const currencies = [...new Set([rfq.currency, ...quotes.map(({ currency }) => currency)])];
    const day = (rfq.closesAt ?? (await this.rfqs.now())).toISOString().slice(0, 10);
    const table = await this.rates.on(currencies, day);
    return {
      rfq: {
        number: rfq.number,
        state: rfq.state,
        lines: rfq.lines.map(({ id, position, quantity, termMonths }) => ({ id, position, quantity, termMonths })),
      },
      quotes: quotes.map((quote) => ({
        id: quote.id,
        invitationId: quote.invitationId,
        vendorId: quote.vendorId,
        vendorName: quote.vendorName,
        state: quote.state,
        isStale: quote.rfqRevision < rfq.revision,
        isExtra: quote.isExtra,
        currency: quote.currency,
        total: quote.total?.toFixed() ?? null,
        lines: quote.lines,
      })),
      rates: Object.fromEntries(
        currencies.flatMap((currency) => {
          const found = table.rate(currency, rfq.currency, day);
          return 'code' in found ? [] : [[currency, found.rate.toFixed()]];
        }),
      ),
      rounds: rounds.filter(({ id }) => id !== roundId).map(({ ordinal, kind, state }) => ({ ordinal, kind, state })),
    };
  }
}
