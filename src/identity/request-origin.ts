import type { FastifyRequest } from 'fastify';
import type { Origin } from './security-log.js';

/** From where a request came, as the proxy that we trust says it. */
export function originOf(request: FastifyRequest): Origin {
  return { address: request.ip, userAgent: request.headers['user-agent'] ?? '' };
}
