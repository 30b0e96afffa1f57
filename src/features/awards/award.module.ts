import { Module, type OnModuleInit } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { WorkflowRegistry } from '../../engine/workflow-registry.js';
import { ApprovalModule } from '../approvals/approval.module.js';
import { BudgetLineModule } from '../budgets/budget-line.module.js';
import { QuoteModule } from '../quotes/quote.module.js';
import { QuoteQueries } from '../quotes/quote.queries.js';
import { RfqModule } from '../rfqs/rfq.module.js';
import { RfqQueries } from '../rfqs/rfq.queries.js';
import { VendorModule } from '../vendors/vendor.module.js';
import { VendorQueries } from '../vendors/vendor.queries.js';
import { AwardCommands } from './award.commands.js';
import { AwardDrafts } from './award-drafts.js';
import { AwardPages } from './award-pages.js';
import { Award } from './award.entity.js';
import type { AwardKnown, Choice } from './award.facts.js';
import type { NewAwardForm } from './award.forms.js';
import { AwardQueries } from './award.queries.js';
import { awardWorkflow } from './award.workflow.js';
import { AwardWorker } from './award.worker.js';

const barredStates = ['blocked', 'on_hold', 'inactive'];

@Module({
  imports: [TypeOrmModule.forFeature([Award]), ApprovalModule, BudgetLineModule, QuoteModule, RfqModule, VendorModule],
  providers: [AwardCommands, AwardDrafts, AwardPages, AwardQueries, AwardWorker],
  exports: [AwardCommands, AwardQueries],
})
export class AwardModule implements OnModuleInit {
  constructor(
    private readonly registry: WorkflowRegistry,
    private readonly commands: AwardCommands,
    private readonly drafts: AwardDrafts,
    private readonly pages: AwardPages,
    private readonly awards: AwardQueries,
    private readonly rfqs: RfqQueries,
    private readonly quotes: QuoteQueries,
    private readonly vendors: VendorQueries,
  ) {}

  onModuleInit(): void {
    this.registry.register(awardWorkflow, {
      known: (award, event) => this.known(award, event),
      start: (form: NewAwardForm, by) => this.commands.factsOf(form, by),
      prefill: (query) => this.pages.prefill(query),
    });
  }

  private async known(award: Award, event: { type: string }): Promise<AwardKnown> {
    const rfq = await this.rfqs.one(award.rfqId);
    const [quotes, vendors, heldLines] = await Promise.all([
      this.quotes.ofRfq(award.rfqId),
      this.vendors.byIds([...new Set(award.lines.map(({ vendorId }) => vendorId))]),
      this.awards.heldLines(award.rfqId),
    ]);
    return {
      rfq: { number: rfq.number, state: rfq.state, lineIds: rfq.lines.map(({ id }) => id) },
      quotes: quotes.map(({ id, state, contentHash, rfqRevision }) => ({
        id,
        state,
        contentHash,
        isStale: rfqRevision < rfq.revision,
      })),
      barredVendors: vendors
        .filter(({ state }) => barredStates.includes(state))
        .map(({ id, name, state }) => ({ id, name, state })),
      heldLines,
      proposal: isEdit(event)
        ? await this.drafts.drawUp({
            rfq,
            lines: event.lines,
            basis: event.basis,
            budgetLineId: event.budgetLineId,
            awardId: award.id,
          })
        : null,
    };
  }
}

function isEdit(event: {
  type: string;
}): event is { type: 'edit'; lines: Choice[]; basis: string | null; budgetLineId: string | null } {
  return event.type === 'edit' && 'lines' in event;
}
