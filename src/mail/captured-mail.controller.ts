import { Body, Controller, Get, Param, ParseIntPipe, ParseUUIDPipe, Post, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Missing } from '../engine/errors.js';
import { Roles, Viewing } from '../identity/access.js';
import { PageView } from '../identity/page-view.js';
import type { Viewer } from '../identity/person.js';
import { shownAt } from '../identity/shown-at.js';
import { Upload } from '../uploads.js';
import type { OutgoingFile } from './compose-letter.js';
import { MailCapture } from './mail-capture.js';
import { parseMail } from './parse-mail.js';
import type { LetterAttachment } from './parsed-letter.js';
import { RecipientReply } from './recipient-reply.js';
import { SentLetters, type SentLetter } from './sent-letters.js';

const PAGE_SIZE = 50;
const MOST_FILES = 3;
const LONGEST_ANSWER = 100_000;
// The letter's HTML runs nothing, fetches nothing and cannot leave its frame.
const FRAME_POLICY = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'";

/** Letters that would have gone out, on a machine without a mail server: to read them, and to answer them as their recipients. */
@Roles('administrator', 'buyer')
@Controller('mail')
export class CapturedMailController {
  constructor(
    private readonly sent: SentLetters,
    private readonly capture: MailCapture,
    private readonly replies: RecipientReply,
    private readonly pages: PageView,
  ) {}

  @Get()
  async list(
    @Query() query: Record<string, unknown>,
    @Viewing() viewer: Viewer,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    this.mustCapture();
    const search = typeof query.search === 'string' ? query.search.trim().slice(0, 200) : '';
    const page = pageOf(query.page);
    const { letters, total } = await this.sent.list({ search, page, size: PAGE_SIZE });
    const pages = Math.max(1, Math.ceil(total / PAGE_SIZE));
    return this.pages.render(reply, 'mail/captured', {
      title: 'Captured mail',
      search,
      total,
      letters: letters.map((letter) => ({
        id: letter.id,
        to: letter.toName === '' ? letter.toAddress : `${letter.toName} <${letter.toAddress}>`,
        subject: letter.subject,
        at: shownAt(letter.sentAt ?? letter.createdAt, viewer.zone),
        files: letter.attachments.length,
        takesAnswer: letter.replyTo !== null,
        status: letter.status,
      })),
      pages: {
        page,
        pages,
        before: page > 1 ? addressOf(search, page - 1) : null,
        after: page < pages ? addressOf(search, page + 1) : null,
      },
    });
  }

  @Get(':id')
  async show(
    @Param('id', ParseUUIDPipe) id: string,
    @Viewing() viewer: Viewer,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    return this.letterPage(reply, await this.letter(id), viewer, '', null);
  }

  @Get(':id/html')
  async html(@Param('id', ParseUUIDPipe) id: string, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    const { html } = await this.letter(id);
    void reply.headers({
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': FRAME_POLICY,
      'x-frame-options': 'SAMEORIGIN',
    });
    return html;
  }

  @Get(':id/raw')
  async raw(@Param('id', ParseUUIDPipe) id: string, @Res({ passthrough: true }) reply: FastifyReply): Promise<Buffer> {
    const raw = await this.rawOf(await this.letter(id));
    void reply.headers({
      'content-type': 'text/plain; charset=utf-8',
      'content-disposition': `attachment; filename="letter-${id}.eml.txt"`,
    });
    return raw;
  }

