import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { BadInput, Missing, Refused, type Fault } from '../engine/errors.js';
import { SYSTEM, type Actor, type Reason } from '../engine/workflow.js';
import { passwordFault, passwordHash } from './passwords.js';
import type { Person } from './person.js';
import { People } from './people.queries.js';
import { isRole, roleNames } from './roles.js';
import { hashOf } from './secrets.js';
import { SecurityLog, type Origin } from './security-log.js';
import { SignInLinks, type OpenLink } from './sign-in-links.js';
import { Viewers } from './viewers.js';

/** Someone to be added; without `password` they take up an invitation link, without `zone` they are shown UTC. */
export interface NewPerson {
  name: string;
  eMail: string;
  roles: readonly string[];
  password?: string;
  zone?: string;
}

type Client = Parameters<Parameters<Database['transaction']>[0]>[0];

const eMailTaken: Reason = {
  code: 'identity.eMailTaken',
  field: 'eMail',
  say: 'Somebody with this e-mail address is already in the list; search for them there.',
};
const lastAdministrator: Reason = {
  code: 'identity.lastAdministrator',
  say: 'This is the last active administrator; give somebody else that role first.',
};
const linkUsed: Reason = {
  code: 'identity.linkUsed',
  say: 'This link has been used or has run out; ask your administrator for a new one.',
};

/** Everything that can be done to people. Each method is one transaction; a change of roles or access holds from the next request on. */
@Injectable()
export class PeopleCommands {
  constructor(
    private readonly database: Database,
    private readonly people: People,
    private readonly links: SignInLinks,
    private readonly viewers: Viewers,
    private readonly log: SecurityLog,
  ) {}

  /**
   * Adds a person who is active at once.
   *
   * @throws BadInput naming each field; Refused `identity.eMailTaken`
   */
  async add(person: NewPerson, by: Actor = SYSTEM): Promise<Person> {
    const id = await this.database.transaction((client) => insert(client, person));
    await this.log.write('person_added', { personId: id, byId: by.id, detail: person.roles.join(' ') });
    return this.people.byId(id);
  }

  /**
   * Makes a link by which the person chooses a password, and returns its address: an invitation, or a reset where they have one.
   *
   * @throws Missing; Refused `identity.inactive`
   */
  async invite(personId: string, by: Actor): Promise<string> {
    const person = await this.people.byId(personId);
    if (!person.active)
      throw new Refused([
        { code: 'identity.inactive', say: 'This person has no access at present; give it back before inviting them.' },
      ]);
    const purpose = person.hasPassword ? 'reset' : 'invite';
    const link = await this.links.issue(purpose, personId);
    await this.log.write('link_issued', { personId, byId: by.id, detail: purpose });
    return link;
  }

  /**
   * Replaces the person's roles.
   *
   * @throws BadInput; Missing; Refused `identity.lastAdministrator`
   */
  async changeRoles(personId: string, roles: readonly string[], by: Actor): Promise<Person> {
    const faults = roleFaults(roles);
    if (faults.length) throw new BadInput(faults);
    await this.keepingAnAdministrator(personId, (client) =>
      client.query(`UPDATE people SET roles = $2 WHERE id = $1`, [personId, [...new Set(roles)]]),
    );
    await this.log.write('roles_changed', { personId, byId: by.id, detail: roles.join(' ') });
    return this.people.byId(personId);
  }

  /**
   * Takes the person's access away: sessions, API tokens and open links end at once.
   *
   * @throws Missing; Refused `identity.lastAdministrator`
   */
  async deactivate(personId: string, by: Actor): Promise<Person> {
    await this.keepingAnAdministrator(personId, async (client) => {
      await client.query(`UPDATE people SET active = false WHERE id = $1`, [personId]);
      await client.query(`DELETE FROM sessions WHERE person_id = $1`, [personId]);
      await client.query(`DELETE FROM api_tokens WHERE person_id = $1`, [personId]);
      await client.query(`DELETE FROM sign_in_links WHERE person_id = $1 AND used_at IS NULL`, [personId]);
    });
    await this.log.write('person_deactivated', { personId, byId: by.id });
    return this.people.byId(personId);
  }

  /** Gives access back; the person signs in anew. @throws Missing */
  async activate(personId: string, by: Actor): Promise<Person> {
    const row = await this.database.row(`UPDATE people SET active = true WHERE id = $1 RETURNING id`, [personId]);
    if (!row) throw new Missing('person');
    await this.log.write('person_activated', { personId, byId: by.id });
    return this.people.byId(personId);
  }

  /** Changes how the person is named and in which zone they see times. @throws BadInput; Missing */
  async describe(personId: string, details: { name: string; zone: string }): Promise<Person> {
    const faults = [...nameFaults(details.name), ...zoneFaults(details.zone)];
    if (faults.length) throw new BadInput(faults);
    await this.database.rows(`UPDATE people SET name = $2, zone = $3 WHERE id = $1`, [
      personId,
      details.name.trim(),
      details.zone,
    ]);
    this.viewers.forget(personId);
    return this.people.byId(personId);
  }

  /**
   * Sets the password and ends every session but `keepSessionId`.
   *
   * @throws BadInput; Missing
   */
  async setPassword(personId: string, password: string, keepSessionId: string | null, origin?: Origin): Promise<void> {
    const person = await this.people.byId(personId);
    const hash = await acceptedHash(password, person);
    await this.database.transaction(async (client) => {
      await client.query(`UPDATE people SET password_hash = $2 WHERE id = $1`, [personId, hash]);
      await client.query(`DELETE FROM sessions WHERE person_id = $1 AND id IS DISTINCT FROM $2::uuid`, [personId, keepSessionId]);
    });
    this.viewers.forget(personId);
    await this.log.write('password_changed', { personId, origin });
  }

