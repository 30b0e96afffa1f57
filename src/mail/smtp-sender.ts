import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { createTransport } from 'nodemailer';
import { Unavailable } from '../engine/errors.js';
import { Settings } from '../settings.js';
import { Rejected } from './rejected.js';

const CONNECT_MS = 10_000;
const SILENCE_MS = 30_000;
const WHOLE_MS = 90_000;

/** Hands finished messages to the mail server in SMTP_URL. */
@Injectable()
export class SmtpSender implements OnApplicationShutdown {
  private readonly transport;

  constructor(settings: Settings) {
    this.transport =
      settings.smtpUrl === null
        ? null
        : createTransport({
            url: settings.smtpUrl,
            pool: true,
            maxConnections: 4,
            maxMessages: 100,
            connectionTimeout: CONNECT_MS,
            greetingTimeout: CONNECT_MS,
            socketTimeout: SILENCE_MS,
            dnsTimeout: CONNECT_MS,
          });
  }

  /**
   * Sends `raw` from and to one address each.
   *
   * @throws Unavailable when the server is away, slow or says 4xx: try again later
   * @throws Rejected when it says 5xx: trying again is of no use
   */
  async send(raw: Buffer, envelope: { from: string; to: string }): Promise<void> {
    if (this.transport === null) throw new Error('SMTP_URL is not set');
    const sending = this.transport.sendMail({ raw, envelope: { from: envelope.from, to: [envelope.to] } });
    try {
      await inTime(sending, WHOLE_MS);
    } catch (error) {
      throw translated(error);
    }
  }

  onApplicationShutdown(): void {
    this.transport?.close();
  }
}

async function inTime<Result>(work: Promise<Result>, limitMs: number): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Unavailable(`the mail server took longer than ${limitMs / 1000} s`)), limitMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
    work.catch(() => undefined);
  }
}

function translated(error: unknown): Error {
  if (!(error instanceof Error)) return new Unavailable(String(error));
  const code = 'responseCode' in error ? Number(error.responseCode) : 0;
  // A wrong password also answers 535, but it is our setting that is at fault: the letter waits until it is put right.
  const isOurFault = 'code' in error && (error.code === 'EAUTH' || error.code === 'ETLS' || error.code === 'ENOAUTH');
  return code >= 500 && code < 600 && !isOurFault
    ? new Rejected(error.message, { cause: error })
    : new Unavailable(error.message, { cause: error });
}
