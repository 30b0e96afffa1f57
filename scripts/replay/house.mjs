import { Mailbox } from '../harness/mailbox.mjs';
import { foundHouse } from '../harness/people.mjs';
import { sendAnswer } from '../harness/vendor-mail.mjs';

/** More than any recorded tender; a budget line of every currency has it. */
const PLENTY = '900000000000';

/** An instance with its people, its letters and what cases share: one budget line a currency. */
export class House {
  constructor(instance, people, { heard = () => undefined, mailInstance = instance } = {}) {
    this.instance = instance;
    this.mailInstance = mailInstance;
    this.people = people;
    this.mailbox = new Mailbox(instance.dataDir);
    this.heard = heard;
    this.budgets = new Map();
    this.counts = { workbook: 0, reply: 0, page: 0, reviewed: 0, extended: 0 };
  }

  static async found(instance, options = {}) {
    return new House(instance, await foundHouse(instance, options), options);
  }

  /** A vendor's letter to the house, over SMTP. */
  send(answer) {
    return sendAnswer(this.mailInstance, answer, { heard: this.heard });
  }

  /** The id of the budget line for a currency, begun by finance when it is first asked for. */
  budgetLine(currency) {
    if (!this.budgets.has(currency)) this.budgets.set(currency, this.#begin(currency));
    return this.budgets.get(currency);
  }

  async #begin(currency) {
    const { finance } = this.people;
    const year = new Date().getUTCFullYear();
    const line = await finance.start('budget-lines', {
      title: `Outsourced work in ${currency}`,
      ownerId: finance.id,
      currency,
      amount: PLENTY,
      startsOn: `${year}-01-01`,
      endsOn: `${year + 3}-12-31`,
    });
    return line.id;
  }
}
