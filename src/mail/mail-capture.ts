import { randomUUID } from 'node:crypto';
import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { Injectable } from '@nestjs/common';
import { Settings } from '../settings.js';

/** Where no mail server is set, letters are kept as files in `DATA_DIR/mail/out` and nothing leaves the machine. */
@Injectable()
export class MailCapture {
  private readonly folder: string;

  constructor(private readonly settings: Settings) {
    this.folder = join(settings.dataDir, 'mail', 'out');
  }

  /** True when letters are captured instead of sent. */
  get isOn(): boolean {
    return this.settings.smtpUrl === null;
  }

  /** Keeps one letter; the same Message-ID again replaces the file, so there are never two. */
  async keep(messageId: string, raw: Buffer): Promise<void> {
    await mkdir(this.folder, { recursive: true });
    const path = this.pathOf(messageId);
    // A name of its own: the same job may run twice at once, here or in another process.
    const unfinished = `${path}.${randomUUID()}.tmp`;
    const file = await open(unfinished, 'w');
    try {
      await file.writeFile(raw);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(unfinished, path);
  }

  /** The letter as it would have gone out; null when it was never captured here. */
  async read(messageId: string): Promise<Buffer | null> {
    try {
      return await readFile(this.pathOf(messageId));
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
      throw error;
    }
  }

  private pathOf(messageId: string): string {
    const name = messageId.slice(0, messageId.lastIndexOf('@')).replace(/[^A-Za-z0-9._-]/gu, '_');
    return join(this.folder, `${name === '' ? 'letter' : name}.eml`);
  }
}
