import { Body, Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Actor } from '../../engine/workflow.js';
import { SignedIn } from '../../identity/access.js';
import { PageView } from '../../identity/page-view.js';
import { originOf } from '../../identity/request-origin.js';
import { ContractCommands } from './contract.commands.js';
import { ContractReasonForm, SignContractForm } from './contract.forms.js';
import { ContractPapers } from './contract-papers.js';
import { ContractQueries, type ContractView } from './contract.queries.js';
import { asksSignatureOf, paperOf, signingPage } from './contract.views.js';
import { attempt, type Returned } from './signing-attempt.js';

/** Our side's pages of a contract: reading it, and signing it. */
@Controller('contracts')
export class ContractController {
  constructor(
    private readonly contracts: ContractQueries,
    private readonly commands: ContractCommands,
    private readonly papers: ContractPapers,
    private readonly pages: PageView,
  ) {}

  /** The contract as it stands, in draft too; it prints as a document. */
  @Get(':id/reading')
  async read(@Param('id') id: string, @SignedIn() by: Actor, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    const contract = await this.contracts.readable(id, by);
    return this.pages.render(reply, 'contracts/reading', {
      title: `${contract.number} ${contract.title}`,
      number: contract.number,
      page: `/contracts/${contract.id}`,
      document: contract.fileId === null ? null : `/files/${contract.fileId}?of=contracts/${contract.id}`,
      sha256: contract.sha256,
      paper: paperOf(this.papers.tree(contract)),
    });
  }

  @Get(':id/signature')
  async signing(
    @Param('id') id: string,
    @SignedIn() by: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    return this.page(await this.contracts.readable(id, by), by, reply, null);
  }

  @Post(':id/signature')
  async sign(
    @Param('id') id: string,
    @Body() body: unknown,
    @SignedIn() by: Actor,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const contract = await this.contracts.readable(id, by);
    const { address: ip, userAgent } = originOf(request);
    const returned = await attempt(SignContractForm, body, ({ name, role, consent: consents, sha256 }) =>
      this.commands.signForBuyer(contract, { name, role, consents, sha256, ip, userAgent }, by),
    );
    if (returned) return this.page(contract, by, reply, returned);
    return this.pages.goTo(reply, `/contracts/${contract.id}`, { kind: 'success', say: `You have signed ${contract.number}.` });
  }

  @Post(':id/refusal')
  async decline(
    @Param('id') id: string,
    @Body() body: unknown,
    @SignedIn() by: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const contract = await this.contracts.readable(id, by);
    const returned = await attempt(
      ContractReasonForm,
      body,
      ({ reason }) => this.commands.declineForBuyer(contract, reason, by),
      'Say why you decline; the vendor reads it.',
    );
    if (returned) return this.page(contract, by, reply, returned);
    return this.pages.goTo(reply, `/contracts/${contract.id}`, {
      kind: 'info',
      say: `You have declined to sign ${contract.number}.`,
    });
  }

  private page(contract: ContractView, by: Actor, reply: FastifyReply, returned: Returned | null): string {
    if (returned) void reply.code(returned.status);
    const address = `/contracts/${contract.id}`;
    const model = signingPage(contract, 'buyer', this.papers.tree(contract), {
      address,
      document: `/files/${contract.fileId ?? ''}?of=contracts/${contract.id}`,
      record: contract.certificateFileId === null ? null : `/files/${contract.certificateFileId}?of=contracts/${contract.id}`,
      maySign: asksSignatureOf(contract, by),
      again: returned?.again ?? null,
    });
    return this.pages.render(reply, 'contracts/signing', model);
  }
}
