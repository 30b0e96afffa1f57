import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Refused } from '../../engine/errors.js';
import { derivedId } from '../../engine/ids.js';
import { LetterReaders } from '../../mail/letter-readers.js';
import type { Bounce, ParsedLetter, ReadOutcome } from '../../mail/parsed-letter.js';
import { InvitationCommands } from '../rfqs/invitation.commands.js';
import { InvitationQueries, type InvitationView, vendorActor } from '../rfqs/invitation.queries.js';
import { QuestionCommands } from '../rfqs/question.commands.js';
import { RfqQueries, type RfqView } from '../rfqs/rfq.queries.js';
import { AnswerReader, type AnswerRead } from './answer-reader.js';
import { OpenRounds } from './open-rounds.queries.js';
import { QuoteCommands } from './quote.commands.js';
import { type PendingReading, QuoteQueries } from './quote.queries.js';
import { hasPrices, type Reading } from './reading/reading.js';

/** Letters to `rfq+<token>@…`: a vendor's quote, refusal, question or withdrawal. What is not certain goes to the buyer, and the vendor is told. */
@Injectable()
export class QuoteLetters implements OnModuleInit {
  readonly prefix = 'rfq';

  constructor(
    private readonly readers: LetterReaders,
    private readonly answers: AnswerReader,
    private readonly invitations: InvitationQueries,
    private readonly inviting: InvitationCommands,
    private readonly rfqs: RfqQueries,
    private readonly questions: QuestionCommands,
    private readonly quotes: QuoteQueries,
    private readonly commands: QuoteCommands,
    private readonly rounds: OpenRounds,
  ) {}

  onModuleInit(): void {
    this.readers.register(this);
  }

  /** What became of the letter; a letter that was dealt with before is only recognised. */
  async read(letter: ParsedLetter): Promise<ReadOutcome> {
    const invitation = await this.invitations.byMail(letter.token);
    if (!invitation) return { state: 'review', note: 'No invitation has this reply address; it may have been mistyped.' };
    const quote = await this.quotes.ofInvitation(invitation.id);
    const known = [quote, ...(await this.quotes.extrasOf(invitation.id))].find((one) =>
      one?.revisions.some(({ letterId }) => letterId === letter.id),
    );
    if (known) return { state: 'read', subjectKind: 'quote', subjectId: known.id, note: 'Read as a quote.' };
    const rfq = await this.rfqs.one(invitation.rfqId);
    const read = await this.answers.read(letter, rfq, invitation);
    try {
      return await this.act(letter, rfq, invitation, read);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      return this.toReview(letter, rfq, invitation, read, error);
    }
  }

  /** Our letter to the vendor came back. */
  async bounced({ token, report }: Bounce): Promise<ReadOutcome> {
    const invitation = await this.invitations.byMail(token);
    if (!invitation) return { state: 'read', note: 'The letter that came back belongs to no invitation.' };
    await this.inviting.bounce(invitation.id, report.diagnostic ?? report.status ?? 'no reason given');
    return {
      state: 'read',
      subjectKind: 'invitation',
      subjectId: invitation.id,
      note: 'Our letter came back; the buyer is told.',
    };
  }

