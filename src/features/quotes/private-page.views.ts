import { Injectable } from '@nestjs/common';
import { currencyCodes } from '../../calculation/currencies.js';
import type { Fault } from '../../engine/errors.js';
import { Settings } from '../../settings.js';
import { QuestionQueries } from '../rfqs/question.queries.js';
import { RfqQueries } from '../rfqs/rfq.queries.js';
import { type PrivateVisit, PrivatePageSections } from './private-page.queries.js';
import { stateLook } from '../../pages/state-look.js';
import { receiptModel, shownQuoteLines } from './quote.views.js';
import { type QuoteAnswer, QuoteQueries } from './quote.queries.js';

/** What a form of the page sent and why it was not taken; everything typed is shown again. */
export interface TypedAgain {
  form: 'quote' | 'question' | 'refusal' | 'workbook' | 'section';
  body: Record<string, unknown>;
  faults: readonly Fault[];
  problems?: readonly { where: string; value: string; say: string }[];
}

/** The vendor's page as its template draws it. */
@Injectable()
export class PrivatePageView {
  constructor(
    private readonly settings: Settings,
    private readonly rfqs: RfqQueries,
    private readonly questions: QuestionQueries,
    private readonly quotes: QuoteQueries,
    private readonly sections: PrivatePageSections,
  ) {}

