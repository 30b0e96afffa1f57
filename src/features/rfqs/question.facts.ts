import type { Happening, WorkflowRecord } from '../../engine/workflow.js';

export type QuestionChannel = 'page' | 'mail' | 'buyer';

/** What the machine knows of a vendor's question. Other vendors see text and answer, never whose it was. */
export interface QuestionFacts extends WorkflowRecord {
  caseId: string | null;
  title: string;
  rfqId: string;
  rfqNumber: string;
  buyerId: string;
  /** Never shown to vendors; null where the buyer publishes a clarification unasked. */
  invitationId: string | null;
  text: string;
  answer: string | null;
  channel: QuestionChannel;
  answeredAt: Date | null;
}

export type QuestionEvent = Happening &
  ({ type: 'answer'; text: string; answer: string } | { type: 'replyPrivately'; answer: string });
