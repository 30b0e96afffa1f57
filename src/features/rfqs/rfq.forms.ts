import { timeZones } from '../../calculation/time-zones.js';
import { currencyCodes } from '../../calculation/currencies.js';
import { Amount, Choice, Instant, Reference, References, Rows, Text, Whole } from '../../engine/form.js';

export const families = ['capacity_rental', 'staffing_and_development', 'operation_and_maintenance'] as const;
export const kinds = ['RFQ', 'RFI', 'RFP'] as const;

const ZONE = 'must be the name of a time zone such as Europe/Berlin or UTC';
const LOTS = 'Only where parts may be awarded apart; lines without a lot belong to the whole.';
const LINES = 'Under “Lot” write the title of a lot, or its number in the list above; a name that is not there makes a new lot.';
const CRITERIA =
  'Shares in per cent. “Price” is scored from the quotes; where you do not write it, it gets what the others leave of 100.';

/** A lot: lines of one lot may be awarded together. */
export class RfqLotForm {
  @Text({ label: 'Id', optional: true, max: 40, help: 'Leave empty for a new lot.' }) id: string | null;
  @Text({ label: 'Title' }) title: string;
}

/** A line of an RFQ. */
export class RfqLineForm {
  @Text({ label: 'Line id', optional: true, max: 40, help: 'Leave empty for a new line.' }) id: string | null;
  @Text({
    label: 'Lot',
    optional: true,
    max: 200,
    help: 'The title of a lot or its number in the list; a new name makes a new lot.',
  })
  lot: string | null;
  @Text({ label: 'Description', max: 2000 }) description: string;
  @Amount({ label: 'Quantity', scale: 6 }) quantity: string;
  @Text({ label: 'Unit', max: 60, placeholder: 'vCPU' }) unit: string;
  @Whole({
    label: 'Months',
    optional: true,
    max: 600,
    help: 'Of the term, where the unit price is for a month; empty: the price is for the unit, once.',
  })
  termMonths: number | null;
}

/** What quotes are judged by. */
export class RfqCriterionForm {
  @Text({ label: 'Criterion' }) name: string;
  @Amount({ label: 'Weight in %', max: 100, scale: 2 }) weight: string;
  @Choice({ label: 'Better is', of: ['lower', 'higher'] }) direction: 'lower' | 'higher';
}

/** An RFQ while it is a draft. */
export class RfqForm {
  @Text({ label: 'Title' }) title: string;
  @Choice({ label: 'Family', of: families }) family: (typeof families)[number];
  @Choice({ label: 'Kind', of: kinds }) kind: (typeof kinds)[number];
  @Choice({ label: 'Currency', of: currencyCodes, help: 'In which quotes are compared; vendors may quote in another.' })
  currency: string;
  @Rows({ label: 'Lots', help: LOTS, of: RfqLotForm, optional: true, max: 100 }) lots: RfqLotForm[];
  @Rows({ label: 'Lines', help: LINES, of: RfqLineForm, from: 'shownLines', optional: true, max: 10_000 }) lines: RfqLineForm[];
  @Text({ label: 'Terms', lines: true, optional: true }) terms: string | null;
  @Rows({ label: 'Criteria', help: CRITERIA, of: RfqCriterionForm, optional: true, max: 20 }) criteria: RfqCriterionForm[];
  @Instant({ label: 'Quotes until', optional: true }) closesAt: Date | null;
  @Choice({ label: 'Time zone of the deadlines', of: timeZones, say: ZONE }) zone: string;
  @Instant({ label: 'Questions until', optional: true, help: 'Empty: until the deadline for quotes.' })
  questionsUntil: Date | null;
  @Instant({ label: 'Remind the silent at', optional: true, help: 'Empty: two days before the deadline.' }) remindAt: Date | null;
  @References({ label: 'Invited vendors', workflow: 'vendor', states: ['approved'], max: 500 }) vendorIds: string[];
  @Whole({ label: 'Fewest vendors to invite', optional: true, min: 1, max: 100, help: 'Empty: 1.' }) minVendors: number | null;
  @Reference({ label: 'Budget line', workflow: 'budgetLine', optional: true }) budgetLineId: string | null;
}

