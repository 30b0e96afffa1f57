import { Decimal } from 'decimal.js';
import { Said, Visitor } from '../harness/http-client.mjs';
import { fillWorkbook } from '../harness/quote-workbook.mjs';
import { answersFor, channelOf } from './invent.mjs';
import { cents, totalOf } from './recorded-case.mjs';
import { eventually } from './steps.mjs';

const DAY_MS = 86_400_000;
const day = (offsetDays) => new Date(Date.now() + offsetDays * DAY_MS).toISOString().slice(0, 10);

/**
 * Drives one recorded case from the request to where the record stands, through public doors only: the JSON doors as the people of the
 * house, real letters and the private page as the vendors. `at` is told when a stage is reached, so that refusals can be tried there.
 */
export class Journey {
  constructor(
    house,
    recorded,
    index,
    { at = async () => undefined, closesInMs = 20_000, marginMs = 6_000, say = () => undefined } = {},
  ) {
    this.house = house;
    this.people = house.people;
    this.recorded = recorded;
    this.index = index;
    this.at = at;
    this.closesInMs = closesInMs;
    this.marginMs = marginMs;
    this.say = say;
    this.notes = [...recorded.notes];
    this.channels = new Set();
    this.contracts = [];
    this.award = null;
  }

  /** Goes the whole way; answers what stands at its end. */
  async run() {
    const { outcome, wasAwarded } = this.recorded;
    await this.invite();
    await this.ask();
    await this.decide();
    await this.draftRfq();
    if (outcome === 'draft') return this.standing();
    await this.publish();
    await this.at('published', this);
    await this.answerQuestion();
    await this.at('asked', this);
    const isOver = outcome === 'cancelled' && !wasAwarded;
    if (!isOver) await this.collectQuotes();
    await this.at('answered', this);
    if (outcome === 'open') return this.standing();
    if (isOver) return this.cancel();
    await this.close();
    await this.at('closed', this);
    if (outcome === 'closed') return this.standing();
    if (outcome === 'unsuccessful') return this.declareUnsuccessful();
    await this.proposeAward();
    await this.at('awardProposed', this);
    if (outcome === 'award_pending') return this.standing();
    await this.approve('awards', this.award);
    await this.at('awarded', this);
    if (outcome === 'cancelled') return this.cancelAwarded();
    if (outcome === 'contracted') await this.contract();
    return this.standing();
  }

  /** The vendors of the case, each with an invented address. */
  async invite() {
    const { answers, notes } = answersFor(this.recorded);
    this.notes.push(...notes);
    this.vendors = [];
    for (const [place, answer] of answers.entries()) {
      const address = `quotes@case${this.index + 1}-v${place + 1}.vendor.example`;
      const vendor = await this.people.buyer.start('vendors', {
        name: answer.vendor,
        contacts: [{ name: `Contact ${place + 1}`, eMail: address, language: 'en', role: 'Sales' }],
        categories: [this.recorded.category],
        country: 'GB',
        currency: this.recorded.currency,
        language: 'en',
        notes: null,
      });
      await this.people.buyer.send('vendors', vendor.id, 'approve');
      this.vendors.push({ ...answer, id: vendor.id, address, channel: channelOf(this.index, place) });
    }
  }

  /** The request, submitted and analysed. */
  async ask() {
    const { recorded, people } = this;
    const total = Decimal.sum(0, ...recorded.winners.map(({ amount }) => amount));
    const estimate = recorded.value ?? (total.gt(0) ? total.toFixed() : null);
    this.budgetLineId = await this.house.budgetLine(recorded.currency);
    const month = day(35).slice(0, 7);
    const request = await people.requester.start('requests', {
      family: recorded.family,
      title: recorded.title,
      need: recorded.need,
      category: recorded.category,
      demand: recorded.lines.slice(0, 50).map(({ description, unit, quantity }) => ({
        resourceId: null,
        what: description.slice(0, 200),
        unit: unit.slice(0, 40),
        month,
        months: null,
        quantity: new Decimal(quantity).toDecimalPlaces(6).toFixed(),
      })),
      neededOn: day(60),
      requirements: null,
      budgetLineId: this.budgetLineId,
      estimate: estimate === null ? null : new Decimal(estimate).toDecimalPlaces(4).toFixed(),
      currency: recorded.currency,
      attachments: [],
    });
    this.caseId = request.id;
    await people.requester.send('requests', request.id, 'submit');
  }

