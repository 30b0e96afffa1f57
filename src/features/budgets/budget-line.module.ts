import { Module, type OnModuleInit } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { BadInput } from '../../engine/errors.js';
import { WorkflowRegistry } from '../../engine/workflow-registry.js';
import { People } from '../../identity/people.queries.js';
import { BudgetLine } from './budget-line.entity.js';
import { BudgetCommands, newLine } from './budget-line.commands.js';
import type { BudgetLineForm } from './budget-line.forms.js';
import { BudgetQueries } from './budget-line.queries.js';
import { budgetLineWorkflow } from './budget-line.workflow.js';

@Module({
  imports: [TypeOrmModule.forFeature([BudgetLine])],
  providers: [BudgetCommands, BudgetQueries],
  exports: [BudgetCommands, BudgetQueries],
})
export class BudgetLineModule implements OnModuleInit {
  constructor(
    private readonly registry: WorkflowRegistry,
    private readonly people: People,
  ) {}

  onModuleInit(): void {
    this.registry.register(budgetLineWorkflow, {
      known: async (_, event) => ({ nextOwner: 'ownerId' in event ? await this.people.find(String(event.ownerId)) : null }),
      start: async (form: BudgetLineForm) => {
        const owner = await this.people.find(form.ownerId);
        if (!owner) throw new BadInput([{ field: 'ownerId', value: form.ownerId, say: 'must be a person from the list' }]);
        if (form.endsOn < form.startsOn) {
          throw new BadInput([
            { field: 'endsOn', value: form.endsOn, say: `must not lie before the first day, ${form.startsOn}` },
          ]);
        }
        return newLine({ ...form, ownerName: owner.name });
      },
    });
  }
}
