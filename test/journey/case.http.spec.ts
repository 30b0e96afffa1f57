import { createHash } from 'node:crypto';
import { eventually } from '../support/eventually.js';
import { Colleague, type Told, Visitor } from '../support/journey-people.js';
import { journeySteps } from '../support/journey-steps.js';
import { addressOf, House, journeyPassword, type StaffKey } from '../support/journey.js';
import { filledWorkbook, linkIn, type Received } from '../support/vendor-mailbox.js';

jest.setTimeout(60_000);

/** Four vendors, one for each way to answer; all invented. */
const vendors = {
  alder: { name: 'Alderbank Cloud GmbH', contact: 'Katrin Vogt', eMail: 'vogt@alderbank.example', country: 'DE' },
  birch: { name: 'Birkholm Data ApS', contact: 'Lars Holm', eMail: 'holm@birkholm.example', country: 'DK' },
  cedar: { name: 'Cedar Grid Ltd', contact: 'Owen Maddox', eMail: 'maddox@cedargrid.example', country: 'IE' },
  dune: { name: 'Duero Sistemas S.L.', contact: 'Lucia Ferrandis', eMail: 'ferrandis@duero.example', country: 'ES' },
};
type VendorKey = keyof typeof vendors;

const minutes = (count: number) => count * 60_000;

const step = journeySteps();
let house: House;
const people = {} as Record<StaffKey, Colleague>;
const vendorIds = {} as Record<VendorKey, string>;
const invited = {} as Record<VendorKey, Received>;
let budget: Told;
let request: Told;
let decision: Told;
let rfq: Told;
let award: Told;
let contracts: Told[];

beforeAll(async () => {
  house = await House.found();
  const keys = ['mira', 'sofia', 'helena', 'tobias', 'amara', 'ines', 'ulla', 'robert'] as const;
  await Promise.all(keys.map(async (key) => (people[key] = await house.signIn(key))));
  people.robert = await people.robert.withApiToken();
});
afterAll(() => house?.close());

/** The document once it is in `state`. */
const inState = (by: Colleague, documents: string, id: string, state: string): Promise<Told> =>
  eventually(async () => {
    const document = await by.one(documents, id);
    if (document.state !== state) throw new Error(`${document.number} is ${document.state}, not yet ${state}`);
    return document;
  }, 20_000);

/** The documents of the case once there are `count`. */
const ofCase = (by: Colleague, documents: string, count: number): Promise<Told[]> =>
  eventually(async () => {
    const found = await by.ofCase(documents, request.id);
    if (found.length !== count) throw new Error(`${found.length} ${documents} instead of ${count}`);
    return found;
  }, 20_000);

/** Approves every open step of a document, each by the person of its role. */
async function approveAll(subjectId: string, deciders: readonly Colleague[]): Promise<void> {
  for (const [index, decider] of deciders.entries()) {
    const step = await eventually(async () => {
      const steps = (await people.robert.ofCase('approvals', request.id)).filter((one) => one.subjectId === subjectId);
      const open = steps.find(({ state, ordinal }) => state === 'pending' && ordinal === index + 1);
      if (!open) throw new Error(`no open step ${index + 1}: ${steps.map(({ state }) => state).join(', ')}`);
      return open;
    }, 20_000);
    await decider.send('approvals', step.id, 'approve', { comment: 'Looked at and agreed.' });
  }
}

step('the house has money, capacity and approved vendors', async () => {
  const { tobias, ulla, sofia } = people;
  budget = await tobias.start('budget-lines', {
    title: 'Hosting and networks',
    ownerId: tobias.id,
    currency: 'EUR',
    amount: '200000',
    startsOn: '2026-01-01',
    endsOn: '2031-12-31',
  });
  await ulla.start('resources', {
    title: 'Compute cluster',
    class: 'technical_infrastructure',
    unit: 'vCPU',
    rate: '18.40',
    currency: 'EUR',
    thresholdShare: '0.85',
    capacity: months(14).map((month) => ({ month, quantity: '100' })),
  });
  for (const key of Object.keys(vendors) as VendorKey[]) {
    const { name, contact, eMail, country } = vendors[key];
    const vendor = await sofia.start('vendors', {
      name,
      country,
      currency: 'EUR',
      language: 'en',
      categories: ['cloud_computing', 'storage'],
      contacts: [{ name: contact, eMail, language: 'en', role: 'Sales' }],
    });
    await sofia.send('vendors', vendor.id, 'approve');
    vendorIds[key] = vendor.id;
  }
  expect((await sofia.one('vendors', vendorIds.alder)).state).toBe('approved');
});

