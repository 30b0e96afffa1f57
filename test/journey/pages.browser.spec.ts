import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Database } from '../../src/database/database.js';
import { Clicker, phone, RealBrowser } from '../support/browser.js';
import { eventually } from '../support/eventually.js';
import { journeySteps } from '../support/journey-steps.js';
import { addressOf, House, journeyPassword, staff, type StaffKey } from '../support/journey.js';
import { filledWorkbook, linkIn, linksIn, type Received } from '../support/vendor-mailbox.js';

jest.setTimeout(120_000);

/** Three vendors: one uploads the workbook, one replies by mail, one types on its page without scripts. All invented. */
const vendors = {
  alder: { name: 'Alderbank Cloud GmbH', contact: 'Katrin Vogt', eMail: 'vogt@alderbank.example' },
  birch: { name: 'Birkholm Data ApS', contact: 'Lars Holm', eMail: 'holm@birkholm.example' },
  cedar: { name: 'Cedar Grid Ltd', contact: 'Owen Maddox', eMail: 'maddox@cedargrid.example' },
};
type VendorKey = keyof typeof vendors;

const step = journeySteps();
let house: House;
let browser: RealBrowser;
const people = {} as Record<StaffKey | 'nora', Clicker>;
const invited = {} as Record<VendorKey, Received>;
const paths = {} as Record<'request' | 'rfq' | 'award' | 'contract', string>;

beforeAll(async () => {
  house = await House.found();
  browser = await RealBrowser.start(house.url);
  for (const key of [...(Object.keys(staff) as StaffKey[]), 'nora'] as const) {
    people[key] = await browser.window();
    await people[key].signIn(addressOf(key), journeyPassword);
  }
});
afterAll(async () => {
  // The house closes whatever became of the browser: a pool that lives on would fail the suites that follow.
  await browser?.close().finally(() => house?.close());
});
afterEach(() => expect(browser.complaints.splice(0)).toEqual([]));

/** The path of the page that is open. */
const pathOf = ({ page }: Clicker): string => new URL(page.url()).pathname;

/** Opens the newest approval step of a document from the list of approvals, and approves it. */
async function approve(by: Clicker, number: string): Promise<void> {
  await eventually(async () => {
    await by.page.goto(`/approvals?state=pending&q=${number}`);
    if ((await by.page.locator('tbody tr').count()) === 0) throw new Error(`no approval of ${number} waits`);
  }, 30_000);
  await by.page.locator('tbody tr a').first().click();
  await by.act('Approve', { comment: 'Looked at and agreed.' });
}

/** The number of the document that is open. */
const numberOn = async ({ page }: Clicker): Promise<string> =>
  (/[A-Z]{3}-\d{6}/.exec(await page.locator('.head').innerText()) ?? [''])[0];

step('budget, capacity and vendors are entered by hand', async () => {
  const { tobias, ulla, sofia } = people;
  await tobias.begin('budget-lines', {
    title: 'Hosting and networks',
    ownerId: 'Tobias Reinholt',
    currency: 'EUR',
    amount: '200000',
    startsOn: '2026-01-01',
    endsOn: '2031-12-31',
  });
  const [, , third, fourth] = months(4);
  await ulla.begin('resources', {
    title: 'Compute cluster',
    class: 'technical_infrastructure',
    unit: 'vCPU',
    rate: '18.40',
    currency: 'EUR',
    thresholdShare: '0.85',
    'capacity[0][month]': third,
    'capacity[0][quantity]': '100',
    'capacity[1][month]': fourth,
    'capacity[1][quantity]': '100',
  });
  for (const { name, contact, eMail } of Object.values(vendors)) {
    await sofia.begin('vendors', {
      name,
      country: 'DE',
      currency: 'EUR',
      language: 'en',
      'categories[]': true,
      'contacts[0][name]': contact,
      'contacts[0][eMail]': eMail,
      'contacts[0][language]': 'en',
      'contacts[0][role]': 'Sales',
    });
    await sofia.act('Approve');
  }
});

step('what is wrong in a form is named beside the field, and nothing typed is lost', async () => {
  const { mira } = people;
  await mira.page.goto('/requests/new');
  await mira.fill(mira.page.locator('#do'), { title: 'Computing power for the route planner', neededOn: '', estimate: 'much' });
  await mira.page.locator('#do button[type=submit]').last().click();
  await mira.page.getByText(/must be a number such as 1200.50/i).waitFor();
  expect(await mira.page.locator('[name=title]').inputValue()).toBe('Computing power for the route planner');
  expect(await mira.page.locator('[name=estimate]').inputValue()).toBe('much');
});

