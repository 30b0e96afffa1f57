import { Injectable } from '@nestjs/common';
import { formatNumber } from '../../calculation/money.js';
import type { Job } from '../../engine/jobs.js';
import { derivedId } from '../../engine/ids.js';
import { People } from '../../identity/people.queries.js';
import { Mailer } from '../../mail/mailer.js';
import { Settings } from '../../settings.js';
import { Files } from '../../storage/files.js';
import { RequestQueries } from '../requests/request.queries.js';
import { ContractQueries, type ContractView } from './contract.queries.js';
import { letterModel } from './contract.views.js';
import { SigningTokens } from './signing-tokens.js';

/** Which of the contract's papers a letter brings along: the document to sign, or that and the record of its signatures. */
export type Enclosed = 'contract' | 'signed';

/** Writes about a contract to its owner and the vendor's signatory, and to the requester when all is signed. Opening a link in a letter does nothing. */
@Injectable()
export class ContractLetters {
  constructor(
    private readonly contracts: ContractQueries,
    private readonly requests: RequestQueries,
    private readonly people: People,
    private readonly files: Files,
    private readonly mailer: Mailer,
    private readonly settings: Settings,
    private readonly tokens: SigningTokens,
  ) {}

  /** A letter to the contract's owner; nobody is written to who has left. */
  async toOwner(template: string, job: Job, enclosed: Enclosed | null = null): Promise<void> {
    const contract = await this.contracts.one(job.recordId);
    const owner = await this.people.find(contract.ownerId);
    if (!owner?.active) return;
    const page = enclosed === 'contract' ? '/signature' : '';
    await this.write(template, contract, {
      to: { name: owner.name, address: owner.eMail },
      link: `${this.settings.publicUrl}/contracts/${contract.id}${page}`,
      // Both sides hear of one event: each letter has a name of its own that a repetition finds again.
      messageId: derivedId(job.id, 'owner'),
      enclosed,
    });
  }

  /** A letter to the vendor's signatory. */
  async toVendor(template: string, job: Job, enclosed: Enclosed | null = null): Promise<void> {
    const contract = await this.contracts.one(job.recordId);
    if (contract.contactEMail === '') return;
    await this.write(template, contract, {
      to: { name: contract.contactName, address: contract.contactEMail },
      link: this.tokens.url(contract.id),
      messageId: derivedId(job.id, 'vendor'),
      enclosed,
    });
  }

  /** A letter to the requester of a case, whose request is the job's record, about the contracts that fulfil it. */
  async toRequester(template: string, { id, recordId }: Job): Promise<void> {
    const request = await this.requests.byId(recordId);
    const requester = request && (await this.people.find(request.requesterId));
    if (!request || !requester?.active) return;
    const signed = (await this.contracts.ofCase(recordId)).filter(({ activatedAt }) => activatedAt !== null);
    await this.mailer.send(template, {
      to: { name: requester.name, address: requester.eMail },
      messageId: id,
      model: {
        name: requester.name,
        number: request.number,
        title: request.title,
        contracts: signed.map(({ number, vendorName, lines, startsOn, endsOn, ownerName }) => ({
          ...{ number, vendorName, startsOn, endsOn, ownerName },
          what: lines.map(({ description, quantity, unit }) => `${formatNumber(quantity, 6)} ${unit} ${description}`).join('; '),
        })),
        link: `${this.settings.publicUrl}/requests/${request.id}`,
      },
      caseId: request.id,
    });
  }

  private async write(
    template: string,
    contract: ContractView,
    letter: { to: { name: string; address: string }; link: string; messageId: string; enclosed: Enclosed | null },
  ): Promise<void> {
    await this.mailer.send(template, {
      to: letter.to,
      messageId: letter.messageId,
      model: letterModel(contract, letter.to.name, letter.link),
      attachments: await this.papersOf(contract, letter.enclosed),
      caseId: contract.caseId ?? undefined,
    });
  }

  private async papersOf(contract: ContractView, enclosed: Enclosed | null) {
    const ids = enclosed === null ? [] : [contract.fileId, ...(enclosed === 'signed' ? [contract.certificateFileId] : [])];
    const files = await Promise.all(ids.map((id) => (id === null ? null : this.files.read(id))));
    return files.flatMap((file) => (file ? [{ name: file.name, mediaType: file.mediaType, bytes: file.bytes }] : []));
  }
}