step('a request forged by another page is not taken, and nobody does what their role does not allow', async () => {
  const forged = people.mira.forged().start('requests', {});
  await expect(forged).rejects.toThrow('403');
  await expect(people.mira.start('vendors', { name: 'My cousin' })).rejects.toThrow('403');
});

step('a request is held against our own capacity, reserves budget and gets a buyer', async () => {
  const [compute] = await people.ulla.list('resources');
  request = await people.mira.start('requests', {
    title: 'Computing power for the route planner',
    family: 'capacity_rental',
    category: 'cloud_computing',
    need: 'The new route planner computes all tours of a day within an hour.',
    demand: [{ resourceId: compute.id, month: months(14)[2], months: 12, quantity: '150' }],
    neededOn: `${months(14)[2]}-01`,
    requirements: 'Data stays in the European Union.',
    budgetLineId: budget.id,
    estimate: '60000',
    currency: 'EUR',
  });
  await people.mira.send('requests', request.id, 'submit');
  request = await inState(people.mira, 'requests', request.id, 'in_analysis');
  expect(request.buyerName).toBe('Sofia Lindqvist');
  expect(request.registerSays).toMatch(/short/i);
  expect(request.registerRows).toHaveLength(12);
  expect((request.registerRows as { short: string }[])[0].short).toBe('50');
  expect(await people.tobias.one('budget-lines', budget.id)).toMatchObject({ reserved: '60000', committed: '0' });
  expect((await house.mail.letter('sofia@tarnfield.example', /a case for you/)).text).toContain('Mira Castellan');
  expect((await house.mail.letter('mira@tarnfield.example', new RegExp(request.number))).text).toContain('Compute cluster');
});

step('the decision is reckoned, proposed and approved by two others, never by its author', async () => {
  const { sofia, helena, tobias, mira } = people;
  [decision] = await ofCase(sofia, 'decisions', 1);
  expect(await sofia.refusal('decisions', decision.id, 'propose', { outcome: 'outsource' })).toBe('409 decision.notNow');
  decision = await sofia.send('decisions', decision.id, 'score');
  expect(decision.comparison).toHaveLength(3);
  decision = await sofia.send('decisions', decision.id, 'propose', {
    outcome: 'outsource',
    reason: 'The cluster is needed for the season.',
  });
  const step = await eventually(async () => {
    const open = (await ofCase(helena, 'approvals', 2)).find(({ state }) => state === 'pending');
    if (!open) throw new Error('no step is open yet');
    return open;
  });
  expect(await sofia.refusal('approvals', step.id, 'approve')).toBe('409 approval.ownWork');
  expect(await tobias.refusal('approvals', step.id, 'approve')).toBe('409 approval.notYours');
  await approveAll(decision.id, [helena, tobias]);
  decision = await inState(sofia, 'decisions', decision.id, 'approved');
  request = await inState(mira, 'requests', request.id, 'decided');
  expect(request.outcome).toBe('outsource');
  decision = await eventually(async () => {
    const withDocument = await sofia.one('decisions', decision.id);
    expect(withDocument.documents).toHaveLength(1);
    return withDocument;
  });
  const document = await sofia.get(`/files/${(decision.documents as string[])[0]}?of=decisions/${decision.id}`);
  expect([document.status, document.bytes.subarray(0, 5).toString()]).toEqual([200, '%PDF-']);
  await house.mail.letter('mira@tarnfield.example', /decided/i);
});

