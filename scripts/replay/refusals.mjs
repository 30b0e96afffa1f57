import { randomUUID } from 'node:crypto';
import { Said, Visitor } from '../harness/http-client.mjs';
import { eventually } from './steps.mjs';

/** The refused steps of a recorded flow: which rule each stands for, whether it holds here too, and what our door said. */
export class Refusals {
  constructor(recorded) {
    this.tried = recorded.refusals.map((step) => ({ step, rule: ruleOf(step), answer: null }));
  }

  /** Tries the equivalents that belong to a stage of the journey, in the order of the flow. */
  async at(stage, journey) {
    for (const tried of this.tried) {
      if (tried.rule.stage !== stage || tried.answer) continue;
      const same = this.tried.find((other) => other.rule === tried.rule && other.answer);
      tried.answer = same?.answer ?? (await tried.rule.tryHere(journey, tried.step));
    }
  }

  /** Refusals that should have been refused here too and were not. */
  differences() {
    return this.tried
      .filter(({ answer }) => answer && !answer.isRefused)
      .map(({ step, rule, answer }) => `step ${step.step} (${rule.rule}) was refused there and accepted here: ${answer.said}`);
  }

  /** One line a refused step. */
  lines() {
    return this.tried.map(({ step, rule, answer }) => {
      const there = `step ${step.step} refused there (${saidThere(step)})`;
      if (!rule.tryHere) return `${there}: does not apply here, ${rule.why}`;
      if (!answer) return `${there}: ${rule.rule} holds here too; not tried, because the record ends before`;
      return `${there}: ${answer.isRefused ? 'refused here too' : 'ACCEPTED HERE'}, ${rule.rule}: ${answer.said}`;
    });
  }

  /** How many were refused here too, and how many do not apply. */
  counts() {
    return {
      same: this.tried.filter(({ answer }) => answer?.isRefused).length,
      inapplicable: this.tried.filter(({ rule }) => !rule.tryHere).length,
      untried: this.tried.filter(({ rule, answer }) => rule.tryHere && !answer).length,
    };
  }
}

/** The rule that a refused step stands for; the first that fits. */
export function ruleOf(step) {
  const said = JSON.stringify(step.answer?.errors ?? '');
  return RULES.find(({ path, fits }) => (!path || path.test(step.path)) && (!fits || fits.test(said)));
}

const inapplicable = (fits, why, path) => ({ fits, path, why });