step('a request is begun, submitted and analysed', async () => {
  const { mira } = people;
  const [, , third] = months(3);
  paths.request = await mira.begin('requests', {
    title: 'Computing power for the route planner',
    family: 'capacity_rental',
    category: 'cloud_computing',
    need: 'The new route planner computes all tours of a day within an hour.',
    'demand[0][resourceId]': 'Compute cluster',
    'demand[0][month]': third,
    'demand[0][months]': '2',
    'demand[0][quantity]': '150',
    neededOn: `${third}-01`,
    budgetLineId: 'Hosting and networks',
    estimate: '60000',
    currency: 'EUR',
  });
  await mira.act('Submit');
  await mira.untilState('in analysis');
  expect(await mira.page.locator('main').innerText()).toMatch(/Compute cluster: 50 vCPU missing/);
});

step('the decision is scored, proposed and approved by two others', async () => {
  const { sofia, helena, tobias, mira } = people;
  await sofia.page.goto(paths.request);
  await sofia.openRelative('Decision');
  await sofia.act('Score');
  await sofia.act('Propose for approval', { outcome: 'outsource', reason: 'The season cannot wait.' });
  const number = await numberOn(sofia);
  await approve(helena, number);
  await approve(tobias, number);
  await mira.page.goto(paths.request);
  await mira.untilState('decided');
});

step('an RFQ is written, published and sent to three vendors', async () => {
  const { sofia } = people;
  const closesAt = new Date((await house.clock.now()).getTime() + 120 * 60_000);
  await sofia.page.goto('/rfqs/new');
  await sofia.fill(sofia.page.locator('#do'), {
    title: 'Computing power for the route planner',
    family: 'capacity_rental',
    kind: 'RFQ',
    currency: 'EUR',
    'lines[0][description]': 'Virtual processors, dedicated',
    'lines[0][quantity]': '150',
    'lines[0][unit]': 'vCPU',
    'lines[0][termMonths]': '12',
    'lines[1][description]': 'Block storage, replicated',
    'lines[1][quantity]': '40',
    'lines[1][unit]': 'TB',
    'lines[1][termMonths]': '12',
    closesAt: closesAt.toISOString().slice(0, 16),
    zone: 'Europe/Vienna',
    minVendors: '3',
    budgetLineId: 'Hosting and networks',
    decisionId: 'Computing power',
  });
  await sofia.tick(
    'vendorIds',
    Object.values(vendors).map(({ name }) => name),
  );
  await sofia.send();
  paths.rfq = pathOf(sofia);
  await sofia.act('Publish');
  for (const key of Object.keys(vendors) as VendorKey[])
    invited[key] = await house.mail.letter(vendors[key].eMail, /please quote/);
});

step('a mail scanner that opens every link of every letter changes nothing', async () => {
  await nothingMoves(async () => {
    const links = new Set((await house.mail.all()).flatMap(linksIn));
    expect([...links].filter((link) => link.includes('/q/'))).toHaveLength(3);
    for (const link of links) expect((await fetch(link)).status).toBeLessThan(500);
  });
});

step('a vendor quotes on its private page without scripts', async () => {
  const vendor = await browser.window({ scripts: false });
  await vendor.page.goto(linkIn(invited.cedar));
  await vendor.page.fill('[name="lines[0][unitPrice]"]', 'seventeen');
  await vendor.page.getByRole('button', { name: 'Submit your quote' }).click();
  await vendor.page.getByText('Everything you typed is still there').waitFor();
  await vendor.page.fill('[name="lines[0][unitPrice]"]', '17.00');
  await vendor.page.fill('[name="lines[1][unitPrice]"]', '41.00');
  await vendor.page.getByRole('button', { name: 'Submit your quote' }).click();
  await vendor.page.getByText('Your quote is submitted').waitFor();
  expect(await vendor.page.locator('#receipt').innerText()).toContain('submitted');
  expect(await vendor.page.locator('main').innerText()).toContain('50,280.00 EUR');
  await vendor.page.fill('#question', 'May the storage stand in Norway?');
  await vendor.page.getByRole('button', { name: 'Send the question' }).click();
  await vendor.page.getByText('Your question is sent').waitFor();
});

