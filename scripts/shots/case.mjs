import { setTimeout as pause } from 'node:timers/promises';
import { HttpClient } from '../harness/http-client.mjs';

/** How long the RFQ stays open, in ms: a deadline can only come by itself. */
const OPEN_MS = 75_000;

/** The people of the invented company, signed in for the API, by first name. */
export async function colleagues(instance) {
  const password = /password\s+([a-z2-9]{5}(?:-[a-z2-9]{5}){2})/.exec(instance.said)?.[1];
  if (!password) throw new Error(`the banner tells no password:\n${instance.said.slice(-3000)}`);
  const people = {};
  for (const [, eMail, first] of instance.said.matchAll(/^\s+(([a-z]+)\.[a-z]+@tarnfield\.example)\s/gm)) {
    people[first] = await signedIn(instance.url, { eMail, password });
  }
  return people;
}

async function signedIn(url, { eMail, password }) {
  const opened = await fetch(`${url}/api/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ eMail, password }),
  });
  const { csrf, personId } = await opened.json();
  const cookie = opened.headers.getSetCookie().map((line) => line.split(';')[0]);
  const issued = await fetch(`${url}/api/v1/tokens`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', cookie: cookie.join('; '), 'x-csrf-token': csrf },
    body: JSON.stringify({ name: 'shots' }),
  });
  const { token } = await issued.json();
  return Object.assign(new HttpClient(url, { token, name: eMail }), { id: personId, eMail, password });
}

/** Asks until `claim` answers something, at most a minute. */
export async function until(claim, what) {
  for (const end = Date.now() + 60_000; ; await pause(100)) {
    const answer = await claim();
    if (answer) return answer;
    if (Date.now() > end) throw new Error(`${what} did not come`);
  }
}

/** The invented company's submitted request, analysed. */
export const analysed = (people) =>
  until(async () => (await people.jonas.list('requests', { state: 'in_analysis' }))[0], 'the analysed request');

/** The buyer whom the case went to. */
export function buyerOf(people, request) {
  return Object.values(people).find(({ eMail }) => eMail.startsWith(request.buyerName.toLowerCase().replace(' ', '.')));
}

/** Scores and proposes the case's decision. */
export async function proposed(buyer, request) {
  const decision = await until(async () => (await buyer.list('decisions', { case: request.id }))[0], 'the decision');
  await buyer.send('decisions', decision.id, 'score');
  return buyer.send('decisions', decision.id, 'propose', {
    outcome: 'outsource',
    reason: 'The helpdesk is full from the first month on, and the portal has to be ready in time.',
  });
}

/** The open approval step of a document. */
export const openStep = (people, subjectId) =>
  until(
    async () => (await people.robert.list('approvals', { state: 'pending' })).find((step) => step.subjectId === subjectId),
    'the open approval step',
  );

/** Every step of a document approved, by the people given in their order. */
export async function approved(people, documents, id, deciders) {
  for (const decider of deciders) {
    const step = await openStep(people, id);
    await decider.send('approvals', step.id, 'approve', { comment: 'Agreed.' });
    await until(async () => (await people.robert.one('approvals', step.id)).state === 'approved', 'the approval');
  }
  return until(async () => {
    const now = await people.robert.one(documents, id);
    return now.state !== 'pending_approval' && now;
  }, 'the approved document');
}

/** Publishes the case's RFQ to three vendors of the register. */
export async function published(buyer, request, decision) {
  const known = await buyer.list('vendors', { state: 'approved' });
  const vendors = ['Duero Sistemas S.L.', 'Helvia Service AG', 'Tejo Suporte Lda'].map((name) =>
    known.find(({ title }) => title === name),
  );
  const { id } = await buyer.start('rfqs', {
    decisionId: decision.id,
    title: request.title,
    family: 'operation_and_maintenance',
    kind: 'RFQ',
    currency: 'EUR',
    lots: [],
    lines: [
      {
        description: 'Helpdesk for customers of the booking portal, German and English, working days 7 to 19',
        quantity: '1100',
        unit: 'hour',
        termMonths: 12,
      },
      { description: 'Database administration', quantity: '20', unit: 'hour', termMonths: 12 },
      { description: 'Handover and training of the agents', quantity: '1', unit: 'piece', termMonths: null },
    ],
    terms:
      'First answer within one hour on working days. Data stays in the European Union or Switzerland. Payment 30 days after the invoice.',
    criteria: [
      { name: 'Price', weight: '70', direction: 'lower' },
      { name: 'Experience with booking portals', weight: '30', direction: 'higher' },
    ],
    closesAt: new Date(Date.now() + OPEN_MS).toISOString(),
    questionsUntil: new Date(Date.now() + OPEN_MS / 2).toISOString(),
    remindAt: null,
    zone: 'Europe/Vienna',
    vendorIds: vendors.map((vendor) => vendor.id),
    minVendors: 3,
    budgetLineId: request.budgetLineId,
  });
  await buyer.send('rfqs', id, 'publish');
  return buyer.one('rfqs', id);
}

/** The quotes of the case. */
export const quotesOf = (buyer, request) => buyer.list('quotes', { case: request.id });

/** The RFQ once its deadline has come. */
export const closed = (buyer, rfqId) =>
  until(async () => {
    const rfq = await buyer.one('rfqs', rfqId);
    return rfq.state === 'closed' && rfq;
  }, 'the deadline');
