import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DateTime } from 'luxon';
import { formatMoney } from '../../calculation/money.js';
import { addWorkingDays } from '../../calculation/working-days.js';
import { FieldChoices } from '../../pages/field-choices.js';
import { PageLinks } from '../../pages/page-links.js';
import { QuoteQueries } from '../quotes/quote.queries.js';
import { RfqQueries } from '../rfqs/rfq.queries.js';
import { targetsOf } from './round.content.js';
import type { NewRoundForm } from './round.forms.js';
import { RoundKnowledge } from './round-knowledge.js';
import { RoundQueries } from './round.queries.js';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const WORKING_DAYS = 3;

/** Leads a buyer from a closed RFQ to its round: a button on the RFQ's page, and a form that holds its quotes already. */
@Injectable()
export class RoundPages implements OnModuleInit {
  constructor(
    private readonly links: PageLinks,
    private readonly choices: FieldChoices,
    private readonly rfqs: RfqQueries,
    private readonly quotes: QuoteQueries,
    private readonly rounds: RoundQueries,
    private readonly knowledge: RoundKnowledge,
  ) {}

  onModuleInit(): void {
    this.links.onPage('rfq', async ({ id, state }, { actor }) => {
      if (state !== 'closed' || !actor.roles.includes('buyer')) return [];
      const isLast = (await this.rounds.ofRfq(id)).some((round) => round.kind === 'bafo' && round.state === 'closed');
      return isLast ? [] : [{ label: 'New round', href: `/rounds/new?rfqId=${id}`, icon: 'arrows-exchange' }];
    });
    this.choices.call('quote', async (ids) => {
      const quotes = await this.quotes.those(ids);
      return new Map(
        quotes.map(({ id, number, rfqNumber, vendorName, total, currency }) => [
          id,
          [vendorName, ...(total ? [formatMoney(total, currency)] : []), rfqNumber, number].join(' · '),
        ]),
      );
    });
  }

  /** The form's values for `?rfqId=…`: every quote that stands, and noon three working days ahead in the RFQ's zone. */
  async prefill({ rfqId }: Record<string, unknown>): Promise<Partial<Record<keyof NewRoundForm, unknown>>> {
    const rfq = typeof rfqId === 'string' && UUID.test(rfqId) ? await this.rfqs.byId(rfqId) : null;
    if (!rfq) return { kind: 'counter_offer' };
    const [known, now] = await Promise.all([this.knowledge.about(rfq.id, null), this.rfqs.now()]);
    const today = DateTime.fromJSDate(now, { zone: rfq.zone }).toISODate() ?? '';
    const day = addWorkingDays(today, WORKING_DAYS, { holidays: new Set() });
    return {
      rfqId: rfq.id,
      kind: 'counter_offer',
      closesAt: DateTime.fromISO(`${day}T12:00`, { zone: rfq.zone }).toJSDate(),
      zone: rfq.zone,
      targets: targetsOf(known, []).map(({ quoteId }) => ({ quoteId })),
    };
  }
}
