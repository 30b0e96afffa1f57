import { Body, Controller, Get, Header, Param, ParseUUIDPipe, Post, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { BadInput, Refused, type Fault } from '../engine/errors.js';
import { readForm } from '../engine/read-form.js';
import type { Actor } from '../engine/workflow.js';
import { Roles, SignedIn, Viewing } from './access.js';
import { formAgain, freshForm, type FormView } from './form-view.js';
import { NewPersonForm, RolesForm } from './identity.forms.js';
import { PageView } from './page-view.js';
import { People, type PeopleSearch } from './people.queries.js';
import { PeopleCommands } from './people.commands.js';
import type { Person, Viewer } from './person.js';
import { isRole, roleLabel, roles } from './roles.js';
import { SecurityLog } from './security-log.js';
import { shownAt } from './shown-at.js';

/** The administrator's pages on people: who is here, what each may do, who is let in. */
@Roles('administrator')
@Controller('people')
export class PeopleController {
  constructor(
    private readonly people: People,
    private readonly commands: PeopleCommands,
    private readonly pages: PageView,
    private readonly log: SecurityLog,
  ) {}

  @Get()
  async list(
    @Query() query: Record<string, unknown>,
    @Viewing() viewer: Viewer,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const search = searchOf(query);
    const found = await this.people.search(search);
    return this.pages.render(reply, 'people', {
      title: 'People',
      people: found.people.map((person) => row(person, viewer.zone)),
      total: found.total,
      search: { text: search.text, state: search.active === null ? '' : search.active ? 'active' : 'inactive' },
      roles: roles.map((role) => ({ name: role.name, label: role.label, chosen: role.name === search.role })),
      columns: (['name', 'eMail', 'createdAt'] as const).map((column) => columnOf(column, search)),
      pages: {
        page: found.page,
        pages: found.pages,
        before: found.page > 1 ? addressOf(search, { page: found.page - 1 }) : null,
        after: found.page < found.pages ? addressOf(search, { page: found.page + 1 }) : null,
      },
      exportHref: addressOf(search, {}).replace('/people', '/people/export.csv'),
    });
  }

  @Get('export.csv')
  @Header('content-type', 'text/csv; charset=utf-8')
  @Header('content-disposition', 'attachment; filename="people.csv"')
  async export(@Query() query: Record<string, unknown>): Promise<string> {
    const people = await this.people.all(searchOf(query));
    const lines = people.map((person) => [
      person.name,
      person.eMail,
      person.roles.join(' '),
      person.zone,
      person.active ? 'active' : 'inactive',
      person.createdAt.toISOString(),
    ]);
    return [['name', 'e-mail', 'roles', 'zone', 'access', 'added'], ...lines]
      .map((line) => line.map(cell).join(',') + '\r\n')
      .join('');
  }

  @Get('new')
  form(@Res({ passthrough: true }) reply: FastifyReply): string {
    return this.newPage(reply, freshPerson, []);
  }

  @Post()
  async add(
    @Body() sent: unknown,
    @SignedIn() by: Actor,
    @Viewing() viewer: Viewer,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const read = readForm(NewPersonForm, sent);
    if ('faults' in read) return this.again(reply, sent, read.faults);
    try {
      const person = await this.commands.add(read.form, by);
      return await this.personPage(reply, person, viewer, await this.commands.invite(person.id, by), 201);
    } catch (error) {
      if (error instanceof BadInput) return this.again(reply, sent, error.faults);
      if (error instanceof Refused)
        return this.again(
          reply,
          sent,
          error.reasons.map(({ field, say }) => ({ field: field ?? '', value: null, say })),
        );
      throw error;
    }
  }

  @Get(':id')
  async show(@Param('id', ParseUUIDPipe) id: string, @Viewing() viewer: Viewer, @Res({ passthrough: true }) reply: FastifyReply) {
    return this.personPage(reply, await this.people.byId(id), viewer, null);
  }

  @Post(':id/roles')
  async changeRoles(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() sent: unknown,
    @SignedIn() by: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const read = readForm(RolesForm, sent);
    if ('faults' in read) throw new BadInput(read.faults);
    return this.done(
      reply,
      id,
      this.commands.changeRoles(id, read.form.roles, by),
      'The roles are changed and hold from now on.',
    );
  }

  @Post(':id/deactivation')
  deactivate(
    @Param('id', ParseUUIDPipe) id: string,
    @SignedIn() by: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    return this.done(reply, id, this.commands.deactivate(id, by), 'Access is taken away; all sessions have ended.');
  }

  @Post(':id/activation')
  activate(
    @Param('id', ParseUUIDPipe) id: string,
    @SignedIn() by: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    return this.done(reply, id, this.commands.activate(id, by), 'Access is given back.');
  }

  @Post(':id/invitation')
  async invite(
    @Param('id', ParseUUIDPipe) id: string,
    @SignedIn() by: Actor,
    @Viewing() viewer: Viewer,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const link = await this.commands.invite(id, by);
    return this.personPage(reply, await this.people.byId(id), viewer, link, 201);
  }

  private async done(reply: FastifyReply, id: string, work: Promise<Person>, say: string): Promise<string> {
    try {
      await work;
      return this.pages.goTo(reply, `/people/${id}`, { kind: 'success', say });
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      return this.pages.goTo(reply, `/people/${id}`, {
        kind: 'danger',
        say: error.reasons.map((reason) => reason.say).join(' '),
      });
    }
  }

  private again(reply: FastifyReply, sent: unknown, faults: readonly Fault[]): string {
    void reply.code(422);
    const chosen = typeof sent === 'object' && sent !== null && 'roles' in sent ? [sent.roles].flat().map(String) : [];
    return this.newPage(reply, formAgain(freshPerson, sent, faults), chosen);
  }

  private newPage(reply: FastifyReply, form: FormView, chosen: readonly string[]): string {
    return this.pages.render(reply, 'person-new', { title: 'Add a person', form, roles: rolesWith(chosen) });
  }

  private async personPage(
    reply: FastifyReply,
    person: Person,
    viewer: Viewer,
    link: string | null,
    status = 200,
  ): Promise<string> {
    const events = await this.log.lastAbout(person.id, 20);
    void reply.code(status);
    return this.pages.render(reply, 'person', {
      title: person.name,
      person: row(person, viewer.zone),
      link,
      mail: link && mailTo(person, link),
      roles: rolesWith(person.roles),
      isSelf: person.id === viewer.actor.id,
      events: events.map((event) => ({
        at: shownAt(event.at, viewer.zone),
        say: event.say,
        detail: event.detail,
        address: event.address,
      })),
    });
  }
}

const freshPerson = freshForm({ name: '', eMail: '', roles: '' });

function searchOf(query: Record<string, unknown>): PeopleSearch {
  const text = (name: string): string => (typeof query[name] === 'string' ? query[name].trim().slice(0, 200) : '');
  const sort = text('sort').replace(/^-/, '');
  const role = text('role');
  return {
    text: text('text'),
    role: isRole(role) ? role : null,
    active: text('state') === 'active' ? true : text('state') === 'inactive' ? false : null,
    sort: sort === 'eMail' || sort === 'createdAt' ? sort : 'name',
    descending: text('sort').startsWith('-'),
    page: /^\d{1,6}$/.test(text('page')) ? Math.max(1, Number(text('page'))) : 1,
  };
}

function addressOf(search: PeopleSearch, change: Partial<PeopleSearch>): string {
  const next = { ...search, ...change };
  const query = new URLSearchParams();
  if (next.text) query.set('text', next.text);
  if (next.role) query.set('role', next.role);
  if (next.active !== null) query.set('state', next.active ? 'active' : 'inactive');
  if (next.sort !== 'name' || next.descending) query.set('sort', `${next.descending ? '-' : ''}${next.sort}`);
  if (next.page > 1) query.set('page', String(next.page));
  return query.size ? `/people?${query}` : '/people';
}

const columnLabels = { name: 'Name', eMail: 'E-mail', createdAt: 'Added' };

function columnOf(column: PeopleSearch['sort'], search: PeopleSearch) {
  const isSorted = search.sort === column;
  return {
    label: columnLabels[column],
    href: addressOf(search, { sort: column, descending: isSorted && !search.descending, page: 1 }),
    sorted: isSorted ? (search.descending ? 'descending' : 'ascending') : 'none',
  };
}

function row(person: Person, zone: string) {
  return {
    id: person.id,
    name: person.name,
    eMail: person.eMail,
    active: person.active,
    hasPassword: person.hasPassword,
    roles: person.roles.map(roleLabel),
    zone: person.zone,
    added: shownAt(person.createdAt, zone),
  };
}

function rolesWith(chosen: readonly string[]) {
  return roles.map((role) => ({ ...role, chosen: chosen.includes(role.name) }));
}

function mailTo(person: Person, link: string): string {
  const query = new URLSearchParams({
    subject: 'Your access to Sourcewright',
    body: `Hello ${person.name},\n\nopen this link and choose a password; it works once:\n\n${link}\n`,
  });
  return `mailto:${encodeURIComponent(person.eMail)}?${query.toString().replaceAll('+', '%20')}`;
}

// A cell that a spreadsheet would take for a formula gets a quote in front.
function cell(text: string): string {
  const safe = /^[=+\-@\t\r\0]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
