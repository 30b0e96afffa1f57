import { Injectable, type OnModuleInit } from '@nestjs/common';
import { BadInput, Refused } from '../../engine/errors.js';
import { readForm } from '../../engine/read-form.js';
import { PrivatePageSections, type PrivateAct, type PrivateSection, type PrivateVisit } from '../quotes/private-page.queries.js';
import { RoundCommands } from './round.commands.js';
import { VendorOfferForm } from './round.forms.js';
import { RoundQueries, type RoundView } from './round.queries.js';

/** The vendor's side of an open round: a section of its private page with the form for new prices. */
@Injectable()
export class PrivateRound implements PrivateSection, OnModuleInit {
  readonly name = 'round';
  readonly order = 50;
  readonly actions = { offer: (visit: PrivateVisit, act: PrivateAct) => this.offer(visit, act) };

  constructor(
    private readonly sections: PrivatePageSections,
    private readonly rounds: RoundQueries,
    private readonly commands: RoundCommands,
  ) {}

  onModuleInit(): void {
    this.sections.register(this);
  }

  /** What the vendor is asked for; null while no round is open for its quote. */
  async section(
    { rfq, quote }: PrivateVisit,
    typed: Record<string, unknown> | null,
  ): Promise<{ template: string; model: object } | null> {
    const round = quote && (await this.rounds.openFor(quote.id));
    const target = round?.targets.find(({ quoteId }) => quoteId === quote?.id);
    if (!round || !quote || !target) return null;
    const last = round.offers.findLast(({ quoteId }) => quoteId === quote.id) ?? null;
    const model = {
      isFinal: round.kind === 'bafo',
      closesAt: round.closesAt,
      zone: round.zone,
      message: round.message,
      ownMessage: target.message,
      target: target.target,
      currency: quote.currency,
      standingTotal: last?.total ?? target.currentTotal,
      lastOfferAt: last ? new Date(last.at) : null,
      validUntil: typeof typed?.validUntil === 'string' ? typed.validUntil : '',
      lines: rfq.lines.map(({ id, position, description, quantity, unit, termMonths }) => ({
        lineId: id,
        position,
        description,
        quantity,
        unit,
        termMonths,
        unitPrice: priceTyped(typed, id) ?? quote.lines.find(({ lineId }) => lineId === id)?.unitPrice ?? '',
      })),
    };
    return { template: 'negotiations/round', model };
  }

  private async offer({ quote, by }: PrivateVisit, { body }: PrivateAct): Promise<{ say: string }> {
    const round: RoundView | null = quote && (await this.rounds.openFor(quote.id));
    if (!quote || !round) {
      throw new Refused([
        { code: 'round.ended', say: 'No round is open for your quote at present; the offer that came before stands.' },
      ]);
    }
    const read = readForm(VendorOfferForm, { lines: pricedOnly(body.lines), validUntil: body.validUntil });
    if ('faults' in read) throw new BadInput(read.faults);
    await this.commands.offer(
      round.id,
      { quoteId: quote.id, lines: read.form.lines, validUntil: read.form.validUntil, source: null, channel: 'page' },
      by,
    );
    return { say: 'Thank you, we have your new prices. A receipt is on its way to you by e-mail.' };
  }
}

/** What was typed for the line in a form that was not taken; null where nothing was sent. */
function priceTyped(typed: Record<string, unknown> | null, lineId: string): string | null {
  const rows = rowsIn(typed?.lines);
  const row = Array.isArray(rows)
    ? rows.find((one: unknown) => typeof one === 'object' && one !== null && 'lineId' in one && one.lineId === lineId)
    : null;
  const price: unknown = row?.unitPrice;
  return typeof price === 'string' ? price : null;
}

const rowsIn = (lines: unknown): unknown =>
  Array.isArray(lines) ? lines : typeof lines === 'object' && lines !== null ? Object.values(lines) : lines;

/** Rows whose price was left empty keep the price that stands. */
function pricedOnly(lines: unknown): unknown {
  const rows = rowsIn(lines);
  return Array.isArray(rows)
    ? rows.filter(
        (row) => !(typeof row === 'object' && row !== null && 'unitPrice' in row && String(row.unitPrice).trim() === ''),
      )
    : rows;
}
