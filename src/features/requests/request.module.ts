import { Module, type OnModuleInit } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { WorkflowRegistry } from '../../engine/workflow-registry.js';
import { People } from '../../identity/people.queries.js';
import { BudgetLineModule } from '../budgets/budget-line.module.js';
import { BudgetQueries } from '../budgets/budget-line.queries.js';
import { ResourceModule } from '../resources/resource.module.js';
import { VendorModule } from '../vendors/vendor.module.js';
import { Request } from './request.entity.js';
import { RequestCommands } from './request.commands.js';
import type { RequestDescription, RequestFacts, RequestKnown } from './request.facts.js';
import type { RequestForm } from './request.forms.js';
import { RequestPages } from './request-pages.js';
import { RequestQueries } from './request.queries.js';
import { RequestWorker } from './request.worker.js';
import { requestWorkflow } from './request.workflow.js';

@Module({
  imports: [TypeOrmModule.forFeature([Request]), ResourceModule, BudgetLineModule, VendorModule],
  providers: [RequestCommands, RequestPages, RequestQueries, RequestWorker],
  exports: [RequestCommands, RequestQueries],
})
export class RequestModule implements OnModuleInit {
  constructor(
    private readonly registry: WorkflowRegistry,
    private readonly commands: RequestCommands,
    private readonly budgets: BudgetQueries,
    private readonly people: People,
  ) {}

  onModuleInit(): void {
    this.registry.register(requestWorkflow, {
      known: (facts, event) => this.known(facts, event),
      start: (form: RequestForm, by) => this.commands.facts(form, by),
    });
  }

  private async known(
    facts: RequestFacts,
    event: { type: string } & Partial<RequestDescription & { buyerId: string }>,
  ): Promise<RequestKnown> {
    const said = {
      demand: event.demand ?? [],
      budgetLineId: event.type === 'edit' ? (event.budgetLineId ?? null) : facts.budgetLineId,
    };
    const [{ resources, budgetLine }, held, nextBuyer] = await Promise.all([
      this.commands.said(said),
      facts.reservedBudgetLineId === null ? [] : this.budgets.heldForCase(facts.reservedBudgetLineId, facts.id),
      event.type === 'assign' && event.buyerId ? this.people.find(event.buyerId) : null,
    ]);
    const reservation = held.find(({ kind, subjectId }) => kind === 'reservation' && subjectId === facts.id) ?? null;
    return { resources, budgetLine, reservation, nextBuyer: nextBuyer?.roles.includes('buyer') ? nextBuyer : null };
  }
}
