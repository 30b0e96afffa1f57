import type { Reason } from '../../src/engine/workflow.js';

/** A record as the API tells it: the engine's part by name, the rest is the document's. */
export interface Told {
  id: string;
  number: string;
  state: string;
  version: number;
  offers?: { type: string; possible: boolean; reasons: Reason[] }[];
  [fact: string]: unknown;
}

/** One line of a document's history. */
export interface Past {
  version: number;
  event: string;
  from: string | null;
  to: string;
  by: { name: string; kind: string };
}

/** A browser without scripts: keeps cookies, reads the hidden CSRF field of the last page. */
export class Visitor {
  private readonly cookies = new Map<string, string>();

  constructor(private readonly base: string) {}

  /** Opens a page. */
  async open(path: string): Promise<{ status: number; html: string; headers: Headers }> {
    return this.ask('GET', path);
  }

  /** Opens the page at `path`, fills in its form and sends it to `action` (default the page's own address). */
  async submit(
    path: string,
    fields: Record<string, string | string[]>,
    action = path,
  ): Promise<{ status: number; html: string; headers: Headers }> {
    const { html } = await this.open(path);
    const csrf = /name="_csrf" value="([^"]+)"/.exec(html)?.[1];
    if (!csrf) throw new Error(`${path} holds no form`);
    const sent = Object.entries({ _csrf: csrf, ...fields }).flatMap(([name, value]) =>
      [value].flat().map((one): [string, string] => [name, one]),
    );
    return this.ask('POST', action, new URLSearchParams(sent));
  }

  private async ask(method: string, path: string, body?: URLSearchParams) {
    const answer = await fetch(new URL(path, this.base), {
      method,
      body,
      redirect: 'manual',
      headers: { accept: 'text/html', cookie: [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
    });
    for (const line of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      this.cookies.set(name, value);
    }
    return { status: answer.status, html: await answer.text(), headers: answer.headers };
  }
}

/** Somebody of the house at a program: signed in with a password, by session and CSRF token or by an API token. */
export class Colleague {
  private constructor(
    private readonly base: string,
    readonly id: string,
    readonly name: string,
    readonly eMail: string,
    private readonly proof: Record<string, string>,
  ) {}

  /** Signs in; afterwards each request carries the session's cookie and CSRF token. */
  static async signIn(
    base: string,
    { name, eMail, password }: { name: string; eMail: string; password: string },
  ): Promise<Colleague> {
    const answer = await fetch(`${base}/api/v1/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ eMail, password }),
    });
    const { personId, csrf } = (await answer.json()) as { personId: string; csrf: string };
    if (!answer.ok) throw new Error(`${eMail} cannot sign in: ${answer.status}`);
    const cookie = answer.headers.getSetCookie().map((line) => line.split(';')[0]);
    return new Colleague(base, personId, name, eMail, { cookie: cookie.join('; '), 'x-csrf-token': csrf });
  }

  /** The same person by an API token, which needs no CSRF token. */
  async withApiToken(): Promise<Colleague> {
    const { token } = await this.ask<{ token: string }>('POST', '/api/v1/tokens', { name: 'journey' });
    return new Colleague(this.base, this.id, this.name, this.eMail, { authorization: `Bearer ${token}` });
  }

  /** The same person whose requests were forged by another page: the cookie goes along, the CSRF token does not. */
  forged(): Colleague {
    return new Colleague(this.base, this.id, this.name, this.eMail, { cookie: this.proof.cookie ?? '' });
  }

  /** Begins a document. */
  start(documents: string, fields: object): Promise<Told> {
    return this.ask('POST', `/api/v1/${documents}`, fields);
  }

  /** Sends an event; a document that moved on meanwhile is asked again. */
  send(documents: string, id: string, type: string, fields: object = {}): Promise<Told> {
    return this.ask('POST', `/api/v1/${documents}/${id}/events`, { type, ...fields });
  }

  /** Sends an event that must be refused; answers `status code`. */
  async refusal(documents: string, id: string, type: string, fields: object = {}): Promise<string> {
    const { status, body } = await this.raw('POST', `/api/v1/${documents}/${id}/events`, { type, ...fields });
    const { code, reasons } = body as { code?: string; reasons?: Reason[] };
    return `${status} ${reasons?.map((reason) => reason.code).join(' ') ?? code ?? ''}`;
  }

  /** One document with its offers. */
  one(documents: string, id: string): Promise<Told> {
    return this.ask('GET', `/api/v1/${documents}/${id}`);
  }

  /** The first two hundred documents of a kind. */
  async list(documents: string): Promise<Told[]> {
    return (await this.ask<{ items: Told[] }>('GET', `/api/v1/${documents}?size=200&sort=number`)).items;
  }

  /** The documents of a case, oldest first. */
  async ofCase(documents: string, caseId: string): Promise<Told[]> {
    return (await this.ask<{ items: Told[] }>('GET', `/api/v1/${documents}?case=${caseId}&size=200&sort=number`)).items;
  }

  /** The events of a document's history, oldest first. */
  async history(documents: string, id: string): Promise<Past[]> {
    const { items } = await this.ask<{ items: Past[] }>('GET', `/api/v1/${documents}/${id}/history?size=200`);
    return items.sort((one, other) => one.version - other.version);
  }

  /** A page or file as the browser of this person gets it. */
  async get(path: string): Promise<{ status: number; type: string; bytes: Buffer }> {
    const answer = await fetch(new URL(path, this.base), { headers: { accept: 'text/html', ...this.proof }, redirect: 'manual' });
    const bytes = Buffer.from(await answer.arrayBuffer());
    return { status: answer.status, type: answer.headers.get('content-type') ?? '', bytes };
  }

  private async ask<Answer>(method: string, path: string, body?: object): Promise<Answer> {
    const answer = await this.raw(method, path, body);
    if (answer.status >= 400) throw new Error(`${this.name}: ${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body as Answer;
  }

  private async raw(method: string, path: string, body?: object): Promise<{ status: number; body: unknown }> {
    const answer = await fetch(`${this.base}${path}`, {
      method,
      headers: { ...this.proof, ...(body && { 'content-type': 'application/json' }) },
      body: body && JSON.stringify(body),
    });
    const text = await answer.text();
    return { status: answer.status, body: text.startsWith('{') || text.startsWith('[') ? (JSON.parse(text) as unknown) : text };
  }
}
