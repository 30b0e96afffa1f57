import type { Decimal } from 'decimal.js';
import { Entity } from 'typeorm';
import {
  DayColumn,
  DecimalColumn,
  IdColumn,
  InstantColumn,
  JsonColumn,
  TextColumn,
  WholeColumn,
  YesNoColumn,
} from '../../database/columns.js';
import { WorkflowRow } from '../../database/workflow-row.js';
import type { PendingReading, QuoteAnswer, QuoteChannel, QuoteFacts, QuoteLine, QuoteRevision } from './quote.facts.js';

/** A quote as it is kept. */
@Entity('quotes')
export class Quote extends WorkflowRow implements QuoteFacts {
  @IdColumn() rfqId: string;
  @TextColumn() rfqNumber: string;
  @TextColumn() buyerId: string;
  @IdColumn() invitationId: string;
  @IdColumn() vendorId: string;
  @TextColumn() vendorName: string;
  @WholeColumn() rfqRevision: number;
  @WholeColumn() revision: number;
  @TextColumn() currency: string;
  @JsonColumn() lines: QuoteLine[];
  @DayColumn({ nullable: true }) validUntil: string | null;
  @InstantColumn({ nullable: true }) validThrough: Date | null;
  @TextColumn({ nullable: true }) paymentTerms: string | null;
  @TextColumn({ nullable: true }) channel: QuoteChannel | null;
  @IdColumn({ nullable: true }) letterId: string | null;
  @InstantColumn({ nullable: true }) submittedAt: Date | null;
  @TextColumn({ nullable: true }) contentHash: string | null;
  @DecimalColumn({ nullable: true }) total: Decimal | null;
  @JsonColumn() revisions: QuoteRevision[];
  @IdColumn({ nullable: true }) roundId: string | null;
  @JsonColumn({ nullable: true }) reading: PendingReading[] | null;
  @JsonColumn({ nullable: true }) draft: QuoteAnswer | null;
  @YesNoColumn() isExtra: boolean;
  @TextColumn({ nullable: true }) reason: string | null;
}