step('publishing the RFQ sends every vendor its own letter with document, workbook, calendar entry and link', async () => {
  const { sofia } = people;
  const now = (await house.clock.now()).getTime();
  rfq = await sofia.start('rfqs', {
    decisionId: decision.id,
    title: 'Computing power and storage for the route planner',
    family: 'capacity_rental',
    kind: 'RFQ',
    currency: 'EUR',
    lots: [],
    lines: [
      { description: 'Virtual processors, dedicated', quantity: '150', unit: 'vCPU', termMonths: 12 },
      { description: 'Block storage, replicated', quantity: '40', unit: 'TB', termMonths: 12 },
    ],
    terms: 'Data centres in the European Union.',
    criteria: [{ name: 'Price', weight: '100', direction: 'lower' }],
    closesAt: new Date(now + minutes(120)).toISOString(),
    questionsUntil: new Date(now + minutes(60)).toISOString(),
    remindAt: new Date(now + minutes(90)).toISOString(),
    zone: 'Europe/Vienna',
    vendorIds: Object.values(vendorIds),
    minVendors: 3,
    budgetLineId: budget.id,
  });
  await sofia.send('rfqs', rfq.id, 'publish');
  for (const key of Object.keys(vendors) as VendorKey[]) {
    invited[key] = await house.mail.letter(vendors[key].eMail, /please quote/);
    const types = invited[key].attachments.map(({ mediaType }) => mediaType).join(' ');
    expect(types).toMatch(/application\/pdf/);
    expect(types).toMatch(/spreadsheetml/);
    expect(types).toMatch(/calendar/);
  }
  expect(new Set(Object.values(invited).map(linkIn)).size).toBe(4);
  expect(new Set(Object.values(invited).map(({ replyTo }) => replyTo)).size).toBe(4);
  rfq = await people.sofia.one('rfqs', rfq.id);
});

step('a question is answered to all, and nobody learns who asked', async () => {
  const page = new Visitor(house.url);
  const link = linkIn(invited.birch);
  const asked = await page.submit(
    link,
    { text: 'May the storage stand in Denmark? Regards, Lars of Birkholm' },
    `${link}/questions`,
  );
  expect(asked.status).toBe(303);
  const [question] = await ofCase(people.sofia, 'questions', 1);
  await people.sofia.send('questions', question.id, 'answer', {
    text: 'May the storage stand in Denmark?',
    answer: 'Yes: anywhere in the European Union.',
  });
  for (const { eMail } of Object.values(vendors)) {
    const { text, html } = await house.mail.letter(eMail, /question was answered/);
    expect(text).toContain('anywhere in the European Union');
    if (eMail !== vendors.birch.eMail) expect(text + html).not.toMatch(/Birkholm|Lars/i);
  }
});

step('a filled workbook sent back by mail becomes a quote with a receipt', async () => {
  const workbook = await filledWorkbook(invited.alder, { prices: { 1: 18, 2: 35 }, terms: { Currency: 'EUR' } });
  await house.mail.answer(invited.alder, vendors.alder.eMail, 'Please find our quote attached.', [workbook]);
  const receipt = await house.mail.letter(vendors.alder.eMail, /receipt/);
  expect(receipt.text).toMatch(/49,200\.00/);
  const quote = await quoteOf('alder');
  expect(quote).toMatchObject({ state: 'submitted', channel: 'workbook', total: '49200', currency: 'EUR' });
  expect(receipt.text).toContain(quote.contentHash);
});

step('a plain reply becomes a quote with a receipt', async () => {
  await house.mail.answer(
    invited.birch,
    vendors.birch.eMail,
    'Dear Ms Lindqvist,\n\nline 1: 23.00 USD\nline 2: 34.50 USD\n\nBest regards\nLars Holm',
  );
  expect((await house.mail.letter(vendors.birch.eMail, /receipt/)).text).toMatch(/57,960\.00/);
  expect(await quoteOf('birch')).toMatchObject({ state: 'submitted', channel: 'reply', total: '57960', currency: 'USD' });
});

step('a reply that cannot be read for certain waits for the buyer, who accepts it as it was meant', async () => {
  const words = 'Hello,\n\nfor line 1 about 20 to 22 EUR, line 2 we can do 33 EUR if you take it all.\n\nLucia';
  await house.mail.answer(invited.dune, vendors.dune.eMail, words);
  expect((await house.mail.letter(vendors.dune.eMail, /could not read/)).text).toContain('that time counts');
  await house.mail.letter('sofia@tarnfield.example', /Duero/);
  let quote = await quoteOf('dune');
  expect(quote.state).toBe('manual_review');
  const [first, second] = rfq.lines as { id: string }[];
  quote = await people.sofia.send('quotes', quote.id, 'accept', {
    currency: 'EUR',
    lines: [
      { lineId: first.id, unitPrice: '21' },
      { lineId: second.id, unitPrice: '33' },
    ],
    note: 'By telephone: 21 and 33.',
  });
  expect(quote).toMatchObject({ state: 'submitted', total: '53640' });
  expect((await house.mail.letter(vendors.dune.eMail, /receipt/)).text).toMatch(/53,640\.00/);
});

