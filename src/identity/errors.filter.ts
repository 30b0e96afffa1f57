import { randomUUID } from 'node:crypto';
import { Catch, HttpException, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { loggablePath } from '../logging.js';
import { BadInput, Forbidden, Missing, Refused, Unavailable, type Fault } from '../engine/errors.js';
import type { Reason } from '../engine/workflow.js';
import { Cookies } from './cookies.js';
import { ownPath } from './own-path.js';
import { PageView } from './page-view.js';
import { Viewers } from './viewers.js';

/** An error as people and programs are told of it. */
interface Answer {
  status: number;
  title: string;
  code: string;
  say: string;
  reasons?: readonly Reason[];
  faults?: readonly Fault[];
}

/** What Nest and Fastify refuse by themselves, by status. */
const standard: Record<number, Omit<Answer, 'status'>> = {
  400: {
    title: 'That could not be read',
    code: 'http.unreadable',
    say: 'What was sent could not be read; check its form and send it again.',
  },
  401: { title: 'Please sign in', code: 'identity.signInNeeded', say: 'Sign in first, or send a valid API token.' },
  403: {
    title: 'Not for you',
    code: 'identity.forbidden',
    say: 'You may not use this page; ask an administrator if you need it.',
  },
  404: { title: 'Not found', code: 'http.notFound', say: 'There is no such page, or it is not open to you. Check the address.' },
  405: { title: 'Not possible here', code: 'http.method', say: 'This address does not do that.' },
  406: { title: 'Not available in that form', code: 'http.notAcceptable', say: 'This is not available in the form asked for.' },
  408: { title: 'That took too long', code: 'http.timeout', say: 'The request took too long to arrive; send it again.' },
  409: {
    title: 'Not possible now',
    code: 'http.conflict',
    say: 'Something has changed in the meantime; reload the page and try again.',
  },
  413: { title: 'Too large', code: 'http.tooLarge', say: 'What was sent is too large; send less, or a smaller file.' },
  415: { title: 'Unknown kind of content', code: 'http.mediaType', say: 'This kind of content is not accepted here.' },
  422: { title: 'Please check what you entered', code: 'badInput', say: 'Some of what was sent cannot be accepted.' },
  429: { title: 'Too many requests', code: 'http.tooMany', say: 'That was too often; wait a few minutes and try again.' },
  503: {
    title: 'Not available right now',
    code: 'http.unavailable',
    say: 'A part of the system is not answering; try again in a minute.',
  },
};

/** Turns whatever was thrown into a page for people or `{ code, say }` for programs; what nobody expected is logged once, with the request's id. */
@Catch()
export class ErrorsFilter implements ExceptionFilter {
  private readonly logger = new Logger('errors');

  constructor(
    private readonly pages: PageView,
    private readonly cookies: Cookies,
    private readonly viewers: Viewers,
  ) {}

  catch(error: unknown, host: ArgumentsHost): void {
    if (host.getType() !== 'http') throw error;
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const { request } = reply;
    if (reply.sent) return this.logger.error(error);
    const answer = answerTo(error) ?? this.unexpected(error, request);
    void reply.code(answer.status);
    if (wantsJson(request)) return void reply.send(told(answer));
    if (answer.status === 401) return this.toSignIn(reply);
    if (request.viewer !== undefined) return void reply.send(this.page(reply, answer));
    void this.recognise(request).then(() => reply.send(this.page(reply, answer)));
  }

  // Where no route was found the guard has not run, yet people keep their side bar.
  private async recognise(request: FastifyRequest): Promise<void> {
    const secret = this.cookies.read(request, 'sid');
    request.viewer = secret ? await Promise.resolve(this.viewers.find('session', secret)).catch(() => null) : null;
  }

  private unexpected(error: unknown, request: FastifyRequest): Answer {
    const id = String(request.id ?? randomUUID());
    const stack = error instanceof Error ? error.stack : undefined;
    this.logger.error(`${request.method} ${loggablePath(request.url)} failed (${id}): ${String(error)}`, stack);
    return {
      status: 500,
      title: 'Something went wrong',
      code: 'http.unexpected',
      say: `This is our fault, and nothing was changed. Try again; if it stays, tell your administrator the number ${id}.`,
    };
  }

  private toSignIn(reply: FastifyReply): void {
    const { request } = reply;
    const isForm = request.method !== 'GET' && request.method !== 'HEAD';
    const to = isForm ? refererOf(request) : request.url;
    const why = isForm ? 'unsaved' : this.cookies.read(request, 'sid') ? 'ended' : null;
    const query = new URLSearchParams({ ...(to !== '/' && { to }), ...(why && { why }) }).toString();
    const address = query ? `/sign-in?${query}` : '/sign-in';
    if (request.headers['hx-request']) return void reply.header('hx-redirect', address).send('');
    void reply.redirect(address, 303);
  }

  private page(reply: FastifyReply, answer: Answer): string {
    const model = {
      title: answer.title,
      status: answer.status,
      say: answer.say,
      reasons: answer.reasons ?? [],
      faults: answer.faults ?? [],
    };
    try {
      return reply.request.headers['hx-request']
        ? this.pages.fragment(reply, 'problem', model)
        : this.pages.render(reply, 'error', model);
    } catch (error) {
      // A page that cannot be drawn must not hide what went wrong.
      this.logger.error(error);
      void reply.type('text/plain; charset=utf-8');
      return `${answer.title}\n\n${answer.say}\n`;
    }
  }
}

function answerTo(error: unknown): Answer | null {
  if (error instanceof Refused) {
    const [first] = error.reasons;
    return {
      status: 409,
      title: 'Not possible now',
      code: first?.code ?? 'http.conflict',
      say: error.reasons.map(({ say }) => say).join(' '),
      reasons: error.reasons,
    };
  }
  if (error instanceof BadInput) return { status: 422, ...standardOf(422), faults: error.faults };
  if (error instanceof Missing) return { status: 404, ...standardOf(404), code: `${error.what}.missing` };
  if (error instanceof Forbidden) return { status: 403, ...standardOf(403), ...error.reason };
  if (error instanceof Unavailable) return { status: 503, ...standardOf(503) };
  if (isUnstorable(error)) return { status: 400, ...standardOf(400) };
  if (error instanceof HttpException && error.getStatus() < 500)
    return { status: error.getStatus(), ...standardOf(error.getStatus()), ...ownWords(error) };
  if (error instanceof HttpException && error.getStatus() === 503) return { status: 503, ...standardOf(503) };
  return null;
}

/** PostgreSQL keeps neither NUL nor half a character; who sends one is told so, whichever door let it through. */
function isUnstorable(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === '22021' || error.code === '22P05');
}