  /** The make-or-buy decision: outsource, proposed and approved. */
  async decide() {
    const { buyer } = this.people;
    const [decision] = await eventually('the draft of the decision', async () => {
      const found = await buyer.list('decisions', { case: this.caseId });
      return found.length > 0 ? found : null;
    });
    const estimate = this.recorded.value ?? String(Decimal.sum(1000, ...this.recorded.winners.map(({ amount }) => amount)));
    const amount = new Decimal(estimate).toDecimalPlaces(2).toFixed();
    const cost = (option, label, factor) => ({
      option,
      label,
      timing: 'one_off',
      fromMonth: 1,
      months: null,
      amount: new Decimal(amount).times(factor).toDecimalPlaces(2).toFixed(),
      indexation: null,
    });
    await buyer.send('decisions', decision.id, 'edit', {
      discountRate: '0.05',
      horizonMonths: 24,
      costs: [cost('make', 'Doing it with our own people', '1.6'), cost('buy', 'Buying it, as estimated', '1')],
      moneyWeight: '60',
      criteria: [{ name: 'Know-how at hand', weight: '40', make: '3', buy: '8', hybrid: null }],
      assumptions: 'Replayed from a record; the cost of doing it ourselves is invented.',
    });
    await buyer.send('decisions', decision.id, 'score');
    await buyer.send('decisions', decision.id, 'propose', {
      outcome: 'outsource',
      reason: 'As the record shows, it was bought.',
    });
    await this.approve('decisions', decision);
    this.decisionId = decision.id;
  }

  /** Every step of an approval, each by somebody the policy names who has not had a hand in it. */
  async approve(documents, { id, number }) {
    const { people } = this;
    const by = {
      approver: [people.approver, people.secondApprover],
      finance: [people.finance, people.secondFinance],
      legal: [people.legal],
      contract_owner: [people.contractOwner],
    };
    await eventually(`the approval of ${number}`, async () => {
      const record = await people.buyer.one(documents, id);
      if (record.state !== 'pending_approval') return record;
      const steps = await people.approver.list('approvals', { case: this.caseId, state: 'pending,delegated' });
      for (const step of steps.filter(({ subjectId }) => subjectId === id)) {
        for (const person of by[step.role] ?? []) {
          try {
            await person.send('approvals', step.id, 'approve', { comment: 'As recorded.' });
            break;
          } catch (error) {
            if (!(error instanceof Said) || error.status !== 409) throw error;
            this.say(`${step.role} ${person.name}: ${error.message}`);
          }
        }
      }
      return null;
    });
  }

  /** The RFQ with the record's lines, not yet published. */
  async draftRfq() {
    const { recorded } = this;
    this.rfqDraft = {
      title: recorded.title,
      family: recorded.family,
      kind: 'RFQ',
      currency: recorded.currency,
      lots: [],
      lines: recorded.lines.map(({ description, quantity, unit }) => ({
        id: null,
        lot: null,
        description,
        quantity: new Decimal(quantity).toDecimalPlaces(6).toFixed(),
        unit,
        termMonths: null,
      })),
      terms: null,
      criteria: [{ name: 'Price', weight: '100', direction: 'lower' }],
      closesAt: new Date(Date.now() + 30 * DAY_MS).toISOString(),
      zone: 'Europe/London',
      questionsUntil: null,
      remindAt: null,
      vendorIds: this.vendors.map(({ id }) => id),
      minVendors: 1,
      budgetLineId: this.budgetLineId,
    };
    this.rfq = await this.people.buyer.start('rfqs', { ...this.rfqDraft, decisionId: this.decisionId, requestId: null });
  }