step('only the silent vendor is reminded, and quotes on its private page', async () => {
  await house.clock.pass(91);
  await house.mail.letter(vendors.cedar.eMail, /reminder/);
  for (const key of ['alder', 'birch', 'dune'] as const) {
    expect((await house.mail.of(vendors[key].eMail)).filter(({ subject }) => /reminder/.test(subject))).toHaveLength(0);
  }
  const link = linkIn(invited.cedar);
  const page = new Visitor(house.url);
  const [first, second] = rfq.lines as { id: string }[];
  const fields = (price: string) => ({
    currency: 'EUR',
    paymentTerms: '30 days net',
    'lines[0][lineId]': first.id,
    'lines[0][unitPrice]': price,
    'lines[1][lineId]': second.id,
    'lines[1][unitPrice]': '41.00',
  });
  const mistyped = await page.submit(link, fields('seventeen'), `${link}/submission`);
  expect(mistyped.status).toBe(422);
  expect(mistyped.html).toContain('value="seventeen"');
  expect((await page.submit(link, fields('17.00'), `${link}/submission`)).status).toBe(303);
  expect((await page.open(link)).html).toContain('50,280.00');
  expect(await quoteOf('cedar')).toMatchObject({ state: 'submitted', channel: 'page', total: '50280' });
});

step('the RFQ closes at its deadline, and what comes later is kept as late', async () => {
  expect(await people.sofia.refusal('rfqs', rfq.id, 'close')).toBe('409 rfq.unknownEvent');
  await house.clock.pass(31);
  rfq = await inState(people.sofia, 'rfqs', rfq.id, 'closed');
  await house.mail.answer(invited.birch, vendors.birch.eMail, 'line 1: 10.00 USD\nline 2: 10.00 USD');
  await house.mail.letter(vendors.birch.eMail, /after the deadline/);
  expect(await quoteOf('birch')).toMatchObject({ state: 'submitted', total: '57960' });
});

step('the comparison turns every quote into one currency and finds the best one and the best mix', async () => {
  const page = new Visitor(house.url);
  await page.submit('/sign-in', { eMail: addressOf('sofia'), password: journeyPassword });
  const rate = { currency: 'USD', onDay: '2026-01-02', rate: '1.15', source: 'European Central Bank' };
  expect((await page.submit('/exchange-rates', rate)).status).toBe(303);
  const { bytes } = await people.sofia.get(`/api/v1/rfqs/${rfq.id}/comparison`);
  const comparison = JSON.parse(bytes.toString()) as Comparison;
  const totals = comparison.quotes.filter(({ counts }) => counts).map(({ vendorName, total, rank }) => [vendorName, total, rank]);
  expect(totals).toEqual([
    ['Alderbank Cloud GmbH', '49200', 1],
    ['Birkholm Data ApS', '50400', 3],
    ['Cedar Grid Ltd', '50280', 2],
    ['Duero Sistemas S.L.', '53640', 4],
  ]);
  expect(comparison).toMatchObject({ bestTotal: '49200', bestMix: '45000' });
  expect((await page.open(`/rfqs/${rfq.id}/comparison`)).html).toContain('49,200.00');
});

step('a round asks for better prices: who answers improves, who is silent stands as before', async () => {
  const { sofia } = people;
  const cedar = await quoteOf('cedar');
  const birch = await quoteOf('birch');
  const round = await sofia.start('rounds', {
    rfqId: rfq.id,
    kind: 'counter_offer',
    closesAt: new Date((await house.clock.now()).getTime() + minutes(60)).toISOString(),
    message: 'We split the work by lines.',
    targets: [
      { quoteId: cedar.id, target: '49000', message: 'Line 1 matters.' },
      { quoteId: birch.id, target: null, message: null },
    ],
  });
  await sofia.send('rounds', round.id, 'open');
  const asked = await house.mail.letter(vendors.cedar.eMail, /better offer/);
  expect(asked.text).toContain('49,000.00');
  expect(asked.text).not.toContain('Birkholm');
  await house.mail.letter(vendors.birch.eMail, /better offer/);
  expect(await house.mail.of(vendors.alder.eMail)).toHaveLength(3);
  const page = new Visitor(house.url);
  const link = linkIn(asked);
  const [first] = rfq.lines as { id: string }[];
  const offer = { 'lines[0][lineId]': first.id, 'lines[0][unitPrice]': '16.50' };
  expect((await page.submit(link, offer, `${link}/round/offer`)).status).toBe(303);
  expect(await quoteOf('cedar')).toMatchObject({ state: 'best_and_final', total: '49380' });
  await house.clock.pass(61);
  const closed = await inState(sofia, 'rounds', round.id, 'closed');
  expect(closed.results).toMatchObject([
    { vendorName: vendors.cedar.name, answered: true, before: '50280', after: '49380', saving: '900' },
    { vendorName: vendors.birch.name, answered: false, before: '57960', after: '57960' },
  ]);
  rfq = await inState(sofia, 'rfqs', rfq.id, 'closed');
});

