import { HttpClient, Visitor, textOf } from './http-client.mjs';

const PASSWORD = 'a long sentence that nobody uses 7';

/** The people a case needs, two of a kind where one may not do what the other wrote. */
export const STAFF = [
  { key: 'requester', name: 'Rosa Requester', roles: ['requester'] },
  { key: 'buyer', name: 'Bela Buyer', roles: ['buyer'] },
  { key: 'approver', name: 'Anna Approver', roles: ['approver'] },
  { key: 'secondApprover', name: 'Anton Approver', roles: ['approver'] },
  { key: 'finance', name: 'Fynn Finance', roles: ['finance'] },
  { key: 'secondFinance', name: 'Fatma Finance', roles: ['finance'] },
  { key: 'legal', name: 'Lena Legal', roles: ['legal'] },
  { key: 'contractOwner', name: 'Carl Contracts', roles: ['contract_owner'] },
  { key: 'resourceOwner', name: 'Rita Resources', roles: ['resource_owner'] },
  { key: 'auditor', name: 'Aldo Auditor', roles: ['auditor'] },
];

/**
 * Founds a house through its public doors: the printed one-time link makes the administrator, who adds the staff; each takes up the
 * invitation, signs in and gets an API token. Answers a client for each person, by key, with `id` and `roles`.
 */
export async function foundHouse(instance, clientOptions = {}) {
  const link = instance.firstLink;
  if (link === null) throw new Error(`the banner shows no link for the first administrator:\n${instance.said.slice(-2000)}`);
  await new Visitor().submit(link, { name: 'Ada Administrator', eMail: 'ada@house.example', password: PASSWORD });
  const people = { administrator: await signedIn(instance, 'ada@house.example', ['administrator'], clientOptions) };
  for (const person of STAFF) people[person.key] = await add(instance, people.administrator, person, clientOptions);
  return people;
}

async function add(instance, administrator, { key, name, roles }, clientOptions) {
  const eMail = `${key.toLowerCase()}@house.example`;
  const body = new URLSearchParams({ name, eMail });
  for (const role of roles) body.append('roles', role);
  const page = await administrator.request('POST', '/people', body);
  const link = new RegExp(`(${instance.environment.PUBLIC_URL}/welcome/[^"'\\s<&]+)`).exec(page)?.[1];
  if (!link) throw new Error(`no invitation link for ${name}: ${textOf(page).slice(0, 500)}`);
  await new Visitor().submit(link, { password: PASSWORD });
  return signedIn(instance, eMail, roles, clientOptions);
}

/** Signs in with a password and makes an API token; answers a client that uses it. */
async function signedIn(instance, eMail, roles, options) {
  const opened = await fetch(`${instance.url}/api/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ eMail, password: PASSWORD }),
  });
  const session = await opened.json();
  if (!opened.ok) throw new Error(`${eMail} cannot sign in: ${JSON.stringify(session)}`);
  const cookie = opened.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ');
  const issued = await fetch(`${instance.url}/api/v1/tokens`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', cookie, 'x-csrf-token': session.csrf },
    body: JSON.stringify({ name: 'harness' }),
  });
  const { token } = await issued.json();
  if (!token) throw new Error(`${eMail} got no API token (${issued.status})`);
  const client = new HttpClient(() => instance.url, { ...options, token, name: eMail });
  client.id = session.personId;
  client.roles = roles;
  client.eMail = eMail;
  return client;
}
