import { Entity } from 'typeorm';
import type { Decimal } from '../../calculation/money.js';
import { DecimalColumn, JsonColumn, TextColumn } from '../../database/columns.js';
import { WorkflowRow } from '../../database/workflow-row.js';
import type { MonthlyQuantity, Reservation, ResourceClass, ResourceFacts } from './resource.facts.js';

/** An internal resource as it is kept. */
@Entity('resources')
export class Resource extends WorkflowRow implements ResourceFacts {
  @TextColumn() class: ResourceClass;
  @TextColumn() ownerId: string;
  @TextColumn() ownerName: string;
  @TextColumn() unit: string;
  @DecimalColumn() rate: Decimal;
  @TextColumn() currency: string;
  @JsonColumn() capacity: MonthlyQuantity[];
  @JsonColumn() reservations: Reservation[];
  @DecimalColumn() thresholdShare: Decimal;
  @TextColumn({ nullable: true }) warning: string | null;
}