step('the award goes to two vendors, is approved by two others, and commits the budget in the same moment', async () => {
  const { sofia, helena, tobias } = people;
  const [cedar, birch] = [await quoteOf('cedar'), await quoteOf('birch')];
  award = await sofia.start('awards', {
    rfqId: rfq.id,
    lines: [
      { lineId: '1', quoteId: cedar.id },
      { lineId: '2', quoteId: birch.id },
    ],
  });
  expect(award).toMatchObject({ state: 'proposed', total: '44100', currency: 'EUR' });
  expect(await sofia.refusal('awards', award.id, 'submit')).toBe('409 award.noJustification');
  await sofia.send('awards', award.id, 'edit', {
    lines: [
      { lineId: '1', quoteId: cedar.id },
      { lineId: '2', quoteId: birch.id },
    ],
    justification: 'Each line from the cheapest.',
  });
  await sofia.send('awards', award.id, 'submit');
  const step = await eventually(async () => {
    const open = (await helena.ofCase('approvals', request.id)).find(
      ({ subjectId, state }) => subjectId === award.id && state === 'pending',
    );
    if (!open) throw new Error('no step is open yet');
    return open;
  });
  expect(await sofia.refusal('approvals', step.id, 'approve')).toBe('409 approval.ownWork');
  expect((await house.mail.letter(addressOf('helena'), /AWD-/)).text).toContain('44,100.00');
  await approveAll(award.id, [helena, tobias]);
  award = await inState(sofia, 'awards', award.id, 'active');
  expect((await sofia.one('rfqs', rfq.id)).state).toBe('awarded');
  expect(await tobias.one('budget-lines', budget.id)).toMatchObject({ reserved: '0', committed: '44100' });
});

step('winners and losers are told, each its own result and nobody’s prices', async () => {
  expect((await house.mail.letter(vendors.cedar.eMail, /was chosen/)).text).toContain('29,700.00');
  expect((await house.mail.letter(vendors.birch.eMail, /was chosen/)).text).toContain('34.50');
  for (const key of ['alder', 'dune'] as const) {
    const { text } = await house.mail.letter(vendors[key].eMail, /our decision/);
    expect(text).toMatch(/came \d\w\w of 4/);
    expect(text).not.toMatch(/Cedar|Birkholm|16\.50|34\.50|29,700/);
    expect(await quoteOf(key)).toMatchObject({ state: 'lost' });
  }
  expect(await quoteOf('alder')).toMatchObject({ total: '49200' });
});

step('each contract is drafted from the award, approved by legal, and sent as a PDF for signature', async () => {
  const { ines, amara } = people;
  contracts = await ofCase(ines, 'contracts', 2);
  expect(contracts.map(({ vendorName, amount, currency }) => [vendorName, amount, currency])).toEqual([
    ['Cedar Grid Ltd', '29700', 'EUR'],
    ['Birkholm Data ApS', '16560', 'USD'],
  ]);
  for (const { id } of contracts) {
    await ines.send('contracts', id, 'submit');
    await approveAll(id, [amara]);
    await eventually(async () => {
      const { sha256, state } = await ines.one('contracts', id);
      expect([typeof sha256, state]).toEqual(['string', 'approved']);
    });
    const sent = await ines.send('contracts', id, 'send');
    const { bytes } = await ines.get(`/files/${String(sent.fileId)}?of=contracts/${id}`);
    expect(bytes.subarray(0, 5).toString()).toBe('%PDF-');
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(sent.sha256);
  }
});

