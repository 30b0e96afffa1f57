import { timeZones } from '../calculation/time-zones.js';
import { Body, Controller, Get, Param, ParseUUIDPipe, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { BadInput, Missing, type Fault } from '../engine/errors.js';
import { readForm } from '../engine/read-form.js';
import { Viewing } from './access.js';
import { ApiTokens } from './api-tokens.js';
import { formAgain, freshForm, type FormView } from './form-view.js';
import { ChangePasswordForm, DetailsForm, readSecretForm, TokenForm } from './identity.forms.js';
import { PageView } from './page-view.js';
import { PeopleCommands } from './people.commands.js';
import type { Viewer } from './person.js';
import { originOf } from './request-origin.js';
import { SecurityLog } from './security-log.js';
import { Sessions } from './sessions.js';
import { shownAt } from './shown-at.js';
import { SignInCommands } from './sign-in.commands.js';
import { Viewers } from './viewers.js';

interface Forms {
  details: FormView;
  password: FormView;
  token: FormView;
  /** A token that was just made: shown now and never again. */
  newToken: string | null;
}

/** One's own account: details, password, sessions, API tokens. */
@Controller('account')
export class AccountController {
  constructor(
    private readonly people: PeopleCommands,
    private readonly signIn: SignInCommands,
    private readonly sessions: Sessions,
    private readonly tokens: ApiTokens,
    private readonly viewers: Viewers,
    private readonly pages: PageView,
    private readonly log: SecurityLog,
  ) {}

  @Get()
  show(@Viewing() viewer: Viewer, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    return this.page(reply, viewer, {});
  }

  @Post('details')
  async describe(
    @Viewing() viewer: Viewer,
    @Body() sent: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const read = readForm(DetailsForm, sent);
    const faults = 'faults' in read ? read.faults : await faultsOf(this.people.describe(viewer.actor.id, read.form));
    if (faults) return this.page(reply, viewer, { details: formAgain(freshDetails(viewer), sent, faults) }, 422);
    return this.pages.goTo(reply, '/account', { kind: 'success', say: 'Your details are saved.' });
  }

  @Post('password')
  async changePassword(
    @Viewing() viewer: Viewer,
    @Body() sent: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const faults = await this.passwordFaults(viewer, sent, reply);
    if (faults) return this.page(reply, viewer, { password: formAgain(freshPassword, sent, faults) }, 422);
    return this.pages.goTo(reply, '/account', {
      kind: 'success',
      say: 'Your password is changed. All your other sessions have ended.',
    });
  }

  @Post('tokens')
  async issueToken(
    @Viewing() viewer: Viewer,
    @Body() sent: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const read = readForm(TokenForm, sent);
    if ('faults' in read) return this.page(reply, viewer, { token: formAgain(freshToken, sent, read.faults) }, 422);
    const { token } = await this.tokens.issue(viewer.actor.id, read.form.name);
    await this.log.write('token_issued', { personId: viewer.actor.id, detail: read.form.name, origin: originOf(reply.request) });
    return this.page(reply, viewer, { newToken: token }, 201);
  }

  @Post('tokens/:id/ending')
  async endToken(
    @Viewing() viewer: Viewer,
    @Param('id', ParseUUIDPipe) id: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    if (!(await this.tokens.end(viewer.actor.id, id))) throw new Missing('token');
    this.viewers.forget(viewer.actor.id);
    await this.log.write('token_ended', { personId: viewer.actor.id, origin: originOf(reply.request) });
    return this.pages.goTo(reply, '/account', { kind: 'success', say: 'The token no longer works.' });
  }

  @Post('sessions/:id/ending')
  async endSession(
    @Viewing() viewer: Viewer,
    @Param('id', ParseUUIDPipe) id: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    if (!(await this.sessions.end(viewer.actor.id, id))) throw new Missing('session');
    return this.ended(viewer, reply, 'The session has ended.');
  }

  @Post('other-sessions/ending')
  async endOtherSessions(@Viewing() viewer: Viewer, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    await this.sessions.endOthers(viewer.actor.id, viewer.doorId);
    return this.ended(viewer, reply, 'All your other sessions have ended.');
  }

  private async ended(viewer: Viewer, reply: FastifyReply, say: string): Promise<string> {
    this.viewers.forget(viewer.actor.id);
    await this.log.write('session_ended', { personId: viewer.actor.id, origin: originOf(reply.request) });
    return this.pages.goTo(reply, '/account', { kind: 'success', say });
  }

  private async passwordFaults(viewer: Viewer, sent: unknown, reply: FastifyReply): Promise<readonly Fault[] | null> {
    const read = readSecretForm(ChangePasswordForm, sent);
    if ('faults' in read) return read.faults;
    if (!(await this.signIn.isPasswordOf(viewer.actor.id, read.form.presentPassword)))
      return [{ field: 'presentPassword', value: null, say: 'This is not your present password, or it was tried too often.' }];
    const keep = viewer.by === 'session' ? viewer.doorId : null;
    return faultsOf(this.people.setPassword(viewer.actor.id, read.form.password, keep, originOf(reply.request)));
  }

  private async page(reply: FastifyReply, viewer: Viewer, forms: Partial<Forms>, status = 200): Promise<string> {
    const [sessions, tokens, events] = await Promise.all([
      this.sessions.listOf(viewer.actor.id),
      this.tokens.listOf(viewer.actor.id),
      this.log.lastAbout(viewer.actor.id),
    ]);
    void reply.code(status);
    return this.pages.render(reply, 'account', {
      title: 'Your account',
      zones: timeZones,
      forms: { details: freshDetails(viewer), password: freshPassword, token: freshToken, newToken: null, ...forms },
      sessions: sessions.map((session) => ({
        id: session.id,
        browser: browserName(session.userAgent),
        address: session.address,
        since: shownAt(session.createdAt, viewer.zone),
        seen: shownAt(session.seenAt, viewer.zone),
        isThis: session.id === viewer.doorId,
      })),
      hasOtherSessions: sessions.some(({ id }) => id !== viewer.doorId),
      tokens: tokens.map((token) => ({
        ...token,
        since: shownAt(token.createdAt, viewer.zone),
        lastUsedOn: token.lastUsedOn ?? 'never',
      })),
      events: events.map((event) => ({ at: shownAt(event.at, viewer.zone), say: event.say, address: event.address })),
    });
  }
}

const freshPassword = freshForm({ presentPassword: '', password: '' });
const freshToken = freshForm({ name: '' });
const freshDetails = (viewer: Viewer): FormView => freshForm({ name: viewer.actor.name, zone: viewer.zone });

async function faultsOf(work: Promise<unknown>): Promise<readonly Fault[] | null> {
  try {
    await work;
    return null;
  } catch (error) {
    if (error instanceof BadInput) return error.faults;
    throw error;
  }
}

/** A browser's rough name, enough to tell one's own sessions apart. */
function browserName(userAgent: string): string {
  const browser = (
    [
      ['Edg/', 'Edge'],
      ['OPR/', 'Opera'],
      ['Firefox/', 'Firefox'],
      ['Chrome/', 'Chrome'],
      ['Safari/', 'Safari'],
    ] as const
  ).find(([mark]) => userAgent.includes(mark))?.[1];
  const system = (
    [
      ['Android', 'Android'],
      ['iPhone', 'iPhone'],
      ['iPad', 'iPad'],
      ['Windows', 'Windows'],
      ['Mac OS', 'macOS'],
      ['Linux', 'Linux'],
    ] as const
  ).find(([mark]) => userAgent.includes(mark))?.[1];
  return browser ? `${browser}${system ? ` on ${system}` : ''}` : userAgent.split(/[\s/]/)[0] || 'Unknown program';
}
