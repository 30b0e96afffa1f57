import { Body, Controller, Get, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { currencyCodes } from '../../calculation/currencies.js';
import { BadInput, type Fault, Refused } from '../../engine/errors.js';
import { readForm } from '../../engine/read-form.js';
import { Roles } from '../../identity/access.js';
import { Flash } from '../../identity/flash.js';
import { PageView } from '../../identity/page-view.js';
import { ExchangeRateCommands } from './exchange-rates.commands.js';
import { ExchangeRates } from './exchange-rates.queries.js';
import { ExchangeRateForm } from './quote.forms.js';

/** The reference rates that comparisons rest on; a rate may be added and never changed. */
@Controller('exchange-rates')
@Roles('buyer', 'finance', 'auditor', 'administrator')
export class ExchangeRatesController {
  constructor(
    private readonly pages: PageView,
    private readonly flash: Flash,
    private readonly rates: ExchangeRates,
    private readonly commands: ExchangeRateCommands,
  ) {}

  @Get()
  page(@Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    return this.shown(reply, {}, []);
  }

  @Post()
  @Roles('buyer', 'finance')
  async add(@Body() body: Record<string, unknown>, @Res({ passthrough: true }) reply: FastifyReply): Promise<string | undefined> {
    try {
      const read = readForm(ExchangeRateForm, body);
      if ('faults' in read) throw new BadInput(read.faults);
      const { currency, onDay, rate, source } = read.form;
      await this.commands.add({ currency, on: onDay, rate, source });
      this.flash.leave(reply, 'success', `The rate for ${currency} on ${onDay} is kept.`);
      void reply.redirect('/exchange-rates', 303);
      return undefined;
    } catch (error) {
      if (error instanceof BadInput) return this.shown(reply.code(422), body, error.faults);
      if (!(error instanceof Refused)) throw error;
      return this.shown(
        reply.code(409),
        body,
        error.reasons.map(({ field, say }) => ({ field: field ?? '', value: null, say })),
      );
    }
  }

  private async shown(reply: FastifyReply, typed: Record<string, unknown>, faults: readonly Fault[]): Promise<string> {
    const text = (name: string) => (typeof typed[name] === 'string' ? typed[name] : '');
    const fault = (name: string) => faults.find(({ field }) => field === name)?.say ?? null;
    return this.pages.render(reply, 'quotes/exchange-rates', {
      title: 'Exchange rates',
      rates: await this.rates.newest(1, 200),
      currencies: currencyCodes.filter((code) => code !== 'EUR').map((code) => ({ code, chosen: code === text('currency') })),
      typed: { onDay: text('onDay'), rate: text('rate'), source: text('source') },
      faults: { currency: fault('currency'), onDay: fault('onDay'), rate: fault('rate'), source: fault('source') },
    });
  }
}
