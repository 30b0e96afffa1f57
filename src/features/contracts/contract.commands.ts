import { Injectable } from '@nestjs/common';
import { type Actor, SYSTEM } from '../../engine/workflow.js';
import { derivedId } from '../../engine/ids.js';
import { WorkflowRunner } from '../../engine/workflow-runner.js';
import { Settings } from '../../settings.js';
import { clausesFor } from './clauses/clause-library.js';
import { consentText, longestTerm, noticeDays, priced, usualEnd, usualNotice } from './contract.content.js';
import type { Contract } from './contract.entity.js';
import type { ContractFacts, ContractFamily, ContractLine } from './contract.facts.js';
import { contractWorkflow } from './contract.workflow.js';
import { SigningTokens } from './signing-tokens.js';

/** What a contract is drawn up from: one vendor's part of an award. */
export interface ContractDraft {
  title: string;
  caseId: string | null;
  award: { id: string; number: string };
  rfq: { id: string; number: string; terms: string | null };
  family: ContractFamily;
  /** As the vendor wrote them in its quote; null where it wrote none. */
  paymentTerms: string | null;
  vendor: { id: string; name: string; country: string; contact: { name: string; eMail: string } | null };
  lines: readonly Omit<ContractLine, 'amount'>[];
  currency: string;
  startsOn: string;
  owner: { id: string; name: string };
  authorIds: readonly string[];
}

/** What a signatory typed; `consents` is the ticked box. */
export interface TypedSignature {
  name: string;
  role: string;
  consents: boolean;
  sha256: string;
  ip: string;
  userAgent: string;
}

/** Everything that can be done to a contract from pages of its own, letters, jobs and other features; people use the generic doors for the rest. */
@Injectable()
export class ContractCommands {
  constructor(
    private readonly workflows: WorkflowRunner,
    private readonly settings: Settings,
    private readonly tokens: SigningTokens,
  ) {}

  /** Begins the contract of one vendor and award, with its family's clauses; the same award and vendor begin it once. */
  begin(draft: ContractDraft, by: Actor): Promise<Contract> {
    const id = derivedId(draft.award.id, draft.vendor.id);
    const term = longestTerm(draft.lines);
    const notice = usualNotice(term);
    const endsOn = usualEnd(draft.startsOn, draft.lines);
    return this.workflows.start(
      contractWorkflow,
      {
        title: draft.title,
        caseId: draft.caseId,
        awardId: draft.award.id,
        awardNumber: draft.award.number,
        rfqId: draft.rfq.id,
        rfqNumber: draft.rfq.number,
        buyerName: this.settings.buyerName,
        vendorId: draft.vendor.id,
        vendorName: draft.vendor.name,
        vendorCountry: draft.vendor.country,
        contactName: draft.vendor.contact?.name ?? draft.vendor.name,
        contactEMail: draft.vendor.contact?.eMail ?? '',
        family: draft.family,
        ...priced(draft.lines, draft.currency),
        currency: draft.currency,
        startsOn: draft.startsOn,
        endsOn,
        noticeDaysOurs: notice.ours,
        noticeDaysVendor: notice.vendors,
        ...noticeDays(endsOn, notice),
        zone: this.settings.timeZone,
        remindAt: null,
        noticeAt: null,
        endsAt: null,
        paymentTerms: draft.paymentTerms,
        clauses: clausesFor(draft.family, { rfqTerms: draft.rfq.terms, paymentTerms: draft.paymentTerms }),
        ownerId: draft.owner.id,
        ownerName: draft.owner.name,
        authorIds: [...new Set(draft.authorIds)],
        approvalRound: 0,
        approvalComment: null,
        submittedAt: null,
        fileId: null,
        docxFileId: null,
        sha256: null,
        documents: [],
        earlierFileIds: [],
        sentAt: null,
        signatures: [],
        voidedSignatures: [],
        activatedAt: null,
        certificateFileId: null,
        declinedBy: null,
        reason: null,
        terminatesOn: null,
        terminatesAt: null,
        vendorLinkHash: this.tokens.hash(this.tokens.link(id)),
      },
      by,
      { id },
    );
  }

  /** Notes the files of the version. @throws Refused `contract.otherVersion`, `contract.notNow` */
  attachDocuments(
    contractId: string,
    made: { version: number; fileId: string; docxFileId: string; sha256: string },
  ): Promise<Contract> {
    return this.workflows.send(contractWorkflow, contractId, { type: 'attachDocuments', ...made }, SYSTEM);
  }

  /** Notes the record of both signatures. @throws Refused `contract.notNow` */
  attachCertificate(contractId: string, fileId: string): Promise<Contract> {
    return this.workflows.send(contractWorkflow, contractId, { type: 'attachCertificate', fileId }, SYSTEM);
  }

  /**
   * Signs for the vendor, by somebody whom only the private link lets in; `by` is whoever is signed in there, who is refused.
   *
   * @throws Refused `contract.notSignatory`, `contract.signedAlready`, `contract.noConsent`, `contract.noName`, `contract.noRole`,
   * `contract.documentDamaged`, `contract.otherDocument`, `contract.notNow`
   */
  signForVendor(contract: Readonly<ContractFacts>, typed: TypedSignature, by: Actor | null): Promise<Contract> {
    return this.sign(contract, 'vendor', typed, by ?? vendorOf(contract, typed.name));
  }

  /** Signs for us. @throws Refused as `signForVendor` */
  signForBuyer(contract: Readonly<ContractFacts>, typed: TypedSignature, by: Actor): Promise<Contract> {
    return this.sign(contract, 'buyer', typed, by);
  }

  /** The vendor will not sign. @throws Refused `contract.notSignatory`, `contract.signedAlready`, `contract.noReason`, `contract.notNow` */
  declineForVendor(contract: Readonly<ContractFacts>, reason: string, by: Actor | null): Promise<Contract> {
    const actor = by ?? vendorOf(contract, contract.contactName);
    return this.workflows.send(contractWorkflow, contract.id, { type: 'declineToSign', party: 'vendor', reason }, actor);
  }

  /** Our side will not sign. @throws Refused as `declineForVendor` */
  declineForBuyer(contract: Readonly<ContractFacts>, reason: string, by: Actor): Promise<Contract> {
    return this.workflows.send(contractWorkflow, contract.id, { type: 'declineToSign', party: 'buyer', reason }, by);
  }

  /** Ends a contract that was never signed by both. @throws Refused `contract.notNow` */
  abandon(contractId: string, reason: string, by: Actor): Promise<Contract> {
    return this.workflows.send(contractWorkflow, contractId, { type: 'abandon', reason }, by);
  }

  private sign(
    contract: Readonly<ContractFacts>,
    party: 'buyer' | 'vendor',
    typed: TypedSignature,
    by: Actor,
  ): Promise<Contract> {
    const { consents, ...signature } = typed;
    const consent = consents ? consentText(contract, party) : null;
    return this.workflows.send(contractWorkflow, contract.id, { type: 'sign', party, consent, ...signature }, by);
  }
}

const vendorOf = ({ vendorId }: Readonly<ContractFacts>, name: string): Actor => ({
  id: vendorId,
  name,
  roles: [],
  kind: 'vendor',
});
