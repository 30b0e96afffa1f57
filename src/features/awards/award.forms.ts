import { Choice, Reference, Rows, Text } from '../../engine/form.js';
import { awardBases } from './award.content.js';

/** Which quote gets which line. */
export class AwardLineForm {
  @Text({ label: 'Line', help: 'Its number in the RFQ.', max: 60, from: 'position' }) lineId: string;
  @Reference({ label: 'Quote', workflow: 'quote', states: ['submitted', 'best_and_final', 'partially_awarded'] }) quoteId: string;
}

/** What an award is drawn up from. */
export class AwardForm {
  @Rows({
    label: 'Lines',
    of: AwardLineForm,
    optional: true,
    help: 'Leave empty to take every free line from the best complete quote, or where none is complete each line from the cheapest.',
  })
  lines: AwardLineForm[];
  @Choice({ label: 'Where no lines are given, take', of: awardBases, optional: true }) basis: (typeof awardBases)[number] | null;
  @Text({ label: 'Why these quotes', lines: true, optional: true, max: 8000, help: 'Needed before it can be submitted.' })
  justification: string | null;
  @Text({
    label: 'Why an abnormally low price can be trusted',
    lines: true,
    optional: true,
    max: 8000,
    help: 'Only where a chosen quote is flagged; ask the vendor.',
  })
  lowPriceAnswer: string | null;
  @Reference({ label: 'Budget line', workflow: 'budgetLine', states: ['open'], optional: true, help: 'Empty: the RFQ’s.' })
  budgetLineId: string | null;
}

/** Begins an award. */
export class NewAwardForm extends AwardForm {
  @Reference({ label: 'RFQ', workflow: 'rfq', states: ['closed', 'partially_awarded', 'award_pending'], leads: true })
  rfqId: string;
}

/** Why, where a reason is welcome. */
export class AwardNoteForm {
  @Text({ label: 'Reason', lines: true, optional: true, max: 4000 }) reason: string | null;
}

/** Why, where a reason is needed. */
export class AwardReasonForm {
  @Text({ label: 'Reason', lines: true, max: 4000 }) reason: string;
}
