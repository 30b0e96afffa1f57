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

/** The clauses that a new contract of the family begins with, in their order; `rfqTerms` become a clause of their own at the end. */
export function clausesFor(
  family: ContractFamily,
  { rfqTerms, paymentTerms }: { rfqTerms: string | null; paymentTerms: string | null },
): ContractClause[] {
  const particular = rfqTerms?.trim()
    ? [
        {
          title: 'Particular terms',
          text: `The following terms of the RFQ are part of this contract and prevail over the other clauses.\n\n${rfqTerms.trim()}`,
        },
      ]
    : [];
  return [...library[family], ...particular].map(({ title, text }) => ({
    title,
    text: text.replace(PAYMENT, () => paymentSentence(paymentTerms)),
  }));
}

const PAYMENT = '{payment}';

/** When invoices are paid: as the vendor quoted, or within thirty days where it said nothing. */
function paymentSentence(terms: string | null): string {
  const said = terms?.trim().replace(/\.$/, '') ?? '';
  if (said === '') return 'Undisputed invoices are paid within thirty days of their receipt.';
  const days =
    /^(?:payment\s+)?(?:within\s+)?(\d{1,3})\s*days?(?:\s+net)?$/i.exec(said) ?? /^net\s+(\d{1,3})(?:\s*days?)?$/i.exec(said);
  return days
    ? `Undisputed invoices are paid within ${Number(days[1])} days of their receipt, as the Vendor quoted.`
    : `Undisputed invoices are paid on the terms that the Vendor quoted: ${said}. Periods count from the receipt of the invoice.`;
}
