import { currencyCodes } from '../../calculation/currencies.js';
import { Amount, Choice, Day, Reference, Text } from '../../engine/form.js';

/** A new budget line. */
export class BudgetLineForm {
  @Text({ label: 'Title', placeholder: 'Cloud services 2027' }) title: string;
  @Reference({ label: 'Owner', workflow: 'person' }) ownerId: string;
  @Choice({ label: 'Currency', of: currencyCodes }) currency: string;
  @Amount({ label: 'Amount', scale: 4 }) amount: string;
  @Day({ label: 'First day' }) startsOn: string;
  @Day({ label: 'Last day' }) endsOn: string;
}

/** What may be changed of a budget line without changing its money. */
export class BudgetLineEditForm {
  @Text({ label: 'Title' }) title: string;
  @Day({ label: 'First day' }) startsOn: string;
  @Day({ label: 'Last day' }) endsOn: string;
}

/** More money for a budget line. */
export class BudgetLineIncreaseForm {
  @Amount({ label: 'Increase by', scale: 4 }) amount: string;
  @Text({ label: 'Reason', max: 1000 }) reason: string;
}

/** Who owns the budget line from now on. */
export class BudgetLineOwnerForm {
  @Reference({ label: 'Next owner', workflow: 'person' }) ownerId: string;
}
