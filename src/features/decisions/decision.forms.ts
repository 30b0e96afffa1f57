import { Amount, Choice, Rows, Text, Whole } from '../../engine/form.js';
import type { DecisionOutcome, OptionKind } from './decision.facts.js';

const options = ['make', 'buy', 'hybrid'] as const;

/** One cost of one option. */
export class CostForm {
  @Choice({ label: 'Option', of: options }) option: OptionKind;
  @Text({ label: 'What', placeholder: 'Two developers' }) label: string;
  @Choice({ label: 'When', of: ['one_off', 'monthly'] }) timing: 'one_off' | 'monthly';
  @Whole({ label: 'From month', max: 600, help: '0 is the day of the decision.' }) fromMonth: number;
  @Whole({ label: 'Months', min: 1, max: 600, optional: true, help: 'Of a monthly cost; empty runs to the horizon.' }) months:
    number | null;
  @Amount({ label: 'Amount', min: -999_999_999_999, help: 'Of each month where it is monthly; an income is negative.' })
  amount: string;
  @Amount({ label: 'Yearly rise', min: -1, max: 10, optional: true, help: '0.03 is 3 % a year.' }) indexation: string | null;
}

/** A criterion beside money with the scores of the options. */
export class CriterionForm {
  @Text({ label: 'Criterion', placeholder: 'Know-how kept in the house' }) name: string;
  @Amount({ label: 'Weight', max: 1000 }) weight: string;
  @Amount({ label: 'Make', max: 10, optional: true, help: '0 is worst, 10 is best.' }) make: string | null;
  @Amount({ label: 'Buy', max: 10, optional: true }) buy: string | null;
  @Amount({ label: 'Hybrid', max: 10, optional: true }) hybrid: string | null;
}

/** What a decision is reckoned from. */
export class DecisionForm {
  @Amount({ label: 'Discount rate a year', max: 1, help: '0.06 is 6 %.' }) discountRate: string;
  @Whole({ label: 'Horizon in months', min: 1, max: 240 }) horizonMonths: number;
  @Rows({ label: 'Costs', of: CostForm, optional: true, max: 500 }) costs: CostForm[];
  @Amount({ label: 'Weight of money', max: 1000, help: 'Beside the weights of the criteria.' }) moneyWeight: string;
  @Rows({ label: 'Criteria', of: CriterionForm, optional: true, max: 50 }) criteria: CriterionForm[];
  @Text({ label: 'Assumptions', lines: true, optional: true }) assumptions: string | null;
}

/** What is proposed for approval. */
export class ProposeDecisionForm {
  @Choice({ label: 'Outcome', of: ['in_house', 'outsource', 'hybrid'], from: 'recommended' }) outcome: DecisionOutcome;
  @Text({
    label: 'Reason',
    lines: true,
    max: 5000,
    optional: true,
    from: 'deviationReason',
    help: 'Needed where the figures recommend another outcome.',
  })
  reason: string | null;
}

/** Why a decision is opened again. */
export class ReopenDecisionForm {
  @Text({ label: 'Reason', lines: true, max: 5000, from: 'reopenReason' }) reason: string;
}
