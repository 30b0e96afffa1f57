import { Module, type OnModuleInit } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { WorkflowRegistry } from '../../engine/workflow-registry.js';
import { ApprovalModule } from '../approvals/approval.module.js';
import { RequestModule } from '../requests/request.module.js';
import { RequestQueries } from '../requests/request.queries.js';
import { ResourceModule } from '../resources/resource.module.js';
import { Decision } from './decision.entity.js';
import { DecisionCommands } from './decision.commands.js';
import { DecisionQueries } from './decision.queries.js';
import { DecisionWorker } from './decision.worker.js';
import { decisionWorkflow } from './decision.workflow.js';

@Module({
  imports: [TypeOrmModule.forFeature([Decision]), ApprovalModule, RequestModule, ResourceModule],
  providers: [DecisionCommands, DecisionQueries, DecisionWorker],
  exports: [DecisionCommands, DecisionQueries],
})
export class DecisionModule implements OnModuleInit {
  constructor(
    private readonly registry: WorkflowRegistry,
    private readonly requests: RequestQueries,
  ) {}

  onModuleInit(): void {
    this.registry.register(decisionWorkflow, {
      known: async ({ requestId }, { type }) => {
        const request = type === 'score' || type === 'reopen' ? await this.requests.byId(requestId) : null;
        return { sufficiency: request?.sufficiency ?? null, requestIsDecided: request?.state === 'decided' };
      },
    });
  }
}
