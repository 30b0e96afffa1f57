import { Module, type OnModuleInit } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Refused } from '../../engine/errors.js';
import { WorkflowRegistry } from '../../engine/workflow-registry.js';
import { DecisionModule } from '../decisions/decision.module.js';
import { RequestModule } from '../requests/request.module.js';
import { VendorModule } from '../vendors/vendor.module.js';
import { VendorQueries } from '../vendors/vendor.queries.js';
import { Question } from './question.entity.js';
import { Invitation } from './invitation.entity.js';
import { Rfq } from './rfq.entity.js';
import { InvitationCommands } from './invitation.commands.js';
import { InvitationQueries } from './invitation.queries.js';
import { InvitationTokens } from './invitation-tokens.js';
import { invitationWorkflow } from './invitation.workflow.js';
import { InvitationWorker } from './invitation.worker.js';
import { newQuestion, QuestionCommands } from './question.commands.js';
import { QuestionQueries } from './question.queries.js';
import { questionWorkflow } from './question.workflow.js';
import { QuestionWorker } from './question.worker.js';
import { newRfq, RfqCommands } from './rfq.commands.js';
import { NewQuestionForm, NewRfqForm } from './rfq.forms.js';
import { RfqOrigins } from './rfq-origins.js';
import { RfqPrefill } from './rfq-prefill.js';
import { RfqPackage } from './rfq-package.queries.js';
import { RfqQueries } from './rfq.queries.js';
import { rfqWorkflow } from './rfq.workflow.js';
import { RfqWorker } from './rfq.worker.js';
import { SourcingController } from './sourcing.controller.js';
import { SourcingPages } from './sourcing-pages.js';
import { SourcingQueries } from './sourcing.queries.js';

@Module({
  imports: [TypeOrmModule.forFeature([Rfq, Invitation, Question]), VendorModule, RequestModule, DecisionModule],
  controllers: [SourcingController],
  providers: [
    RfqCommands,
    RfqQueries,
    RfqOrigins,
    RfqPrefill,
    SourcingPages,
    SourcingQueries,
    RfqPackage,
    RfqWorker,
    InvitationCommands,
    InvitationQueries,
    InvitationTokens,
    InvitationWorker,
    QuestionCommands,
    QuestionQueries,
    QuestionWorker,
  ],
  exports: [RfqCommands, RfqQueries, RfqPackage, InvitationCommands, InvitationQueries, QuestionCommands, QuestionQueries],
})
export class RfqModule implements OnModuleInit {
  constructor(
    private readonly registry: WorkflowRegistry,
    private readonly vendors: VendorQueries,
    private readonly rfqs: RfqQueries,
    private readonly origins: RfqOrigins,
    private readonly prefills: RfqPrefill,
  ) {}

  onModuleInit(): void {
    this.registry.register(rfqWorkflow, {
      known: async ({ vendorIds }, event) => {
        // Only these two look at the vendors; the others are spared the question.
        if (event.type !== 'publish' && event.type !== 'amend') return { vendors: [] };
        const added = 'addVendorIds' in event && Array.isArray(event.addVendorIds) ? (event.addVendorIds as string[]) : [];
        const vendors = await this.vendors.byIds([...vendorIds, ...added]);
        return { vendors: vendors.map(({ id, name, state, contacts }) => ({ id, name, state, reachable: contacts.length > 0 })) };
      },
      start: async ({ decisionId, requestId, ...description }: NewRfqForm, by) => {
        const caseId = await this.origins.caseOf({ decisionId, requestId });
        return newRfq(description, { caseId, decisionId }, by);
      },
      prefill: (query, by) => this.prefills.of(query, by),
    });
    this.registry.register(invitationWorkflow, {
      known: async ({ rfqId }, { type }) => {
        if (type !== 'intend' && type !== 'decline' && type !== 'readdress')
          return { rfq: { state: '', closesAt: null, revision: 0 } };
        const { state, closesAt, revision } = await this.rfqs.terms(rfqId);
        return { rfq: { state, closesAt, revision } };
      },
    });
    this.registry.register(questionWorkflow, {
      start: async ({ rfqId, text }: NewQuestionForm) => {
        const rfq = await this.rfqs.one(rfqId);
        if (rfq.state === 'draft')
          throw new Refused([
            {
              code: 'question.rfqNotOpen',
              say: 'Publish the RFQ first; in a draft you can still edit everything.',
              field: 'rfqId',
            },
          ]);
        return newQuestion(rfq, { invitationId: null, text, channel: 'buyer' });
      },
    });
  }
}
