import { byRole, type Rule } from '../../engine/workflow.js';
import type { QuestionEvent, QuestionFacts } from './question.facts.js';

const byABuyer: Rule<QuestionFacts, QuestionEvent> = byRole('question.notBuyer', 'buyer');

/** Who may do what to a question. One entry a guard of the machine. */
export const questionRules = { replyable: byABuyer };
