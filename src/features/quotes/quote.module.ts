import { Module, type OnModuleInit } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Refused } from '../../engine/errors.js';
import { WorkflowRegistry } from '../../engine/workflow-registry.js';
import { InvitationQueries } from '../rfqs/invitation.queries.js';
import { RfqModule } from '../rfqs/rfq.module.js';
import { RfqQueries } from '../rfqs/rfq.queries.js';
import { Quote } from './quote.entity.js';
import { AnswerReader } from './answer-reader.js';
import { ComparisonController } from './comparison.controller.js';
import { ComparisonQueries } from './comparison.queries.js';
import { ExchangeRateCommands } from './exchange-rates.commands.js';
import { ExchangeRates } from './exchange-rates.queries.js';
import { OpenRounds } from './open-rounds.queries.js';
import { ExchangeRatesController } from './exchange-rates.controller.js';
import { QuotePages } from './quote-pages.js';
import { QuoteReviewController } from './quote-review.controller.js';
import { PrivatePageController } from './private-page.controller.js';
import { PrivatePageView } from './private-page.views.js';
import { QuoteLetters } from './quote.letters.js';
import { PrivatePageSections } from './private-page.queries.js';
import { newQuote, QuoteCommands } from './quote.commands.js';
import { QuoteKnowledge } from './quote-knowledge.js';
import type { NewQuoteForm } from './quote.forms.js';
import { QuoteQueries } from './quote.queries.js';
import { quoteWorkflow } from './quote.workflow.js';
import { QuoteWorker } from './quote.worker.js';

@Module({
  imports: [TypeOrmModule.forFeature([Quote]), RfqModule],
  controllers: [PrivatePageController, ComparisonController, QuoteReviewController, ExchangeRatesController],
  providers: [
    AnswerReader,
    ComparisonQueries,
    ExchangeRates,
    ExchangeRateCommands,
    OpenRounds,
    PrivatePageView,
    QuoteLetters,
    QuoteCommands,
    QuoteQueries,
    QuoteKnowledge,
    QuoteWorker,
    QuotePages,
    PrivatePageSections,
  ],
  exports: [ComparisonQueries, ExchangeRates, ExchangeRateCommands, OpenRounds, QuoteCommands, QuoteQueries, PrivatePageSections],
})
export class QuoteModule implements OnModuleInit {
  constructor(
    private readonly registry: WorkflowRegistry,
    private readonly knowledge: QuoteKnowledge,
    private readonly quotes: QuoteQueries,
    private readonly invitations: InvitationQueries,
    private readonly rfqs: RfqQueries,
  ) {}

  onModuleInit(): void {
    this.registry.register(quoteWorkflow, {
      known: (quote, event) => this.knowledge.about(quote, event),
      start: async ({ invitationId }: NewQuoteForm) => {
        const [invitation, there] = [await this.invitations.one(invitationId), await this.quotes.ofInvitation(invitationId)];
        if (there) {
          throw new Refused([
            {
              code: 'quote.exists',
              say: `${there.vendorName} has the quote ${there.number} already; enter the prices there.`,
              field: 'invitationId',
            },
          ]);
        }
        return newQuote(invitation, await this.rfqs.one(invitation.rfqId));
      },
    });
  }
}
