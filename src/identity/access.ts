import { createParamDecorator, SetMetadata, UnauthorizedException, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Actor } from '../engine/workflow.js';
import type { Viewer } from './person.js';
import type { Role } from './roles.js';

/** Metadata keys that the guard reads. */
export const publicKey = 'identity.public';
export const rolesKey = 'identity.roles';

declare module 'fastify' {
  interface FastifyRequest {
    /** Who asks; null for a visitor. Set by the guard, absent before it ran. */
    viewer?: Viewer | null;
  }
}

/** What an open route asks of unsafe requests: a CSRF token (the rule), or only that no other site sent it (programs that sign in). */
export interface PublicRoute {
  csrf: boolean;
}

/**
 * Opens a route to visitors. Unsafe requests still need a CSRF token: the session's, the visitor's, or, where the
 * path has a `:token`, that link's (`LinkCsrf`). With `{ csrf: false }` only the Origin check is left.
 */
export const Public = (route: PublicRoute = { csrf: true }) => SetMetadata(publicKey, route);

/** Only people with one of these roles may use the route. */
export const Roles = (...names: Role[]) => SetMetadata(rolesKey, names);

/** The person who acts. */
export const SignedIn = createParamDecorator((_: unknown, context: ExecutionContext): Actor => viewerOf(context).actor);

/** The person who looks, with zone and e-mail address. */
export const Viewing = createParamDecorator((_: unknown, context: ExecutionContext): Viewer => viewerOf(context));

/** The person who looks, or null: for open routes. */
export const Visitor = createParamDecorator(
  (_: unknown, context: ExecutionContext): Viewer | null => context.switchToHttp().getRequest<FastifyRequest>().viewer ?? null,
);

function viewerOf(context: ExecutionContext): Viewer {
  const viewer = context.switchToHttp().getRequest<FastifyRequest>().viewer;
  if (!viewer) throw new UnauthorizedException();
  return viewer;
}
