import { Module, type OnModuleInit } from '@nestjs/common';
import { WorkflowRegistry } from '../../engine/workflow-registry.js';
import { People } from '../../identity/people.queries.js';
import { ApprovalCommands } from './approval.commands.js';
import { ApprovalQueries } from './approval.queries.js';
import { approvalWorkflow } from './approval.workflow.js';
import { ApprovalWorker } from './approval.worker.js';

@Module({ providers: [ApprovalCommands, ApprovalQueries, ApprovalWorker], exports: [ApprovalCommands, ApprovalQueries] })
export class ApprovalModule implements OnModuleInit {
  constructor(
    private readonly registry: WorkflowRegistry,
    private readonly approvals: ApprovalQueries,
    private readonly people: People,
  ) {}

  onModuleInit(): void {
    this.registry.register(approvalWorkflow, {
      known: async ({ id, subjectWorkflow, subjectId, subjectRound }, event) => ({
        subject: await this.approvals.subject(subjectWorkflow, subjectId),
        deciders: await this.approvals.deciders(subjectId, subjectRound, id),
        delegate: 'delegateId' in event ? await this.people.find(String(event.delegateId)) : null,
      }),
    });
  }
}
