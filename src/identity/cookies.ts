import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Settings } from '../settings.js';

/** The cookies that Sourcewright sets; their values need no encoding (base64url, with a dot before a signature). */
export type CookieName = 'sid' | 'visit' | 'device' | 'flash';

const daySeconds = 24 * 60 * 60;
// Session and visit end with the browser; the database decides when a session ends for good.
const lifeSeconds: Record<CookieName, number | null> = { sid: null, visit: null, device: 365 * daySeconds, flash: 60 };

/** Sets and reads our cookies: HttpOnly, SameSite=Lax, and with https `__Host-` and Secure. */
@Injectable()
export class Cookies {
  private readonly names: Record<CookieName, string>;
  private readonly flags: string;

  constructor(settings: Settings) {
    const isHttps = settings.publicUrl.startsWith('https:');
    const prefix = isHttps ? '__Host-' : '';
    this.names = { sid: `${prefix}sid`, visit: `${prefix}visit`, device: `${prefix}device`, flash: `${prefix}flash` };
    this.flags = `Path=/; HttpOnly; SameSite=Lax${isHttps ? '; Secure' : ''}`;
  }

  /** The value that the browser sent, as it was sent. */
  read(request: FastifyRequest, name: CookieName): string | undefined {
    return sentCookie(request, this.names[name]);
  }

  set(reply: FastifyReply, name: CookieName, value: string): void {
    const life = lifeSeconds[name];
    void reply.header('set-cookie', `${this.names[name]}=${value}; ${this.flags}${life === null ? '' : `; Max-Age=${life}`}`);
  }

  clear(reply: FastifyReply, name: CookieName): void {
    void reply.header('set-cookie', `${this.names[name]}=; ${this.flags}; Max-Age=0`);
  }
}

/** The value of a cookie by its full name; of two with one name the first counts, as browsers send the more specific path first. */
export function sentCookie(request: FastifyRequest, name: string): string | undefined {
  const { cookie } = request.headers;
  if (!cookie) return undefined;
  for (const pair of cookie.split(';')) {
    const at = pair.indexOf('=');
    if (at > 0 && pair.slice(0, at).trim() === name) return pair.slice(at + 1).trim();
  }
  return undefined;
}
