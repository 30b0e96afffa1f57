import type { ContractClause, ContractFamily } from '../contract.facts.js';
import { capacityRentalClauses } from './capacity-rental-clauses.js';
import { commonClauses } from './common-clauses.js';
import { operationAndMaintenanceClauses } from './operation-and-maintenance-clauses.js';
import { staffingAndDevelopmentClauses } from './staffing-and-development-clauses.js';

const common = commonClauses;

const before = (own: { scope: ContractClause; serviceLevels: ContractClause; acceptance: ContractClause }): ContractClause[] => [
  own.scope,
  common.term,
  common.pricesAndInvoicing,
  own.serviceLevels,
  own.acceptance,
];

const after: ContractClause[] = [
  common.change,
  common.confidentiality,
  common.dataProtection,
  common.liability,
  common.terminationAndExit,
  common.notices,
  common.general,
];

const library: Record<ContractFamily, ContractClause[]> = {
  capacity_rental: [...before(capacityRentalClauses), ...after],
  staffing_and_development: [
    ...before(staffingAndDevelopmentClauses),
    staffingAndDevelopmentClauses.intellectualProperty,
    ...after,
  ],
  operation_and_maintenance: [...before(operationAndMaintenanceClauses), ...after],
};

/** The clauses that a new contract of the family begins with, in their order; `terms` of the RFQ become a clause of their own at the end. */
export function clausesFor(family: ContractFamily, terms: string | null): ContractClause[] {
  const particular = terms?.trim()
    ? [
        {
          title: 'Particular terms',
          text: `The following terms of the RFQ are part of this contract and prevail over the other clauses.\n\n${terms.trim()}`,
        },
      ]
    : [];
  return [...library[family], ...particular].map((clause) => ({ ...clause }));
}
