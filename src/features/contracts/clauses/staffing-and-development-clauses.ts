import type { ContractClause } from '../contract.facts.js';

/** What is particular to engineers brought in, software built and local networks laid. */
export const staffingAndDevelopmentClauses = {
  scope: {
    title: 'Scope',
    text: `The Vendor renders the development and engineering services described in Annex A with qualified persons and according to the recognised state of the art.

The persons remain under the direction of the Vendor and are not taken into the Buyer’s organisation. The Vendor alone owes their pay, taxes and social contributions.

If a person falls out, or the Buyer objects to one for good reason, the Vendor provides a replacement of equal qualification within ten working days and bears the cost of making the replacement familiar with the work.

The Buyer provides the information, decisions and access that the work requires in good time. The Vendor says without delay when something is missing.`,
  },
  serviceLevels: {
    title: 'Quality and progress',
    text: `The Vendor keeps a plan of the work with dates, reports on progress, effort spent and risks at least every two weeks, and names a delay as soon as it can be foreseen.

Software is delivered with its source code, tests and documentation, in the repository named by the Buyer, free of known serious defects and of known vulnerabilities for which a remedy exists.

For each full week by which an agreed delivery date is missed for reasons on its side, the Vendor credits two per cent of the price of the line concerned, at most ten per cent. Where persons are provided by time, hours are recorded daily and approved by the Buyer monthly; hours that were not approved are not invoiced.`,
  },
  acceptance: {
    title: 'Acceptance and warranty',
    text: `The Buyer tests each delivery within fifteen working days against the requirements of Annex A and accepts it in writing, or names the defects. The Vendor removes them within ten working days at no charge and delivers again. After two failed attempts the Buyer may reduce the price, or withdraw from the line.

For twelve months after acceptance the Vendor removes defects of its work at no charge.`,
  },
  intellectualProperty: {
    title: 'Rights in the work results',
    text: `All results made under this contract, among them source code, designs, models, data and documentation, belong to the Buyer as they come into being. Where ownership cannot be transferred, the Vendor grants the Buyer an exclusive right of use, unlimited in time, place and content, that may be transferred and sublicensed. It is paid for with the prices of Annex A.

Software of others, open source included, and works that the Vendor made before or outside this contract are used only where the Buyer has agreed in writing. For the latter the Buyer receives a simple, perpetual right of use to the extent needed to use the results.

The Vendor warrants that the results infringe no rights of others, and holds the Buyer harmless from claims that are based on such an infringement.`,
  },
} satisfies Record<string, ContractClause>;
