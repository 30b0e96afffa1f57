import { Entity } from 'typeorm';
import { IdColumn, InstantColumn, TextColumn } from '../../database/columns.js';
import { WorkflowRow } from '../../database/workflow-row.js';
import type { QuestionChannel, QuestionFacts } from './question.facts.js';

/** A question as it is kept. */
@Entity('questions')
export class Question extends WorkflowRow implements QuestionFacts {
  @IdColumn() rfqId: string;
  @TextColumn() rfqNumber: string;
  @TextColumn() buyerId: string;
  @IdColumn({ nullable: true }) invitationId: string | null;
  @TextColumn() text: string;
  @TextColumn({ nullable: true }) answer: string | null;
  @TextColumn() channel: QuestionChannel;
  @InstantColumn({ nullable: true }) answeredAt: Date | null;
}
