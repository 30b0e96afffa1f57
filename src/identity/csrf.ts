import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Settings } from '../settings.js';
import { Cookies } from './cookies.js';
import { LinkCsrf } from './link-csrf.js';
import { randomSecret, sameText } from './secrets.js';
import { Seal } from './seal.js';

/** Guards unsafe requests against being sent by another site's page: a token that only our pages hold, and where the request came from. */
@Injectable()
export class Csrf {
  private readonly ownOrigin: string;
  private readonly begun = new WeakMap<FastifyRequest, string>();

  constructor(
    settings: Settings,
    private readonly cookies: Cookies,
    private readonly links: LinkCsrf,
    private readonly seal: Seal,
  ) {
    this.ownOrigin = new URL(settings.publicUrl).origin;
  }

  /** The token for forms on the page being answered: the session's, the link's, or one for this visitor (who gets a cookie). */
  issue(reply: FastifyReply): string {
    const { request } = reply;
    if (request.viewer?.csrf) return request.viewer.csrf;
    const link = linkTokenOf(request);
    if (link) return this.links.issue(link);
    let visit = this.cookies.read(request, 'visit') ?? this.begun.get(request);
    if (!visit) {
      visit = randomSecret();
      this.begun.set(request, visit);
      this.cookies.set(reply, 'visit', visit);
    }
    return this.seal.of('visit csrf', visit);
  }

  /** Whether the request carries the right token, in `x-csrf-token` or the form field `_csrf`; visitors' tokens count on open routes only. */
  fits(request: FastifyRequest, isOpen: boolean): boolean {
    const given = sentToken(request);
    if (!given) return false;
    const own = request.viewer?.csrf;
    if (own && sameText(own, given)) return true;
    if (!isOpen) return false;
    const link = linkTokenOf(request);
    if (link) return this.links.fits(link, given);
    const visit = this.cookies.read(request, 'visit');
    return visit !== undefined && this.seal.fits('visit csrf', visit, given);
  }

  /** Whether the browser says that one of our own pages sent this; programs that say nothing pass, and need the token like all. */
  isFromOurPages(request: FastifyRequest): boolean {
    const site = request.headers['sec-fetch-site'];
    if (site !== undefined) return site === 'same-origin' || site === 'none';
    const { origin } = request.headers;
    return origin === undefined || origin === this.ownOrigin || origin === `${request.protocol}://${request.host}`;
  }
}

function sentToken(request: FastifyRequest): string | null {
  const header = request.headers['x-csrf-token'];
  if (typeof header === 'string' && header !== '') return header;
  const { body } = request;
  if (typeof body !== 'object' || body === null || !('_csrf' in body)) return null;
  return typeof body._csrf === 'string' ? body._csrf : null;
}

function linkTokenOf(request: FastifyRequest): string | null {
  const { params } = request;
  return typeof params === 'object' && params !== null && 'token' in params && typeof params.token === 'string'
    ? params.token
    : null;
}
