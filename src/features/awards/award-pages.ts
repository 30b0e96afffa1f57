import { Injectable, type OnModuleInit } from '@nestjs/common';
import { PageLinks } from '../../pages/page-links.js';
import { RfqQueries } from '../rfqs/rfq.queries.js';
import { AwardDrafts } from './award-drafts.js';
import type { NewAwardForm } from './award.forms.js';
import { awardableRfqStates } from './award.content.js';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Leads a buyer from a closed RFQ to its award: a button on the RFQ's page, and a form that holds the proposal already. */
@Injectable()
export class AwardPages implements OnModuleInit {
  constructor(
    private readonly links: PageLinks,
    private readonly rfqs: RfqQueries,
    private readonly drafts: AwardDrafts,
  ) {}

  onModuleInit(): void {
    this.links.onPage('rfq', ({ id, state }, { actor }) =>
      actor.roles.includes('buyer') && ['closed', 'partially_awarded'].includes(state)
        ? [{ label: 'New award', href: `/awards/new?rfqId=${id}`, icon: 'gavel', primary: true }]
        : [],
    );
  }

  /** The form's values for `?rfqId=…`: the lines as they would be taken without a choice, and the RFQ's budget line. */
  async prefill({ rfqId }: Record<string, unknown>): Promise<Partial<Record<keyof NewAwardForm, unknown>>> {
    const rfq = typeof rfqId === 'string' && UUID.test(rfqId) ? await this.rfqs.byId(rfqId) : null;
    if (!rfq) return {};
    const chosen = { rfqId: rfq.id, budgetLineId: rfq.budgetLineId };
    if (!awardableRfqStates.includes(rfq.state)) return chosen;
    const proposal = await this.drafts.drawUp({ rfq, lines: [], basis: null, budgetLineId: null, awardId: null });
    if ('code' in proposal) return chosen;
    return { ...chosen, lines: proposal.lines.map(({ position, quoteId }) => ({ lineId: String(position), quoteId })) };
  }
}
