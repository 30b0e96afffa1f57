import type { ContractClause } from '../contract.facts.js';

/** What is particular to equipment looked after and users advised. */
export const operationAndMaintenanceClauses = {
  scope: {
    title: 'Scope',
    text: `The Vendor operates and maintains the systems, and advises the users, as described in Annex A: it watches over the systems, prevents and removes faults, installs updates, and answers the users’ requests.

The Vendor keeps a register of the systems in its care and a diary of its work, both open to the Buyer at any time. Work that may interrupt the business is done only at times agreed with the Buyer.

Spare parts and consumables are covered by the prices unless Annex A says otherwise. Parts that are replaced become the Buyer’s property; data carriers stay with the Buyer.`,
  },
  serviceLevels: {
    title: 'Service levels',
    text: `Service hours are those that Annex A or the particular terms of this contract state; where they state none, the Buyer’s working hours on working days at its seat. Faults are classed by the Buyer: class 1 stops the business of many users, class 2 hinders it considerably, class 3 is everything else.

Within the service hours the Vendor begins work on a fault of class 1 within thirty minutes and removes it within four hours, of class 2 within two and eight hours, of class 3 within eight hours and five working days. Eight of ten requests to the helpdesk are answered within three minutes.

The Vendor reports on the service levels by the fifth working day of each month. If fewer than 95 per cent of the cases of a class met their times, the Buyer is credited five per cent of the month’s price of the line concerned, and ten per cent below 90 per cent. If a level is missed in three consecutive months, the Buyer may terminate the line concerned with thirty days’ notice.`,
  },
  acceptance: {
    title: 'Take-over and acceptance',
    text: `In the first thirty days the Vendor takes stock of the systems, tells the Buyer of defects that it found, and takes over the operation by a plan that both parties agree. Service levels are measured during this time, but no credits are owed.

Single pieces of work, such as an installation, are accepted in writing within ten working days, or their defects are named and removed without delay. Productive use for more than ten working days counts as acceptance.`,
  },
} satisfies Record<string, ContractClause>;