function standardOf(status: number): Omit<Answer, 'status'> {
  return standard[status] ?? { title: 'Not possible', code: `http.${status}`, say: 'This request cannot be answered.' };
}

/** Where our own code threw an HttpException with `{ code, say }`, those are the words. */
function ownWords(error: HttpException): Partial<Answer> {
  const said = error.getResponse();
  if (typeof said !== 'object' || !('code' in said) || !('say' in said)) return {};
  return typeof said.code === 'string' && typeof said.say === 'string' ? { code: said.code, say: said.say } : {};
}

function told({ code, say, reasons, faults }: Answer): object {
  return { code, say, ...(reasons && { reasons }), ...(faults && { faults }) };
}

/** The page of ours with the form that was sent; `/` where the browser does not say. */
function refererOf({ headers }: FastifyRequest): string {
  const url = URL.canParse(headers.referer ?? '') ? new URL(headers.referer ?? '') : null;
  return url && url.host === headers.host ? ownPath(url.pathname + url.search) : '/';
}

function wantsJson({ url, headers }: FastifyRequest): boolean {
  const path = url.split('?')[0] ?? '';
  if (path === '/api' || path.startsWith('/api/') || path.startsWith('/health')) return true;
  const accept = headers.accept ?? '';
  return accept.includes('application/json') && !accept.includes('text/html');
}
