import { Body, Controller, Get, Param, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { BadInput, Refused, type Fault } from '../engine/errors.js';
import { Public } from './access.js';
import { formAgain, freshForm, type FormView } from './form-view.js';
import { FirstAdministratorForm, NewPasswordForm, readSecretForm } from './identity.forms.js';
import { PageView } from './page-view.js';
import { PeopleCommands } from './people.commands.js';
import { People } from './people.queries.js';
import { originOf } from './request-origin.js';
import { SignInLinks, type OpenLink } from './sign-in-links.js';

const fresh = freshForm({ name: '', eMail: '', password: '' });

/** One-time links: the first administrator, an invitation, a reset. Opening one shows a form; only sending the form uses it. */
@Public()
@Controller('welcome/:token')
export class WelcomeController {
  constructor(
    private readonly links: SignInLinks,
    private readonly people: People,
    private readonly commands: PeopleCommands,
    private readonly pages: PageView,
  ) {}

  @Get()
  async form(@Param('token') token: string, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    return this.page(reply, await this.links.look(token), fresh);
  }

  @Post()
  async take(
    @Param('token') token: string,
    @Body() sent: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const link = await this.links.look(token);
    if (!link) return this.page(reply, null, fresh);
    try {
      const name = await (link.personId ? this.takeUp(token, sent, reply) : this.foundHouse(token, sent, reply));
      return this.pages.goTo(reply, '/sign-in', { kind: 'success', say: `Welcome, ${name}. Sign in with your new password.` });
    } catch (error) {
      if (error instanceof BadInput) return this.again(reply, link, sent, error.faults, null);
      if (error instanceof Refused) return this.again(reply, link, sent, [], error.reasons.map(({ say }) => say).join(' '));
      throw error;
    }
  }

  private async takeUp(token: string, sent: unknown, reply: FastifyReply): Promise<string> {
    const read = readSecretForm(NewPasswordForm, sent);
    if ('faults' in read) throw new BadInput(read.faults);
    return (await this.commands.takeUp(token, read.form.password, originOf(reply.request))).name;
  }

  private async foundHouse(token: string, sent: unknown, reply: FastifyReply): Promise<string> {
    const read = readSecretForm(FirstAdministratorForm, sent);
    if ('faults' in read) throw new BadInput(read.faults);
    return (await this.commands.foundHouse(token, read.form, originOf(reply.request))).name;
  }

  private again(
    reply: FastifyReply,
    link: OpenLink,
    sent: unknown,
    faults: readonly Fault[],
    problem: string | null,
  ): Promise<string> {
    void reply.code(problem ? 409 : 422);
    return this.page(reply, link, formAgain(fresh, sent, faults, problem));
  }

  private async page(reply: FastifyReply, link: OpenLink | null, form: FormView): Promise<string> {
    if (!link) {
      void reply.code(404);
      return this.pages.render(reply, 'link-used', { title: 'This link does not work any more' }, 'gate');
    }
    const person = link.personId ? await this.people.byId(link.personId) : null;
    const title = !person
      ? 'Set up Sourcewright'
      : link.purpose === 'reset'
        ? 'Choose a new password'
        : 'Welcome to Sourcewright';
    return this.pages.render(
      reply,
      'welcome',
      { title, person: person && { name: person.name, eMail: person.eMail }, form },
      'gate',
    );
  }
}
