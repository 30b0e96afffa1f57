import { Injectable } from '@nestjs/common';
import { Refused } from '../../engine/errors.js';
import type { Actor, Reason } from '../../engine/workflow.js';
import { WorkflowRunner } from '../../engine/workflow-runner.js';
import type { Question } from './question.entity.js';
import type { QuestionChannel } from './question.facts.js';
import { questionWorkflow } from './question.workflow.js';
import { RfqQueries, type RfqView } from './rfq.queries.js';

/** Everything that can be done to a question from pages and letters of vendors. */
@Injectable()
export class QuestionCommands {
  constructor(
    private readonly workflows: WorkflowRunner,
    private readonly rfqs: RfqQueries,
  ) {}

  /**
   * Asks the buyer. `askedAt` is when it arrived, by the database's clock; null: now. The same `id` asks once.
   *
   * @throws Refused `question.tooLate`, `question.rfqNotOpen`, `question.empty`
   */
  async ask(
    {
      rfqId,
      invitationId,
      text,
      channel,
    }: { rfqId: string; invitationId: string | null; text: string; channel: QuestionChannel },
    by: Actor,
    { id, askedAt }: { id?: string; askedAt?: Date } = {},
  ): Promise<Question> {
    const rfq = await this.rfqs.one(rfqId);
    const reason = reasonAgainst(rfq, text, askedAt ?? (await this.rfqs.now()));
    if (reason) throw new Refused([reason]);
    return this.workflows.start(questionWorkflow, newQuestion(rfq, { invitationId, text, channel }), by, { id });
  }
}

/** The facts of a new question. */
export function newQuestion(
  rfq: RfqView,
  { invitationId, text, channel }: { invitationId: string | null; text: string; channel: QuestionChannel },
) {
  return {
    caseId: rfq.caseId,
    title: text.replace(/\s+/g, ' ').trim().slice(0, 120),
    rfqId: rfq.id,
    rfqNumber: rfq.number,
    buyerId: rfq.buyerId,
    invitationId,
    text: text.trim(),
    answer: null,
    channel,
    answeredAt: null,
  };
}

function reasonAgainst(rfq: RfqView, text: string, at: Date): Reason | null {
  if (text.trim() === '') return { code: 'question.empty', say: 'Write your question first.', field: 'question' };
  if (rfq.state !== 'published' && rfq.state !== 'suspended') {
    return {
      code: 'question.rfqNotOpen',
      say: 'Questions can be asked while the RFQ is open; it is not any more.',
      field: 'question',
    };
  }
  const until = rfq.questionsUntil ?? rfq.closesAt;
  return until !== null && at >= until
    ? { code: 'question.tooLate', say: 'The time for questions is over. Please quote on what is written.', field: 'question' }
    : null;
}
