import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { simpleParser } from 'mailparser';

/** The letters that left the house: captured files, read as their recipients would. */
export class Mailbox {
  constructor(dataDir) {
    this.folder = join(dataDir, 'mail', 'out');
    this.known = new Map();
    this.byAddress = new Map();
    this.reading = null;
  }

  /** Letters to an address so far, in the order they were found. */
  async to(address) {
    await this.#look();
    return this.byAddress.get(address.toLowerCase()) ?? [];
  }

  /** The first letter to `address` that fits; waits for it. */
  async waitFor(address, fits, { patienceMs = 60_000, what = 'a letter' } = {}) {
    const until = Date.now() + patienceMs;
    for (;;) {
      const letter = (await this.to(address)).find(fits);
      if (letter) return letter;
      if (Date.now() > until) {
        const had = (this.byAddress.get(address.toLowerCase()) ?? []).map(({ subject }) => subject).join(' | ');
        throw new Error(`${what} to ${address} did not come within ${patienceMs / 1000} s (came: ${had || 'nothing'})`);
      }
      await pause(150);
    }
  }

  // Many cases wait at once: they share one look at the folder.
  #look() {
    this.reading ??= this.#read().finally(() => {
      this.reading = null;
    });
    return this.reading;
  }

  async #read() {
    let names;
    try {
      names = readdirSync(this.folder);
    } catch {
      return;
    }
    for (const name of names) {
      if (!name.endsWith('.eml') || this.known.has(name)) continue;
      const letter = await read(readFileSync(join(this.folder, name)));
      this.known.set(name, letter);
      for (const address of letter.to) this.byAddress.set(address, [...(this.byAddress.get(address) ?? []), letter]);
    }
  }
}

async function read(raw) {
  const mail = await simpleParser(raw, { skipTextToHtml: true, skipImageLinks: true });
  return {
    messageId: mail.messageId ?? '',
    subject: mail.subject ?? '',
    to: [mail.to ?? []].flat().flatMap(({ value }) => value.map(({ address }) => (address ?? '').toLowerCase())),
    replyTo: mail.replyTo?.value[0]?.address ?? null,
    text: mail.text ?? '',
    html: typeof mail.html === 'string' ? mail.html : '',
    attachments: mail.attachments.map(({ filename, contentType, content }) => ({
      name: filename ?? '',
      mediaType: contentType,
      bytes: content,
    })),
  };
}
