import { currencyCodes } from '../../calculation/currencies.js';
import { Amount, Attachments, Choice, Day, Reference, Rows, Text, Whole } from '../../engine/form.js';
import { serviceCategories } from '../vendors/vendor.queries.js';
import type { RequestFamily } from './request.facts.js';

const families = ['capacity_rental', 'staffing_and_development', 'operation_and_maintenance'] as const;

/** One thing that is needed, for one month or several equal ones. */
export class DemandForm {
  @Reference({ label: 'Resource', workflow: 'resource', states: ['active'], optional: true })
  resourceId: string | null;
  @Text({ label: 'What', optional: true, placeholder: 'Database administrator' }) what: string | null;
  @Text({ label: 'Unit', max: 40, optional: true, placeholder: 'hour' }) unit: string | null;
  @Text({
    label: 'First month',
    pattern: /^\d{4}-(0[1-9]|1[0-2])$/,
    say: 'must be a month such as 2027-03',
    placeholder: '2027-03',
  })
  month: string;
  @Whole({ label: 'Months', min: 1, max: 120, optional: true, help: 'Empty for one.' }) months: number | null;
  @Amount({ label: 'Quantity a month' }) quantity: string;
}

/** A request, new or edited. */
export class RequestForm {
  @Choice({ label: 'Family', of: families }) family: RequestFamily;
  @Text({ label: 'Title', placeholder: 'Storage for the new archive' }) title: string;
  @Text({ label: 'Need', lines: true, help: 'What should be done, and what for.' }) need: string;
  @Choice({ label: 'Category', of: serviceCategories }) category: string;
  @Rows({
    label: 'Demand',
    of: DemandForm,
    from: 'writtenDemand',
    optional: true,
    max: 200,
    help: 'Choose a resource of the register, or say what is needed and in which unit. Months: for how many equal months, empty for one.',
  })
  demand: DemandForm[];
  @Day({ label: 'Needed on' }) neededOn: string;
  @Text({ label: 'Requirements', lines: true, optional: true }) requirements: string | null;
  @Reference({ label: 'Budget line', workflow: 'budgetLine', states: ['open'], optional: true }) budgetLineId: string | null;
  @Amount({
    label: 'Estimate',
    scale: 4,
    optional: true,
    help: 'The whole price if it were bought; leave empty if you do not know.',
  })
  estimate: string | null;
  @Choice({ label: 'Currency', of: currencyCodes, optional: true, help: 'Empty for the currency of the budget line.' }) currency:
    string | null;
  @Attachments({ label: 'Attachments' }) attachments: string[];
}

/** What a buyer asks the requester. */
export class AskForm {
  @Text({ label: 'Question', lines: true, max: 5000 }) question: string;
}

/** The requester's answer. */
export class AnswerForm {
  @Text({ label: 'Answer', lines: true, max: 5000 }) answer: string;
}

/** Which buyer looks after the case. */
export class AssignForm {
  @Reference({ label: 'Buyer', workflow: 'person' }) buyerId: string;
}

/** Why a request ends without being done. */
export class EndRequestForm {
  @Text({ label: 'Reason', lines: true, max: 5000 }) reason: string;
}
