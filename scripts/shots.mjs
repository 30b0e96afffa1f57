// `npm run shots`: starts the product with the invented company in a temporary folder, plays one case through its doors, and takes the
// pictures of docs/shots from what people then see.
import { resolve } from 'node:path';
import { Instance, productRoot, removeFolder, temporaryFolder } from './harness/instance.mjs';
import { Mailbox } from './harness/mailbox.mjs';
import { Visitor } from './harness/http-client.mjs';
import { fillWorkbook } from './harness/quote-workbook.mjs';
import { sendAnswer } from './harness/vendor-mail.mjs';
import {
  analysed,
  approved,
  buyerOf,
  closed,
  colleagues,
  openStep,
  proposed,
  published,
  quotesOf,
  until,
} from './shots/case.mjs';
import { Camera } from './shots/camera.mjs';

const dataDir = temporaryFolder('shots');
const instance = await Instance.prepare({
  name: 'the product',
  dataDir,
  settings: { DEMO: 'yes', ORGANISATION: 'Tarnfield Logistics', TIME_ZONE: 'Europe/Vienna' },
});
let camera = null;
let isDone = false;
const stop = async () => {
  await camera?.close();
  await instance.stop();
  removeFolder(dataDir);
};
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => void stop().finally(() => process.exit(130)));