  @Get(':id/attachments/:index')
  async attachment(
    @Param('id', ParseUUIDPipe) id: string,
    @Param('index', ParseIntPipe) index: number,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Buffer> {
    const mail = await parseMail(await this.rawOf(await this.letter(id)), null);
    const file = mail.attachments[index];
    if (file === undefined) throw new Missing('attachment');
    // Never as what it says it is: a downloaded file does not run in our origin.
    void reply.headers({ 'content-type': 'application/octet-stream', 'content-disposition': disposition(file.name) });
    return file.bytes;
  }

  @Post(':id/reply')
  async answer(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() sent: unknown,
    @Viewing() viewer: Viewer,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const letter = await this.letter(id);
    const { text, files } = answerOf(sent);
    const fault = faultOf(text, files) ?? (await this.replies.send(letter, text, files))?.say ?? null;
    if (fault !== null) {
      void reply.code(422);
      return this.letterPage(reply, letter, viewer, text, fault);
    }
    return this.pages.goTo(reply, `/mail/${id}`, {
      kind: 'success',
      say: `The answer went to ${letter.replyTo ?? 'procurement'} by SMTP, as if ${letter.toAddress} had sent it.`,
    });
  }

  private async letterPage(
    reply: FastifyReply,
    letter: SentLetter,
    viewer: Viewer,
    typed: string,
    fault: string | null,
  ): Promise<string> {
    const raw = await this.capture.read(letter.messageId);
    const mail = raw === null ? null : await parseMail(raw, null);
    return this.pages.render(reply, 'mail/letter', {
      title: letter.subject,
      letter: {
        id: letter.id,
        to: letter.toName === '' ? letter.toAddress : `${letter.toName} <${letter.toAddress}>`,
        toAddress: letter.toAddress,
        replyTo: letter.replyTo,
        subject: letter.subject,
        at: shownAt(letter.sentAt ?? letter.createdAt, viewer.zone),
        status: letter.status,
        error: letter.error,
        text: letter.text,
        messageId: letter.messageId,
        hasFile: raw !== null,
        attachments: onceEach(mail?.attachments ?? []).map(({ name, mediaType, bytes, index }) => ({
          index,
          name,
          mediaType,
          kilobytes: Math.max(1, Math.round(bytes.length / 1024)),
        })),
      },
      typed,
      fault,
    });
  }

  private async letter(id: string): Promise<SentLetter> {
    this.mustCapture();
    const letter = await this.sent.one(id);
    if (letter === null) throw new Missing('letter');
    return letter;
  }

  private async rawOf(letter: SentLetter): Promise<Buffer> {
    const raw = await this.capture.read(letter.messageId);
    if (raw === null) throw new Missing('letter');
    return raw;
  }

  private mustCapture(): void {
    if (!this.capture.isOn) throw new Missing('mail');
  }
}

function answerOf(sent: unknown): { text: string; files: OutgoingFile[] } {
  const body: object = typeof sent === 'object' && sent !== null ? sent : {};
  const text = 'text' in body && typeof body.text === 'string' ? body.text : '';
  const files = 'files' in body && Array.isArray(body.files) ? body.files.filter((file) => file instanceof Upload) : [];
  return {
    text,
    files: files.map(({ name, mediaType, bytes }) => ({ name: oneLine(name), mediaType: oneLine(mediaType), bytes })),
  };
}

function faultOf(text: string, files: readonly OutgoingFile[]): string | null {
  if (text.trim() === '' && files.length === 0) return 'Write an answer, or attach the filled-in workbook.';
  if (text.length > LONGEST_ANSWER) return `The answer has ${text.length} characters; write at most ${LONGEST_ANSWER}.`;
  return files.length > MOST_FILES ? `${files.length} files are attached; send at most ${MOST_FILES}.` : null;
}

function pageOf(value: unknown): number {
  return typeof value === 'string' && /^[1-9]\d{0,5}$/u.test(value) ? Number(value) : 1;
}

function addressOf(search: string, page: number): string {
  const query = new URLSearchParams({ ...(search !== '' && { search }), page: String(page) });
  return `/mail?${query.toString()}`;
}

function disposition(name: string): string {
  const plain = name.replace(/[^\w. -]/gu, '_').slice(0, 100);
  return `attachment; filename="${plain}"; filename*=UTF-8''${encodeURIComponent(name.slice(0, 150)).replace(/['()*]/gu, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)}`;
}

function oneLine(text: string): string {
  return text.replace(/[\r\n\u0000]+/gu, ' ');
}

/** A calendar entry stands in a letter twice, as a part that mail programs act on and as a file: the file is the one to show. */
function onceEach(attachments: readonly LetterAttachment[]): (LetterAttachment & { index: number })[] {
  const hasFile = attachments.some(({ mediaType }) => mediaType === 'application/ics');
  return attachments
    .map((attachment, index) => ({ ...attachment, index }))
    .filter(({ mediaType }) => !(hasFile && mediaType === 'text/calendar'));
}