/** A new RFQ; from a decision or a request it takes the case. */
export class NewRfqForm extends RfqForm {
  @Reference({ label: 'Decision', workflow: 'decision', states: ['approved'], optional: true }) decisionId: string | null;
  @Reference({ label: 'Request', workflow: 'request', optional: true }) requestId: string | null;
}

/** A change after publication: a new revision, of which every vendor is told. */
export class RfqAmendForm {
  @Text({ label: 'Title' }) title: string;
  @Rows({ label: 'Lots', help: LOTS, of: RfqLotForm, optional: true, max: 100 }) lots: RfqLotForm[];
  @Rows({ label: 'Lines', help: LINES, of: RfqLineForm, from: 'shownLines', max: 10_000 }) lines: RfqLineForm[];
  @Text({ label: 'Terms', lines: true, optional: true }) terms: string | null;
  @Rows({ label: 'Criteria', help: CRITERIA, of: RfqCriterionForm, optional: true, max: 20 }) criteria: RfqCriterionForm[];
  @Instant({ label: 'Quotes until', optional: true, help: 'Empty: unchanged. It may only move later.' }) closesAt: Date | null;
  @Instant({ label: 'Questions until', optional: true, help: 'Empty: unchanged.' }) questionsUntil: Date | null;
  @References({ label: 'Invite as well', workflow: 'vendor', states: ['approved'], from: '', max: 500 }) addVendorIds: string[];
  @Text({ label: 'Note to the vendors', lines: true, optional: true, max: 4000, from: '' }) note: string | null;
}

/** A later deadline. */
export class RfqExtendForm {
  @Instant({ label: 'Quotes until' }) closesAt: Date;
  @Instant({ label: 'Questions until', optional: true, help: 'Empty: unchanged.' }) questionsUntil: Date | null;
  @Text({ label: 'Note to the vendors', lines: true, optional: true, max: 4000, from: '' }) note: string | null;
}

/** Why; vendors are told it. */
export class RfqReasonForm {
  @Text({ label: 'Reason, as the vendors will read it', lines: true, max: 4000, from: '' }) reason: string;
}

/** The deadline after a suspension. */
export class RfqResumeForm {
  @Instant({
    label: 'Quotes until',
    optional: true,
    help: 'Empty: unchanged. Needed where the deadline passed during the suspension.',
  })
  closesAt: Date | null;
}

/** Where a bounced or wrongly addressed invitation goes instead. */
export class ReaddressForm {
  @Text({ label: 'Contact', from: 'contactName' }) contactName: string;
  @Text({
    label: 'E-mail',
    from: 'contactEMail',
    max: 320,
    pattern: /^[^\s@<>,;]+@[^\s@<>,;]+\.[^\s@<>,;]+$/,
    placeholder: 'ann@example.com',
  })
  contactEMail: string;
}

/** Why a vendor does not quote. */
export class DeclineForm {
  @Text({ label: 'Reason', lines: true, max: 2000, from: '' }) reason: string;
}

/** The answer to a question, as every invited vendor will read it. */
export class AnswerForm {
  @Text({
    label: 'Question, as the vendors will read it',
    lines: true,
    max: 4000,
    from: 'text',
    help: 'Reword it if it gives the asker away.',
  })
  text: string;
  @Text({ label: 'Answer', lines: true, max: 10_000, from: '' }) answer: string;
}

/** An answer that only the asker gets. */
export class PrivateReplyForm {
  @Text({ label: 'Reply to the asker', lines: true, max: 4000, from: '' }) answer: string;
}

/** A clarification that the buyer publishes unasked, or a question that came by telephone. */
export class NewQuestionForm {
  @Reference({ label: 'RFQ', workflow: 'rfq', states: ['published'] }) rfqId: string;
  @Text({ label: 'Question', lines: true, max: 4000 }) text: string;
}
