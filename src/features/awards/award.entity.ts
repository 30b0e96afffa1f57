import { Entity } from 'typeorm';
import type { Decimal } from '../../calculation/money.js';
import {
  DecimalColumn,
  IdColumn,
  InstantColumn,
  JsonColumn,
  TextColumn,
  TextsColumn,
  WholeColumn,
} from '../../database/columns.js';
import { WorkflowRow } from '../../database/workflow-row.js';
import type { AwardFacts, AwardLine, FrozenComparison } from './award.facts.js';

/** An award as it is kept. A trigger of the table notes which lines it holds, so that no line is held twice. */
@Entity('awards')
export class Award extends WorkflowRow implements AwardFacts {
  @IdColumn() rfqId: string;
  @TextColumn() rfqNumber: string;
  @JsonColumn() lines: AwardLine[];
  @DecimalColumn() total: Decimal;
  @TextColumn() currency: string;
  @IdColumn({ nullable: true }) budgetLineId: string | null;
  @DecimalColumn({ nullable: true }) budgetAmount: Decimal | null;
  @TextColumn({ nullable: true }) budgetCurrency: string | null;
  @DecimalColumn({ nullable: true }) budgetRate: Decimal | null;
  @JsonColumn() comparison: FrozenComparison;
  @JsonColumn() warnings: string[];
  @TextColumn({ nullable: true }) justification: string | null;
  @TextColumn({ nullable: true }) lowPriceAnswer: string | null;
  @TextColumn() authorId: string;
  @TextColumn() authorName: string;
  @TextsColumn() authorIds: string[];
  @WholeColumn() approvalRound: number;
  @TextColumn({ nullable: true }) approvalComment: string | null;
  @TextColumn({ nullable: true }) reason: string | null;
  @TextColumn({ nullable: true }) nextInRank: string | null;
  @InstantColumn({ nullable: true }) activatedAt: Date | null;
}
