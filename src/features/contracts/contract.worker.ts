import { Injectable } from '@nestjs/common';
import { Refused } from '../../engine/errors.js';
import { type Job, Worker, type WorkerFor } from '../../engine/jobs.js';
import { SYSTEM } from '../../engine/workflow.js';
import { Files } from '../../storage/files.js';
import { ApprovalCommands } from '../approvals/approval.commands.js';
import { RequestCommands } from '../requests/request.commands.js';
import { ContractCommands } from './contract.commands.js';
import { ContractDrafts } from './contract-drafts.js';
import { contractJobs } from './contract.jobs.js';
import { ContractLetters } from './contract-letters.js';
import { ContractPapers } from './contract-papers.js';
import { ContractQueries } from './contract.queries.js';

const DOCX = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';
const notSigned = ['draft', 'pending_approval', 'approved', 'sent_for_signature', 'partially_signed', 'declined'];

/** Draws contracts up after an award, makes their papers, asks for approvals and has letters written. */
@Injectable()
@Worker(contractJobs)
export class ContractWorker implements WorkerFor<typeof contractJobs> {
  constructor(
    private readonly contracts: ContractQueries,
    private readonly commands: ContractCommands,
    private readonly drafts: ContractDrafts,
    private readonly papers: ContractPapers,
    private readonly files: Files,
    private readonly letters: ContractLetters,
    private readonly approvals: ApprovalCommands,
    private readonly requests: RequestCommands,
  ) {}

  async beginContracts({ recordId }: Job): Promise<void> {
    for (const draft of await this.drafts.ofAward(recordId)) await this.commands.begin(draft, SYSTEM);
  }

  async giveUpContracts({ recordId }: Job): Promise<void> {
    for (const { id, state, awardNumber } of await this.contracts.ofAward(recordId)) {
      if (notSigned.includes(state)) await this.commands.abandon(id, `The award ${awardNumber} fell through.`, SYSTEM);
    }
  }

  async makeDocuments({ recordId }: Job): Promise<void> {
    const contract = await this.contracts.one(recordId);
    const { id, number, caseId, approvalRound: version, state } = contract;
    if (contract.fileId !== null || (state !== 'pending_approval' && state !== 'approved')) return;
    const { bytes, sha256 } = await this.papers.pdf(contract);
    const docx = await this.papers.docx(contract);
    const name = `${number}-version-${version}`;
    const by = contract.ownerId;
    const pdfFile = await this.files.put({ name: `${name}.pdf`, mediaType: 'application/pdf', bytes, caseId, by });
    const docxFile = await this.files.put({ name: `${name}.docx`, mediaType: DOCX, bytes: docx, caseId, by });
    await unlessRefused(['contract.otherVersion', 'contract.notNow'], () =>
      this.commands.attachDocuments(id, { version, fileId: pdfFile.id, docxFileId: docxFile.id, sha256 }),
    );
  }

  async requestApprovals({ recordId }: Job): Promise<void> {
    const contract = await this.contracts.one(recordId);
    if (contract.state !== 'pending_approval') return;
    const { id, number, title, version, approvalRound: round, caseId, amount, currency, authorIds } = contract;
    const subject = { workflow: 'contract', id, number, title, version, round, caseId };
    await this.approvals.request({ subject, amount, currency, authorIds, by: SYSTEM });
  }

  async voidApprovals({ recordId }: Job): Promise<void> {
    const contract = await this.contracts.one(recordId);
    // A late job must not void the approvals of a submission that came after it.
    const before = contract.state === 'pending_approval' ? contract.approvalRound : contract.approvalRound + 1;
    await this.approvals.voidBefore({ id: recordId }, before, `${contract.number} was taken back.`);
  }

  async certify({ recordId }: Job): Promise<void> {
    const contract = await this.contracts.one(recordId);
    if (contract.certificateFileId !== null) return;
    const file = await this.files.put({
      name: `${contract.number}-record-of-signatures.pdf`,
      mediaType: 'application/pdf',
      bytes: await this.papers.certificate(contract),
      caseId: contract.caseId,
      by: contract.ownerId,
    });
    await this.commands.attachCertificate(contract.id, file.id);
  }

  /** The request is fulfilled when every contract of the case that was not given up is signed by both. */
  async fulfilRequest({ recordId }: Job): Promise<void> {
    const { caseId } = await this.contracts.one(recordId);
    if (caseId === null) return;
    const waiting = (await this.contracts.ofCase(caseId)).some(({ state }) => notSigned.includes(state));
    if (!waiting) await unlessRefused(['request.notNow'], () => this.requests.fulfil(caseId));
  }

  tellOwnerOfDraft(job: Job): Promise<void> {
    return this.letters.toOwner('contracts/drafted', job);
  }

  tellOwnerOfApproval(job: Job): Promise<void> {
    return this.letters.toOwner('contracts/approved', job);
  }

  askVendorToSign(job: Job): Promise<void> {
    return this.letters.toVendor('contracts/vendor-signature', job, 'contract');
  }

  askOwnerToSign(job: Job): Promise<void> {
    return this.letters.toOwner('contracts/our-signature', job, 'contract');
  }

  async tellOwnerOfSignature(job: Job): Promise<void> {
    const { signatures, ownerId } = await this.contracts.one(job.recordId);
    if (signatures.some(({ personId }) => personId !== ownerId)) await this.letters.toOwner('contracts/first-signature', job);
  }

  async tellOfDecline(job: Job): Promise<void> {
    await this.letters.toOwner('contracts/declined', job);
    await this.letters.toVendor('contracts/declined', job);
  }

  async tellVendorOfWithdrawal(job: Job): Promise<void> {
    const { sentAt } = await this.contracts.one(job.recordId);
    if (sentAt !== null) await this.letters.toVendor('contracts/withdrawn', job);
  }

  async tellOfSigning(job: Job): Promise<void> {
    await this.letters.toOwner('contracts/signed', job, 'signed');
    await this.letters.toVendor('contracts/signed', job, 'signed');
  }

  remindOwner(job: Job): Promise<void> {
    return this.letters.toOwner('contracts/reminder', job);
  }

  tellOwnerOfNotice(job: Job): Promise<void> {
    return this.letters.toOwner('contracts/notice', job);
  }

  async tellOfTermination(job: Job): Promise<void> {
    await this.letters.toVendor('contracts/terminated', job);
    await this.letters.toOwner('contracts/terminated', job);
  }

  /** The job's record is the request that is fulfilled. */
  tellRequester(job: Job): Promise<void> {
    return this.letters.toRequester('contracts/fulfilled', job);
  }

  tellOwnerOfEnd(job: Job): Promise<void> {
    return this.letters.toOwner('contracts/ended', job);
  }
}

/** Passes over a refusal that only says that the record has moved on already. */
async function unlessRefused(codes: readonly string[], work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (error instanceof Refused && error.reasons.every(({ code }) => codes.includes(code))) return;
    throw error;
  }
}
