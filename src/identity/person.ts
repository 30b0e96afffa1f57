import type { Actor } from '../engine/workflow.js';

/** Someone of the house who can be given work. Without a password (`hasPassword`) the invitation has not been taken up yet. */
export interface Person {
  id: string;
  name: string;
  eMail: string;
  roles: string[];
  /** IANA zone in which this person is shown times. */
  zone: string;
  active: boolean;
  hasPassword: boolean;
  createdAt: Date;
}

/** Who asks, as found from the request's cookie or bearer token. */
export interface Viewer {
  actor: Actor;
  eMail: string;
  /** IANA zone. */
  zone: string;
  /** By which door: only `session` needs CSRF protection. */
  by: 'session' | 'token';
  /** The session's or token's own id, as listed on the account page. */
  doorId: string;
  /** The session's synchroniser token; null with a bearer token. */
  csrf: string | null;
}

/** The person as an actor of transitions. */
export function actorOf(person: Pick<Person, 'id' | 'name' | 'roles'>): Actor {
  return { id: person.id, name: person.name, roles: person.roles, kind: 'person' };
}
