import { assign, setup } from 'xstate';
import { asEffects, asGuards, type StateMeta } from '../../engine/workflow.js';
import type { QuestionEvent, QuestionFacts } from './question.facts.js';
import { questionJobs } from './question.jobs.js';
import { questionRules } from './question.rules.js';

/**
 * A vendor's question about an RFQ.
 *
 *     asked ──answer──▶ answered   (told to every invited vendor, without the asker's name)
 *       └──replyPrivately──▶ answered_privately  (told to the asker alone)
 *
 * The buyer may reword the question with the answer, so that nothing in it gives the asker away.
 */
export const questionMachine = setup({
  types: {
    context: {} as QuestionFacts,
    input: {} as QuestionFacts,
    events: {} as QuestionEvent,
    meta: {} as StateMeta<QuestionFacts>,
  },
  guards: asGuards(questionRules),
  actions: asEffects(questionJobs),
}).createMachine({
  id: 'question',
  context: ({ input }) => input,
  initial: 'asked',
  states: {
    asked: {
      entry: 'tellBuyer',
      on: {
        answer: {
          guard: 'replyable',
          target: 'answered',
          actions: [
            assign({ text: ({ event }) => event.text, answer: ({ event }) => event.answer, answeredAt: ({ event }) => event.at }),
            'tellAllVendors',
          ],
        },
        replyPrivately: {
          guard: 'replyable',
          target: 'answered_privately',
          actions: [assign({ answer: ({ event }) => event.answer, answeredAt: ({ event }) => event.at }), 'tellAsker'],
        },
      },
    },
    answered: { type: 'final' },
    answered_privately: { type: 'final' },
  },
});
