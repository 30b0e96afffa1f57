import { Injectable } from '@nestjs/common';
import { DateTime } from 'luxon';
import { Decimal } from '../../calculation/money.js';
import { People } from '../../identity/people.queries.js';
import { Settings } from '../../settings.js';
import { type AwardLine, AwardQueries, type AwardView } from '../awards/award.queries.js';
import { QuoteQueries } from '../quotes/quote.queries.js';
import { RequestQueries } from '../requests/request.queries.js';
import { RfqQueries } from '../rfqs/rfq.queries.js';
import { VendorQueries } from '../vendors/vendor.queries.js';
import type { ContractDraft } from './contract.commands.js';
import { ContractQueries } from './contract.queries.js';

/** Gathers what an award's contracts are drawn up from. */
@Injectable()
export class ContractDrafts {
  constructor(
    private readonly awards: AwardQueries,
    private readonly rfqs: RfqQueries,
    private readonly quotes: QuoteQueries,
    private readonly requests: RequestQueries,
    private readonly vendors: VendorQueries,
    private readonly contracts: ContractQueries,
    private readonly people: People,
    private readonly settings: Settings,
  ) {}

  /** One draft for each vendor of the award, in the order of its lines. Prices are in the vendor's own currency. */
  async ofAward(awardId: string): Promise<ContractDraft[]> {
    const award = await this.awards.one(awardId);
    const [rfq, request, owner, quotes] = await Promise.all([
      this.rfqs.one(award.rfqId),
      award.caseId === null ? null : this.requests.byId(award.caseId),
      this.ownerOf(award),
      this.quotes.those([...new Set(award.lines.map(({ quoteId }) => quoteId))]),
    ]);
    const vendorIds = [...new Set(award.lines.map(({ vendorId }) => vendorId))];
    const vendors = await this.vendors.byIds(vendorIds);
    return vendorIds.map((id) => {
      const lines = award.lines.filter(({ vendorId }) => vendorId === id);
      const vendor = vendors.find((one) => one.id === id);
      const [contact = null] = vendor?.contacts ?? [];
      return {
        title: award.title,
        caseId: award.caseId,
        award: { id: award.id, number: award.number },
        rfq: { id: rfq.id, number: rfq.number, terms: rfq.terms },
        family: rfq.family,
        paymentTerms: termsOf(quotes.filter(({ vendorId }) => vendorId === id)),
        vendor: { id, name: lines[0]?.vendorName ?? '', country: vendor?.country ?? '', contact },
        ...inOneCurrency(lines, award.currency),
        startsOn: this.startOf(award.activatedAt, request?.neededOn ?? null),
        owner,
        authorIds: award.authorIds,
      };
    });
  }

  /** The contract owner with the fewest contracts; without any contract owner in the house, the award's author. */
  private async ownerOf({ authorId, authorName }: AwardView): Promise<{ id: string; name: string }> {
    const owners = await this.people.byRole('contract_owner');
    const id = await this.contracts.leastLoaded(owners.map((owner) => owner.id));
    const owner = owners.find((one) => one.id === id);
    return owner ? { id: owner.id, name: owner.name } : { id: authorId, name: authorName };
  }

  /** The day on which the work is needed, but not before the day of the award. */
  private startOf(awardedAt: Date | null, neededOn: string | null): string {
    const awardedOn = DateTime.fromJSDate(awardedAt ?? new Date(0), { zone: this.settings.timeZone }).toFormat('yyyy-MM-dd');
    return neededOn !== null && neededOn > awardedOn ? neededOn : awardedOn;
  }
}

/** What the quotes say on payment, each once; null where they say nothing. */
function termsOf(quotes: readonly { paymentTerms: string | null }[]): string | null {
  const said = quotes.flatMap(({ paymentTerms }) => paymentTerms?.trim() || []);
  return said.length > 0 ? [...new Set(said)].join('; ') : null;
}

/** The lines in the vendor's currency; where its quotes were in several, in the award's at the rates of the award. */
function inOneCurrency(lines: readonly AwardLine[], awardCurrency: string): Pick<ContractDraft, 'lines' | 'currency'> {
  const own = lines[0]?.currency ?? awardCurrency;
  const isOwn = lines.every(({ currency }) => currency === own);
  return {
    currency: isOwn ? own : awardCurrency,
    lines: lines.map(({ lineId, position, description, quantity, unit, termMonths, unitPrice, rate }) => ({
      lineId,
      position,
      description,
      quantity,
      unit,
      termMonths,
      unitPrice: isOwn ? unitPrice : new Decimal(unitPrice).times(rate).toFixed(),
    })),
  };
}
