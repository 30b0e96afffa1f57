import { currencyCodes } from '../../calculation/currencies.js';
import { Amount, Choice, Reference, Rows, Text } from '../../engine/form.js';
import type { ResourceClass } from './resource.facts.js';

const classes = ['technical_infrastructure', 'technology', 'information', 'people'] as const;

/** What can be used in one month. */
export class CapacityForm {
  @Text({ label: 'Month', pattern: /^\d{4}-(0[1-9]|1[0-2])$/, say: 'must be a month such as 2027-03', placeholder: '2027-03' })
  month: string;
  @Amount({ label: 'Quantity' }) quantity: string;
}

/** A resource, new or edited. */
export class ResourceForm {
  @Text({ label: 'Title', placeholder: 'Java developers' }) title: string;
  @Choice({ label: 'Class', of: classes }) class: ResourceClass;
  @Text({ label: 'Unit', max: 40, placeholder: 'hour' }) unit: string;
  @Amount({ label: 'Internal rate per unit' }) rate: string;
  @Choice({ label: 'Currency', of: currencyCodes }) currency: string;
  @Amount({ label: 'Warn above this share of use', max: 1, help: '0.85 warns above 85 %.' }) thresholdShare: string;
  @Rows({ label: 'Capacity by month', of: CapacityForm, optional: true, max: 240 }) capacity: CapacityForm[];
}

/** A new resource and its owner. */
export class NewResourceForm extends ResourceForm {
  @Reference({ label: 'Owner', workflow: 'person', optional: true, help: 'Leave empty to own it yourself.' }) ownerId:
    string | null;
}

/** Who owns the resource from now on. */
export class ResourceOwnerForm {
  @Reference({ label: 'Next owner', workflow: 'person' }) ownerId: string;
}

/** Whose reservation the owner confirms. */
export class ConfirmReservationForm {
  @Reference({ label: 'Case', workflow: 'request' }) caseId: string;
}

/** Whose reservation the owner refuses, and why. */
export class RefuseReservationForm {
  @Reference({ label: 'Case', workflow: 'request' }) caseId: string;
  @Text({ label: 'Reason', max: 1000 }) reason: string;
}
