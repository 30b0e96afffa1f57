import { Body, Controller, Delete, Get, HttpCode, HttpException, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { BadInput } from '../engine/errors.js';
import { readForm } from '../engine/read-form.js';
import { Public, Viewing } from './access.js';
import { ApiTokens } from './api-tokens.js';
import { Cookies } from './cookies.js';
import { readSecretForm, SignInForm, TokenForm } from './identity.forms.js';
import type { Viewer } from './person.js';
import { originOf } from './request-origin.js';
import { SecurityLog } from './security-log.js';
import { Sessions } from './sessions.js';
import { tooMany } from './sign-in.controller.js';
import { SignInCommands } from './sign-in.commands.js';
import { Viewers } from './viewers.js';

/** Sign-in for programs: a session with its CSRF token, or an API token that needs neither. */
@Controller('api/v1')
export class SessionApiController {
  constructor(
    private readonly commands: SignInCommands,
    private readonly sessions: Sessions,
    private readonly tokens: ApiTokens,
    private readonly viewers: Viewers,
    private readonly cookies: Cookies,
    private readonly log: SecurityLog,
  ) {}

  /** `{ eMail, password }` opens a session: the cookie is set, `csrf` goes into `x-csrf-token` of unsafe requests. */
  @Public({ csrf: false })
  @Post('session')
  async open(
    @Body() sent: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<{ personId: string; csrf: string }> {
    // Other sites can make a browser send forms, but not JSON.
    if (!reply.request.headers['content-type']?.startsWith('application/json')) throw new HttpException('json only', 415);
    const read = readSecretForm(SignInForm, sent);
    if ('faults' in read) throw new BadInput(read.faults);
    const outcome = await this.commands.signIn({
      eMail: read.form.eMail,
      password: read.form.password,
      device: this.cookies.read(reply.request, 'device'),
      replaces: this.cookies.read(reply.request, 'sid'),
      origin: originOf(reply.request),
    });
    if (outcome.kind === 'wrong')
      throw new HttpException({ code: 'identity.wrong', say: 'E-mail and password do not fit together.' }, 401);
    if (outcome.kind === 'too_many') {
      void reply.header('retry-after', outcome.waitSeconds);
      throw new HttpException({ code: 'http.tooMany', say: tooMany(outcome.waitSeconds) }, 429);
    }
    this.cookies.set(reply, 'sid', outcome.secret);
    this.cookies.set(reply, 'device', outcome.device);
    return { personId: outcome.personId, csrf: outcome.csrf };
  }

  /** Who asks, with roles and zone. */
  @Get('session')
  show(@Viewing() viewer: Viewer) {
    return { id: viewer.actor.id, name: viewer.actor.name, eMail: viewer.eMail, roles: viewer.actor.roles, zone: viewer.zone };
  }

  /** Ends the session that asks. */
  @Delete('session')
  @HttpCode(204)
  async end(@Viewing() viewer: Viewer, @Res({ passthrough: true }) reply: FastifyReply): Promise<void> {
    if (viewer.by === 'session') await this.sessions.end(viewer.actor.id, viewer.doorId);
    this.viewers.forget(viewer.actor.id);
    await this.log.write('signed_out', { personId: viewer.actor.id, origin: originOf(reply.request) });
    this.cookies.clear(reply, 'sid');
  }

  /** `{ name }` makes an API token of the person who asks; it is told once. */
  @Post('tokens')
  async issueToken(@Body() sent: unknown, @Viewing() viewer: Viewer, @Res({ passthrough: true }) reply: FastifyReply) {
    const read = readForm(TokenForm, sent);
    if ('faults' in read) throw new BadInput(read.faults);
    const issued = await this.tokens.issue(viewer.actor.id, read.form.name);
    await this.log.write('token_issued', { personId: viewer.actor.id, detail: read.form.name, origin: originOf(reply.request) });
    return { id: issued.id, name: read.form.name, token: issued.token };
  }
}
