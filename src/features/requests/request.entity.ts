import { Entity } from 'typeorm';
import { shiftMonth } from '../../calculation/calendar-months.js';
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
  WrittenDemand,
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

  /** The demand as people write it: equal months that follow each other in one row. */
  get writtenDemand(): WrittenDemand[] {
    const written: (WrittenDemand & { months: number })[] = [];
    for (const { resourceId, what, unit, month, quantity } of this.demand) {
      const last = written.at(-1);
      if (
        last?.resourceId === resourceId &&
        last.what === what &&
        last.unit === unit &&
        last.quantity === quantity &&
        shiftMonth(last.month, last.months) === month
      )
        last.months += 1;
      else written.push({ resourceId, what, unit, month, months: 1, quantity });
    }
    return written;
  }

  /** The register's answer in one sentence. */
  get registerSays(): string | null {
    return this.sufficiency?.say ?? null;
  }

  /** The register's answer month by month. */
  get registerRows(): SufficiencyRow[] {
    return this.sufficiency?.rows ?? [];
  }
}
