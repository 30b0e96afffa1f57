import { Module, type OnModuleInit } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { WorkflowRegistry } from '../../engine/workflow-registry.js';
import { QuoteModule } from '../quotes/quote.module.js';
import { RfqModule } from '../rfqs/rfq.module.js';
import { Round } from './round.entity.js';
import { PrivateRound } from './private-round.js';
import { RoundCommands } from './round.commands.js';
import type { NewRoundForm } from './round.forms.js';
import { RoundKnowledge } from './round-knowledge.js';
import { RoundPages } from './round-pages.js';
import { RoundLetters } from './round-letters.js';
import { RoundQueries } from './round.queries.js';
import { roundWorkflow } from './round.workflow.js';
import { RoundWorker } from './round.worker.js';

@Module({
  imports: [TypeOrmModule.forFeature([Round]), QuoteModule, RfqModule],
  providers: [RoundCommands, RoundKnowledge, RoundLetters, RoundPages, RoundQueries, RoundWorker, PrivateRound],
  exports: [RoundCommands, RoundQueries],
})
export class RoundModule implements OnModuleInit {
  constructor(
    private readonly registry: WorkflowRegistry,
    private readonly knowledge: RoundKnowledge,
    private readonly commands: RoundCommands,
    private readonly pages: RoundPages,
  ) {}

  onModuleInit(): void {
    this.registry.register(roundWorkflow, {
      known: ({ rfqId, id }) => this.knowledge.about(rfqId, id),
      start: (form: NewRoundForm, by) => this.commands.factsOf(form, by),
      prefill: (query) => this.pages.prefill(query),
    });
  }
}
