import packed from '@sparticuz/chromium';
import { type Browser, chromium, type Locator, type Page } from 'playwright-core';
import { eventually } from './eventually.js';

export const desktop = { width: 1280, height: 800 };
export const phone = { width: 390, height: 844 };

/** A real browser; whatever its pages complain about is kept in `complaints`. */
export class RealBrowser {
  readonly complaints: string[] = [];

  private constructor(
    private readonly browser: Browser,
    private readonly base: string,
  ) {}

  /** Starts Chromium; nothing of it outlives `close`. */
  static async start(base: string): Promise<RealBrowser> {
    // Not the package's own arguments: they run everything in one process, which dies as it closes, and switch the web's security off.
    const quiet = [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-dev-shm-usage',
      '--font-render-hinting=none',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-quic',
      '--disable-sync',
    ];
    const browser = await chromium.launch({
      executablePath: await packed.executablePath(),
      args: quiet,
      headless: true,
    });
    return new RealBrowser(browser, base);
  }

  /** A window of its own: its own cookies, and no scripts where `scripts` is false. */
  async window({ viewport = desktop, scripts = true } = {}): Promise<Clicker> {
    const context = await this.browser.newContext({ baseURL: this.base, viewport, javaScriptEnabled: scripts, locale: 'en-GB' });
    const page = await context.newPage();
    page.setDefaultTimeout(20_000);
    page.on('console', (message) => {
      // A refusal that a form shows comes with a 4xx, which the browser notes as an error of its own.
      const isRefusal = /status of 4(09|22)/.test(message.text());
      if (message.type() === 'error' && !isRefusal) this.complaints.push(`${page.url()}: ${message.text()}`);
    });
    page.on('pageerror', (error) => this.complaints.push(`${page.url()}: ${error.message}`));
    page.on('response', (answer) => {
      if (answer.status() >= 500) this.complaints.push(`${answer.url()}: ${answer.status()}`);
    });
    return new Clicker(page);
  }

  /** Ends it. */
  async close(): Promise<void> {
    await this.browser.close();
  }
}

/** Runs in the page; text, because the page's own types are not the program's. */
const FLAWS = `(() => {
  const broken = [...document.images].filter((image) => image.complete && image.naturalWidth === 0).map(({ src }) => 'no picture: ' + src);
  const isWide = document.documentElement.scrollWidth > window.innerWidth + 1;
  return isWide ? [...broken, 'wider than its window: ' + location.pathname] : broken;
})()`;

/** What is put into a form: by the name of the field; `true` and `false` are for boxes. */
export type Typed = Record<string, string | boolean>;

/** Somebody before a window, who clicks and types. */
export class Clicker {
  constructor(readonly page: Page) {}

  /** Signs in by the page. */
  async signIn(eMail: string, password: string): Promise<void> {
    await this.page.goto('/sign-in');
    await this.page.fill('[name=eMail]', eMail);
    await this.page.fill('[name=password]', password);
    await this.page.getByRole('button', { name: 'Sign in' }).click();
    await this.page.getByRole('heading', { name: /^Good / }).waitFor();
  }

  /** Begins a document by its form and answers its path. */
  async begin(documents: string, typed: Typed): Promise<string> {
    await this.page.goto(`/${documents}/new`);
    await this.fill(this.page.locator('#do'), typed);
    await this.send();
    return new URL(this.page.url()).pathname;
  }

  /** Clicks what can be done to the document that is open; fills in the form where one comes. */
  async act(label: string, typed: Typed | null = null): Promise<void> {
    const offers = this.page.locator('section[aria-labelledby=offers]');
    const offer = offers.getByRole(typed ? 'link' : 'button', { name: label, exact: true });
    if ((await offer.count()) === 0) throw new Error(`“${label}” is not offered, but: ${await offers.innerText()}`);
    await offer.click();
    if (typed) {
      await this.fill(this.page.locator('#do'), typed);
      await this.page.locator('#do button[type=submit]').last().click();
    }
    await this.page.getByText(`Done: ${label}`).waitFor();
  }

  /** Sends the form that is open, and waits for the document's page. */
  async send(): Promise<void> {
    await this.page.locator('#do button[type=submit]').last().click();
    const faults = this.page.locator('#do .fault, #do .alert-danger');
    await this.page.waitForLoadState();
    if ((await faults.count()) > 0) throw new Error(`the form came back: ${(await faults.allInnerTexts()).join(' ')}`);
    await this.page.waitForURL(/\/[0-9a-f-]{36}$/);
  }

  /** Fills in fields by their names; of a list the first entry that holds the text is chosen. */
  async fill(form: Locator, typed: Typed): Promise<void> {
    for (const [name, value] of Object.entries(typed)) {
      const field = form.locator(`[name="${name}"]`).first();
      if (typeof value === 'boolean') await field.setChecked(value);
      else if ((await field.locator('option').count()) > 0) await this.choose(field, value);
      else await field.fill(value);
    }
  }

  /** Ticks the boxes of a list whose labels hold the texts. */
  async tick(name: string, texts: readonly string[]): Promise<void> {
    for (const text of texts)
      await this.page.locator(`label:has([name="${name}[]"])`, { hasText: text }).locator('input').check();
  }

  /** Looks again and again at the page until it shows the state. */
  async untilState(state: string): Promise<void> {
    await eventually(async () => {
      await this.page.reload();
      const shown = await this.page.locator('.head .badge').first().innerText();
      if (shown.toLowerCase() !== state) throw new Error(`${this.page.url()} shows ${shown}, not yet ${state}`);
    }, 30_000);
  }

  /** Opens the document of the case that the page lists beside it, once it is there. */
  async openRelative(kind: string, index = 0): Promise<void> {
    const link = this.page
      .locator('section[aria-labelledby=relatives] li', { hasText: new RegExp(`^\\s*${kind}`) })
      .nth(index)
      .locator('a');
    await eventually(async () => {
      await this.page.reload();
      if ((await link.count()) === 0) throw new Error(`${this.page.url()} lists no ${kind} yet`);
    }, 30_000);
    await link.click();
  }

  /** What is broken to the eye: pictures that did not load, or a page wider than its window. */
  async flaws(): Promise<string[]> {
    return this.page.evaluate<string[]>(FLAWS);
  }

  private async choose(field: Locator, text: string): Promise<void> {
    const options = await field.locator('option').all();
    const known = await Promise.all(
      options.map(async (option) => ({ value: await option.getAttribute('value'), text: (await option.textContent()) ?? '' })),
    );
    const value = (known.find((one) => one.value === text) ?? known.find((one) => one.text.includes(text)))?.value ?? null;
    if (value === null) throw new Error(`${(await field.getAttribute('name')) ?? 'a list'} offers nothing like “${text}”`);
    await field.selectOption(value);
  }
}
