import { Entity } from 'typeorm';
import { InstantColumn, JsonColumn, TextColumn, TextsColumn } from '../../database/columns.js';
import { WorkflowRow } from '../../database/workflow-row.js';
import type { VendorContact, VendorFacts } from './vendor.facts.js';

/** A vendor as it is kept; its name is `title`. */
@Entity('vendors')
export class Vendor extends WorkflowRow implements VendorFacts {
  @JsonColumn() contacts: VendorContact[];
  @TextsColumn() categories: string[];
  @TextColumn() country: string;
  @TextColumn() currency: string;
  @TextColumn() language: string;
  @TextColumn({ nullable: true }) notes: string | null;
  @InstantColumn({ nullable: true }) holdUntil: Date | null;
  @TextColumn({ nullable: true }) statusReason: string | null;
}