step('the question is answered to all', async () => {
  const { sofia } = people;
  await sofia.page.goto(paths.rfq);
  await sofia.openRelative('Question');
  await sofia.act('Answer to all', { answer: 'Yes.' });
  for (const { eMail } of Object.values(vendors)) await house.mail.letter(eMail, /question was answered/);
});

step('a vendor uploads the filled workbook from a phone', async () => {
  const { name, bytes } = await filledWorkbook(invited.alder, { prices: { 1: 18, 2: 35 } });
  const path = join(house.settings.dataDir, name);
  writeFileSync(path, bytes);
  const vendor = await browser.window({ viewport: phone });
  await vendor.page.goto(linkIn(invited.alder));
  expect(await vendor.flaws()).toEqual([]);
  await vendor.page.setInputFiles('#workbook', path);
  await vendor.page.getByRole('button', { name: 'Submit this workbook' }).click();
  await vendor.page.getByText('Your workbook was read and submitted').waitFor();
  expect(await vendor.page.locator('main').innerText()).toContain('49,200.00 EUR');
  expect(await vendor.flaws()).toEqual([]);
});

step('an unclear reply, sent from the page of captured mail, is accepted with the buyer’s corrections', async () => {
  const { nora, sofia } = people;
  await nora.page.goto(`/mail?search=${vendors.birch.eMail}`);
  await nora.page.getByRole('link', { name: /please quote/ }).click();
  await nora.page.fill('#text', 'Hello,\n\nline 1: about 19 or 20 EUR\nline 2: 30.00 EUR\n\nLars');
  // By key: the letter above is a frame that may still grow and move the button away from under the pointer.
  await nora.page.getByRole('button', { name: 'Send the answer' }).press('Enter');
  // The message on the page lives for one view; the receipt is what the vendor would notice.
  await house.mail.letter(vendors.birch.eMail, /could not read/);
  await sofia.page.goto('/quotes/review');
  await sofia.page.locator('main table a, main .list-group a').first().click();
  expect(await sofia.page.locator('pre.message').innerText()).toContain('line 1: about 19 or 20 EUR\n');
  await sofia.page.fill('[name="lines[0][unitPrice]"]', '19.50');
  await sofia.page.fill('[name="lines[1][unitPrice]"]', '30');
  await sofia.page.getByRole('button', { name: 'Take it as a quote' }).click();
  expect((await house.mail.letter(vendors.birch.eMail, /receipt/)).text).toContain('49,500.00');
});

step('after the deadline the quotes stand side by side, and a vendor betters its price from a phone', async () => {
  const { sofia } = people;
  await house.clock.pass(121);
  await sofia.page.goto(paths.rfq);
  await sofia.untilState('closed');
  await sofia.page.getByRole('link', { name: 'Compare quotes' }).click();
  expect(await sofia.page.locator('main').innerText()).toMatch(/Best total 49,200\.00 EUR.*together: 45,000\.00 EUR/s);
  const closesAt = new Date((await house.clock.now()).getTime() + 60 * 60_000);
  const round = await sofia.begin('rounds', {
    kind: 'counter_offer',
    closesAt: closesAt.toISOString().slice(0, 16),
    rfqId: 'Computing power',
    'targets[0][quoteId]': vendors.alder.name,
    'targets[0][target]': '47000',
  });
  await sofia.act('Open');
  await house.mail.letter(vendors.alder.eMail, /better offer/);
  const vendor = await browser.window({ viewport: phone });
  await vendor.page.goto(linkIn(invited.alder));
  expect(await vendor.flaws()).toEqual([]);
  await vendor.page.fill('form[action$="/round/offer"] [name="lines[0][unitPrice]"]', '17.20');
  await vendor.page.getByRole('button', { name: 'Send these prices' }).click();
  await vendor.page.getByText('we have your new prices').first().waitFor();
  await house.clock.pass(61);
  await sofia.page.goto(round);
  await sofia.untilState('closed');
});