  /** Out to the vendors: waits until each has its letter with the private link and the reply address. */
  async publish() {
    const { buyer } = this.people;
    const staysOpen = ['open', 'cancelled'].includes(this.recorded.outcome) && !this.recorded.wasAwarded;
    const closesAt = new Date(Date.now() + (staysOpen ? 30 * DAY_MS : this.closesInMs));
    await buyer.send('rfqs', this.rfq.id, 'edit', {
      ...this.rfqDraft,
      closesAt: closesAt.toISOString(),
    });
    this.rfq = await buyer.send('rfqs', this.rfq.id, 'publish');
    this.keepOpen = staysOpen ? null : this.#keepOpen();
    this.keepOpen?.catch(() => undefined);
    const letters = Promise.all(this.vendors.map((vendor) => this.#invited(vendor)));
    // Where the deadline could not be moved in time there is nothing left to wait for.
    await (this.keepOpen ? Promise.race([letters, this.keepOpen.then(() => letters)]) : letters);
  }

  async #invited(vendor) {
    vendor.letter = await this.house.mailbox.waitFor(
      vendor.address,
      ({ subject, attachments }) => subject.includes(this.rfq.number) && attachments.some(({ name }) => name.endsWith('.xlsx')),
      { patienceMs: 240_000, what: `the invitation to ${this.rfq.number}` },
    );
    vendor.page = linkIn(vendor.letter, this.house.instance);
  }

  // The letters of many cases share two processors: as long as answers are outstanding, the buyer moves the deadline.
  async #keepOpen() {
    while (!this.isCollected) {
      const leftMs = new Date(this.rfq.closesAt).getTime() - Date.now();
      if (leftMs < this.marginMs) {
        const closesAt = new Date(Date.now() + this.marginMs + 14_000).toISOString();
        this.rfq = await this.people.buyer.send('rfqs', this.rfq.id, 'extend', { closesAt, questionsUntil: null, note: null });
        this.house.counts.extended++;
      }
      await new Promise((resolve) => setTimeout(resolve, 700));
    }
  }

  /** A vendor asks on its page, the buyer answers to all. */
  async answerQuestion() {
    const { question } = this.recorded;
    if (!question) return;
    const [vendor] = this.vendors;
    await new Visitor({ retries: true }).submit(vendor.page, { text: question.text }, { action: `${vendor.page}/questions` });
    if (!question.answer) return;
    const asked = await eventually('the question', async () =>
      (await this.people.buyer.list('questions', { case: this.caseId, state: 'asked' })).find(
        ({ rfqId }) => rfqId === this.rfq.id,
      ),
    );
    await this.people.buyer.send('questions', asked.id, 'answer', { text: asked.text, answer: question.answer });
  }

  /** Each vendor answers in its own way; waits until every answer is a submitted quote. */
  async collectQuotes() {
    const answering = this.vendors.filter(({ prices }) => prices !== null);
    await Promise.all(answering.map((vendor) => this.quote(vendor)));
    const { buyer } = this.people;
    await eventually(
      `the ${answering.length} quotes for ${this.rfq.number}`,
      async () => {
        const quotes = (await buyer.list('quotes', { case: this.caseId })).filter(({ rfqId }) => rfqId === this.rfq.id);
        for (const quote of quotes.filter(({ state }) => state === 'manual_review')) await this.#accept(quote);
        return quotes.filter(({ state, submittedAt }) => state === 'submitted' && submittedAt).length >= answering.length;
      },
      { patienceMs: 240_000 },
    );
    this.isCollected = true;
    await this.keepOpen;
  }

  /** One vendor's answer by its channel. */
  async quote(vendor) {
    const { channel, prices, letter } = vendor;
    this.channels.add(channel);
    this.house.counts[channel]++;
    const from = { name: vendor.vendor, address: vendor.address };
    if (channel === 'page') return this.#quoteOnPage(vendor);
    if (channel === 'workbook') {
      const sheet = letter.attachments.find(({ name }) => name.endsWith('.xlsx'));
      if (!sheet) throw new Error(`the invitation to ${vendor.vendor} has no workbook`);
      const bytes = await fillWorkbook(sheet.bytes, { prices });
      return this.house.send({
        from,
        letter,
        text: 'Please find our quote attached.\n',
        attachments: [{ ...sheet, bytes }],
      });
    }
    return this.house.send({ from, letter, text: replyText(prices, this.recorded.currency) });
  }

