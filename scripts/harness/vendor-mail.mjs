import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import MailComposer from 'nodemailer/lib/mail-composer/index.js';
import nodemailer from 'nodemailer';

/**
 * Sends a vendor's answer to the house's receiver over SMTP. The message is composed once, so that sending it again after a lost
 * connection is the same message byte for byte. `heard` is told when the receiver has taken it.
 */
export async function sendAnswer(
  instance,
  { from, letter, text, attachments = [] },
  { patienceMs = 180_000, heard = () => undefined } = {},
) {
  const messageId = `${randomUUID()}@vendor.example`;
  const raw = await new MailComposer({
    messageId: `<${messageId}>`,
    from,
    to: letter.replyTo,
    subject: `Re: ${letter.subject}`,
    inReplyTo: letter.messageId,
    references: letter.messageId,
    text,
    attachments: attachments.map(({ name, mediaType, bytes }) => ({ filename: name, contentType: mediaType, content: bytes })),
  })
    .compile()
    .build();
  const until = Date.now() + patienceMs;
  for (;;) {
    const transport = nodemailer.createTransport({
      host: '127.0.0.1',
      port: instance.mailInPort,
      secure: false,
      ignoreTLS: true,
    });
    try {
      await transport.sendMail({ envelope: { from: addressOf(from), to: [letter.replyTo] }, raw });
      heard({ kind: 'letter', messageId, from: addressOf(from) });
      return;
    } catch (error) {
      const isForGood = typeof error.responseCode === 'number' && error.responseCode >= 500;
      if (isForGood || Date.now() > until) throw error;
      await pause(400);
    } finally {
      transport.close();
    }
  }
}

const addressOf = (from) => (typeof from === 'string' ? from : from.address);
