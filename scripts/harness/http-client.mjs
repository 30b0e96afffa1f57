import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';

/** A door said no: status and body as they came. */
export class Said extends Error {
  constructor(method, path, status, body) {
    super(`${method} ${path}: ${status} ${codesOf(body).join(', ')} ${sayOf(body)}`.trim());
    this.status = status;
    this.body = body;
    this.codes = codesOf(body);
  }
}

/** Stable codes in a refusal; for 422 the names of the fields. */
export function codesOf(body) {
  if (body === null || typeof body !== 'object') return [];
  if (Array.isArray(body.reasons) && body.reasons.length > 0) return body.reasons.map(({ code }) => code);
  if (Array.isArray(body.faults) && body.faults.length > 0) return body.faults.map(({ field }) => `field:${field}`);
  return typeof body.code === 'string' ? [body.code] : [];
}

function sayOf(body) {
  if (typeof body === 'string') return body.slice(0, 300);
  if (body === null || typeof body !== 'object') return '';
  const parts = [
    body.say,
    ...(body.reasons ?? []).map(({ say }) => say),
    ...(body.faults ?? []).map(({ field, say }) => `${field} ${say}`),
  ];
  return [...new Set(parts.filter((part) => typeof part === 'string'))].join(' ').slice(0, 600);
}

/** How long a request is tried again while the door is away. */
const PATIENCE_MS = 180_000;

/**
 * Speaks to an instance as a program does: bearer token, JSON, an Idempotency-Key on everything that acts. With `retries` a lost
 * connection or a 5xx is asked again with the same key until it is answered. `heard` is told of every accepted transition.
 */
export class HttpClient {
  constructor(url, { token = null, retries = false, heard = () => undefined, name = '' } = {}) {
    this.url = typeof url === 'function' ? url : () => url;
    this.token = token;
    this.retries = retries;
    this.heard = heard;
    this.name = name;
  }

  /** A record with its offers. */
  one(documents, id) {
    return this.request('GET', `/api/v1/${documents}/${id}`);
  }

  /** All records of a list that `query` narrows. */
  async list(documents, query = {}) {
    const items = [];
    for (let page = 1; ; page++) {
      const search = new URLSearchParams({ ...query, page: String(page), size: '200' });
      const answer = await this.request('GET', `/api/v1/${documents}?${search}`);
      items.push(...answer.items);
      if (items.length >= answer.total || answer.items.length === 0) return items;
    }
  }

  /** The whole history of a record, oldest first. */
  async history(documents, id) {
    const items = [];
    for (let page = 1; ; page++) {
      const answer = await this.request('GET', `/api/v1/${documents}/${id}/history?page=${page}&size=200`);
      items.push(...answer.items);
      if (items.length >= answer.total || answer.items.length === 0) return items.sort((a, b) => a.version - b.version);
    }
  }

