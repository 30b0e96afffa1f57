import { Entity } from 'typeorm';
import { IdColumn, IdsColumn, InstantColumn, JsonColumn, TextColumn, WholeColumn, YesNoColumn } from '../../database/columns.js';
import { WorkflowRow } from '../../database/workflow-row.js';
import type { RfqAmendment, RfqCriterion, RfqFacts, RfqFamily, RfqKind, RfqLine, RfqLot } from './rfq.facts.js';

/** An RFQ as it is kept. */
@Entity('rfqs')
export class Rfq extends WorkflowRow implements RfqFacts {
  @IdColumn({ nullable: true }) decisionId: string | null;
  @TextColumn() family: RfqFamily;
  @TextColumn() kind: RfqKind;
  @TextColumn() currency: string;
  @JsonColumn() lots: RfqLot[];
  @JsonColumn() lines: RfqLine[];
  @TextColumn({ nullable: true }) terms: string | null;
  @JsonColumn() criteria: RfqCriterion[];
  @InstantColumn({ nullable: true }) closesAt: Date | null;
  @TextColumn() zone: string;
  @InstantColumn({ nullable: true }) questionsUntil: Date | null;
  @InstantColumn({ nullable: true }) remindAt: Date | null;
  @IdsColumn() vendorIds: string[];
  @WholeColumn() minVendors: number;
  @WholeColumn() revision: number;
  @JsonColumn() amendments: RfqAmendment[];
  @TextColumn() buyerId: string;
  @TextColumn() buyerName: string;
  @IdColumn({ nullable: true }) budgetLineId: string | null;
  @IdColumn({ nullable: true }) documentFileId: string | null;
  @WholeColumn({ nullable: true }) documentRevision: number | null;
  @InstantColumn({ nullable: true }) publishedAt: Date | null;
  @InstantColumn({ nullable: true }) closedAt: Date | null;
  @TextColumn({ nullable: true }) reason: string | null;
  @WholeColumn() pendingAwards: number;
  @YesNoColumn() awardedPartly: boolean;

  /** The lines as people read and write them: lots by their titles. */
  get shownLines(): RfqLine[] {
    return this.lines.map((line) => ({ ...line, lot: this.lots.find(({ id }) => id === line.lot)?.title ?? line.lot }));
  }
}
