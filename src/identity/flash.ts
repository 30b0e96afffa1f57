import { Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Cookies } from './cookies.js';
import { Seal } from './seal.js';

/** A message shown once, on the next page. */
export interface FlashMessage {
  kind: 'success' | 'warning' | 'danger' | 'info';
  say: string;
}

/** Carries messages over a redirect in a signed cookie that lives for a minute. */
@Injectable()
export class Flash {
  constructor(
    private readonly cookies: Cookies,
    private readonly seal: Seal,
  ) {}

  /** Leaves `say` for the page that the browser is sent to. */
  leave(reply: FastifyReply, kind: FlashMessage['kind'], say: string): void {
    this.cookies.set(reply, 'flash', this.seal.close('flash', JSON.stringify({ kind, say: say.slice(0, 1500) })));
  }

  /** The message left for this page, which is thereby used up; null where there is none. */
  take(reply: FastifyReply): FlashMessage | null {
    const sealed = this.cookies.read(reply.request, 'flash');
    if (!sealed) return null;
    this.cookies.clear(reply, 'flash');
    const opened = this.seal.open('flash', sealed);
    return opened ? (JSON.parse(opened) as FlashMessage) : null;
  }
}
