import { Injectable } from '@nestjs/common';
import type { Actor } from '../../engine/workflow.js';
import { WorkflowRunner } from '../../engine/workflow-runner.js';
import type { Vendor } from './vendor.entity.js';
import type { VendorDescription } from './vendor.facts.js';
import { vendorWorkflow } from './vendor.workflow.js';

/** Everything that can be done to a vendor from other features; people use the generic doors. */
@Injectable()
export class VendorCommands {
  constructor(private readonly workflows: WorkflowRunner) {}

  /** Begins a vendor as prospect; the same `id` begins it once. */
  add(vendor: VendorDescription, by: Actor, id?: string): Promise<Vendor> {
    const { name, ...rest } = vendor;
    return this.workflows.start(vendorWorkflow, { ...rest, title: name, caseId: null, holdUntil: null, statusReason: null }, by, {
      id,
    });
  }

  /**
   * Lets the vendor be invited to RFQs.
   *
   * @throws Refused `vendor.notBuyer`, `vendor.noContact`, `vendor.noCategory`, `vendor.notNow`
   */
  approve(vendorId: string, by: Actor): Promise<Vendor> {
    return this.workflows.send(vendorWorkflow, vendorId, { type: 'approve' }, by);
  }
}
