import { createParamDecorator, type ExecutionContext, UnauthorizedException } from '@nestjs/common';
import type { Actor } from '../workflow.js';

/** Who asks, as the guard in front of every door has found; the engine knows no more of sign-in than this. */
export const Acting = createParamDecorator((_: unknown, context: ExecutionContext): Actor => {
  const { viewer } = context.switchToHttp().getRequest<{ viewer?: { actor: Actor } | null }>();
  if (!viewer) throw new UnauthorizedException();
  return viewer.actor;
});
