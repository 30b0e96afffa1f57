import { Body, Controller, Get, Post, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Public, Viewing } from './access.js';
import { Cookies } from './cookies.js';
import { formAgain, freshForm, type FormView } from './form-view.js';
import { readSecretForm, SignInForm } from './identity.forms.js';
import { ownPath } from './own-path.js';
import { PageView } from './page-view.js';
import type { Viewer } from './person.js';
import { originOf } from './request-origin.js';
import { SecurityLog } from './security-log.js';
import { Sessions } from './sessions.js';
import { SignInCommands } from './sign-in.commands.js';
import { Viewers } from './viewers.js';

/** The way in by password, and the way out. */
@Controller()
export class SignInController {
  constructor(
    private readonly commands: SignInCommands,
    private readonly sessions: Sessions,
    private readonly viewers: Viewers,
    private readonly cookies: Cookies,
    private readonly pages: PageView,
    private readonly log: SecurityLog,
  ) {}

  @Public()
  @Get('sign-in')
  form(@Query('to') to: unknown, @Query('why') why: unknown, @Res({ passthrough: true }) reply: FastifyReply): string {
    if (reply.request.viewer) return this.pages.goTo(reply, ownPath(to));
    return this.page(reply, freshForm({ eMail: '', password: '', to: ownPath(to) }), why);
  }

  @Public()
  @Post('sign-in')
  async signIn(@Body() sent: unknown, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    const fresh = freshForm({ eMail: '', password: '', to: '/' });
    const read = readSecretForm(SignInForm, sent);
    if ('faults' in read) {
      void reply.code(422);
      return this.page(reply, formAgain(fresh, sent, read.faults));
    }
    const outcome = await this.commands.signIn({
      eMail: read.form.eMail,
      password: read.form.password,
      device: this.cookies.read(reply.request, 'device'),
      replaces: this.cookies.read(reply.request, 'sid'),
      origin: originOf(reply.request),
    });
    if (outcome.kind === 'signed_in') {
      this.cookies.set(reply, 'sid', outcome.secret);
      this.cookies.set(reply, 'device', outcome.device);
      this.cookies.clear(reply, 'visit');
      return this.pages.goTo(reply, ownPath(read.form.to));
    }
    if (outcome.kind === 'too_many') {
      void reply.code(429).header('retry-after', outcome.waitSeconds);
      return this.page(reply, formAgain(fresh, sent, [], tooMany(outcome.waitSeconds)));
    }
    void reply.code(401);
    return this.page(reply, formAgain(fresh, sent, [], 'E-mail and password do not fit together. Check both and try again.'));
  }

  @Post('sign-out')
  async signOut(@Viewing() viewer: Viewer, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    if (viewer.by === 'session') await this.sessions.end(viewer.actor.id, viewer.doorId);
    this.viewers.forget(viewer.actor.id);
    await this.log.write('signed_out', { personId: viewer.actor.id, origin: originOf(reply.request) });
    this.cookies.clear(reply, 'sid');
    // Not "cookies": that would also drop the device cookie, which keeps strangers from shutting this person out.
    void reply.header('clear-site-data', '"cache", "storage"');
    return this.pages.goTo(reply, '/sign-in', { kind: 'success', say: 'You are signed out.' });
  }

  private page(reply: FastifyReply, form: FormView, why: unknown = null): string {
    const isUnsaved = why === 'unsaved';
    return this.pages.render(reply, 'sign-in', { title: 'Sign in', form, isUnsaved, hasEnded: why === 'ended' }, 'gate');
  }
}

/** What is said to someone who has to wait. */
export function tooMany(waitSeconds: number): string {
  const minutes = Math.ceil(waitSeconds / 60);
  return `That was tried too often. Wait ${minutes === 1 ? 'a minute' : `${minutes} minutes`} and try again.`;
}
