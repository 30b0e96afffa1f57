import { Module, type OnModuleInit } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { WorkflowRegistry } from '../../engine/workflow-registry.js';
import { Vendor } from './vendor.entity.js';
import { VendorCommands } from './vendor.commands.js';
import { VendorForm } from './vendor.forms.js';
import { VendorQueries } from './vendor.queries.js';
import { vendorWorkflow } from './vendor.workflow.js';

@Module({
  imports: [TypeOrmModule.forFeature([Vendor])],
  providers: [VendorCommands, VendorQueries],
  exports: [VendorCommands, VendorQueries],
})
export class VendorModule implements OnModuleInit {
  constructor(private readonly registry: WorkflowRegistry) {}

  onModuleInit(): void {
    this.registry.register(vendorWorkflow, {
      start: async ({ name, ...form }: VendorForm) => ({
        ...form,
        title: name,
        caseId: null,
        holdUntil: null,
        statusReason: null,
      }),
    });
  }
}
