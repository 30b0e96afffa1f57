import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Settings } from '../settings.js';

/** The cookies that Sourcewright sets. */
export type CookieName = 'sid' | 'visit' | 'device' | 'flash';

const daySeconds = 24 * 60 * 60;
// Session and visit end with the browser; the database decides when a session ends for good.
const lifeSeconds: Record<CookieName, number | undefined> = {
  sid: undefined,
  visit: undefined,
  device: 365 * daySeconds,
  flash: 60,
};

/** Sets and reads our cookies: HttpOnly, SameSite=Lax, and with https `__Host-` and Secure. */
@Injectable()
export class Cookies {
  private readonly secure: boolean;

  constructor(settings: Settings) {
    this.secure = settings.publicUrl.startsWith('https:');
  }

  /** The value that the browser sent, as it was sent. */
  read(request: FastifyRequest, name: CookieName): string | undefined {
    return request.cookies?.[this.nameOf(name)];
  }

  set(reply: FastifyReply, name: CookieName, value: string): void {
    void reply.setCookie(this.nameOf(name), value, { ...this.flags(), maxAge: lifeSeconds[name] });
  }

  clear(reply: FastifyReply, name: CookieName): void {
    void reply.clearCookie(this.nameOf(name), this.flags());
  }

  private nameOf(name: CookieName): string {
    return this.secure ? `__Host-${name}` : name;
  }

  private flags() {
    return { path: '/', httpOnly: true, sameSite: 'lax' as const, secure: this.secure };
  }
}
