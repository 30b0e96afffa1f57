import { Entity } from 'typeorm';
import type { Decimal } from '../../calculation/money.js';
import { DecimalColumn, IdColumn, InstantColumn, JsonColumn, TextColumn, WholeColumn } from '../../database/columns.js';
import { WorkflowRow } from '../../database/workflow-row.js';
import type { RoundFacts, RoundKind, RoundOffer, RoundResult, RoundTarget } from './round.facts.js';

/** A round as it is kept. */
@Entity('rounds')
export class Round extends WorkflowRow implements RoundFacts {
  @IdColumn() rfqId: string;
  @TextColumn() rfqNumber: string;
  @TextColumn() buyerId: string;
  @TextColumn() buyerName: string;
  @WholeColumn() ordinal: number;
  @TextColumn() kind: RoundKind;
  @InstantColumn() closesAt: Date;
  @TextColumn() zone: string;
  @TextColumn({ nullable: true }) message: string | null;
  @JsonColumn() targets: RoundTarget[];
  @JsonColumn() offers: RoundOffer[];
  @JsonColumn() results: RoundResult[];
  @TextColumn() currency: string;
  @DecimalColumn({ nullable: true }) baseline: Decimal | null;
  @DecimalColumn({ nullable: true }) bestTotal: Decimal | null;
  @DecimalColumn({ nullable: true }) saving: Decimal | null;
  @DecimalColumn({ nullable: true }) savingShare: Decimal | null;
  @InstantColumn({ nullable: true }) openedAt: Date | null;
  @InstantColumn({ nullable: true }) closedAt: Date | null;
  @TextColumn({ nullable: true }) reason: string | null;
}