const RULES = [
  {
    path: /\/bids/,
    fits: /'proposal' and format pkcs7|\\"proposal\\"/,
    rule: 'a bid must bring its offer (there a signed proposal, here a price)',
    stage: 'published',
    tryHere: (journey) => onPage(journey, '/submission', { ...firstLine(journey), 'lines[0][unitPrice]': '' }),
  },
  {
    path: /\/cancellations/,
    fits: /cancellationReport/,
    rule: 'a cancellation must give its grounds (there a signed report, here the reason)',
    stage: 'published',
    tryHere: ({ people, rfq }) => people.buyer.refusal('rfqs', rfq.id, 'cancel', {}).then(refused, accepted),
  },
  {
    path: /\/awards\//,
    fits: /'notice' and format pkcs7/,
    rule: 'an award is not active before its formal act (there a signed notice, here the approvals)',
    stage: 'awardProposed',
    tryHere: ({ people, award }) => people.buyer.refusal('awards', award.id, 'approve', {}).then(refused, accepted),
  },
  {
    path: /\/awards\//,
    fits: /unsuccessful status when qualified/,
    rule: 'a winner is not turned down without saying why',
    stage: 'awardProposed',
    tryHere: ({ people, award }) => people.buyer.refusal('awards', award.id, 'fail', {}).then(refused, accepted),
  },
  {
    path: /\/awards\//,
    fits: /active status with not qualified/,
    rule: 'nothing is awarded to a vendor that does not qualify (here: one on hold)',
    stage: 'awardProposed',
    tryHere: awardOnHold,
  },
  inapplicable(
    /pkcs7-signature/,
    'because a signed file beside the act itself is asked for by Ukrainian law; here the signed-in person and the audit stand for it',
  ),
  {
    fits: /Can't update tender in current/,
    rule: 'a published tender is not edited, and its deadline not shortened',
    stage: 'published',
    tryHere: editPublished,
  },
  {
    fits: /Total amount of unit values should be equal/,
    rule: 'a bid whose total contradicts its lines is not taken',
    stage: 'published',
    tryHere: contradictoryReply,
  },
  {
    fits: /only in enquiryPeriod/,
    rule: 'no question after the time for questions',
    stage: 'asked',
    tryHere: askTooLate,
  },
  {
    fits: /Firm can't create bid|not a member of agreement|Author can't create question|non-qualified suppliers/,
    rule: 'only invited vendors ask and answer',
    stage: 'published',
    tryHere: asStranger,
  },
  {
    path: /\/bids/,
    fits: /ids should be on tender items/,
    rule: 'a bid names only lines that were asked for',
    stage: 'published',
    tryHere: (journey) =>
      onPage(journey, '/submission', { ...firstLine(journey), 'lines[0][lineId]': 'no-such-line', 'lines[0][unitPrice]': '1' }),
  },
  {
    path: /\/bids$/,
    fits: /"items","description":"This field is required|unit.value is required/,
    rule: 'a bid prices its lines',
    stage: 'published',
    tryHere: (journey) =>
      onPage(journey, '/submission', { currency: journey.recorded.currency, validUntil: '', paymentTerms: '' }),
  },
  {
    path: /\/bids\//,
    fits: /Not Found/,
    rule: 'a bid that is not there is not found',
    stage: 'published',
    tryHere: async ({ people }) =>
      people.buyer.one('quotes', randomUUID()).then(() => ({ isRefused: false, said: 'found' }), refusedBy),
  },
  {
    fits: /Rogue field/,
    rule: 'fields that a form does not have are refused, not ignored',
    stage: 'published',
    tryHere: ({ people, rfqDraft, decisionId }) =>
      people.buyer
        .request('POST', '/api/v1/rfqs', { ...rfqDraft, decisionId, requestId: null, rogueField: '1' })
        .then(() => ({ isRefused: false, said: 'accepted' }), refusedBy),
  },
  inapplicable(
    /tenderPeriod should be extended/,
    'because no law sets a number of days; here each change makes a new revision, every vendor is told, and quotes before it are stale',
  ),
  inapplicable(
    /should include all tender items/,
    'because a vendor may offer some lines only; the comparison shows the quote as incomplete',
  ),
  inapplicable(/should be less than value of lot/, 'because the estimate is no ceiling; it stands beside the quotes'),
  inapplicable(/valueAddedTaxIncluded/, 'because all prices are asked without VAT'),
  inapplicable(/atalo|Profile|profile|Categor|categor|product/, 'because there is no state catalogue of categories and profiles'),
  inapplicable(/greement/, 'because framework agreements are not among our documents'),
  inapplicable(/complaint/, 'because complaints are no part of a private house’s RFQ'),
  inapplicable(/equirement|relatesTo/, 'because there are no questionnaires of requirements beside the criteria'),
  inapplicable(/ilestone/, 'because milestones belong to contracts here, not to RFQs'),
  inapplicable(/nspector|eview request/, 'because there is no outside inspector'),
  inapplicable(/contract_owner|broker/, 'because there are no brokers between buyer and vendor'),
  inapplicable(
    null,
    'because the step belongs to plans or signed electronic contracts of the state’s system',
    /^(plans|contracts)/,
  ),
  inapplicable(null, 'because the rule is about a part that our documents do not have'),
];

/** Sends a form of the vendor's page. */
async function onPage({ vendors }, action, fields) {
  const [{ page }] = vendors;
  return new Visitor({ retries: true })
    .submit(page, fields, { action: `${page}${action}` })
    .then(() => ({ isRefused: false, said: 'accepted' }), refusedBy);
}

const firstLine = ({ recorded, rfq }) => ({
  currency: recorded.currency,
  validUntil: '',
  paymentTerms: '',
  'lines[0][lineId]': rfq.lines[0].id,
});

async function editPublished(journey) {
  const { people, rfq, rfqDraft } = journey;
  const edit = await people.buyer.refusal('rfqs', rfq.id, 'edit', rfqDraft).then(refused, accepted);
  if (!edit.isRefused) return edit;
  const closesAt = new Date(new Date(rfq.closesAt).getTime() - 1_000).toISOString();
  const shorten = await people.buyer
    .refusal('rfqs', rfq.id, 'extend', { closesAt, questionsUntil: null, note: null })
    .then(refused, accepted);
  return { isRefused: shorten.isRefused, said: `${edit.said}; ${shorten.said}` };
}

