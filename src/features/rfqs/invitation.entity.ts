import { Entity } from 'typeorm';
import { IdColumn, InstantColumn, JsonColumn, TextColumn, WholeColumn } from '../../database/columns.js';
import { WorkflowRow } from '../../database/workflow-row.js';
import type { InvitationFacts, InvitationLetter } from './invitation.facts.js';

/** An invitation as it is kept; of link and reply address only hashes. */
@Entity('invitations')
export class Invitation extends WorkflowRow implements InvitationFacts {
  @IdColumn() rfqId: string;
  @TextColumn() rfqNumber: string;
  @TextColumn() buyerId: string;
  @IdColumn() vendorId: string;
  @TextColumn() vendorName: string;
  @TextColumn() contactName: string;
  @TextColumn({ name: 'contact_e_mail' }) contactEMail: string;
  @TextColumn() language: string;
  @TextColumn() linkHash: string;
  @TextColumn() mailHash: string;
  @InstantColumn({ nullable: true }) sentAt: Date | null;
  @TextColumn({ nullable: true }) declineReason: string | null;
  @TextColumn({ nullable: true }) bounceReason: string | null;
  @InstantColumn({ nullable: true }) remindedAt: Date | null;
  @WholeColumn() acknowledgedRevision: number;
  @JsonColumn() letters: InvitationLetter[];
}
