import { Injectable } from '@nestjs/common';
import type { Reason } from '../../engine/workflow.js';
import { BudgetQueries } from '../budgets/budget-line.queries.js';
import { ExchangeRates } from '../quotes/exchange-rates.queries.js';
import { QuoteQueries, type QuoteView } from '../quotes/quote.queries.js';
import { RfqQueries, type RfqView } from '../rfqs/rfq.queries.js';
import { drawnUp, type OfferedQuote } from './award.content.js';
import type { Choice, Proposal } from './award.facts.js';
import { AwardQueries } from './award.queries.js';

/** Draws awards up from the RFQ, its quotes, the stored rates and the budget line as they are now. */
@Injectable()
export class AwardDrafts {
  constructor(
    private readonly awards: AwardQueries,
    private readonly rfqs: RfqQueries,
    private readonly quotes: QuoteQueries,
    private readonly budgets: BudgetQueries,
    private readonly rates: ExchangeRates,
  ) {}

  /**
   * Everything that follows from the choice, or the reason why it cannot be awarded. Without `budgetLineId` the RFQ's budget line is taken.
   * Rates are those of the RFQ’s closing day, as in the comparison. `awardId` is the award being changed: what it holds itself counts as free.
   */
  async drawUp(asked: {
    rfq: RfqView;
    lines: readonly Choice[];
    basis: string | null;
    budgetLineId: string | null;
    awardId: string | null;
  }): Promise<Proposal | Reason> {
    const { rfq } = asked;
    const budgetLineId = asked.budgetLineId ?? rfq.budgetLineId;
    const [quotes, held, budget, now] = await Promise.all([
      this.quotes.ofRfq(rfq.id),
      this.awards.heldLines(rfq.id),
      budgetLineId ? this.budgets.byId(budgetLineId) : null,
      this.rfqs.now(),
    ]);
    if (budgetLineId && !budget) {
      return {
        code: 'award.unknownBudgetLine',
        say: 'There is no such budget line; choose one from the list.',
        field: 'budgetLineId',
      };
    }
    const ratesOn = (rfq.closesAt ?? now).toISOString().slice(0, 10);
    const currencies = [
      ...new Set([rfq.currency, ...quotes.map(({ currency }) => currency), ...(budget ? [budget.currency] : [])]),
    ];
    return drawnUp(
      {
        rfq,
        quotes: quotes.map(offered),
        rates: await this.rates.on(currencies, ratesOn),
        ratesOn,
        heldLineIds: held.filter(({ awardId }) => awardId !== asked.awardId).map(({ lineId }) => lineId),
        budget,
      },
      asked.lines,
      asked.basis,
    );
  }
}

function offered(quote: QuoteView): OfferedQuote {
  return { ...quote, firstLines: quote.revisions.find(({ isLate }) => !isLate)?.lines ?? quote.lines };
}
