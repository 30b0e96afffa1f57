import { Injectable } from '@nestjs/common';
import type { LetterAttachment, ParsedLetter } from '../../mail/parsed-letter.js';
import { quoteWorkbookMeta } from '../../rendering/workbook.js';
import { WorkbookReader } from '../../rendering/workbook-reader.js';
import type { InvitationView } from '../rfqs/invitation.queries.js';
import type { RfqView } from '../rfqs/rfq.queries.js';
import type { QuoteLine } from './quote.facts.js';
import { type Asked, emptyReading, hasPrices, type Reading, type ReadingProblem } from './reading/reading.js';
import { readReply } from './reading/read-reply.js';
import { readWorkbook } from './reading/read-workbook.js';

/** What was understood of an answer, and by which way it came. */
export interface AnswerRead {
  channel: 'workbook' | 'reply';
  reading: Reading;
  lines: QuoteLine[];
}

/** Reads what vendors send: a letter with or without a workbook, or a workbook alone. */
@Injectable()
export class AnswerReader {
  constructor(private readonly workbooks: WorkbookReader) {}

  /** A letter: its workbook where it has one, otherwise its own words. */
  async read(letter: ParsedLetter, rfq: RfqView, invitation: InvitationView): Promise<AnswerRead> {
    const asked = askedOf(rfq, letter.receivedAt);
    const words = readReply({ text: letter.ownText, html: letter.html }, asked);
    const sheets = letter.attachments.filter(isWorkbook);
    const [first] = sheets;
    if (!first) return understood('reply', withUnreadFiles(words, letter.attachments));
    if (sheets.length > 1)
      return understood('workbook', doubtful(words, sheets.map(({ name }) => name).join(', '), 'Send one workbook only.'));
    const { reading } = await this.readWorkbook(first.bytes, rfq, invitation, letter.receivedAt);
    return understood('workbook', beside(reading, words));
  }

  /** A workbook: uploaded on the private page or attached to a letter. */
  async readWorkbook(bytes: Buffer, rfq: RfqView, invitation: Pick<InvitationView, 'id'>, receivedAt: Date): Promise<AnswerRead> {
    const asked = askedOf(rfq, receivedAt);
    const opened = await this.workbooks.read(bytes);
    if ('refused' in opened) return understood('workbook', doubtful(emptyReading(asked), '', opened.refused.say));
    const reading = readWorkbook(opened.sheets, asked);
    const meta = quoteWorkbookMeta(opened.sheets);
    if (meta && meta.invitationId !== invitation.id) {
      return understood(
        'workbook',
        doubtful(reading, '', 'This workbook was made for another RFQ or vendor; fill in the one that came with our letter.'),
      );
    }
    if (meta && meta.rfqVersion < rfq.revision) {
      const say = `This workbook is for revision ${meta.rfqVersion} of the RFQ, which is now at revision ${rfq.revision}; fill in the new one.`;
      return understood('workbook', doubtful(reading, `revision ${meta.rfqVersion}`, say));
    }
    return understood('workbook', reading);
  }
}

function askedOf(rfq: RfqView, receivedAt: Date): Asked {
  return {
    lines: rfq.lines.map(({ id, position, description, quantity, unit, termMonths }) => ({
      lineId: id,
      position,
      description,
      quantity,
      unit,
      termMonths,
    })),
    currency: rfq.currency,
    receivedOn: receivedAt.toISOString().slice(0, 10),
  };
}

function understood(channel: AnswerRead['channel'], reading: Reading): AnswerRead {
  const lines = reading.lines.map(({ lineId, unitPrice, leadDays, note, notOffered }) => ({
    lineId,
    unitPrice,
    leadDays: leadDays ?? (unitPrice === null ? null : reading.leadDays),
    note,
    notOffered,
  }));
  return { channel, reading, lines };
}

function doubtful(reading: Reading, value: string, say: string): Reading {
  const problem: ReadingProblem = { where: 'the workbook', value, say };
  return { ...reading, problems: [...reading.problems, problem], confident: false };
}

/** The letter's words beside a workbook: a question is taken along; prices or a refusal that contradict it are for a person. */
function beside(reading: Reading, words: Reading): Reading {
  const price = (of: Reading, lineId: string) => of.lines.find((line) => line.lineId === lineId)?.unitPrice ?? null;
  const contradicts = words.lines.some(({ lineId, unitPrice }) => unitPrice !== null && unitPrice !== price(reading, lineId));
  if (words.declined !== null || words.withdraw || contradicts) {
    const say = 'The letter says something else than its workbook; say which of the two holds.';
    return {
      ...reading,
      problems: [...reading.problems, { where: 'the letter and its workbook', value: '', say }],
      confident: false,
    };
  }
  return { ...reading, question: words.question };
}

/** A letter without prices but with files: the quote is probably in a file that we do not read. */
function withUnreadFiles(words: Reading, attachments: readonly LetterAttachment[]): Reading {
  const files = attachments.filter(
    ({ mediaType, name }) =>
      !/^image\/|pkcs7|pgp-signature|calendar|vcard/i.test(mediaType) && !/\.(ics|vcf|p7s|asc)$/i.test(name),
  );
  if (files.length === 0 || hasPrices(words) || words.declined !== null || words.withdraw) return words;
  const problem = {
    where: 'the attachments',
    value: files.map(({ name }) => name).join(', '),
    say: 'Prices are read from the workbook that came with our letter or from the text of the reply; a person will look at this file.',
  };
  return { ...words, problems: [...words.problems, problem], confident: false };
}

function isWorkbook({ name, mediaType }: LetterAttachment): boolean {
  return /\.xls[xm]?$/i.test(name) || /spreadsheetml|ms-excel/i.test(mediaType);
}
