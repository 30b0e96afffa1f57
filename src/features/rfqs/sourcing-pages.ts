import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { WorkflowRecord } from '../../engine/workflow.js';
import type { Viewer } from '../../identity/person.js';
import { CaseWaitings } from '../../pages/case-waiting.js';
import { HomeCards } from '../../pages/home-cards.js';
import { type PageLink, PageLinks } from '../../pages/page-links.js';
import { SourcingQueries } from './sourcing.queries.js';

/** Leads a buyer from an approved decision to its RFQ: a button wherever the case is looked at, a card at home, and whom the case waits for. */
@Injectable()
export class SourcingPages implements OnModuleInit {
  constructor(
    private readonly links: PageLinks,
    private readonly cards: HomeCards,
    private readonly waitings: CaseWaitings,
    private readonly sourcing: SourcingQueries,
  ) {}

  onModuleInit(): void {
    this.links.onPage<WorkflowRecord & { caseId: string | null }>('decision', ({ state, caseId }, viewer) =>
      state === 'approved' ? this.ofCase(caseId, viewer) : [],
    );
    this.links.onPage('request', ({ id }, viewer) => this.ofCase(id, viewer));
    this.links.onCase((caseId, viewer) => this.ofCase(caseId, viewer));
    this.cards.register({
      title: 'Decisions to source',
      say: 'It was decided to buy; begin the RFQ.',
      icon: 'scale',
      href: '/rfqs/to-begin',
      roles: ['buyer'],
      order: 103,
      count: async () => (await this.sourcing.decisions()).length,
    });
    this.waitings.registerLookUp(async (documents) => {
      const caseIds = documents.flatMap(({ workflow, state, caseId }) =>
        workflow === 'decision' && state === 'approved' && caseId ? [caseId] : [],
      );
      const found = caseIds.length > 0 ? await this.sourcing.decisions(caseIds) : [];
      return new Map(found.map(({ id }) => [id, 'the buyer to begin the RFQ']));
    });
  }

  private async ofCase(caseId: string | null, { actor }: Viewer): Promise<PageLink[]> {
    if (caseId === null || !actor.roles.includes('buyer')) return [];
    const [decision] = await this.sourcing.decisions([caseId]);
    return decision ? [{ label: 'New RFQ', href: `/rfqs/new?decisionId=${decision.id}`, icon: 'plus', primary: true }] : [];
  }
}
