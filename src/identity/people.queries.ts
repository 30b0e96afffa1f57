import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { Missing } from '../engine/errors.js';
import type { Person } from './person.js';
import type { Role } from './roles.js';

/** What the list of people can be narrowed to, how it is sorted, and which page is shown (from 1). */
export interface PeopleSearch {
  text: string;
  role: Role | null;
  active: boolean | null;
  sort: 'name' | 'eMail' | 'createdAt';
  descending: boolean;
  page: number;
}

/** One page of the list; `total` counts all that fit the search. */
export interface PeoplePage {
  people: Person[];
  total: number;
  page: number;
  pages: number;
}

const peopleOnAPage = 25;

const columns = `id, name, e_mail AS "eMail", roles, zone, active, password_hash IS NOT NULL AS "hasPassword", created_at AS "createdAt"`;
const sortColumns: Record<PeopleSearch['sort'], string> = {
  name: 'lower(name)',
  eMail: 'lower(e_mail)',
  createdAt: 'created_at',
};

/** Reads people; password hashes never leave the sign-in. */
@Injectable()
export class People {
  constructor(private readonly database: Database) {}

  /** @throws Missing */
  async byId(id: string): Promise<Person> {
    const person = await this.find(id);
    if (!person) throw new Missing('person');
    return person;
  }

  /** The person, or null. */
  async find(id: string): Promise<Person | null> {
    if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id)) return null;
    return this.database.row<Person>(`SELECT ${columns} FROM people WHERE id = $1`, [id]);
  }

  /** The person with this e-mail address, whatever its case, or null. */
  async byEMail(eMail: string): Promise<Person | null> {
    return this.database.row<Person>(`SELECT ${columns} FROM people WHERE lower(e_mail) = lower($1)`, [eMail.trim()]);
  }

  /** Those of `ids` that exist, in no particular order. */
  async byIds(ids: readonly string[]): Promise<Person[]> {
    return ids.length ? this.database.rows<Person>(`SELECT ${columns} FROM people WHERE id::text = ANY($1)`, [ids]) : [];
  }

  /** Active people with the role, by name: whom approvals ask and letters go to. */
  async byRole(role: Role): Promise<Person[]> {
    return this.database.rows<Person>(
      `SELECT ${columns} FROM people WHERE active AND roles @> ARRAY[$1] ORDER BY lower(name), id`,
      [role],
    );
  }

  /** How many people there are, active or not. */
  async count(): Promise<number> {
    const row = await this.database.row<{ count: number }>(`SELECT count(*)::int AS count FROM people`);
    return row?.count ?? 0;
  }

  /** One page of the list. */
  async search(search: PeopleSearch): Promise<PeoplePage> {
    const total =
      (await this.database.row<{ count: number }>(`SELECT count(*)::int AS count FROM people ${narrowed}`, narrowing(search)))
        ?.count ?? 0;
    const pages = Math.max(1, Math.ceil(total / peopleOnAPage));
    const page = Math.min(Math.max(1, search.page), pages);
    const people = await this.database.rows<Person>(
      `SELECT ${columns} FROM people ${narrowed} ORDER BY ${order(search)} LIMIT ${peopleOnAPage} OFFSET $4`,
      [...narrowing(search), (page - 1) * peopleOnAPage],
    );
    return { people, total, page, pages };
  }

  /** All that fit the search, for export. */
  async all(search: PeopleSearch): Promise<Person[]> {
    return this.database.rows<Person>(`SELECT ${columns} FROM people ${narrowed} ORDER BY ${order(search)}`, narrowing(search));
  }
}

const narrowed = `WHERE ($1 = '' OR strpos(lower(name), lower($1)) > 0 OR strpos(lower(e_mail), lower($1)) > 0)
  AND ($2::text IS NULL OR roles @> ARRAY[$2::text]) AND ($3::boolean IS NULL OR active = $3)`;

function narrowing(search: PeopleSearch): unknown[] {
  return [search.text, search.role, search.active];
}

function order(search: PeopleSearch): string {
  return `${sortColumns[search.sort]} ${search.descending ? 'DESC' : 'ASC'}, id`;
}
