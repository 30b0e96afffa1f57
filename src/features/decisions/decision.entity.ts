import { Entity } from 'typeorm';
import { Decimal, decimal, moneyText } from '../../calculation/money.js';
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
import type { CostLine, CriterionLine, DecisionFacts, DecisionOutcome, DecisionResult } from './decision.facts.js';

/** A make-or-buy decision as it is kept. */
@Entity('decisions')
export class Decision extends WorkflowRow implements DecisionFacts {
  @IdColumn() requestId: string;
  @TextColumn() requestNumber: string;
  @TextColumn() requesterId: string;
  @TextColumn() authorId: string;
  @TextColumn() authorName: string;
  @TextsColumn() writerIds: string[];
  @TextColumn() currency: string;
  @DecimalColumn() discountRate: Decimal;
  @WholeColumn() horizonMonths: number;
  @DecimalColumn() moneyWeight: Decimal;
  @JsonColumn() costs: CostLine[];
  @JsonColumn() criteria: CriterionLine[];
  @TextColumn({ nullable: true }) assumptions: string | null;
  @JsonColumn({ nullable: true }) result: DecisionResult | null;
  @TextColumn({ nullable: true }) outcome: DecisionOutcome | null;
  @TextColumn({ nullable: true }) deviationReason: string | null;
  @DecimalColumn({ nullable: true }) value: Decimal | null;
  @InstantColumn({ nullable: true }) proposedAt: Date | null;
  @IdColumn({ nullable: true }) documentFileId: string | null;
  @IdColumn({ nullable: true }) budgetLineId: string | null;
  @WholeColumn() approvalRound: number;
  @TextColumn({ nullable: true }) approvalComment: string | null;
  @TextColumn({ nullable: true }) reopenReason: string | null;
  @TextColumn({ nullable: true }) reservation: string | null;

  /** The outcome that the figures recommend; null before scoring and where nothing can be done. */
  get recommended(): DecisionOutcome | null {
    return this.result?.recommendation?.outcome ?? null;
  }

  /** The options side by side, in whole cents. */
  get comparison(): object[] {
    const money = (amount: string) => moneyText(amount, this.currency);
    return (this.result?.options ?? []).map((option) => ({
      ...option,
      presentCost: money(option.presentCost),
      totalCost: money(option.totalCost),
      annualCost: money(option.annualCost),
      score: option.score === null ? null : decimal(option.score).toDecimalPlaces(3).toFixed(),
    }));
  }

  /** Money and the criteria with their weights as entered, and as shares of all weights. */
  get weights(): { name: string; weight: string; share: string | null }[] {
    const all = [
      { name: 'Money (net present cost)', weight: decimal(this.moneyWeight).toFixed() },
      ...this.criteria.map(({ name, weight }) => ({ name, weight })),
    ];
    const sum = all.reduce((total, { weight }) => total.plus(weight), new Decimal(0));
    return all.map((one) => ({
      ...one,
      share: sum.isZero() ? null : decimal(one.weight).div(sum).toDecimalPlaces(4).toFixed(),
    }));
  }

  /** Why, in sentences. */
  get reasons(): string[] {
    return this.result?.reasons.map(({ say }) => say) ?? [];
  }

  /** What would turn the recommendation, in sentences. */
  get flips(): string[] {
    return this.result?.flips.map(({ say }) => say) ?? [];
  }

  /** The decision document, as a list of files. */
  get documents(): string[] {
    return this.documentFileId ? [this.documentFileId] : [];
  }
}