  /** Begins a record. */
  async start(documents, fields) {
    const record = await this.#acting(documents, 'start', () =>
      this.request('POST', `/api/v1/${documents}`, fields, randomUUID()),
    );
    this.heard({ kind: 'transition', documents, id: record.id, event: 'start', version: record.version, state: record.state });
    return record;
  }

  /** Sends an event; where somebody changed the record meanwhile it is sent again, as a person would. */
  async send(documents, id, type, fields = {}) {
    for (let attempt = 1; ; attempt++) {
      try {
        const body = { ...fields, type };
        const record = await this.#acting(documents, type, () =>
          this.request('POST', `/api/v1/${documents}/${id}/events`, body, randomUUID()),
        );
        this.heard({ kind: 'transition', documents, id, event: type, version: record.version, state: record.state });
        return record;
      } catch (error) {
        if (!(error instanceof Said) || !error.codes.includes('workflow.movedOn') || attempt >= 20) throw error;
        await pause(20 * attempt + Math.random() * 100);
      }
    }
  }

  // Nobody knows what became of a request that was never answered: it may have happened.
  async #acting(documents, event, act) {
    try {
      return await act();
    } catch (error) {
      if (!(error instanceof Said) || error.status >= 500) this.heard({ kind: 'gaveUp', documents, event });
      throw error;
    }
  }

  /** Sends the form of a page as the person; the page does not tell the version, so only the event is heard. */
  async act(documents, event, path, fields) {
    await this.request('POST', path, new URLSearchParams(fields));
    this.heard({ kind: 'page', documents, event });
  }

  /** What the door says against an event: status and codes. Throws when it was accepted. */
  async refusal(documents, id, type, fields = {}) {
    try {
      await this.request('POST', `/api/v1/${documents}/${id}/events`, { ...fields, type }, randomUUID());
    } catch (error) {
      if (error instanceof Said) return { status: error.status, codes: error.codes, say: error.message };
      throw error;
    }
    throw new Error(`${type} of ${documents}/${id} was accepted and should have been refused`);
  }

  /** One request; answers the parsed body. @throws Said */
  async request(method, path, body, key) {
    const until = Date.now() + PATIENCE_MS;
    for (let attempt = 0; ; attempt++) {
      try {
        return await this.#once(method, path, body, key);
      } catch (error) {
        const isAway = !(error instanceof Said) || error.status >= 500;
        const isTooMuch = error instanceof Said && error.status === 429;
        if (isTooMuch && Date.now() < until) {
          await pause(1_000);
          continue;
        }
        if (!this.retries || !isAway || Date.now() > until) throw error;
        await pause(Math.min(2_000, 100 * 2 ** Math.min(attempt, 4)) + Math.random() * 100);
      }
    }
  }

  async #once(method, path, body, key) {
    const isForm = body instanceof URLSearchParams;
    const answer = await fetch(path.startsWith('http') ? path : `${this.url()}${path}`, {
      method,
      redirect: 'manual',
      signal: AbortSignal.timeout(60_000),
      headers: {
        accept: isForm ? 'text/html' : 'application/json',
        ...(this.token && { authorization: `Bearer ${this.token}` }),
        ...(key && { 'idempotency-key': key }),
        ...(body !== undefined && { 'content-type': isForm ? 'application/x-www-form-urlencoded' : 'application/json' }),
      },
      body: body === undefined ? undefined : isForm ? body : JSON.stringify(body),
    });
    const text = await answer.text();
    const read = answer.headers.get('content-type')?.includes('json') && text !== '' ? JSON.parse(text) : text;
    if (answer.status >= 400) throw new Said(method, path.replace(/\/(q|welcome|sign)\/[^/?]+/, '/$1/…'), answer.status, read);
    return read;
  }
}

/** A browser without scripts: keeps cookies, follows nothing by itself, finds forms' hidden CSRF fields. Retries as HttpClient does. */
export class Visitor {
  constructor({ retries = false } = {}) {
    this.retries = retries;
    this.cookies = new Map();
  }

  /** Opens a page; answers its HTML. */
  async open(url) {
    return (await this.#ask(url)).html;
  }

  /** Opens a page, reads its CSRF field and sends `fields` to `action` (default the page itself). @throws Said on 4xx */
  async submit(url, fields, { action = url } = {}) {
    const page = await this.open(url);
    const csrf = csrfIn(page);
    const body = new URLSearchParams();
    if (csrf) body.set('_csrf', csrf);
    for (const [name, value] of Object.entries(fields)) for (const one of [value].flat()) body.append(name, String(one));
    return this.#ask(action, body);
  }

  async #ask(url, body) {
    const until = Date.now() + PATIENCE_MS;
    for (;;) {
      try {
        const answer = await fetch(url, {
          method: body ? 'POST' : 'GET',
          redirect: 'manual',
          signal: AbortSignal.timeout(60_000),
          headers: {
            accept: 'text/html',
            ...(this.cookies.size > 0 && { cookie: [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ') }),
            ...(body && { 'content-type': 'application/x-www-form-urlencoded' }),
          },
          body,
        });
        const html = await answer.text();
        if (answer.status >= 500 && this.retries && Date.now() < until) {
          await pause(300);
          continue;
        }
        for (const line of answer.headers.getSetCookie()) {
          const [pair] = line.split(';');
          const at = pair.indexOf('=');
          this.cookies.set(pair.slice(0, at), pair.slice(at + 1));
        }
        if (answer.status >= 400)
          throw new Said(
            body ? 'POST' : 'GET',
            new URL(url).pathname.replace(/\/[a-z2-7]{26}/, '/…'),
            answer.status,
            textOf(html),
          );
        return { status: answer.status, html, location: answer.headers.get('location') };
      } catch (error) {
        if (error instanceof Said || !this.retries || Date.now() > until) throw error;
        await pause(300);
      }
    }
  }
}

/** The hidden CSRF field of a page, or null. */
export function csrfIn(html) {
  return /name="_csrf"\s+value="([^"]+)"/.exec(html)?.[1] ?? /value="([^"]+)"\s+name="_csrf"/.exec(html)?.[1] ?? null;
}

/** A page's words, for messages to people. */
export function textOf(html) {
  return html
    .replace(/<(script|style|svg|head)[\s\S]*?<\/\1>/g, ' ')
    .replace(/<[^>]+>/g, ' ')
    .replace(/&amp;/g, '&')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&#x27;|&#39;/g, "'")
    .replace(/&quot;/g, '"')
    .replace(/\s+/g, ' ')
    .trim();
}
