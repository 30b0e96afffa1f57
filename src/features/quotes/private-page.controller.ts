import { Body, Controller, Get, Ip, Param, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { BadInput, type Fault, Missing, Refused } from '../../engine/errors.js';
import { readForm } from '../../engine/read-form.js';
import { Public } from '../../identity/access.js';
import { Flash } from '../../identity/flash.js';
import { PageView } from '../../identity/page-view.js';
import { Upload } from '../../uploads.js';
import { InvitationCommands } from '../rfqs/invitation.commands.js';
import { InvitationQueries, vendorActor } from '../rfqs/invitation.queries.js';
import { QuestionCommands } from '../rfqs/question.commands.js';
import { RfqPackage } from '../rfqs/rfq-package.queries.js';
import { RfqQueries } from '../rfqs/rfq.queries.js';
import { AnswerReader } from './answer-reader.js';
import { type PrivateVisit, PrivatePageSections } from './private-page.queries.js';
import { PrivatePageView, type TypedAgain } from './private-page.views.js';
import { QuoteCommands } from './quote.commands.js';
import { QuoteForm } from './quote.forms.js';
import { type QuoteAnswer, QuoteQueries } from './quote.queries.js';
import { hasPrices } from './reading/reading.js';

type Fields = Record<string, unknown>;

/** The vendor's page behind the link of its letter: no account, and a GET changes nothing, because mail scanners open links. */
@Controller('q/:token')
@Public()
export class PrivatePageController {
  constructor(
    private readonly pages: PageView,
    private readonly flash: Flash,
    private readonly view: PrivatePageView,
    private readonly sections: PrivatePageSections,
    private readonly rfqs: RfqQueries,
    private readonly invitations: InvitationQueries,
    private readonly inviting: InvitationCommands,
    private readonly questions: QuestionCommands,
    private readonly quotes: QuoteQueries,
    private readonly commands: QuoteCommands,
    private readonly answers: AnswerReader,
    private readonly files: RfqPackage,
  ) {}

  @Get()
  async page(@Param('token') token: string, @Res({ passthrough: true }) reply: FastifyReply) {
    return this.shown(reply, await this.visit(token));
  }

  @Get('rfq.pdf')
  async document(@Param('token') token: string, @Res({ passthrough: true }) reply: FastifyReply) {
    const { rfq } = await this.visit(token);
    const file = await this.files.document(rfq);
    if (!file) throw new Missing('document');
    return download(reply, file);
  }

  @Get('workbook.xlsx')
  async workbook(@Param('token') token: string, @Res({ passthrough: true }) reply: FastifyReply) {
    const { rfq, invitation } = await this.visit(token);
    return download(reply, await this.files.workbook(rfq, invitation));
  }

  @Post('draft')
  saveDraft(@Param('token') token: string, @Body() body: Fields, @Res({ passthrough: true }) reply: FastifyReply) {
    return this.acting(reply, token, 'quote', body, async ({ invitation, by }) => {
      await this.commands.save(invitation.id, answerIn(body), by);
      return 'Your draft is kept. It is not submitted yet.';
    });
  }

  @Post('submission')
  submit(@Param('token') token: string, @Body() body: Fields, @Res({ passthrough: true }) reply: FastifyReply) {
    return this.acting(reply, token, 'quote', body, async ({ invitation, by }) => {
      const quote = await this.commands.submit(
        invitation.id,
        answerIn(body),
        { channel: 'page', letterId: null, receivedAt: null },
        by,
      );
      return quote.state === 'late'
        ? 'Your quote came after the deadline and is kept as late. The receipt is below and in your mail.'
        : 'Your quote is submitted. The receipt is below and in your mail.';
    });
  }

  @Post('workbook')
  async upload(@Param('token') token: string, @Body() body: Fields, @Res({ passthrough: true }) reply: FastifyReply) {
    const visit = await this.visit(token);
    const [file] = Array.isArray(body.workbook) ? body.workbook : [];
    if (!(file instanceof Upload)) {
      const fault = { field: 'workbook', value: null, say: 'Choose the filled-in workbook (.xlsx) first.' };
      return this.shown(reply.code(422), visit, { form: 'workbook', body: {}, faults: [fault] });
    }
    const receivedAt = await this.rfqs.now();
    const { reading, lines } = await this.answers.readWorkbook(file.bytes, visit.rfq, visit.invitation, receivedAt);
    const answer = {
      currency: reading.currency ?? visit.rfq.currency,
      lines,
      validUntil: reading.validUntil,
      paymentTerms: reading.paymentTerms,
    };
    if (!reading.confident || !hasPrices(reading) || reading.currency === null) {
      const problems =
        reading.problems.length > 0 ? reading.problems : [{ where: 'the workbook', value: '', say: 'No prices stand in it.' }];
      return this.shown(reply.code(422), visit, { form: 'quote', body: { ...answer }, faults: [], problems });
    }
    return this.acting(reply, token, 'quote', { ...answer }, async ({ invitation, by }) => {
      await this.commands.submit(invitation.id, answer, { channel: 'workbook', letterId: null, receivedAt }, by);
      return 'Your workbook was read and submitted. The receipt is below and in your mail.';
    });
  }

  @Post('withdrawal')
  withdraw(@Param('token') token: string, @Body() body: Fields, @Res({ passthrough: true }) reply: FastifyReply) {
    return this.acting(reply, token, 'quote', body, async ({ invitation, by }) => {
      await this.commands.withdraw(invitation.id, by);
      return 'Your quote is withdrawn and does not count. You may submit another until the deadline.';
    });
  }

  @Post('confirmation')
  confirm(@Param('token') token: string, @Body() body: Fields, @Res({ passthrough: true }) reply: FastifyReply) {
    return this.acting(reply, token, 'quote', body, async ({ invitation, by }) => {
      await this.commands.reconfirm(invitation.id, by);
      return 'Your quote stands for the present revision of the RFQ.';
    });
  }

  @Post('intention')
  intend(@Param('token') token: string, @Body() body: Fields, @Res({ passthrough: true }) reply: FastifyReply) {
    return this.acting(reply, token, 'quote', body, async ({ invitation, by }) => {
      await this.inviting.intend(invitation.id, by);
      return 'Thank you: the buyer knows that you intend to quote.';
    });
  }

  @Post('refusal')
  decline(@Param('token') token: string, @Body() body: Fields, @Res({ passthrough: true }) reply: FastifyReply) {
    return this.acting(reply, token, 'refusal', body, async ({ invitation, by }) => {
      await this.inviting.decline(invitation.id, textIn(body), by);
      return 'We have noted that you do not quote. You may still change your mind until the deadline.';
    });
  }

  @Post('questions')
  ask(@Param('token') token: string, @Body() body: Fields, @Res({ passthrough: true }) reply: FastifyReply) {
    return this.acting(reply, token, 'question', body, async ({ rfq, invitation, by }) => {
      await this.questions.ask({ rfqId: rfq.id, invitationId: invitation.id, text: textIn(body), channel: 'page' }, by);
      return 'Your question is sent. The answer comes by mail to every invited vendor, without your name.';
    });
  }

  /** What other features' sections offer. */
  @Post(':section/:action')
  act(
    @Param('token') token: string,
    @Param('section') section: string,
    @Param('action') action: string,
    @Body() body: Fields,
    @Ip() ip: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const known = this.sections.named(section);
    const act = known && Object.hasOwn(known.actions, action) ? known.actions[action] : null;
    if (!act) throw new Missing('page');
    const userAgent = request.headers['user-agent'] ?? '';
    return this.acting(
      reply,
      token,
      'section',
      body,
      async (visit) => (await act(visit, { body: body ?? {}, ip, userAgent })).say,
    );
  }

  /** Does it and sends the browser back to the page; what is refused or wrong is shown with everything that was typed. */
  private async acting(
    reply: FastifyReply,
    token: string,
    form: TypedAgain['form'],
    body: Fields,
    work: (visit: PrivateVisit) => Promise<string>,
  ) {
    const visit = await this.visit(token);
    try {
      this.flash.leave(reply, 'success', await work(visit));
      void reply.redirect(`/q/${token}`, 303);
      return undefined;
    } catch (error) {
      const faults = faultsOf(error);
      if (!faults) throw error;
      return this.shown(reply.code(error instanceof BadInput ? 422 : 409), await this.visit(token), {
        form,
        body: body ?? {},
        faults,
      });
    }
  }

  private async visit(token: string): Promise<PrivateVisit> {
    const invitation = /^[a-z2-7]{26}$/.test(token) ? await this.invitations.byLink(token) : null;
    if (!invitation) throw new Missing('page');
    const [rfq, quote] = await Promise.all([this.rfqs.one(invitation.rfqId), this.quotes.ofInvitation(invitation.id)]);
    return { token, rfq, invitation, quote, by: vendorActor(invitation) };
  }

  private async shown(reply: FastifyReply, visit: PrivateVisit, again: TypedAgain | null = null): Promise<string> {
    return this.pages.render(reply, 'vendor/rfq', await this.view.model(visit, again));
  }
}

/** @throws BadInput naming each field */
function answerIn(body: Fields): QuoteAnswer {
  const { currency, lines, validUntil, paymentTerms } = body ?? {};
  const read = readForm(QuoteForm, { currency, lines: withoutBlanks(lines), validUntil, paymentTerms });
  if ('faults' in read) throw new BadInput(read.faults);
  const form = read.form;
  return {
    currency: form.currency,
    lines: form.lines.map(({ lineId, unitPrice, leadDays, note, notOffered }) => ({
      lineId,
      unitPrice,
      leadDays,
      note,
      notOffered,
    })),
    validUntil: form.validUntil,
    paymentTerms: form.paymentTerms,
  };
}

/** People type `1 200.50`: blanks between digits mean nothing. */
function withoutBlanks(lines: unknown): unknown {
  const rows = Array.isArray(lines) ? lines : typeof lines === 'object' && lines !== null ? Object.values(lines) : lines;
  if (!Array.isArray(rows)) return rows;
  return rows.map((row: unknown) =>
    typeof row === 'object' && row !== null && 'unitPrice' in row && typeof row.unitPrice === 'string'
      ? { ...row, unitPrice: row.unitPrice.replace(/(?<=\d)[\s\u00a0\u202f](?=\d)/g, '') }
      : row,
  );
}

function textIn(body: Fields): string {
  return typeof body?.text === 'string' ? body.text.slice(0, 4000) : '';
}

function faultsOf(error: unknown): Fault[] | null {
  if (error instanceof BadInput) return [...error.faults];
  if (!(error instanceof Refused)) return null;
  const said = new Map(error.reasons.map((reason) => [reason.say, reason]));
  return [...said.values()].map(({ field, say }) => ({ field: field ?? '', value: null, say }));
}

function download(reply: FastifyReply, file: { name: string; mediaType: string; bytes: Buffer }): Buffer {
  void reply.headers({
    'content-type': file.mediaType,
    'content-disposition': `attachment; filename="${file.name.replace(/[^\w.-]/g, '_')}"; filename*=UTF-8''${encodeURIComponent(file.name)}`,
    'content-security-policy': "default-src 'none'; sandbox",
  });
  return file.bytes;
}
