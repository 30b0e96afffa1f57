import { Injectable } from '@nestjs/common';
import { decimal } from '../../calculation/money.js';
import { type Actor, SYSTEM } from '../../engine/workflow.js';
import { WorkflowRunner } from '../../engine/workflow-runner.js';
import type { Resource } from './resource.entity.js';
import type { MonthlyQuantity, ResourceDescription } from './resource.facts.js';
import { resourceWorkflow } from './resource.workflow.js';

/** Everything that can be done to a resource from other features; owners use the generic doors. */
@Injectable()
export class ResourceCommands {
  constructor(private readonly workflows: WorkflowRunner) {}

  /** Begins a resource of `owner`; the same `id` begins it once. */
  add(resource: ResourceDescription, owner: { id: string; name: string }, by: Actor, id?: string): Promise<Resource> {
    return this.workflows.start(resourceWorkflow, newResource(resource, owner), by, { id });
  }

  /**
   * Takes capacity for a case, all months or none; the owner is asked to confirm.
   *
   * @throws Refused `resource.noCapacity`, `resource.alreadyReserved`, `resource.nothingAsked`
   */
  reserve(resourceId: string, claim: { caseId: string; requestNumber: string; months: MonthlyQuantity[] }): Promise<Resource> {
    return this.workflows.send(resourceWorkflow, resourceId, { type: 'reserve', ...claim }, SYSTEM);
  }

  /**
   * Gives back what the case holds.
   *
   * @throws Refused `resource.nothingReserved`
   */
  release(resourceId: string, caseId: string): Promise<Resource> {
    return this.workflows.send(resourceWorkflow, resourceId, { type: 'release', caseId }, SYSTEM);
  }
}

/** The facts of a new resource that nobody has reserved. */
export function newResource(resource: ResourceDescription, owner: { id: string; name: string }) {
  return {
    title: resource.title,
    class: resource.class,
    unit: resource.unit,
    currency: resource.currency,
    rate: decimal(resource.rate),
    thresholdShare: decimal(resource.thresholdShare),
    capacity: resource.capacity
      .map(({ month, quantity }) => ({ month, quantity }))
      .sort((one, other) => (one.month < other.month ? -1 : 1)),
    reservations: [],
    warning: null,
    ownerId: owner.id,
    ownerName: owner.name,
    caseId: null,
  };
}
