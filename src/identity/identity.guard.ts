import { Injectable, UnauthorizedException, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { Forbidden } from '../engine/errors.js';
import { publicKey, rolesKey, type PublicRoute } from './access.js';
import { Cookies } from './cookies.js';
import { Csrf } from './csrf.js';
import type { Viewer } from './person.js';
import { roleLabel, type Role } from './roles.js';
import { SecurityLog } from './security-log.js';
import { Viewers } from './viewers.js';

interface Demands {
  open: PublicRoute | null;
  roles: readonly Role[];
}

type Handler = ReturnType<ExecutionContext['getHandler']>;
type Controller = ReturnType<ExecutionContext['getClass']>;

/** Stands before every route: nobody passes without a sign-in unless the route says `@Public()`, nor past `@Roles`, nor by another site's form. */
@Injectable()
export class IdentityGuard implements CanActivate {
  // By class too: controllers made from one declaration share their handlers.
  private readonly demands = new WeakMap<Controller, Map<Handler, Demands>>();

  constructor(
    private readonly reflector: Reflector,
    private readonly viewers: Viewers,
    private readonly cookies: Cookies,
    private readonly csrf: Csrf,
    private readonly log: SecurityLog,
  ) {}

  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    if (context.getType() !== 'http') return true;
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const demands = this.demandsOf(context);
    const found = this.find(request);
    // Known viewers are answered without a turn of the event loop: this is the measured path.
    if (!(found instanceof Promise)) return this.admit(request, found, demands);
    return found
      .catch((error: unknown) => {
        // Open pages (health, a vendor's link) do not fail because somebody's session cannot be looked up.
        if (demands.open) return null;
        throw error;
      })
      .then((viewer) => this.admit(request, viewer, demands));
  }

  private find(request: FastifyRequest): Viewer | null | Promise<Viewer | null> {
    const { authorization } = request.headers;
    if (authorization !== undefined)
      return /^Bearer \S+$/i.test(authorization) ? this.viewers.find('token', authorization.slice(7)) : null;
    const secret = this.cookies.read(request, 'sid');
    return secret ? this.viewers.find('session', secret) : null;
  }

  private admit(request: FastifyRequest, viewer: Viewer | null, { open, roles }: Demands): boolean {
    request.viewer = viewer;
    if (!viewer && !open) throw new UnauthorizedException();
    if (viewer && roles.length > 0 && !roles.some((role) => viewer.actor.roles.includes(role))) {
      this.note(request, viewer, roles.join(' '));
      const wanted = roles.map(roleLabel).join(' or ');
      throw new Forbidden({
        code: 'identity.roleNeeded',
        say: `This is for the role ${wanted}; ask an administrator if you need it.`,
      });
    }
    if (isUnsafe(request.method) && viewer?.by !== 'token') this.checkSender(request, viewer, open);
    return true;
  }

  private checkSender(request: FastifyRequest, viewer: Viewer | null, open: PublicRoute | null): void {
    if (!this.csrf.isFromOurPages(request)) {
      this.note(request, viewer, 'another site');
      throw new Forbidden({
        code: 'identity.otherSite',
        say: 'This was sent from another site; open the page here and send it again.',
      });
    }
    if (open?.csrf !== false && !this.csrf.fits(request, open !== null)) {
      this.note(request, viewer, 'csrf token');
      throw new Forbidden({
        code: 'identity.csrf',
        say: 'This page had been open for too long; go back, reload it and send it again.',
      });
    }
    // The form classes behind refuse fields that they do not know.
    const { body } = request;
    if (typeof body === 'object' && body !== null && '_csrf' in body) delete body._csrf;
  }

  private demandsOf(context: ExecutionContext): Demands {
    const handler = context.getHandler();
    const controller = context.getClass();
    const known = this.demands.get(controller)?.get(handler);
    if (known) return known;
    const places = [handler, controller];
    const demands: Demands = {
      open: this.reflector.getAllAndOverride<PublicRoute | undefined>(publicKey, places) ?? null,
      roles: this.reflector.getAllAndOverride<Role[] | undefined>(rolesKey, places) ?? [],
    };
    this.demands.set(controller, (this.demands.get(controller) ?? new Map<Handler, Demands>()).set(handler, demands));
    return demands;
  }

  private note(request: FastifyRequest, viewer: Viewer | null, detail: string): void {
    const origin = { address: request.ip, userAgent: request.headers['user-agent'] ?? '' };
    const path = request.url.split('?')[0]?.replace(/[A-Za-z0-9_-]{32,}/g, '…');
    this.log
      .write('access_denied', { personId: viewer?.actor.id, detail: `${request.method} ${path}: ${detail}`, origin })
      .catch(() => undefined);
  }
}

const isUnsafe = (method: string): boolean => method !== 'GET' && method !== 'HEAD' && method !== 'OPTIONS';
