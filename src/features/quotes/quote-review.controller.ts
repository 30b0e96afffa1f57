import { Body, Controller, Get, Param, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { currencyCodes } from '../../calculation/currencies.js';
import { BadInput, type Fault, Missing, Refused } from '../../engine/errors.js';
import { readForm } from '../../engine/read-form.js';
import type { Actor } from '../../engine/workflow.js';
import { Roles, SignedIn } from '../../identity/access.js';
import { Flash } from '../../identity/flash.js';
import { PageView } from '../../identity/page-view.js';
import { Letters } from '../../mail/letters.js';
import { LetterQueries } from '../../mail/letter.queries.js';
import { QuestionCommands } from '../rfqs/question.commands.js';
import { QuestionQueries } from '../rfqs/question.queries.js';
import { RfqQueries } from '../rfqs/rfq.queries.js';
import { QuoteCommands } from './quote.commands.js';
import { AcceptQuoteForm, QuestionOfLetterForm, RejectQuoteForm } from './quote.forms.js';
import { questionIdOf } from './quote.letters.js';
import { QuoteQueries, type QuoteView } from './quote.queries.js';
import { shownQuoteLines } from './quote.views.js';

type Fields = Record<string, unknown>;

interface Again {
  body: Fields;
  faults: readonly Fault[];
}

/** The buyer's review queue: answers and letters that could not be read for certain, each beside the message as it came. */
@Controller('quotes')
@Roles('buyer', 'auditor', 'administrator')
export class QuoteReviewController {
  constructor(
    private readonly pages: PageView,
    private readonly flash: Flash,
    private readonly quotes: QuoteQueries,
    private readonly commands: QuoteCommands,
    private readonly rfqs: RfqQueries,
    private readonly letters: LetterQueries,
    private readonly received: Letters,
    private readonly questions: QuestionQueries,
    private readonly asking: QuestionCommands,
  ) {}

  @Get('review')
  async queue(@Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    const [quotes, { letters }] = await Promise.all([this.quotes.inReview(), this.letters.inReview({ size: 200 })]);
    const waiting = quotes.map(({ id, number, rfqNumber, vendorName, reading }) => ({
      id,
      number,
      rfqNumber,
      vendorName,
      receivedAt: new Date(reading?.[0]?.receivedAt ?? 0),
      problems: reading?.[0]?.problems.length ?? 0,
      seems: reading?.[0]?.seems ?? 'unclear',
    }));
    const ofQuotes = new Set(quotes.flatMap(({ reading }) => (reading ?? []).map(({ letterId }) => letterId)));
    const strays = letters.filter(({ id }) => !ofQuotes.has(id));
    return this.pages.render(reply, 'quotes/review-queue', { title: 'Review queue', quotes: waiting, letters: strays });
  }

  @Get('review/letters/:id/message')
  async message(@Param('id') id: string, @Res({ passthrough: true }) reply: FastifyReply): Promise<Buffer> {
    const raw = /^[0-9a-f-]{36}$/i.test(id) ? await this.letters.raw(id) : null;
    if (!raw) throw new Missing('letter');
    return attachment(reply, raw);
  }

  @Post('review/letters/:id/settlement')
  @Roles('buyer')
  async settle(@Param('id') id: string, @SignedIn() by: Actor, @Res({ passthrough: true }) reply: FastifyReply): Promise<void> {
    if (!/^[0-9a-f-]{36}$/i.test(id) || !(await this.letters.one(id))) throw new Missing('letter');
    await this.received.resolve(id, { state: 'read' }, by);
    this.flash.leave(reply, 'success', 'The letter is off the queue; it stays kept with the case.');
    void reply.redirect('/quotes/review', 303);
  }

  @Get('review/letters/:id/files/:index')
  async file(
    @Param('id') id: string,
    @Param('index') index: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Buffer> {
    const isKnown = /^[0-9a-f-]{36}$/i.test(id) && /^\d{1,3}$/.test(index);
    const file = isKnown ? await this.letters.attachment(id, Number(index)) : null;
    if (!file) throw new Missing('file');
    return attachment(reply, file);
  }

  @Get(':id/review')
  async page(@Param('id') id: string, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    return this.shown(reply, await this.quotes.one(id), null);
  }

  @Post(':id/acceptance')
  @Roles('buyer')
  accept(@Param('id') id: string, @Body() body: Fields, @SignedIn() by: Actor, @Res({ passthrough: true }) reply: FastifyReply) {
    return this.acting(reply, id, body, async () => {
      const { currency, lines, validUntil, paymentTerms, note } = body;
      const read = readForm(AcceptQuoteForm, { currency, lines, validUntil, paymentTerms, note });
      if ('faults' in read) throw new BadInput(read.faults);
      const form = read.form;
      const quote = await this.commands.accept(id, { ...form, lines: form.lines.map((line) => ({ ...line })) }, by);
      return quote.state === 'late'
        ? 'The answer is kept as late; the vendor gets a receipt.'
        : 'The answer is taken as a quote; the vendor gets a receipt.';
    });
  }

  @Post(':id/rejection')
  @Roles('buyer')
  reject(@Param('id') id: string, @Body() body: Fields, @SignedIn() by: Actor, @Res({ passthrough: true }) reply: FastifyReply) {
    return this.acting(reply, id, body, async () => {
      const read = readForm(RejectQuoteForm, { note: body.note });
      if ('faults' in read) throw new BadInput(read.faults);
      await this.commands.reject(id, read.form.note, by);
      return 'The answer is not taken; the vendor gets your note.';
    });
  }

  @Post(':id/question')
  @Roles('buyer')
  ask(@Param('id') id: string, @Body() body: Fields, @SignedIn() by: Actor, @Res({ passthrough: true }) reply: FastifyReply) {
    return this.acting(reply, id, body, async () => {
      const read = readForm(QuestionOfLetterForm, { question: body.question, isAll: body.isAll });
      if ('faults' in read) throw new BadInput(read.faults);
      const { rfqId, invitationId, reading } = await this.quotes.one(id);
      const [first] = reading ?? [];
      if (!first) throw new Refused([{ code: 'quote.nothingToReview', say: 'No answer of this vendor waits for a review.' }]);
      await this.asking.ask({ rfqId, invitationId, text: read.form.question, channel: 'mail' }, by, {
        id: questionIdOf(first.letterId),
        askedAt: new Date(first.receivedAt),
      });
      if (read.form.isAll) await this.commands.setAside(id, by);
      return 'It is a question of the RFQ now; answer it there, to all or to the asker only.';
    });
  }

  private async acting(reply: FastifyReply, id: string, body: Fields, work: () => Promise<string>): Promise<string | undefined> {
    try {
      this.flash.leave(reply, 'success', await work());
      void reply.redirect('/quotes/review', 303);
      return undefined;
    } catch (error) {
      if (!(error instanceof BadInput) && !(error instanceof Refused)) throw error;
      const faults =
        error instanceof BadInput
          ? error.faults
          : error.reasons.map(({ field, say }) => ({ field: field ?? '', value: null, say }));
      return this.shown(reply.code(error instanceof BadInput ? 422 : 409), await this.quotes.one(id), { body, faults });
    }
  }

  private async shown(reply: FastifyReply, quote: QuoteView, again: Again | null): Promise<string> {
    const reading = quote.reading?.[0] ?? null;
    const [rfq, letter, asked] = await Promise.all([
      this.rfqs.one(quote.rfqId),
      reading ? this.letters.one(reading.letterId) : null,
      reading ? this.questions.byId(questionIdOf(reading.letterId)) : null,
    ]);
    const typed = rowsOf(again?.body.lines);
    const start = reading && reading.lines.some(({ unitPrice }) => unitPrice !== null) ? reading.lines : quote.lines;
    const currency = text(again?.body.currency) || (reading?.currency ?? quote.currency);
    return this.pages.render(reply, 'quotes/review', {
      title: `Review of ${quote.number}`,
      quote: {
        id: quote.id,
        number: quote.number,
        vendorName: quote.vendorName,
        state: quote.state.replaceAll('_', ' '),
        revision: quote.revision,
      },
      rfq,
      reading: reading && { ...reading, receivedAt: new Date(reading.receivedAt) },
      more: Math.max(0, (quote.reading?.length ?? 0) - 1),
      letter,
      asked: asked && { id: asked.id, number: asked.number, text: asked.text, isOpen: asked.state === 'asked' },
      question: text(again?.body.question) || (reading?.question ?? ''),
      lines: shownQuoteLines(rfq, start).map((line, index) => {
        const row = typed.find(({ lineId }) => lineId === line.lineId);
        const at = typed.findIndex(({ lineId }) => lineId === line.lineId);
        return {
          ...line,
          index,
          typed: {
            unitPrice: row ? text(row.unitPrice) : (line.unitPrice ?? ''),
            leadDays: row ? text(row.leadDays) : line.leadDays === null ? '' : String(line.leadDays),
            note: row ? text(row.note) : (line.note ?? ''),
            notOffered: row ? Boolean(row.notOffered) : line.notOffered,
          },
          fault: again?.faults.find(({ field }) => field.startsWith(`lines[${at}].`))?.say ?? null,
        };
      }),
      currencies: currencyCodes.map((code) => ({ code, chosen: code === currency })),
      validUntil: text(again?.body.validUntil) || (reading?.validUntil ?? ''),
      paymentTerms: text(again?.body.paymentTerms) || (reading?.paymentTerms ?? ''),
      note: text(again?.body.note),
      faults: again?.faults ?? [],
    });
  }
}

function rowsOf(sent: unknown): Fields[] {
  const rows = Array.isArray(sent) ? sent : typeof sent === 'object' && sent !== null ? Object.values(sent) : [];
  return rows.filter((row): row is Fields => typeof row === 'object' && row !== null);
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** What came from outside is only ever downloaded, never shown by our own address. */
function attachment(reply: FastifyReply, file: { name: string; mediaType: string; bytes: Buffer }): Buffer {
  void reply.headers({
    'content-type': 'application/octet-stream',
    'content-disposition': `attachment; filename="${file.name.replace(/[^\w.-]/g, '_')}"`,
    'content-security-policy': "default-src 'none'; sandbox",
  });
  return file.bytes;
}
