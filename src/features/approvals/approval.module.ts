import { Module, type OnModuleInit } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { WorkflowRegistry } from '../../engine/workflow-registry.js';
import { People } from '../../identity/people.queries.js';
import { Approval } from './approval.entity.js';
import { ApprovalCommands } from './approval.commands.js';
import { ApprovalPages } from './approval-pages.js';
import { ApprovalSubjects } from './approval-subjects.js';
import { ApprovalQueries } from './approval.queries.js';
import { approvalWorkflow } from './approval.workflow.js';
import { ApprovalWorker } from './approval.worker.js';

@Module({
  imports: [TypeOrmModule.forFeature([Approval])],
  providers: [ApprovalCommands, ApprovalPages, ApprovalQueries, ApprovalSubjects, ApprovalWorker],
  exports: [ApprovalCommands, ApprovalQueries],
})
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
