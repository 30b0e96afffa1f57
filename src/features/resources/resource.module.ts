import { Module, type OnModuleInit } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { BadInput } from '../../engine/errors.js';
import { WorkflowRegistry } from '../../engine/workflow-registry.js';
import { People } from '../../identity/people.queries.js';
import { Resource } from './resource.entity.js';
import { newResource, ResourceCommands } from './resource.commands.js';
import type { NewResourceForm } from './resource.forms.js';
import { ResourceQueries } from './resource.queries.js';
import { ResourceWorker } from './resource.worker.js';
import { resourceWorkflow } from './resource.workflow.js';

@Module({
  imports: [TypeOrmModule.forFeature([Resource])],
  providers: [ResourceCommands, ResourceQueries, ResourceWorker],
  exports: [ResourceCommands, ResourceQueries],
})
export class ResourceModule implements OnModuleInit {
  constructor(
    private readonly registry: WorkflowRegistry,
    private readonly people: People,
  ) {}

  onModuleInit(): void {
    this.registry.register(resourceWorkflow, {
      known: async (_, event) => ({ nextOwner: 'ownerId' in event ? await this.people.find(String(event.ownerId)) : null }),
      start: async ({ ownerId, ...form }: NewResourceForm, by) => {
        const owner = ownerId === null || ownerId === undefined ? by : await this.people.find(ownerId);
        if (!owner) throw new BadInput([{ field: 'ownerId', value: ownerId, say: 'must be a person from the list' }]);
        return newResource(form, owner);
      },
    });
  }
}