// The letter must not become a quote by itself: it waits for a person, who sends it back here.
async function contradictoryReply({ house, people, vendors, rfq, recorded, caseId }) {
  const [vendor] = vendors;
  const lines = recorded.lines.map((_, index) => `Line ${index + 1}: 10.00 ${recorded.currency}`);
  const text = ['Dear Bela,', '', ...lines, '', `Total: 98765.00 ${recorded.currency}`, '', 'Kind regards', ''].join('\n');
  await house.send({ from: { name: vendor.vendor, address: vendor.address }, letter: vendor.letter, text });
  const quote = await eventually('the reading of the contradictory letter', async () =>
    (await people.buyer.list('quotes', { case: caseId })).find(
      ({ rfqId, vendorId, state }) => rfqId === rfq.id && vendorId === vendor.id && state !== 'draft',
    ),
  );
  if (quote.state !== 'manual_review') return { isRefused: false, said: `the quote is ${quote.state}` };
  await people.buyer.send('quotes', quote.id, 'reject', {
    note: 'The total is not what the lines come to; please send one that is.',
  });
  return { isRefused: true, said: 'not taken as a quote: it waited for a person, who sent it back' };
}

async function asStranger({ house, vendors }) {
  const url = vendors[0].page.replace(/[a-z2-7]{26}$/, 'a'.repeat(26));
  const page = await new Visitor({ retries: true })
    .open(url)
    .then(() => ({ isRefused: false, said: 'the page opened' }), refusedBy);
  if (!page.isRefused) return page;
  const letter = { ...vendors[0].letter, replyTo: vendors[0].letter.replyTo.replace(/\+[a-z2-7]+@/, `+${'a'.repeat(26)}@`) };
  const from = { name: 'A Stranger', address: 'stranger@nobody.vendor.example' };
  const mail = await house.send({ from, letter, text: 'Line 1: 1.00\n' }).then(
    () => 'its letter is kept for a person and is no quote',
    (error) => `its letter got ${error.responseCode ?? error.message}`,
  );
  return { isRefused: true, said: `${page.said}; ${mail}` };
}

// The award of the journey waits for approval: the vendor goes on hold, the approval is refused, and the vendor is reinstated.
async function awardOnHold({ people, award, vendors, recorded, caseId }) {
  const winner = vendors.find(({ vendor }) => vendor === recorded.winners[0].vendor);
  const { buyer } = people;
  await buyer.send('vendors', winner.id, 'hold', { reason: 'Does not qualify, for the moment.', until: null });
  try {
    const step = await eventually('the first step of the approval', async () =>
      (await buyer.list('approvals', { case: caseId, state: 'pending' })).find(({ subjectId }) => subjectId === award.id),
    );
    if (step.steps > 1) {
      await buyer.send('awards', award.id, 'withdrawFromApproval', { reason: 'The vendor is on hold.' });
      return await people.buyer.refusal('awards', award.id, 'submit').then(refused, accepted);
    }
    return await people.approver.refusal('approvals', step.id, 'approve', { comment: null }).then(refused, accepted);
  } finally {
    await buyer.send('vendors', winner.id, 'reinstate');
    const now = await buyer.one('awards', award.id);
    if (now.state === 'proposed') await buyer.send('awards', award.id, 'submit');
  }
}

const refused = ({ status, codes }) => ({ isRefused: true, said: `${status} ${codes.join(', ')}` });
const accepted = (error) => {
  if (!/was accepted and should have been refused/.test(error.message)) throw error;
  return { isRefused: false, said: 'accepted' };
};
const refusedBy = (error) => {
  if (!(error instanceof Said) || error.status >= 500) throw error;
  return { isRefused: true, said: `${error.status} ${error.codes.join(', ') || pageFault(error.body)}` };
};

// A page says it in words; the sentence about the fault is the part worth repeating.
const pageFault = (text) =>
  /not taken yet\. (.{5,160}?\.)\s/.exec(String(text))?.[1] ??
  /(Give a price[^.]*\.|must (?:be|not be)[^.]{3,80}|There is no such page[^.]*\.)/.exec(String(text))?.[1] ??
  '';

// The buyer moves the deadline and ends the time for questions; once it is over a vendor still asks.
async function askTooLate(journey) {
  const { people, rfq } = journey;
  const closesAt = new Date(Math.max(new Date(rfq.closesAt).getTime(), Date.now()) + 20_000).toISOString();
  const questionsUntil = new Date(Date.now() + 1_500).toISOString();
  journey.rfq = await people.buyer.send('rfqs', rfq.id, 'extend', { closesAt, questionsUntil, note: null });
  await new Promise((resolve) => setTimeout(resolve, 2_000));
  return onPage(journey, '/questions', { text: 'May we still ask?' });
}

function saidThere({ status, answer }) {
  const [first] = answer?.errors ?? [];
  const text = typeof first?.description === 'string' ? first.description : JSON.stringify(first?.description ?? first ?? '');
  return `${status} ${text}`.slice(0, 130);
}
