import { Global, Module, type OnModuleInit } from '@nestjs/common';
import { IdentityModule } from '../identity/identity.module.js';
import { Navigation } from '../identity/navigation.js';
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

/** Letters out and in. Templates come from the rendering module. */
@Global()
@Module({
  imports: [IdentityModule],
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
export class MailModule implements OnModuleInit {
  constructor(
    private readonly navigation: Navigation,
    private readonly capture: MailCapture,
  ) {}

  onModuleInit(): void {
    if (!this.capture.isOn) return;
    this.navigation.register({
      label: 'Captured mail',
      href: '/mail',
      icon: 'mail',
      roles: ['administrator', 'buyer'],
      order: 800,
    });
  }
}
