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
import type { ApprovalChange, ApprovalFacts } from './approval.facts.js';

/** One step of an approval as it is kept. */
@Entity('approvals')
export class Approval extends WorkflowRow implements ApprovalFacts {
  @TextColumn() subjectWorkflow: string;
  @IdColumn() subjectId: string;
  @TextColumn() subjectNumber: string;
  @TextColumn() subjectTitle: string;
  @WholeColumn() subjectVersion: number;
  @WholeColumn() subjectRound: number;
  @DecimalColumn({ nullable: true }) amount: Decimal | null;
  @TextColumn() currency: string;
  @WholeColumn() ordinal: number;
  @WholeColumn() steps: number;
  @TextColumn() role: string;
  @IdColumn({ nullable: true }) nextId: string | null;
  @TextsColumn() excludedIds: string[];
  @TextColumn({ nullable: true }) deciderId: string | null;
  @TextColumn({ nullable: true }) deciderName: string | null;
  @InstantColumn({ nullable: true }) decidedAt: Date | null;
  @TextColumn({ nullable: true }) delegateId: string | null;
  @TextColumn({ nullable: true }) delegateName: string | null;
  @TextColumn({ nullable: true }) delegatedById: string | null;
  @TextColumn({ nullable: true }) delegatedByName: string | null;
  @TextColumn({ nullable: true }) comment: string | null;
  @TextColumn({ nullable: true }) askedText: string | null;
  @TextColumn({ nullable: true }) askedById: string | null;
  @JsonColumn() changes: ApprovalChange[];
  @InstantColumn({ nullable: true }) openedAt: Date | null;
  @InstantColumn({ nullable: true }) remindAt: Date | null;
}
