import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ExcelJS from 'exceljs';
import { simpleParser } from 'mailparser';
import nodemailer from 'nodemailer';
import { eventually } from './eventually.js';

/** A letter as its recipient sees it. */
export interface Received {
  messageId: string;
  subject: string;
  to: string[];
  replyTo: string | null;
  text: string;
  html: string;
  attachments: { name: string; mediaType: string; bytes: Buffer }[];
}

/** What left the house: the captured files, read as the recipients would, and answered over real SMTP. */
export class Mailboxes {
  private readonly known = new Map<string, Received>();

  constructor(
    dataDir: string,
    private readonly smtpPort: () => number,
    private readonly folder = join(dataDir, 'mail', 'out'),
  ) {}

  /** Every letter so far. */
  async all(): Promise<Received[]> {
    for (const name of filesIn(this.folder)) {
      if (name.endsWith('.eml') && !this.known.has(name))
        this.known.set(name, await readLetter(readFileSync(join(this.folder, name))));
    }
    return [...this.known.values()];
  }

  /** Letters to one address. */
  async of(address: string): Promise<Received[]> {
    return (await this.all()).filter(({ to }) => to.includes(address));
  }

  /** Waits for the one letter to `address` whose subject fits. */
  letter(address: string, subject: RegExp): Promise<Received> {
    return eventually(async () => {
      const theirs = await this.of(address);
      const fitting = theirs.filter((letter) => subject.test(letter.subject));
      if (fitting.length !== 1) {
        const had = theirs.map((letter) => letter.subject).join(' | ') || 'nothing';
        throw new Error(`${address} should have one letter about ${subject} and has ${fitting.length}: ${had}`);
      }
      return fitting[0];
    }, 20_000);
  }

  /** Answers a letter as a mail program does, with files where there are some. */
  async answer(letter: Received, from: string, text: string, files: { name: string; bytes: Buffer }[] = []): Promise<void> {
    if (letter.replyTo === null) throw new Error(`“${letter.subject}” names no reply address`);
    const transport = nodemailer.createTransport({ host: '127.0.0.1', port: this.smtpPort(), secure: false, ignoreTLS: true });
    try {
      await transport.sendMail({
        from,
        to: letter.replyTo,
        subject: `Re: ${letter.subject}`,
        inReplyTo: letter.messageId,
        references: letter.messageId,
        text: `${text}\n\nOn that day ${letter.to[0]} was written:\n> Dear …\n> line 1: 1.00 EUR\n`,
        attachments: files.map(({ name, bytes }) => ({ filename: name, content: bytes })),
      });
    } finally {
      transport.close();
    }
  }
}

/** The private link of a letter. */
export function linkIn(letter: Received): string {
  const link = /https?:\/\/[^\s"'<>]+\/q\/[a-z2-7]{26}/.exec(letter.text)?.[0];
  if (!link) throw new Error(`“${letter.subject}” holds no private link: ${letter.text}`);
  return link;
}

/** Every link of a letter, as a mail scanner finds them. */
export function linksIn({ text, html }: Received): string[] {
  return [...new Set(`${text} ${html}`.match(/https?:\/\/[^\s"'<>)\]]+/g) ?? [])].map((link) => link.replaceAll('&amp;', '&'));
}

/** The workbook that came with a letter, filled in: prices by the position of their line, and what stands above the lines. */
export async function filledWorkbook(
  letter: Received,
  { prices, terms = {} }: { prices: Record<number, number>; terms?: Record<string, string> },
): Promise<{ name: string; bytes: Buffer }> {
  const file = letter.attachments.find(({ name }) => name.endsWith('.xlsx'));
  if (!file) throw new Error(`“${letter.subject}” carries no workbook`);
  const workbook = new ExcelJS.Workbook();
  await workbook.xlsx.load(file.bytes as unknown as ArrayBuffer);
  const sheet = workbook.worksheets[0];
  let priceColumn = 0;
  sheet.eachRow((row) => {
    const label = row.getCell(1).text;
    if (terms[label] !== undefined) row.getCell(3).value = terms[label];
    if (priceColumn > 0 && prices[Number(label)] !== undefined) row.getCell(priceColumn).value = prices[Number(label)];
    row.eachCell((cell, column) => {
      if (/^unit price/i.test(cell.text)) priceColumn = column;
    });
  });
  if (priceColumn === 0) throw new Error(`${file.name} has no column of unit prices`);
  return { name: file.name, bytes: Buffer.from(await workbook.xlsx.writeBuffer()) };
}

function filesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return []; // nothing was sent yet
  }
}

async function readLetter(raw: Buffer): Promise<Received> {
  const mail = await simpleParser(raw, { skipTextToHtml: true });
  return {
    messageId: mail.messageId ?? '',
    subject: mail.subject ?? '',
    to: [mail.to ?? []].flat().flatMap(({ value }) => value.flatMap(({ address }) => address?.toLowerCase() ?? [])),
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
