import type { ContractClause } from '../contract.facts.js';

/** The clauses that stand in every contract, whatever it is about. Days, prices and names are the Particulars' and Annex A's: the text never repeats them. `{payment}` is the sentence on payment. */
export const commonClauses = {
  term: {
    title: 'Term',
    text: `The contract comes into force when both parties have signed it. Performance begins on the start date and ends on the last day stated in the Particulars.

It does not prolong itself. A prolongation needs a written agreement of both parties before the last day.

Each party may end the contract early by written notice of at least the number of days stated for it in the Particulars. A party that does not want the work to go on beyond the last day tells the other no later than on its notice day stated there.`,
  },
  pricesAndInvoicing: {
    title: 'Prices and invoicing',
    text: `The prices are those of Annex A. They are fixed for the term, are stated without value added tax, and cover everything that is needed to perform the contract, travel and incidental costs included.

Where a line of Annex A has a term in months, the Vendor invoices it monthly in arrears. All other lines are invoiced after acceptance.

Each invoice names the number of this contract and the line of Annex A that it is for. {payment}

The Buyer may withhold the disputed part of an invoice if it states its reasons before payment is due; the rest is paid in time.`,
  },
  change: {
    title: 'Changes',
    text: `Either party may propose a change to the services in writing. The Vendor answers a proposal of the Buyer within ten working days and states its effect on prices, dates and service levels.

No change takes effect before both parties have agreed to it in a signed amendment. Until then the Vendor performs the contract as it stands.

The Vendor may replace a subcontractor, or a person named in the contract, only with the prior consent of the Buyer, which is not refused without good reason.`,
  },
  confidentiality: {
    title: 'Confidentiality',
    text: `Each party keeps secret what it learns of the other on the occasion of this contract and is not public, and uses it for the contract alone. This holds for three years after the end of the contract, and for trade secrets for as long as they are such.

The duty does not hold for information that the receiving party knew already, developed independently, received lawfully from others, or must disclose by law; in the last case it informs the other party beforehand where that is permitted.

Each party binds its staff and subcontractors accordingly.`,
  },
  dataProtection: {
    title: 'Data protection',
    text: `The Vendor processes personal data on behalf of the Buyer only on the Buyer’s documented instructions, with appropriate technical and organisational measures, and through persons who are bound to secrecy. Where the law requires it, the parties conclude a separate data processing agreement before the processing begins.

The Vendor reports a breach of personal data without undue delay, at the latest within twenty-four hours of becoming aware of it, and supports the Buyer in meeting its duties towards authorities and the persons concerned.

At the end of the contract the Vendor returns the personal data and deletes its copies, unless the law requires it to keep them.`,
  },
  liability: {
    title: 'Liability',
    text: `Each party is liable without limit for intent and gross negligence, for injury to life, body or health, and wherever the law does not allow liability to be limited.

In all other cases the liability of each party for all damage of one contract year is limited to the price payable under this contract for that year. Neither party is liable for lost profit of the other.

Service credits are set off against damages for the same event.

No party is liable for non-performance caused by events beyond its control for as long as they last. It informs the other party at once; if such an event lasts longer than thirty days, either party may terminate the part of the contract that is affected.`,
  },
  terminationAndExit: {
    title: 'Termination and exit',
    text: `Either party may terminate the contract for good cause with immediate effect, in particular if the other has not remedied a material breach within thirty days of a written warning, or has become insolvent.

On any end of the contract the Vendor hands over, in a common format and without separate charge, all data, documents, access rights and work results of the Buyer within ten working days.

On request the Vendor supports the transfer to the Buyer or to another vendor for up to three months after the end, at the prices of Annex A.

Clauses that by their nature outlast the contract, such as those on confidentiality, rights and liability, remain in force.`,
  },
  notices: {
    title: 'Notices',
    text: `Notices under this contract are given in writing; an e-mail to the address of the other party stated in the Particulars is enough. They take effect on the working day on which they arrive.

Each party tells the other of a change of its address or contact without delay.`,
  },
  general: {
    title: 'Governing law and general terms',
    text: `The contract is governed by the law of the country in which the Buyer has its registered seat, without its conflict rules and without the United Nations Convention on Contracts for the International Sale of Goods. The courts at that seat have jurisdiction.

This document with its annexes is the whole agreement of the parties on its subject. General terms of either party do not apply, even where an order, quote or invoice refers to them.

Amendments are made in writing and signed by both parties; an electronic signature is enough. If a provision is or becomes invalid, the others remain in force, and the parties replace it by a valid one that comes closest to its purpose.

The Vendor may not assign the contract or claims under it without the prior written consent of the Buyer.`,
  },
} satisfies Record<string, ContractClause>;
