import type { AddressInfo } from 'node:net';
import { Injectable, Logger, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server';
import { Settings } from '../settings.js';
import { LetterReaders } from './letter-readers.js';
import { Letters } from './letters.js';
import { ourAddress } from './reply-address.js';

const LARGEST_BYTES = 30 * 1024 * 1024;
/** All letters under way together; more would only be held in memory. */
const MOST_BYTES_AT_ONCE = 120 * 1024 * 1024;
const MOST_CLIENTS = 40;
const MOST_RECIPIENTS = 20;
/** Addresses without a token that people may write to; their letters go to the review queue. */
const PLAIN_ADDRESSES = ['procurement', 'postmaster', 'abuse'];

type Done = (error?: Error | null, message?: string) => void;

/** Receives vendors' letters by SMTP and answers 250 only when they are stored. */
@Injectable()
export class SmtpReceiver implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly log = new Logger(SmtpReceiver.name);
  private server: SMTPServer | null = null;
  private bytesUnderWay = 0;

  constructor(
    private readonly settings: Settings,
    private readonly letters: Letters,
    private readonly readers: LetterReaders,
  ) {}

  /** The port on which letters are received; null while none is. */
  get port(): number | null {
    const address = this.server?.server.address() ?? null;
    return address === null || typeof address === 'string' ? null : (address satisfies AddressInfo).port;
  }

  async onApplicationBootstrap(): Promise<void> {
    // Where pages and work are apart, mail is work: the MX points at the workers.
    if (this.settings.role !== 'web') await this.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    const { server } = this;
    if (server === null) return;
    this.server = null;
    await new Promise<void>((resolve) => server.close(() => resolve()));
  }

  /** Begins to listen. */
  async start(): Promise<void> {
    const server = new SMTPServer({
      name: this.settings.mailDomain,
      banner: 'Sourcewright',
      size: LARGEST_BYTES,
      authOptional: true,
      // No key of our own: the library's built-in one is public, so STARTTLS would only pretend. A proxy or MTA in front does TLS.
      disabledCommands: ['AUTH', 'STARTTLS'],
      hidePIPELINING: true,
      disableReverseLookup: true,
      maxClients: MOST_CLIENTS,
      socketTimeout: 60_000,
      closeTimeout: 5_000,
      logger: false,
      onMailFrom: (_, __, done) => this.admitSender(done),
      onRcptTo: ({ address }, session, done) => this.admitRecipient(address, session, done),
      onData: (stream, session, done) => {
        this.takeIn(stream, session).then(
          (id) => done(null, `Stored as ${id}`),
          (error: unknown) => done(error instanceof Error ? error : refusal(451, 'Try again later')),
        );
      },
    });
    server.on('error', (error: Error) => this.log.warn(`SMTP: ${error.message}`));
    await new Promise<void>((resolve, reject) => {
      server.server.once('error', reject);
      server.listen(this.settings.mailInPort, this.settings.mailInHost, () => {
        server.server.off('error', reject);
        resolve();
      });
    });
    this.server = server;
    this.log.log(`receiving mail for ${this.settings.mailDomain} on ${this.settings.mailInHost}:${this.port ?? 0}`);
  }

  private admitSender(done: Done): void {
    done(this.bytesUnderWay > MOST_BYTES_AT_ONCE ? refusal(451, 'Too much mail at once, try again in a minute') : null);
  }

  private admitRecipient(address: string, session: SMTPServerSession, done: Done): void {
    if (session.envelope.rcptTo.length >= MOST_RECIPIENTS) return done(refusal(452, 'Too many recipients'));
    const ours = ourAddress(address, this.settings.mailDomain);
    const isKnown =
      ours !== null &&
      (ours.token === null
        ? PLAIN_ADDRESSES.includes(ours.prefix)
        : ours.prefix === 'bounce' || this.readers.of(ours.prefix) !== null);
    done(isKnown ? null : refusal(550, 'No such address here; please answer to the Reply-To address of our letter'));
  }

  private async takeIn(stream: SMTPServerDataStream, { envelope }: SMTPServerSession): Promise<string> {
    const raw = await this.collected(stream);
    if (raw === null)
      throw refusal(552, `Letters may have at most ${LARGEST_BYTES / 1024 / 1024} MB; leave out or compress attachments`);
    const from = envelope.mailFrom === false ? '' : envelope.mailFrom.address;
    const to = [...new Set(envelope.rcptTo.map(({ address }) => address.toLowerCase()))].sort();
    try {
      return await this.letters.receive(raw, { from: from.replaceAll('\u0000', ''), to });
    } catch (error) {
      this.log.error(`a letter could not be stored; the sender is asked to try again: ${String(error)}`);
      throw refusal(451, 'The letter could not be stored, try again later');
    }
  }

  /** The bytes of the message, null when there are too many of them; the rest of those is read but not kept. */
  private async collected(stream: SMTPServerDataStream): Promise<Buffer | null> {
    const chunks: Buffer[] = [];
    let size = 0;
    try {
      for await (const chunk of stream) {
        const bytes = Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk));
        if (size > LARGEST_BYTES) continue;
        size += bytes.length;
        this.bytesUnderWay += bytes.length;
        chunks.push(bytes);
      }
      return stream.sizeExceeded || size > LARGEST_BYTES ? null : Buffer.concat(chunks);
    } finally {
      this.bytesUnderWay -= size;
    }
  }
}

function refusal(responseCode: number, message: string): Error {
  return Object.assign(new Error(message), { responseCode });
}
