import { Body, Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Missing } from '../../engine/errors.js';
import { Public, Visitor } from '../../identity/access.js';
import { PageView } from '../../identity/page-view.js';
import type { Viewer } from '../../identity/person.js';
import { originOf } from '../../identity/request-origin.js';
import { downloadHeaders } from '../../storage/file-checks.js';
import { Files } from '../../storage/files.js';
import { ContractCommands } from './contract.commands.js';
import { ContractReasonForm, SignContractForm } from './contract.forms.js';
import { ContractPapers } from './contract-papers.js';
import { ContractQueries, type ContractView } from './contract.queries.js';
import { isShownToVendor, signingPage } from './contract.views.js';
import { attempt, type Returned } from './signing-attempt.js';

/** The vendor's signing page, by a private link and without an account. Opening it changes nothing: mail scanners open links. */
@Public()
@Controller('s')
export class VendorSigningController {
  constructor(
    private readonly contracts: ContractQueries,
    private readonly commands: ContractCommands,
    private readonly papers: ContractPapers,
    private readonly files: Files,
    private readonly pages: PageView,
  ) {}

  @Get(':token')
  async open(@Param('token') token: string, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    return this.page(await this.contracts.byToken(token), token, reply, null);
  }

  @Get(':token/document')
  async document(@Param('token') token: string, @Res({ passthrough: true }) reply: FastifyReply): Promise<Buffer> {
    const contract = await this.contracts.byToken(token);
    return this.file(isShownToVendor(contract) ? contract.fileId : null, reply);
  }

  @Get(':token/record')
  async record(@Param('token') token: string, @Res({ passthrough: true }) reply: FastifyReply): Promise<Buffer> {
    return this.file((await this.contracts.byToken(token)).certificateFileId, reply);
  }

  @Post(':token/signature')
  async sign(
    @Param('token') token: string,
    @Body() body: unknown,
    @Visitor() viewer: Viewer | null,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const contract = await this.contracts.byToken(token);
    const { address: ip, userAgent } = originOf(request);
    const returned = await attempt(SignContractForm, body, ({ name, role, consent: consents, sha256 }) =>
      this.commands.signForVendor(contract, { name, role, consents, sha256, ip, userAgent }, viewer?.actor ?? null),
    );
    if (returned) return this.page(contract, token, reply, returned);
    return this.pages.goTo(reply, `/s/${token}`, { kind: 'success', say: 'Thank you. Your signature is recorded.' });
  }

  @Post(':token/refusal')
  async decline(
    @Param('token') token: string,
    @Body() body: unknown,
    @Visitor() viewer: Viewer | null,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const contract = await this.contracts.byToken(token);
    const returned = await attempt(
      ContractReasonForm,
      body,
      ({ reason }) => this.commands.declineForVendor(contract, reason, viewer?.actor ?? null),
      'Say why you decline; the buyer reads it.',
    );
    if (returned) return this.page(contract, token, reply, returned);
    return this.pages.goTo(reply, `/s/${token}`, {
      kind: 'info',
      say: 'You have declined to sign. The buyer has been told why.',
    });
  }

  private async file(id: string | null, reply: FastifyReply): Promise<Buffer> {
    const file = id === null ? null : await this.files.read(id);
    if (!file) throw new Missing('file');
    void reply.headers(downloadHeaders(file));
    return file.bytes;
  }

  private page(contract: ContractView, token: string, reply: FastifyReply, returned: Returned | null): string {
    if (returned) void reply.code(returned.status);
    const address = `/s/${token}`;
    const model = signingPage(contract, 'vendor', this.papers.tree(contract), {
      address,
      document: `${address}/document`,
      record: contract.certificateFileId === null ? null : `${address}/record`,
      maySign: true,
      again: returned?.again ?? null,
    });
    return this.pages.render(reply, 'contracts/signing', model);
  }
}
