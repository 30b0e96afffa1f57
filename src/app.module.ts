import { type DynamicModule, Module } from '@nestjs/common';
import { DatabaseModule } from './database/database.module.js';
import { EngineModule } from './engine/engine.module.js';
import { EngineHttpModule } from './engine/http/engine-http.module.js';
import { ApprovalModule } from './features/approvals/approval.module.js';
import { AwardModule } from './features/awards/award.module.js';
import { BudgetLineModule } from './features/budgets/budget-line.module.js';
import { CompanyModule } from './features/company/company.module.js';
import { ContractModule } from './features/contracts/contract.module.js';
import { DecisionModule } from './features/decisions/decision.module.js';
import { RoundModule } from './features/negotiations/round.module.js';
import { QuoteModule } from './features/quotes/quote.module.js';
import { RequestModule } from './features/requests/request.module.js';
import { ResourceModule } from './features/resources/resource.module.js';
import { RfqModule } from './features/rfqs/rfq.module.js';
import { VendorModule } from './features/vendors/vendor.module.js';
import { IdentityModule } from './identity/identity.module.js';
import { MailModule } from './mail/mail.module.js';
import { PagesModule } from './pages/pages.module.js';
import { RenderingModule } from './rendering/rendering.module.js';
import type { Settings } from './settings.js';
import { SettingsModule } from './settings.module.js';
import { StorageModule } from './storage/storage.module.js';

/** The table of contents. */
@Module({})
export class AppModule {
  static of(settings: Settings): DynamicModule {
    return {
      module: AppModule,
      imports: [
        SettingsModule.of(settings),
        DatabaseModule,
        EngineModule,
        RenderingModule,
        StorageModule,
        IdentityModule,
        MailModule,
        EngineHttpModule,
        PagesModule,
        // In the order of the journey: a feature asks those before it, never those after.
        VendorModule,
        BudgetLineModule,
        ResourceModule,
        RequestModule,
        DecisionModule,
        RfqModule,
        QuoteModule,
        RoundModule,
        AwardModule,
        ContractModule,
        ApprovalModule,
        CompanyModule,
      ],
    };
  }
}
