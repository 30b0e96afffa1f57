import { Controller, Get, Param, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Roles, Viewing } from '../../identity/access.js';
import { PageView } from '../../identity/page-view.js';
import type { Viewer } from '../../identity/person.js';
import { PageLinks } from '../../pages/page-links.js';
import { stateLook } from '../../pages/state-look.js';
import { type ExportCell, type ExportColumn, writeTable } from '../../rendering/table-export.js';
import { RfqQueries } from '../rfqs/rfq.queries.js';
import { ComparisonQueries, type RfqComparison } from './comparison.queries.js';

/** Quotes side by side, for those who may read the RFQ: as page, as JSON, as workbook. */
@Controller()
@Roles('buyer', 'approver', 'finance', 'legal', 'auditor', 'administrator')
export class ComparisonController {
  constructor(
    private readonly pages: PageView,
    private readonly comparisons: ComparisonQueries,
    private readonly rfqs: RfqQueries,
    private readonly links: PageLinks,
  ) {}

  @Get('rfqs/:id/comparison')
  async page(
    @Param('id') id: string,
    @Viewing() viewer: Viewer,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const comparison = await this.comparisons.of(id);
    const rfq = { ...(await this.rfqs.one(id)), dueAt: null };
    const links = (await this.links.ofPage('rfq', rfq, viewer)).filter(({ href }) => !href.startsWith(`/rfqs/${id}/`));
    return this.pages.render(reply, 'rfqs/comparison', {
      title: `Comparison of ${comparison.rfq.number}`,
      ...pageOf(comparison),
      links: links.map(({ label, href, icon, primary }) => ({ label, href, icon: icon ?? null, primary: primary ?? false })),
    });
  }

  @Get('api/v1/rfqs/:id/comparison')
  json(@Param('id') id: string): Promise<RfqComparison> {
    return this.comparisons.of(id);
  }

  @Get('rfqs/:id/comparison.xlsx')
  async workbook(@Param('id') id: string, @Res({ passthrough: true }) reply: FastifyReply): Promise<Buffer> {
    const comparison = await this.comparisons.of(id);
    void reply.headers({
      'content-type': 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
      'content-disposition': `attachment; filename="${comparison.rfq.number}-comparison.xlsx"`,
    });
    return writeTable(comparison.rfq.number, columnsOf(comparison), rowsOf(comparison));
  }
}

const looks: Record<string, string> = {
  late: 'orange',
  stale: 'yellow',
  manual_review: 'azure',
  expired: 'secondary',
  lost: 'secondary',
  awarded: 'green',
};

/** The page's model: every column says in words why it does not count. */
function pageOf(comparison: RfqComparison) {
  const quotes = comparison.quotes.map((quote) => ({
    ...quote,
    stateLabel: stateLook(quote.state).label,
    colour: looks[quote.state] ?? 'blue',
    isIncomplete: !quote.isComplete,
    isForeign: quote.currency !== comparison.currency,
  }));
  const lines = comparison.lines.map((line) => ({
    ...line,
    prices: line.prices.map((price, column) => ({
      ...price,
      currency: quotes[column]?.currency ?? comparison.currency,
      counts: quotes[column]?.counts ?? false,
      isForeign: quotes[column]?.isForeign ?? false,
    })),
  }));
  const lots = comparison.lots.map((lot) => ({
    ...lot,
    cells: lot.totals.map((total, column) => ({ total, isBest: lot.isBest[column] ?? false })),
  }));
  return {
    ...comparison,
    quotes,
    lines,
    lots,
    isLong: lines.length > 12,
    judgedByHand: comparison.criteria
      .filter(({ isPrice }) => !isPrice)
      .map(({ name }) => name)
      .join(', '),
    others: comparison.others.map((other) => ({ ...other, state: other.state.replaceAll('_', ' ') })),
  };
}

function columnsOf({ quotes, currency }: RfqComparison): ExportColumn[] {
  const fixed: ExportColumn[] = [
    { header: 'Line', kind: 'number', width: 7 },
    { header: 'Lot', kind: 'text', width: 18 },
    { header: 'Description', kind: 'text', width: 44 },
    { header: 'Quantity', kind: 'number' },
    { header: 'Unit', kind: 'text', width: 12 },
    { header: 'Months', kind: 'number', width: 9 },
  ];
  return [
    ...fixed,
    ...quotes.flatMap((quote): ExportColumn[] => [
      {
        header: `${quote.vendorName} (${quote.state.replaceAll('_', ' ')}): unit price ${quote.currency}`,
        kind: 'number',
        width: 20,
      },
      { header: `${quote.vendorName}: over the term ${currency}`, kind: 'number', width: 20 },
    ]),
    { header: `Best ${currency}`, kind: 'number', width: 16 },
  ];
}

function* rowsOf(comparison: RfqComparison): Iterable<ExportCell[]> {
  for (const line of comparison.lines) {
    yield [
      ...[line.position, line.lotTitle, line.description, line.quantity, line.unit, line.termMonths],
      ...line.prices.flatMap(({ unitPrice, total }) => [unitPrice, total]),
      line.best,
    ];
  }
  yield [null, null, 'Total', null, null, null, ...comparison.quotes.flatMap(({ total }) => [null, total]), comparison.bestTotal];
  yield [null, null, 'Rank', null, null, null, ...comparison.quotes.flatMap(({ rank }) => [null, rank]), null];
  for (const { name, weight, points } of comparison.criteria) {
    const said = `${name}: points of ${weight}`;
    yield [null, null, said, null, null, null, ...points.flatMap((one) => [null, one]), null];
  }
  const rates = comparison.quotes.flatMap(({ rate }) => [rate?.rate ?? null, null]);
  yield [null, null, `Exchange rate to ${comparison.currency} on ${comparison.ratesOn}`, null, null, null, ...rates, null];
}