  async #quoteOnPage({ prices, page }) {
    const fields = { currency: this.recorded.currency, validUntil: '', paymentTerms: '30 days net' };
    this.rfq.lines.forEach(({ id }, index) => {
      fields[`lines[${index}][lineId]`] = id;
      fields[`lines[${index}][unitPrice]`] = prices[index] ?? '';
      if (prices[index] === null) fields[`lines[${index}][notOffered]`] = 'yes';
    });
    try {
      await new Visitor({ retries: true }).submit(page, fields, { action: `${page}/submission` });
    } catch (error) {
      // A lost answer was asked for again: what stands is what was sent.
      if (!(error instanceof Said) || !/exactly the quote that we already have/.test(error.message)) throw error;
    }
  }

  // What could not be read for certain waits for a person: the buyer types what the letter says.
  async #accept(quote) {
    const vendor = this.vendors.find(({ id }) => id === quote.vendorId);
    this.house.counts.reviewed++;
    this.notes.push(`the ${vendor.channel} answer of ${vendor.vendor} went to review`);
    for (const { subject, text } of await this.house.mailbox.to(this.people.buyer.eMail))
      if (subject.includes(this.rfq.number)) this.say(`${subject}\n${text}`);
    try {
      await this.people.buyer.send('quotes', quote.id, 'accept', {
        currency: this.recorded.currency,
        lines: this.rfq.lines.map(({ id }, index) => ({
          lineId: id,
          unitPrice: vendor.prices[index],
          leadDays: null,
          note: null,
          notOffered: vendor.prices[index] === null,
        })),
        validUntil: null,
        paymentTerms: null,
        note: 'Read by a person.',
      });
    } catch (error) {
      if (!(error instanceof Said) || error.status !== 409) throw error;
    }
  }

  /** Waits for the deadline to close the RFQ. */
  async close() {
    const { buyer } = this.people;
    this.isCollected = true;
    await this.keepOpen;
    this.rfq = await eventually(`the closing of ${this.rfq.number}`, async () => {
      const rfq = await buyer.one('rfqs', this.rfq.id);
      return rfq.state === 'closed' ? rfq : null;
    });
  }

  /** The award to the record's winners, submitted for approval. */
  async proposeAward() {
    const { buyer } = this.people;
    const quotes = (await buyer.list('quotes', { case: this.caseId })).filter(
      ({ rfqId, state }) => rfqId === this.rfq.id && state === 'submitted',
    );
    const lines = this.recorded.winners.flatMap((winner) => {
      const vendor = this.vendors.find(({ vendor: name }) => name === winner.vendor);
      const quote = quotes.find(({ vendorId }) => vendorId === vendor?.id);
      if (!quote) throw new Error(`the record's winner ${winner.vendor} has no quote`);
      return winner.lines.map((index) => ({ lineId: this.rfq.lines[index].id, quoteId: quote.id }));
    });
    this.award = await buyer.start('awards', {
      rfqId: this.rfq.id,
      lines,
      basis: null,
      justification: 'The record’s winner.',
      lowPriceAnswer: 'The vendor explained its price in writing.',
      budgetLineId: null,
    });
    this.award = await buyer.send('awards', this.award.id, 'submit');
  }

  /** Contracts drafted from the award, approved, sent and signed by both sides. */
  async contract() {
    const { buyer } = this.people;
    const count = new Set(this.recorded.winners.map(({ vendor }) => vendor)).size;
    const drafts = await eventually('the drafts of the contracts', async () => {
      const found = await buyer.list('contracts', { case: this.caseId });
      return found.length >= count ? found : null;
    });
    for (const draft of drafts) {
      this.contracts.push(draft);
      await this.sign(draft);
    }
  }

  /** One contract through approval to both signatures, in either order. */
  async sign({ id, number }) {
    const { contractOwner } = this.people;
    const { contactEMail, contactName } = await contractOwner.send('contracts', id, 'submit');
    await this.approve('contracts', { id, number });
    const { sha256 } = await eventually(`the document of ${number}`, async () => {
      const contract = await contractOwner.one('contracts', id);
      return contract.sha256 ? contract : null;
    });
    await contractOwner.send('contracts', id, 'send');
    const vendorSigns = async () => {
      const letter = await this.house.mailbox.waitFor(contactEMail, ({ subject }) => subject.includes(number), {
        what: `the request to sign ${number}`,
      });
      const page = linkIn(letter, this.house.instance, 's');
      await signed(() =>
        new Visitor({ retries: true }).submit(
          page,
          { name: contactName, role: 'Director', consent: 'yes', sha256 },
          { action: `${page}/signature` },
        ),
      );
    };
    const weSign = () =>
      signed(() =>
        contractOwner.act('contracts', 'sign', `/contracts/${id}/signature`, {
          name: 'Carl Contracts',
          role: 'Contract owner',
          consent: 'yes',
          sha256,
        }),
      );
    for (const sign of this.index % 2 === 0 ? [vendorSigns, weSign] : [weSign, vendorSigns]) await sign();
  }

  /** Nothing awarded: cancelled with a reason that the vendors read. */
  async cancel() {
    this.isCollected = true;
    await this.keepOpen;
    await this.people.buyer.send('rfqs', this.rfq.id, 'cancel', { reason: 'Cancelled, as in the record.' });
    return this.standing();
  }

  /** An award stood already: it falls through first, then the RFQ is cancelled. */
  async cancelAwarded() {
    const { buyer } = this.people;
    await buyer.send('awards', this.award.id, 'fail', { reason: 'The tender was cancelled, as in the record.' });
    await buyer.send('rfqs', this.rfq.id, 'cancel', { reason: 'Cancelled after the award, as in the record.' });
    return this.standing();
  }

  async declareUnsuccessful() {
    await this.people.buyer.send('rfqs', this.rfq.id, 'declareUnsuccessful', {
      reason: 'No quote could be accepted, as in the record.',
    });
    return this.standing();
  }

  /** What stands now, read from the doors. */
  async standing() {
    const { buyer } = this.people;
    const rfq = await buyer.one('rfqs', this.rfq.id);
    const award = this.award ? await buyer.one('awards', this.award.id) : null;
    const byVendor = new Map();
    for (const { vendorName, amount } of award?.lines ?? [])
      byVendor.set(vendorName, new Decimal(byVendor.get(vendorName) ?? 0).plus(amount));
    const contracts = [];
    for (const { id } of this.contracts) contracts.push(await buyer.one('contracts', id));
    const quotes = (await buyer.list('quotes', { case: this.caseId })).filter(({ rfqId }) => rfqId === rfq.id);
    return {
      rfq: rfq.state,
      number: rfq.number,
      award: award?.state ?? null,
      currency: award?.currency ?? rfq.currency,
      total: award ? cents(award.total) : null,
      winners: [...byVendor].map(([vendor, amount]) => ({ vendor, amount: cents(amount) })),
      contracts: contracts.map(({ state, vendorName, amount }) => ({
        state,
        vendor: vendorName,
        amount: amount === null ? null : cents(amount),
      })),
      quotes: quotes.length,
      channels: [...this.channels],
      lines: rfq.lines.length,
    };
  }
}