  /** The whole model; `again` where a form was not taken. */
  async model(visit: PrivateVisit, again: TypedAgain | null = null) {
    const { rfq, invitation, quote, token } = visit;
    const [now, answered, own, extras, sections] = await Promise.all([
      this.rfqs.now(),
      this.questions.answered(rfq.id),
      this.questions.ownOf(invitation.id),
      this.quotes.extrasOf(invitation.id),
      this.sections.shown(visit, again?.form === 'section' ? again.body : null),
    ]);
    const standing = quote && quote.revision > 0 && quote.state !== 'withdrawn' ? quote : null;
    const revision = standing?.revisions.at(-1) ?? null;
    const isBefore = rfq.closesAt !== null && now < rfq.closesAt;
    const takesQuotes = rfq.state === 'published' || rfq.state === 'closed' || rfq.state === 'negotiation';
    const questionsUntil = rfq.questionsUntil ?? rfq.closesAt;
    return {
      title: `${rfq.number} ${rfq.title}`,
      organisation: this.settings.buyerName,
      token,
      rfq,
      vendorName: invitation.vendorName,
      lines: this.formLines(visit, again),
      ...this.formHead(visit, again),
      look: {
        isOpen: rfq.state === 'published' && isBefore,
        isSuspended: rfq.state === 'suspended',
        isCancelled: rfq.state === 'cancelled',
        isUnsuccessful: rfq.state === 'unsuccessful',
        isLate: takesQuotes && !isBefore,
        showsForm: takesQuotes && (isBefore || !standing),
        hasDeclined: invitation.state === 'declined',
        mayIntend: isBefore && rfq.state === 'published' && (invitation.state === 'sent' || invitation.state === 'declined'),
        mayDecline:
          isBefore &&
          !standing &&
          !['declined', 'answered'].includes(invitation.state) &&
          (rfq.state === 'published' || rfq.state === 'suspended'),
        mayWithdraw: isBefore && standing !== null && (standing.state === 'submitted' || standing.state === 'stale'),
        mayConfirm: isBefore && rfq.state === 'published' && standing?.state === 'stale',
        mayAsk: questionsUntil !== null && now < questionsUntil && (rfq.state === 'published' || rfq.state === 'suspended'),
        waitsForReview: (quote?.reading?.length ?? 0) > 0,
        hasDraft: quote?.draft != null,
        isStale: standing?.state === 'stale',
        intends: invitation.state === 'intends',
      },
      receipt:
        revision && standing
          ? { ...receiptModel(rfq, revision), state: stateLook(standing.state).label, number: standing.number }
          : null,
      extras: extras.flatMap((extra) => {
        const last = extra.revisions.at(-1);
        return last ? [{ submittedAt: new Date(last.submittedAt), state: extra.state }] : [];
      }),
      result: resultOf(quote),
      declineReason: invitation.declineReason,
      answered,
      own,
      questionTyped: again?.form === 'question' || again?.form === 'refusal' ? text(again.body.text) : '',
      faults: (again?.faults ?? []).filter(({ field }) => !/^lines\[/.test(field) || again?.form !== 'quote'),
      lineFaults: again?.form === 'quote' ? again.faults.filter(({ field }) => /^lines\[/.test(field)).length : 0,
      problems: again?.problems ?? [],
      failedForm: again?.form ?? null,
      sections,
    };
  }

  private formHead(visit: PrivateVisit, again: TypedAgain | null) {
    const answer = startingAnswer(visit);
    const typed = again?.form === 'quote' ? again.body : {};
    const currency = text(typed.currency ?? answer.currency);
    const fault = (field: string) => again?.faults.find((known) => known.field === field)?.say ?? null;
    return {
      currencies: currencyCodes.map((code) => ({ code, chosen: code === currency })),
      validUntil: text(typed.validUntil ?? answer.validUntil),
      paymentTerms: text(typed.paymentTerms ?? answer.paymentTerms),
      headFaults: { currency: fault('currency'), validUntil: fault('validUntil'), paymentTerms: fault('paymentTerms') },
    };
  }

  private formLines(visit: PrivateVisit, again: TypedAgain | null) {
    const { rfq } = visit;
    const answer = startingAnswer(visit);
    const typed = again?.form === 'quote' ? rowsOf(again.body.lines) : null;
    return shownQuoteLines(rfq, answer.lines).map((line, index) => {
      const row = typed?.find(({ lineId }) => lineId === line.lineId) ?? null;
      const asked = rfq.lines[index];
      const at = typed?.findIndex(({ lineId }) => lineId === line.lineId) ?? index;
      const fault = (cell: string) => again?.faults.find(({ field }) => field === `lines[${at}].${cell}`)?.say ?? null;
      return {
        ...line,
        index,
        lotTitle: rfq.lots.find(({ id }) => id === asked?.lot)?.title ?? null,
        typed: {
          unitPrice: row ? text(row.unitPrice) : text(line.unitPrice),
          leadDays: row ? text(row.leadDays) : text(line.leadDays),
          note: row ? text(row.note) : text(line.note),
          notOffered: row ? Boolean(row.notOffered) : line.notOffered,
        },
        faults: { unitPrice: fault('unitPrice'), leadDays: fault('leadDays'), note: fault('note') },
      };
    });
  }
}

/** What the form begins with: the draft, else what was submitted, else what was read and not certain, else nothing. */
function startingAnswer({ quote, rfq }: PrivateVisit): QuoteAnswer {
  if (quote?.draft) return quote.draft;
  if (quote && quote.revision > 0) return quote;
  const read = quote?.reading?.at(-1);
  if (read) return { ...read, currency: read.currency ?? rfq.currency };
  return { currency: rfq.currency, lines: [], validUntil: null, paymentTerms: null };
}

function resultOf(quote: PrivateVisit['quote']): { say: string; reason: string | null } | null {
  if (quote?.state === 'awarded') return { say: 'Your quote was chosen.', reason: null };
  if (quote?.state === 'partially_awarded') return { say: 'A part of your quote was chosen.', reason: null };
  if (quote?.state === 'lost') return { say: 'Your quote was not chosen this time.', reason: quote.reason };
  return null;
}

function rowsOf(sent: unknown): Record<string, unknown>[] {
  const rows = Array.isArray(sent) ? sent : typeof sent === 'object' && sent !== null ? Object.values(sent) : [];
  return rows.filter((row): row is Record<string, unknown> => typeof row === 'object' && row !== null);
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '';
}
