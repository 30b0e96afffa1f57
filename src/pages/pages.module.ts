import { Global, Module, type OnModuleInit } from '@nestjs/common';
import { Navigation } from '../identity/navigation.js';
import { ApiDocsController } from './api-docs.controller.js';
import { CaseWaitings } from './case-waiting.js';
import { Cases } from './cases.js';
import { FactNames } from './fact-names.js';
import { FieldChoices } from './field-choices.js';
import { FileAccess } from './file-access.queries.js';
import { FilesController } from './files.controller.js';
import { HomeCards } from './home-cards.js';
import { HomeController } from './home.controller.js';
import { JobsController } from './jobs.controller.js';
import { ListEntries } from './list-entries.js';
import { ListPage } from './list-page.js';
import { PageLinks } from './page-links.js';
import { RecordFacts } from './record-facts.js';
import { RecordPage } from './record-page.js';
import { RecordPagesController } from './record-pages.controller.js';
import { SentForms } from './sent-forms.js';
import { StandingCards } from './standing-cards.js';
import { WorkflowsController } from './workflows.controller.js';

/** The plain pages that every workflow has, home, cases, files, and the administrator's view of background work. */
@Global()
@Module({
  controllers: [HomeController, FilesController, JobsController, WorkflowsController, ApiDocsController, RecordPagesController],
  providers: [
    PageLinks,
    HomeCards,
    CaseWaitings,
    Cases,
    FactNames,
    RecordFacts,
    FieldChoices,
    SentForms,
    RecordPage,
    ListPage,
    FileAccess,
    StandingCards,
    ListEntries,
  ],
  exports: [PageLinks, HomeCards, CaseWaitings, RecordPage, RecordFacts, FileAccess, FactNames, FieldChoices, SentForms],
})
export class PagesModule implements OnModuleInit {
  constructor(private readonly navigation: Navigation) {}

  onModuleInit(): void {
    this.navigation.register({ label: 'Home', href: '/', icon: 'home', order: 0 });
    this.navigation.register({ label: 'How documents move', href: '/workflows', icon: 'arrows-exchange', order: 910 });
    this.navigation.register({ label: 'Background work', href: '/jobs', icon: 'server', roles: ['administrator'], order: 920 });
  }
}