  /**
   * Takes up an invitation or reset: sets the password, ends other sessions and uses the link up.
   *
   * @throws BadInput; Refused `identity.linkUsed`
   */
  async takeUp(token: string, password: string, origin: Origin): Promise<Person> {
    const link = await this.links.look(token);
    if (!link?.personId) throw new Refused([linkUsed]);
    const hash = await acceptedHash(password, await this.people.byId(link.personId));
    const { personId } = link;
    await this.database.transaction(async (client) => {
      await use(client, token);
      await client.query(`UPDATE people SET password_hash = $2 WHERE id = $1`, [personId, hash]);
      await client.query(`DELETE FROM sessions WHERE person_id = $1`, [personId]);
    });
    this.viewers.forget(personId);
    await this.log.write('link_used', { personId, detail: link.purpose, origin });
    return this.people.byId(personId);
  }

  /**
   * Makes the first administrator with the link printed at start; works once and only while there is nobody.
   *
   * @throws BadInput; Refused `identity.linkUsed`
   */
  async foundHouse(token: string, person: { name: string; eMail: string; password: string }, origin: Origin): Promise<Person> {
    const id = await this.database.transaction(async (client) => {
      // Two browsers with two printed links must not both become the first.
      await client.query(`LOCK TABLE people IN SHARE ROW EXCLUSIVE MODE`);
      const { rowCount } = await client.query(`SELECT 1 FROM people LIMIT 1`);
      const link = rowCount ? null : await use(client, token);
      if (link?.purpose !== 'first_administrator') throw new Refused([linkUsed]);
      return insert(client, { ...person, roles: ['administrator'] });
    });
    await this.log.write('link_used', { personId: id, detail: 'first_administrator', origin });
    return this.people.byId(id);
  }

  private async keepingAnAdministrator(personId: string, change: (client: Client) => Promise<unknown>): Promise<void> {
    await this.database.transaction(async (client) => {
      const { rows } = await client.query<{ id: string; administers: boolean }>(
        `SELECT id, active AND roles @> ARRAY['administrator'] AS administers FROM people
         WHERE id = $1 OR (active AND roles @> ARRAY['administrator']) ORDER BY id FOR UPDATE`,
        [personId],
      );
      const person = rows.find(({ id }) => id === personId);
      if (!person) throw new Missing('person');
      await change(client);
      if (!person.administers) return;
      const { rowCount } = await client.query(`SELECT 1 FROM people WHERE active AND roles @> ARRAY['administrator'] LIMIT 1`);
      if (!rowCount) throw new Refused([lastAdministrator]);
    });
    this.viewers.forget(personId);
  }
}

async function insert(client: Client, person: NewPerson): Promise<string> {
  const faults = [
    ...nameFaults(person.name),
    ...eMailFaults(person.eMail),
    ...roleFaults(person.roles),
    ...zoneFaults(person.zone ?? 'UTC'),
  ];
  const weak = person.password === undefined ? null : passwordFault(person.password, person);
  if (weak) faults.push(passwordField(weak));
  if (faults.length) throw new BadInput(faults);
  const hash = person.password === undefined ? null : await passwordHash(person.password);
  const { rows } = await client.query<{ id: string }>(
    `INSERT INTO people (name, e_mail, password_hash, roles, zone) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (lower(e_mail)) DO NOTHING RETURNING id`,
    [person.name.trim(), person.eMail.trim(), hash, [...new Set(person.roles)], person.zone ?? 'UTC'],
  );
  const id = rows[0]?.id;
  if (!id) throw new Refused([eMailTaken]);
  return id;
}

async function use(client: Client, token: string): Promise<OpenLink> {
  const { rows } = await client.query<OpenLink>(
    `UPDATE sign_in_links SET used_at = now() WHERE hash = $1 AND used_at IS NULL AND expires_at > now()
     RETURNING purpose, person_id AS "personId"`,
    [hashOf(token)],
  );
  const link = rows[0];
  if (!link) throw new Refused([linkUsed]);
  return link;
}

async function acceptedHash(password: string, person: Person): Promise<string> {
  const weak = passwordFault(password, person);
  if (weak) throw new BadInput([passwordField(weak)]);
  return passwordHash(password);
}

// The value stays out of the fault: what was typed as a password is never sent back or logged.
const passwordField = (reason: Reason): Fault => ({ field: 'password', value: null, say: reason.say });

function nameFaults(name: string): Fault[] {
  const length = name.trim().length;
  return length >= 1 && length <= 200 ? [] : [{ field: 'name', value: name, say: 'Give a name of 1 to 200 characters.' }];
}

function eMailFaults(eMail: string): Fault[] {
  const written = eMail.trim();
  return written.length <= 254 && /^[^\s@<>()",;:\\]+@[^\s@<>()",;:\\]+$/.test(written)
    ? []
    : [{ field: 'eMail', value: eMail, say: 'Give one e-mail address, such as ann.lee@example.org.' }];
}

function roleFaults(names: readonly string[]): Fault[] {
  return names
    .filter((name) => !isRole(name))
    .map((name) => ({ field: 'roles', value: name, say: `Choose from ${roleNames.join(', ')}.` }));
}

function zoneFaults(zone: string): Fault[] {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return [];
  } catch {
    return [{ field: 'zone', value: zone, say: 'Choose a time zone by its name, such as Europe/Berlin.' }];
  }
}
