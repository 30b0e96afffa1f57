import { Decimal } from 'decimal.js';
import type { Sheet } from '../../../rendering/workbook-reader.js';
import { hasPrices, type Asked, type Reading, type ReadingProblem } from './reading.js';
import { readReply, type Reply } from './read-reply.js';
import { readWorkbook } from './read-workbook.js';

/** A whole answer: what the vendor wrote, and the workbooks that came with it. */
export interface Answer {
  reply: Reply;
  workbooks: readonly (readonly Sheet[])[];
}

/**
 * Reads an answer as one: a filled-in workbook counts before the letter around it, but the two must not contradict each other, and what
 * else the letter says (a question, costs beside the prices, a withdrawal) is not lost.
 */
export function readAnswer(answer: Answer, asked: Asked): Reading {
  const letter = readReply(answer.reply, asked);
  const sheets = answer.workbooks.map((workbook) => readWorkbook(workbook, asked));
  const filled = sheets.filter(
    (sheet) => hasPrices(sheet) || sheet.lines.some((line) => line.notOffered) || cellProblems(sheet).length > 0,
  );
  const [workbook] = filled;
  if (workbook === undefined) return letter;
  const problems = [
    ...filled.flatMap((sheet) => sheet.problems),
    ...(filled.length > 1 ? [severalWorkbooks(filled.length)] : []),
    ...contradictions(workbook, letter),
    ...letter.problems.filter((problem) => hasPrices(letter) || problem.value !== ''),
  ];
  return {
    ...workbook,
    validUntil: workbook.validUntil ?? letter.validUntil,
    leadDays: workbook.leadDays ?? letter.leadDays,
    paymentTerms: workbook.paymentTerms ?? letter.paymentTerms,
    question: letter.question,
    problems,
    confident: problems.length === 0,
  };
}

/** A workbook that holds nothing but an unknown sheet is no answer; one with a bad cell is. */
function cellProblems(sheet: Reading): ReadingProblem[] {
  return sheet.problems.filter((problem) => problem.where.includes('!'));
}

function severalWorkbooks(count: number): ReadingProblem {
  return {
    where: 'the attachments',
    value: `${count} workbooks`,
    say: 'Several filled-in workbooks came; send the one that counts.',
  };
}

function contradictions(workbook: Reading, letter: Reading): ReadingProblem[] {
  const found: ReadingProblem[] = [];
  const unclear = (value: string, say: string) => found.push({ where: 'the reply', value, say });
  if (letter.withdraw) unclear('withdraw', 'The letter withdraws, but a filled-in workbook came with it; send one of the two.');
  if (letter.declined !== null)
    unclear(letter.declined.reason, 'The letter declines, but a filled-in workbook came with it; send one of the two.');
  if (letter.question !== null)
    unclear(letter.question, 'A question stands beside the prices; the buyer will answer it and confirm the prices.');
  for (const line of letter.lines) {
    const inSheet = workbook.lines.find((one) => one.lineId === line.lineId);
    const differs =
      line.unitPrice !== null && !(inSheet?.unitPrice != null && new Decimal(line.unitPrice).equals(inSheet.unitPrice));
    if (differs)
      unclear(
        `${line.unitPrice}`,
        `The letter (${line.source}) and the workbook (${inSheet?.source ?? 'no cell'}) give different prices; correct one.`,
      );
  }
  const isOtherCurrency = letter.currency !== null && !letter.currencyAssumed && letter.currency !== workbook.currency;
  if (isOtherCurrency) unclear(letter.currency ?? '', 'The letter and the workbook name different currencies; correct one.');
  return found;
}
