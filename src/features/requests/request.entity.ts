import { Entity } from 'typeorm';
import type { Decimal } from '../../calculation/money.js';
import { DayColumn, DecimalColumn, IdColumn, IdsColumn, JsonColumn, TextColumn } from '../../database/columns.js';
import { WorkflowRow } from '../../database/workflow-row.js';
import type {
  DemandLine,
  RequestFacts,
  RequestFamily,
  RequestOutcome,
  StoredSufficiency,
  SufficiencyRow,
} from './request.facts.js';

/** A request as it is kept. */
@Entity('requests')
export class Request extends WorkflowRow implements RequestFacts {
  @TextColumn() family: RequestFamily;
  @TextColumn() category: string;
  @TextColumn() need: string;
  @JsonColumn() demand: DemandLine[];
  @DayColumn() neededOn: string;
  @TextColumn({ nullable: true }) requirements: string | null;
  @IdColumn({ nullable: true }) budgetLineId: string | null;
  @IdColumn({ nullable: true }) reservedBudgetLineId: string | null;
  @DecimalColumn({ nullable: true }) estimate: Decimal | null;
  @TextColumn() currency: string;
  @IdsColumn() attachments: string[];
  @TextColumn() requesterId: string;
  @TextColumn() requesterName: string;
  @TextColumn({ nullable: true }) buyerId: string | null;
  @TextColumn({ nullable: true }) buyerName: string | null;
  @TextColumn({ nullable: true }) question: string | null;
  @TextColumn({ nullable: true }) answer: string | null;
  @JsonColumn({ nullable: true }) sufficiency: StoredSufficiency | null;
  @TextColumn({ nullable: true }) outcome: RequestOutcome | null;
  @TextColumn({ nullable: true }) closingReason: string | null;

  /** The register's answer in one sentence. */
  get registerSays(): string | null {
    return this.sufficiency?.say ?? null;
  }

  /** The register's answer month by month. */
  get registerRows(): SufficiencyRow[] {
    return this.sufficiency?.rows ?? [];
  }
}
