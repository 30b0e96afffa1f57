import { Entity } from 'typeorm';
import type { Decimal } from '../../calculation/money.js';
import {
  DayColumn,
  DecimalColumn,
  IdColumn,
  IdsColumn,
  InstantColumn,
  JsonColumn,
  TextColumn,
  TextsColumn,
  WholeColumn,
} from '../../database/columns.js';
import { WorkflowRow } from '../../database/workflow-row.js';
import type {
  ContractClause,
  ContractDocument,
  ContractFacts,
  ContractFamily,
  ContractLine,
  ContractParty,
  ContractSignature,
} from './contract.facts.js';

/** A contract as it is kept. */
@Entity('contracts')
export class Contract extends WorkflowRow implements ContractFacts {
  @IdColumn() awardId: string;
  @TextColumn() awardNumber: string;
  @IdColumn() rfqId: string;
  @TextColumn() rfqNumber: string;
  @TextColumn() buyerName: string;
  @IdColumn() vendorId: string;
  @TextColumn() vendorName: string;
  @TextColumn() vendorCountry: string;
  @TextColumn() contactName: string;
  @TextColumn() contactEMail: string;
  @TextColumn() family: ContractFamily;
  @JsonColumn() lines: ContractLine[];
  @DecimalColumn() amount: Decimal;
  @TextColumn() currency: string;
  @DayColumn() startsOn: string;
  @DayColumn() endsOn: string;
  @WholeColumn() noticeDaysOurs: number;
  @WholeColumn() noticeDaysVendor: number;
  @DayColumn({ nullable: true }) noticeOn: string | null;
  @DayColumn({ nullable: true }) vendorNoticeOn: string | null;
  @TextColumn() zone: string;
  @InstantColumn({ nullable: true }) remindAt: Date | null;
  @InstantColumn({ nullable: true }) noticeAt: Date | null;
  @InstantColumn({ nullable: true }) endsAt: Date | null;
  @TextColumn({ nullable: true }) paymentTerms: string | null;
  @JsonColumn() clauses: ContractClause[];
  @TextColumn() ownerId: string;
  @TextColumn() ownerName: string;
  @TextsColumn() authorIds: string[];
  @WholeColumn() approvalRound: number;
  @TextColumn({ nullable: true }) approvalComment: string | null;
  @InstantColumn({ nullable: true }) submittedAt: Date | null;
  @IdColumn({ nullable: true }) fileId: string | null;
  @IdColumn({ nullable: true }) docxFileId: string | null;
  @TextColumn({ nullable: true }) sha256: string | null;
  @JsonColumn() documents: ContractDocument[];
  @IdsColumn() earlierFileIds: string[];
  @InstantColumn({ nullable: true }) sentAt: Date | null;
  @JsonColumn() signatures: ContractSignature[];
  @JsonColumn() voidedSignatures: ContractSignature[];
  @InstantColumn({ nullable: true }) activatedAt: Date | null;
  @IdColumn({ nullable: true }) certificateFileId: string | null;
  @TextColumn({ nullable: true }) declinedBy: ContractParty | null;
  @TextColumn({ nullable: true }) reason: string | null;
  @DayColumn({ nullable: true }) terminatesOn: string | null;
  @InstantColumn({ nullable: true }) terminatesAt: Date | null;
  @TextColumn() vendorLinkHash: string;
}
