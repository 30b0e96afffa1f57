import { createHash } from 'node:crypto';
import { Module, type OnModuleInit } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { WorkflowRegistry } from '../../engine/workflow-registry.js';
import { People } from '../../identity/people.queries.js';
import { Files } from '../../storage/files.js';
import { ApprovalModule } from '../approvals/approval.module.js';
import { AwardModule } from '../awards/award.module.js';
import { QuoteModule } from '../quotes/quote.module.js';
import { RequestModule } from '../requests/request.module.js';
import { RfqModule } from '../rfqs/rfq.module.js';
import { VendorModule } from '../vendors/vendor.module.js';
import { Contract } from './contract.entity.js';
import { ContractCommands } from './contract.commands.js';
import { ContractController } from './contract.controller.js';
import { deadlinesOf, startOfDay } from './contract-deadlines.js';
import { ContractDrafts } from './contract-drafts.js';
import type { ContractFacts, ContractKnown } from './contract.facts.js';
import { ContractPapers } from './contract-papers.js';
import { ContractLetters } from './contract-letters.js';
import { ContractPages } from './contract-pages.js';
import { ContractQueries } from './contract.queries.js';
import { ContractWorker } from './contract.worker.js';
import { contractWorkflow } from './contract.workflow.js';
import { SigningTokens } from './signing-tokens.js';
import { VendorSigningController } from './vendor-signing.controller.js';

@Module({
  imports: [
    TypeOrmModule.forFeature([Contract]),
    ApprovalModule,
    AwardModule,
    QuoteModule,
    RequestModule,
    RfqModule,
    VendorModule,
  ],
  controllers: [ContractController, VendorSigningController],
  providers: [
    ContractCommands,
    ContractDrafts,
    ContractLetters,
    ContractPages,
    ContractPapers,
    ContractQueries,
    ContractWorker,
    SigningTokens,
  ],
  exports: [ContractCommands, ContractQueries],
})
export class ContractModule implements OnModuleInit {
  constructor(
    private readonly registry: WorkflowRegistry,
    private readonly people: People,
    private readonly files: Files,
  ) {}

  onModuleInit(): void {
    this.registry.register(contractWorkflow, { known: (contract, event) => this.known(contract, event) });
  }

  private async known(
    contract: ContractFacts,
    event: { type: string; ownerId?: string; terminatesOn?: string },
  ): Promise<ContractKnown> {
    const { type, ownerId, terminatesOn } = event;
    return {
      owner: ownerId ? await this.people.find(ownerId) : null,
      documentSha256: type === 'sign' ? await this.hashOf(contract.fileId) : null,
      deadlines: deadlinesOf(contract),
      terminatesAt: terminatesOn && /^\d{4}-\d\d-\d\d$/.test(terminatesOn) ? startOfDay(terminatesOn, contract.zone, 1) : null,
    };
  }

  /** Reckoned from the stored bytes each time: what is signed is what is there. */
  private async hashOf(fileId: string | null): Promise<string | null> {
    const file = fileId === null ? null : await this.files.read(fileId);
    return file ? createHash('sha256').update(file.bytes).digest('hex') : null;
  }
}
