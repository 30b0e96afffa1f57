import { Entity } from 'typeorm';
import type { Decimal } from '../../calculation/money.js';
import { DayColumn, DecimalColumn, JsonColumn, TextColumn } from '../../database/columns.js';
import { WorkflowRow } from '../../database/workflow-row.js';
import type { BudgetLineFacts, Commitment } from './budget-line.facts.js';

/** A budget line as it is kept; the table itself refuses to hold more commitments than money. */
@Entity('budget_lines')
export class BudgetLine extends WorkflowRow implements BudgetLineFacts {
  @TextColumn() ownerId: string;
  @TextColumn() ownerName: string;
  @TextColumn() currency: string;
  @DecimalColumn() amount: Decimal;
  @DecimalColumn() reserved: Decimal;
  @DecimalColumn() committed: Decimal;
  @DecimalColumn() spent: Decimal;
  @JsonColumn() commitments: Commitment[];
  @DayColumn() startsOn: string;
  @DayColumn() endsOn: string;
}