step('the award is drawn up, approved by two others and told to everyone', async () => {
  const { sofia, helena, tobias } = people;
  paths.award = await sofia.begin('awards', { rfqId: 'Computing power', justification: 'The best complete quote.' });
  expect(await sofia.page.locator('main').innerText()).toContain('47,760.00 EUR');
  await sofia.act('Submit for approval');
  const number = await numberOn(sofia);
  await approve(helena, number);
  await approve(tobias, number);
  await sofia.page.goto(paths.award);
  await sofia.untilState('active');
  await house.mail.letter(vendors.alder.eMail, /was chosen/);
  for (const key of ['birch', 'cedar'] as const) await house.mail.letter(vendors[key].eMail, /our decision/);
});

step('the contract is approved, sent, and signed by both sides on their own pages', async () => {
  const { ines, amara, mira } = people;
  await ines.page.goto(paths.award);
  await ines.openRelative('Contract');
  paths.contract = pathOf(ines);
  await ines.act('Submit for approval');
  await approve(amara, await numberOn(ines));
  await ines.page.goto(paths.contract);
  await ines.untilState('approved');
  await eventually(async () => {
    await ines.page.reload();
    if ((await ines.page.getByRole('link', { name: /version-1\.pdf/ }).count()) === 0)
      throw new Error('the document is not made yet');
  }, 30_000);
  await ines.act('Send for signature');
  const letter = await house.mail.letter(vendors.alder.eMail, /sign/i);
  const link = /https?:\/\/\S+\/s\/[a-z2-7]{26}/.exec(letter.text)?.[0] ?? '';
  await nothingMoves(async () => {
    for (const found of linksIn(letter)) expect((await fetch(found)).status).toBeLessThan(400);
  });
  const vendor = await browser.window({ viewport: phone, scripts: false });
  await vendor.page.goto(link);
  await sign(vendor, vendors.alder.contact, 'Managing director');
  await vendor.page.getByText('Your signature is recorded').waitFor();
  await ines.page.goto(`${paths.contract}/signature`);
  await sign(ines, 'Ines Carvalho', 'Contract owner');
  await ines.page.getByText('You have signed').waitFor();
  await ines.untilState('active');
  await mira.page.goto(paths.request);
  await mira.untilState('fulfilled');
});

step('every main page loads whole, at a desk and on a phone', async () => {
  const { nora, sofia } = people;
  const pages = [
    '/',
    '/requests',
    '/rfqs',
    '/quotes',
    '/approvals',
    '/contracts',
    '/vendors',
    '/mail',
    '/workflows/rfq',
    ...Object.values(paths),
  ];
  const flaws: string[] = [];
  for (const path of pages) {
    await sofia.page.goto(path);
    flaws.push(...(await sofia.flaws()));
  }
  for (const path of ['/people', '/jobs']) {
    await nora.page.goto(path);
    flaws.push(...(await nora.flaws()));
  }
  await sofia.page.setViewportSize(phone);
  for (const path of pages) {
    await sofia.page.goto(path);
    flaws.push(...(await sofia.flaws()).map((flaw) => `on a phone: ${flaw}`));
  }
  expect(flaws).toEqual([]);
});

step('nothing was altered and nothing was left undone', async () => {
  await eventually(async () => expect(await house.failedJobs()).toEqual([]));
  expect((await house.audit()).fault).toBeNull();
});

/** Signs on the signing page that is open. */
async function sign({ page }: Clicker, name: string, role: string): Promise<void> {
  await page.fill('#name', name);
  await page.fill('#role', role);
  await page.check('[name=consent]');
  await page.getByRole('button', { name: 'Sign', exact: true }).click();
}

/** Does it, and holds the audit and the outbox against what they were before. */
async function nothingMoves(work: () => Promise<void>): Promise<void> {
  const count = () =>
    house.app.get(Database).row(`SELECT (SELECT count(*) FROM audit_entries) AS entries, (SELECT count(*) FROM outbox) AS jobs`);
  await eventually(async () => {
    const undone = await house.app.get(Database).rows(`SELECT name FROM outbox WHERE done_at IS NULL`);
    expect(undone).toEqual([]);
  }, 30_000);
  const before = await count();
  await work();
  expect(await count()).toEqual(before);
}

/** Months from this one on, 'YYYY-MM'. */
function months(count: number): string[] {
  const from = new Date();
  return Array.from({ length: count }, (_, month) =>
    new Date(Date.UTC(from.getUTCFullYear(), from.getUTCMonth() + month, 1)).toISOString().slice(0, 7),
  );
}