  private async act(letter: ParsedLetter, rfq: RfqView, invitation: InvitationView, read: AnswerRead): Promise<ReadOutcome> {
    const by = vendorActor(invitation);
    const { reading } = read;
    if (!reading.confident) return this.toReview(letter, rfq, invitation, read);
    if (hasPrices(reading) && reading.currency !== null) {
      const answer = {
        currency: reading.currency,
        lines: read.lines,
        validUntil: reading.validUntil,
        paymentTerms: reading.paymentTerms,
      };
      const standing = rfq.state === 'negotiation' ? await this.quotes.ofInvitation(invitation.id) : null;
      const { channel } = read;
      if (standing && (await this.rounds.offer({ quote: standing, answer, channel, letterId: letter.id, by }))) {
        return { state: 'read', subjectKind: 'quote', subjectId: standing.id, note: 'Read as an offer in the open round.' };
      }
      const origin = { channel, letterId: letter.id, receivedAt: letter.receivedAt };
      const quote = await this.commands.submit(invitation.id, answer, origin, by);
      if (reading.question !== null) await this.ask(letter, rfq, invitation, reading.question);
      return {
        state: 'read',
        subjectKind: 'quote',
        subjectId: quote.id,
        note: `Read as a quote ${read.channel === 'workbook' ? 'from its workbook' : 'from its text'}.`,
      };
    }
    if (reading.withdraw) {
      const quote = await this.commands.withdraw(invitation.id, by, letter.receivedAt);
      return { state: 'read', subjectKind: 'quote', subjectId: quote.id, note: 'Read as a withdrawal of the quote.' };
    }
    if (reading.declined !== null) {
      await this.inviting.decline(invitation.id, reading.declined.reason.trim() || 'No reason was given.', by);
      return { state: 'read', subjectKind: 'invitation', subjectId: invitation.id, note: 'Read as a refusal to quote.' };
    }
    if (reading.question !== null) {
      const questionId = await this.ask(letter, rfq, invitation, reading.question);
      return { state: 'read', subjectKind: 'question', subjectId: questionId, note: 'Read as a question.' };
    }
    return this.toReview(letter, rfq, invitation, read);
  }

  /** A question beside what is not certain reaches the buyer all the same; where it came too late, the letter itself says it. */
  private async askBeside(letter: ParsedLetter, rfq: RfqView, invitation: InvitationView, text: string | null): Promise<void> {
    if (text === null) return;
    try {
      await this.ask(letter, rfq, invitation, text);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
    }
  }

  private async ask(letter: ParsedLetter, rfq: RfqView, invitation: InvitationView, text: string): Promise<string> {
    const id = questionIdOf(letter.id);
    const question = { rfqId: rfq.id, invitationId: invitation.id, text, channel: 'mail' as const };
    await this.questions.ask(question, vendorActor(invitation), { id, askedAt: letter.receivedAt });
    return id;
  }

  /** Before the buyer with everything that was read, and why that is not enough. */
  private async toReview(
    letter: ParsedLetter,
    rfq: RfqView,
    invitation: InvitationView,
    read: AnswerRead,
    refused?: Refused,
  ): Promise<ReadOutcome> {
    const problems = [
      ...read.reading.problems,
      ...(refused?.reasons ?? []).map(({ say }) => ({ where: 'the letter', value: '', say })),
    ];
    const { reading } = read;
    const pending: Omit<PendingReading, 'version'> = {
      letterId: letter.id,
      receivedAt: letter.receivedAt.toISOString(),
      channel: read.channel,
      currency: reading.currency,
      lines: read.lines,
      validUntil: reading.validUntil,
      paymentTerms: reading.paymentTerms,
      seems: seeming(reading),
      question: reading.question,
      problems,
    };
    await this.askBeside(letter, rfq, invitation, reading.question);
    const note = problems.map(({ where, value, say }) => `${where}${value ? ` (“${value}”)` : ''}: ${say}`).join('\n');
    if (OVER.includes(rfq.state)) {
      await this.inviting.tell(invitation.id, { kind: 'over', about: letter.id });
      return {
        state: 'review',
        subjectKind: 'invitation',
        subjectId: invitation.id,
        note: `${rfq.number} was over. ${note}`.trim(),
      };
    }
    try {
      const quote = await this.commands.receiveForReview(invitation.id, pending, vendorActor(invitation));
      return { state: 'review', subjectKind: 'quote', subjectId: quote.id, note };
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      // Awarded, lost or over: the letter stays before the buyer, the quote is not touched.
      return { state: 'review', subjectKind: 'invitation', subjectId: invitation.id, note };
    }
  }
}

const OVER = ['awarded', 'partially_awarded', 'unsuccessful', 'cancelled'];

/** The question that a letter asks has an id of its own, so that it is asked once however often the letter is read. */
export const questionIdOf = (letterId: string): string => derivedId(letterId, 'question');

function seeming(reading: Reading): PendingReading['seems'] {
  if (hasPrices(reading)) return 'quote';
  if (reading.declined) return 'decline';
  if (reading.withdraw) return 'withdrawal';
  return reading.question === null ? 'unclear' : 'question';
}
