import { Global, Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { AuditCheckpoints } from './audit-checkpoints.js';
import { DeadlineSweep } from './deadline-sweep.js';
import { JobHost } from './job-host.js';
import { OutboxRelay } from './outbox-relay.js';
import { Queues } from './queues.js';
import { WorkflowRegistry } from './workflow-registry.js';
import { WorkflowRunner } from './workflow-runner.js';

/** Runs workflows it has never heard of. */
@Global()
@Module({
  imports: [DiscoveryModule],
  providers: [WorkflowRegistry, WorkflowRunner, Queues, OutboxRelay, JobHost, DeadlineSweep, AuditCheckpoints],
  exports: [WorkflowRegistry, WorkflowRunner, Queues, OutboxRelay, AuditCheckpoints],
})
export class EngineModule {}
