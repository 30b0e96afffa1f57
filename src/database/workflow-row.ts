import { Column, PrimaryColumn } from 'typeorm';
import { IdColumn, InstantColumn, TextColumn } from './columns.js';

/** The columns that every document's table has. `chain` is the hash of the record's last audit entry. */
export abstract class WorkflowRow {
  @PrimaryColumn({ type: 'uuid' })
  id: string;

  @TextColumn()
  number: string;

  @TextColumn()
  state: string;

  @Column({ type: 'integer' })
  version: number;

  @InstantColumn({ nullable: true })
  dueAt: Date | null;

  @Column({ type: 'bytea' })
  chain: Buffer;

  @InstantColumn()
  createdAt: Date;

  @InstantColumn()
  updatedAt: Date;

  /** The case (its request's id); null for what belongs to none, such as a vendor. */
  @IdColumn({ nullable: true })
  caseId: string | null;

  /** One line for lists and links. */
  @TextColumn()
  title: string;
}