try {
  await instance.start();
  await until(() => /all sign in with the password/.test(instance.said), 'the banner');
  const people = await colleagues(instance);
  const mail = new Mailbox(dataDir);
  camera = await Camera.open(instance.url, resolve(productRoot, process.argv[2] ?? 'docs/shots'));

  await camera.shoot('sign-in', 'visitor', '/sign-in');
  const request = await analysed(people);
  const buyer = buyerOf(people, request);
  for (const [name, person] of Object.entries({ ...people, buyer })) await camera.signIn(name, person);
  await camera.shoot('home', 'buyer', '/');
  await camera.shoot('request-new', 'mira', '/requests/new');
  await camera.shoot('request', 'jonas', `/requests/${request.id}`);
  await camera.shoot('resources', 'ulla', '/resources');

  let decision = await proposed(buyer, request);
  await until(async () => (await buyer.one('decisions', decision.id)).documents?.length === 1, 'the decision document');
  await camera.shoot('decision', 'helena', `/decisions/${decision.id}`);
  await camera.shoot('approval', 'helena', `/approvals/${(await openStep(people, decision.id)).id}`);
  decision = await approved(people, 'decisions', decision.id, [people.helena, people.tobias]);

  const rfq = await published(buyer, request, decision);
  const letters = {};
  for (const key of ['ferrandis', 'amsler', 'salgueiro']) {
    const host = { ferrandis: 'duerosistemas', amsler: 'helvia', salgueiro: 'tejosuporte' }[key];
    letters[key] = await mail.waitFor(`${key}@${host}.example`, ({ subject }) => /please quote/.test(subject), {
      what: 'the RFQ',
    });
  }
  const linkOf = (letter) => /https?:\/\/[^\s"<>]+\/q\/[a-z2-7]{26}/.exec(letter.text)[0];
  const vendor = new Visitor();
  const duero = linkOf(letters.ferrandis);
  await vendor.submit(duero, { text: 'May agents work from home?' }, { action: `${duero}/questions` });
  const question = await until(async () => (await buyer.list('questions', { case: request.id }))[0], 'the question');
  await buyer.send('questions', question.id, 'answer', {
    text: question.text,
    answer: 'Yes, within the European Union or Switzerland.',
  });
  await camera.shoot('private-page', 'vendor', duero);
  await camera.shoot('private-page-phone', 'vendor', duero, { phone: true });

  const workbook = letters.amsler.attachments.find(({ name }) => name.endsWith('.xlsx'));
  const bytes = await fillWorkbook(workbook.bytes, { prices: ['16.90', '61.00', '9400'], currency: 'CHF' });
  await sendAnswer(instance, {
    from: letters.amsler.to[0],
    letter: letters.amsler,
    text: 'Our quote is attached.',
    attachments: [{ ...workbook, bytes }],
  });
  const words =
    'Good morning,\n\nline 1: 17,20 EUR\nline 2: about 50 or 55 EUR, depending on the hours\nline 3: 7.900,00 EUR\n\nRui Salgueiro';
  await sendAnswer(instance, { from: letters.salgueiro.to[0], letter: letters.salgueiro, text: words });
  const [one, two, three] = rfq.lines;
  const typed = { currency: 'EUR', validUntil: '', paymentTerms: '30 days net' };
  for (const [index, [line, price]] of [
    [one, '16.40'],
    [two, '58.00'],
    [three, '8200'],
  ].entries()) {
    typed[`lines[${index}][lineId]`] = line.id;
    typed[`lines[${index}][unitPrice]`] = price;
  }
  await vendor.submit(duero, typed, { action: `${duero}/submission` });
  const unread = await until(
    async () => (await quotesOf(buyer, request)).find(({ state }) => state === 'manual_review'),
    'the unread quote',
  );
  await camera.shoot('rfq', 'buyer', `/rfqs/${rfq.id}`);
  await camera.shoot('mail', 'nora', '/mail');
  await camera.shoot('review', 'buyer', `/quotes/${unread.id}/review`);
  const accepted = [
    { lineId: one.id, unitPrice: '17.20' },
    { lineId: two.id, unitPrice: '52.50' },
    { lineId: three.id, unitPrice: '7900' },
  ];
  await buyer.send('quotes', unread.id, 'accept', {
    currency: 'EUR',
    lines: accepted,
    note: 'Confirmed by telephone: 52.50 for line 2.',
  });
  await until(
    async () => (await quotesOf(buyer, request)).filter(({ state }) => state === 'submitted').length === 3,
    'three quotes',
  );
  await closed(buyer, rfq.id);
  await camera.shoot('comparison', 'buyer', `/rfqs/${rfq.id}/comparison`);

  const quotes = await quotesOf(buyer, request);
  const round = await buyer.start('rounds', {
    rfqId: rfq.id,
    kind: 'counter_offer',
    closesAt: new Date(Date.now() + 12_000).toISOString(),
    message: 'You are close. Can you improve line 1?',
    targets: quotes.filter(({ currency }) => currency === 'EUR').map(({ id }) => ({ quoteId: id, target: null, message: null })),
  });
  await buyer.send('rounds', round.id, 'open');
  await mail.waitFor('ferrandis@duerosistemas.example', ({ subject }) => /better offer/.test(subject), { what: 'the round' });
  await camera.shoot('round-private-page-phone', 'vendor', duero, { phone: true });
  await vendor.submit(duero, { 'lines[0][lineId]': one.id, 'lines[0][unitPrice]': '15.95' }, { action: `${duero}/round/offer` });
  await until(async () => (await buyer.one('rounds', round.id)).state === 'closed', 'the end of the round');
  await camera.shoot('round', 'buyer', `/rounds/${round.id}`);

  const award = await buyer.start('awards', {
    rfqId: rfq.id,
    lines: [],
    justification: 'The best complete quote, by a margin that the other criteria do not outweigh.',
  });
  await buyer.send('awards', award.id, 'submit');
  await openStep(people, award.id);
  await camera.shoot('award', 'helena', `/awards/${award.id}`);
  await approved(people, 'awards', award.id, [people.helena, people.tobias]);

  const draft = await until(async () => (await people.ines.list('contracts', { case: request.id }))[0], 'the contract');
  await people.ines.send('contracts', draft.id, 'submit');
  await approved(people, 'contracts', draft.id, [people.amara]);
  const contract = await until(async () => {
    const now = await people.ines.one('contracts', draft.id);
    return now.fileId !== null && now;
  }, 'the contract document');
  await people.ines.send('contracts', draft.id, 'send');
  const toSign = await mail.waitFor('ferrandis@duerosistemas.example', ({ subject }) => /sign/i.test(subject), {
    what: 'the contract',
  });
  const signing = /https?:\/\/[^\s"<>]+\/s\/[a-z2-7]{26}/.exec(toSign.text)[0];
  await camera.shoot('signing-phone', 'vendor', signing, { phone: true });
  await vendor.submit(
    signing,
    { name: 'Lucia Ferrandis', role: 'Managing director', consent: 'yes', sha256: contract.sha256 },
    { action: `${signing}/signature` },
  );
  await camera.shoot('signing', 'ines', `/contracts/${draft.id}/signature`);
  const page = await camera.window('ines');
  await page.fill('[name=name]', 'Ines Carvalho');
  await page.fill('[name=role]', 'Contract owner');
  await page.check('[name=consent]');
  await page.click('form[action$="/signature"] button[type=submit]');
  await until(
    async () => (await people.ines.one('contracts', draft.id)).certificateFileId !== null,
    'the record of the signatures',
  );
  await camera.shoot('contract', 'ines', `/contracts/${draft.id}`);
  camera.pdf('contract-pdf', toSign.attachments.find(({ mediaType }) => mediaType === 'application/pdf').bytes);
  await camera.shoot('letter', 'nora', `/mail/${await mailId(people.nora, letters.ferrandis)}`);

  await until(async () => (await people.jonas.one('requests', request.id)).state === 'fulfilled', 'the fulfilled request');
  await camera.shoot('case', 'jonas', `/cases/${request.id}`);
  await camera.shoot('budget-line', 'tobias', `/budget-lines/${request.budgetLineId}`);
  await camera.shoot('vendors', 'buyer', '/vendors');
  await camera.shoot('workflow', 'nora', '/workflows/rfq');
  await camera.shoot('jobs', 'nora', '/jobs');
  await camera.shoot('people', 'nora', '/people');
  await camera.shoot('home-phone', 'buyer', '/');
  for (const complaint of camera.complaints) console.warn(`the browser complained: ${complaint}`);
  for (const line of instance.errors) console.warn(`the product logged: ${line.slice(0, 1000)}`);
  isDone = true;
} finally {
  await stop();
}
process.exitCode = isDone && camera.complaints.length === 0 ? 0 : 1;

/** The page's id of a captured letter. */
async function mailId(administrator, letter) {
  const page = await administrator.request('GET', `/mail?search=${encodeURIComponent(letter.to[0])}`);
  return [...String(page).matchAll(/\/mail\/([0-9a-f-]{36})/g)].at(-1)[1];
}
