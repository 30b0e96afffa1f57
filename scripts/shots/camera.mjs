import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import packed from '@sparticuz/chromium';
import { chromium } from 'playwright-core';

const DESKTOP = { width: 1280, height: 800 };
const PHONE = { width: 390, height: 844 };

/** The most of a page that a picture shows, in CSS pixels; what stands below says nothing new. */
const TALLEST = 1300;

/** A browser with one window a person; pictures go to `folder`. What a page complains about is kept in `complaints`. */
export class Camera {
  constructor(browser, url, folder) {
    this.browser = browser;
    this.url = url;
    this.folder = folder;
    this.windows = new Map();
    this.complaints = [];
  }

  /** Starts Chromium. */
  static async open(url, folder) {
    mkdirSync(folder, { recursive: true });
    const browser = await chromium.launch({
      executablePath: await packed.executablePath(),
      args: [
        ...packed.args,
        '--no-sandbox',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-quic',
        '--disable-sync',
      ],
      headless: true,
    });
    return new Camera(browser, url, folder);
  }

  /** A window in which somebody is signed in by the page, with a password; the name comes back later. */
  async signIn(name, { eMail, password }) {
    const page = await this.window(name);
    await page.goto(`${this.url}/sign-in`);
    await page.fill('#eMail, [name=eMail]', eMail);
    await page.fill('[name=password]', password);
    await page.click('main button[type=submit], form button[type=submit]');
    await page.waitForURL(`${this.url}/`);
  }

  /** The window of that name, made where there is none. */
  async window(name, { viewport = DESKTOP, scripts = true } = {}) {
    const known = this.windows.get(name);
    if (known) return known;
    const context = await this.browser.newContext({
      viewport,
      javaScriptEnabled: scripts,
      timezoneId: 'Europe/Vienna',
      locale: 'en-GB',
    });
    const page = await context.newPage();
    page.on('console', (message) => {
      if (message.type() === 'error') this.complaints.push(`${page.url()}: ${message.text()}`);
    });
    page.on('pageerror', (error) => this.complaints.push(`${page.url()}: ${error.message}`));
    this.windows.set(name, page);
    return page;
  }

  /** Opens `path` in a window and keeps a picture of it. */
  async shoot(file, name, path, { phone = false } = {}) {
    const page = await this.window(phone ? `${name} phone` : name, { viewport: phone ? PHONE : DESKTOP });
    const answer = await page.goto(path.startsWith('http') ? path : `${this.url}${path}`);
    if (!answer?.ok()) throw new Error(`${path} answered ${answer?.status()} for ${name}`);
    await this.keep(file, page);
  }

  /** Keeps a picture of a window as it is. */
  async keep(file, page) {
    await page.evaluate(() => document.fonts.ready);
    const before = page.viewportSize();
    const tall = await page.evaluate(() => document.documentElement.scrollHeight);
    // The window grows to the page, so that what is as high as the window (the side bar) is as high as the picture.
    await page.setViewportSize({ width: before.width, height: Math.min(Math.max(tall, before.height), TALLEST) });
    await page.screenshot({ path: join(this.folder, `${file}.png`), animations: 'disabled' });
    await page.setViewportSize(before);
    this.tell(file);
  }

  /** The first page of a PDF as a picture; nothing where pdftoppm is not there. */
  pdf(file, bytes) {
    const folder = mkdtempSync(join(tmpdir(), 'sourcewright-pdf-'));
    try {
      writeFileSync(join(folder, 'document.pdf'), bytes);
      execFileSync('pdftoppm', ['-png', '-r', '80', '-f', '1', '-l', '1', join(folder, 'document.pdf'), join(folder, 'page')]);
      const [page] = readdirSync(folder).filter((name) => name.endsWith('.png'));
      renameSync(join(folder, page), join(this.folder, `${file}.png`));
      this.tell(file);
    } catch (error) {
      if (error.code !== 'ENOENT') throw error;
      console.warn('pdftoppm is not installed: no picture of the PDF');
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }

  tell(file) {
    const kilobytes = Math.round(statSync(join(this.folder, `${file}.png`)).size / 1024);
    console.log(`${file}.png  ${kilobytes} kB`);
  }

  /** Ends the browser. */
  async close() {
    await this.browser.close();
  }
}