/** The private page's address in a letter. */
export function linkIn({ text, html }, { environment }, page = 'q') {
  const link = new RegExp(`${environment.PUBLIC_URL}/${page}/[A-Za-z0-9_-]{20,}`).exec(`${text}\n${html}`)?.[0];
  if (!link) throw new Error('the letter has no private link');
  return link;
}

/** Prices as a vendor types them under a letter. */
export function replyText(prices, currency) {
  const lines = prices.map((price, index) =>
    price === null ? `Line ${index + 1}: not offered` : `Line ${index + 1}: ${typed(price)} ${currency}`,
  );
  return ['Dear Bela,', '', 'thank you for your invitation. Our prices:', '', ...lines, '', 'Kind regards', ''].join('\n');
}

// A lost answer is asked for again: then the signature is there already.
async function signed(sign) {
  try {
    await sign();
  } catch (error) {
    if (!(error instanceof Said) || error.status !== 409 || !/signed/i.test(error.message)) throw error;
  }
}

// Three decimals could be read as thousands: people write two, or more than three.
const typed = (price) => {
  const places = new Decimal(price).decimalPlaces();
  return new Decimal(price).toFixed(places <= 2 ? 2 : Math.max(places, 4));
};

/** What the answers of a journey come to in all, for messages. */
export const quotedTotal = (vendor, lines) => cents(totalOf(vendor.prices, lines));
