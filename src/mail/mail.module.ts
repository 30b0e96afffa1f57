import { Global, Module } from '@nestjs/common';
import { CapturedMailController } from './captured-mail.controller.js';
import { LetterQueries } from './letter.queries.js';
import { LetterReaders } from './letter-readers.js';
import { LetterWorker } from './letter.worker.js';
import { Letters } from './letters.js';
import { MailCapture } from './mail-capture.js';
import { Mailer } from './mailer.js';
import { RecipientReply } from './recipient-reply.js';
import { SentLetters } from './sent-letters.js';
import { SmtpReceiver } from './smtp-receiver.js';
import { SmtpSender } from './smtp-sender.js';

/** Letters out and in. Needs Templates, which the rendering module gives to everyone. */
@Global()
@Module({
  controllers: [CapturedMailController],
  providers: [
    Mailer,
    SmtpSender,
    MailCapture,
    SentLetters,
    Letters,
    LetterQueries,
    LetterReaders,
    LetterWorker,
    SmtpReceiver,
    RecipientReply,
  ],
  exports: [Mailer, SentLetters, Letters, LetterQueries, LetterReaders, SmtpReceiver, MailCapture],
})
export class MailModule {}
