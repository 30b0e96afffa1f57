import { timeZones } from '../../calculation/time-zones.js';
import { Injectable } from '@nestjs/common';
import { DateTime } from 'luxon';
import { addWorkingDays } from '../../calculation/working-days.js';
import type { Actor } from '../../engine/workflow.js';
import { DecisionQueries } from '../decisions/decision.queries.js';
import { RequestQueries, type RequestCard } from '../requests/request.queries.js';
import { VendorQueries } from '../vendors/vendor.queries.js';
import { linesOfDemand } from './demand-lines.js';
import { RfqOrigins } from './rfq-origins.js';
import type { NewRfqForm } from './rfq.forms.js';

const WORKING_DAYS = 10;

/** What the page for a new RFQ holds already: everything that its decision and request say, and the house's usual deadlines. */
@Injectable()
export class RfqPrefill {
  constructor(
    private readonly origins: RfqOrigins,
    private readonly decisions: DecisionQueries,
    private readonly requests: RequestQueries,
    private readonly vendors: VendorQueries,
  ) {}

  /**
   * The form's values for `?decisionId=…` or `?requestId=…`; without either only what is usual. Times are noon in the reader's zone.
   *
   * @throws Refused as `RfqOrigins.caseOf`
   */
  async of(
    query: Record<string, unknown>,
    { zone }: { actor: Actor; zone: string },
    now = new Date(),
  ): Promise<Partial<Record<keyof NewRfqForm, unknown>>> {
    const [decisionId, requestId] = [idIn(query.decisionId), idIn(query.requestId)];
    const caseId = await this.origins.caseOf({ decisionId, requestId });
    const [decision, request] = await Promise.all([
      decisionId ? this.decisions.byId(decisionId) : null,
      caseId ? this.requests.byId(caseId) : null,
    ]);
    const usual = {
      kind: 'RFQ',
      currency: decision?.currency ?? request?.currency ?? 'EUR',
      criteria: [{ name: 'Price', weight: '100', direction: 'lower' }],
      minVendors: 1,
      ...deadlines(timeZones.includes(zone) ? zone : 'UTC', now),
    };
    return request ? { ...usual, ...(await this.described(request, decision)), decisionId, requestId: request.id } : usual;
  }

  private async described(request: RequestCard, decision: Awaited<ReturnType<DecisionQueries['byId']>>) {
    const invited = await this.vendors.approved(request.category);
    return {
      title: request.title,
      family: request.family,
      lines: linesOfDemand(request.demand, decision?.outcome === 'hybrid' ? request.sufficiency : null),
      terms: request.requirements,
      vendorIds: invited.map(({ id }) => id),
      budgetLineId: decision?.budgetLineId ?? request.budgetLineId,
    };
  }
}

/** Quotes at noon ten working days ahead; questions and the reminder follow the deadline by themselves. */
function deadlines(zone: string, now: Date): { zone: string; closesAt: Date } {
  const today = DateTime.fromJSDate(now, { zone }).toISODate() ?? '';
  const day = addWorkingDays(today, WORKING_DAYS, { holidays: new Set() });
  return { zone, closesAt: DateTime.fromISO(`${day}T12:00`, { zone }).toJSDate() };
}

const idIn = (value: unknown): string | null =>
  typeof value === 'string' && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(value) ? value : null;
