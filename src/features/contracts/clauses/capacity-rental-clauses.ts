import type { ContractClause } from '../contract.facts.js';

/** What is particular to rented capacity: computing power, data centres, storage, network links. */
export const capacityRentalClauses = {
  scope: {
    title: 'Scope',
    text: `The Vendor provides the Buyer with the capacity described in Annex A, ready for use, for the term and in the quantities stated there, together with the documentation and access that its use requires.

The capacity stays the property of the Vendor. The Buyer may use it for its own business and that of its affiliates, and may let its service providers use it on its behalf.

The Vendor keeps the capacity in good repair, supplied with current security updates, and separated from that of other customers. The Buyer’s data remain the Buyer’s; the Vendor tells the Buyer where they are kept and moves them to another country only with its consent.`,
  },
  serviceLevels: {
    title: 'Service levels',
    text: `The capacity is available for at least 99.9 per cent of each calendar month, measured at the point at which it is handed over. Maintenance announced five working days ahead, outside the Buyer’s working hours and for no more than eight hours in a month, does not count as unavailable.

The Vendor answers a failure that stops the use within thirty minutes and a lesser one within four hours, around the clock, and reports on its causes within five working days.

For each full tenth of a percentage point by which the availability of a month falls short, the Buyer is credited five per cent of that month’s price of the line concerned, at most thirty per cent. If it falls below 99.0 per cent in two of any six months, the Buyer may terminate that line with thirty days’ notice.`,
  },
  acceptance: {
    title: 'Provision and acceptance',
    text: `The Vendor reports when the capacity is ready. The Buyer tests it within ten working days against Annex A and accepts it in writing, or names the defects, which the Vendor removes without delay. Productive use for more than ten working days counts as acceptance.

Monthly prices are owed from the day of acceptance. If the capacity is not ready on the start date, the Buyer is credited two per cent of the monthly price of the line concerned for each working day of delay, and may withdraw from that line after twenty.`,
  },
} satisfies Record<string, ContractClause>;