step('a contract is active when both sides have signed the same document; then the request is fulfilled', async () => {
  const { ines, mira } = people;
  const ours = new Visitor(house.url);
  await ours.submit('/sign-in', { eMail: addressOf('ines'), password: journeyPassword });
  for (const [contract, key] of [
    [contracts[0], 'cedar'],
    [contracts[1], 'birch'],
  ] as const) {
    const letter = await house.mail.letter(vendors[key].eMail, /sign/i);
    expect(letter.attachments.map(({ mediaType }) => mediaType)).toContain('application/pdf');
    const link = /https?:\/\/\S+\/s\/[a-z2-7]{26}/.exec(letter.text)?.[0] ?? '';
    const vendor = new Visitor(house.url);
    const sha256 = /name="sha256" value="([0-9a-f]{64})"/.exec((await vendor.open(link)).html)?.[1] ?? '';
    const signature = { name: vendors[key].contact, role: 'Managing director', sha256, consent: 'yes' };
    expect((await vendor.submit(link, { ...signature, consent: '' }, `${link}/signature`)).status).toBe(409);
    expect((await vendor.submit(link, signature, `${link}/signature`)).status).toBe(303);
    expect((await ines.one('contracts', contract.id)).state).toBe('partially_signed');
    expect((await mira.one('requests', request.id)).state).toBe('decided');
    const page = `/contracts/${contract.id}/signature`;
    expect((await ours.submit(page, { ...signature, name: 'Ines Carvalho', role: 'Contract owner' })).status).toBe(303);
    await inState(ines, 'contracts', contract.id, 'active');
    await house.mail.letter(vendors[key].eMail, /signed by both|is signed|record of/i);
  }
  request = await inState(mira, 'requests', request.id, 'fulfilled');
});

step('when the notice day comes, the contract owner hears of it', async () => {
  const { ines } = people;
  const contract = await eventually(async () => {
    const certified = await ines.one('contracts', contracts[0].id);
    expect(certified.certificateFileId).not.toBeNull();
    return certified;
  });
  const noticeOn = new Date(`${String(contract.noticeOn)}T23:59:59Z`);
  await house.clock.pass(Math.ceil((noticeOn.getTime() - (await house.clock.now()).getTime()) / minutes(1)) + 60 * 24);
  await inState(ines, 'contracts', contract.id, 'notice_window');
  await eventually(async () => {
    const letters = (await house.mail.of(addressOf('ines'))).map(({ subject }) => subject);
    expect(letters.filter((subject) => subject.includes(contract.number) && /notice/i.test(subject))).not.toHaveLength(0);
  });
});

step('the case can be read back step by step, and nothing in it was altered or left undone', async () => {
  const { robert } = people;
  const past = await robert.history('requests', request.id);
  expect(past.map(({ event, to }) => `${event} → ${to}`)).toEqual([
    'start → draft',
    'submit → submitted',
    'analyse → in_analysis',
    'proposeDecision → decision_pending',
    'decide → decided',
    'fulfil → fulfilled',
  ]);
  const numbers = new Map([award, decision, ...contracts].map(({ id, number }) => [id, number]));
  const steps = (await robert.ofCase('approvals', request.id)).map(({ subjectId, ordinal, deciderName }) =>
    [numbers.get(String(subjectId)), ordinal, deciderName].join(' '),
  );
  expect(steps.sort()).toEqual([
    `${award.number} 1 Helena Fischer`,
    `${award.number} 2 Tobias Reinholt`,
    `${contracts[0].number} 1 Amara Diallo`,
    `${contracts[1].number} 1 Amara Diallo`,
    `${decision.number} 1 Helena Fischer`,
    `${decision.number} 2 Tobias Reinholt`,
  ]);
  expect((await robert.get(`/cases/${request.id}`)).status).toBe(200);
  await eventually(async () => expect(await house.failedJobs()).toEqual([]));
  const { fault, entries } = await house.audit();
  expect(fault).toBeNull();
  expect(entries).toBeGreaterThan(60);
});

interface Comparison {
  quotes: { vendorName: string; total: string | null; rank: number | null; counts: boolean }[];
  bestTotal: string | null;
  bestMix: string | null;
}

/** The quote that stands for a vendor. */
async function quoteOf(key: VendorKey): Promise<Told> {
  const quotes = await people.sofia.ofCase('quotes', request.id);
  const theirs = quotes.filter(({ vendorId, state }) => vendorId === vendorIds[key] && state !== 'late');
  expect(theirs).toHaveLength(1);
  return theirs[0];
}

/** Months from this one on, 'YYYY-MM'. */
function months(count: number): string[] {
  const from = new Date();
  return Array.from({ length: count }, (_, month) =>
    new Date(Date.UTC(from.getUTCFullYear(), from.getUTCMonth() + month, 1)).toISOString().slice(0, 7),
  );
}
