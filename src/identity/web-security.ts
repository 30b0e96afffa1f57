import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Settings } from '../settings.js';
import { Assets } from './assets.js';

const contentSecurity = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "form-action 'self'",
  "frame-src 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
].join('; ');

// Swagger's page, behind sign-in and without anybody's data, brings its styles inline.
const contentSecurityOfDocs = contentSecurity.replace("style-src 'self'", "style-src 'self' 'unsafe-inline'");

/**
 * Puts the house's web security and assets in front of `app`: security headers on every response (errors too) and the
 * files under /assets. Call it once, before the application listens.
 */
export function registerWeb(app: NestFastifyApplication, settings: Settings): void {
  const fastify = app.getHttpAdapter().getInstance();
  const headers = securityHeaders(settings.publicUrl.startsWith('https:'));
  const headersOfDocs = { ...headers, 'content-security-policy': contentSecurityOfDocs };

  // One object for all: @fastify/helmet builds the same headers anew for each request, on the path that is measured.
  fastify.addHook('onRequest', (request: FastifyRequest, reply: FastifyReply, done: () => void) => {
    reply.headers(request.url.startsWith('/api/docs') ? headersOfDocs : headers);
    // No name, number or id of ours holds a NUL, and PostgreSQL refuses to look for one.
    if (request.url.includes('%00')) return unreadable(reply.code(400));
    done();
  });

  const assets = app.get(Assets);
  fastify.get<{ Params: { name: string } }>(`${assets.prefix}/:name`, (request, reply) => {
    const asset = assets.find(request.params.name);
    if (!asset) return reply.code(404).send();
    const zipped = /\bgzip\b/.test(request.headers['accept-encoding'] ?? '');
    if (zipped) reply.header('content-encoding', 'gzip');
    return reply
      .headers({
        'content-type': asset.mediaType,
        'cache-control': 'public, max-age=31536000, immutable',
        vary: 'accept-encoding',
      })
      .send(zipped ? asset.gzipped : asset.bytes);
  });
  fastify.get('/favicon.ico', (_request: FastifyRequest, reply: FastifyReply) =>
    reply.redirect(`${assets.prefix}/mark.svg`, 302),
  );
}

/** What Fastify refuses before any route or hook is asked, such as an address that cannot be decoded: told like all else, with the headers. */
export function answerUnreadable(settings: Settings) {
  const headers = securityHeaders(settings.publicUrl.startsWith('https:'));
  return (error: Error & { statusCode?: number }, _request: unknown, reply: FastifyReply): void => {
    unreadable(reply.code(error.statusCode ?? 400).headers(headers));
  };
}

function unreadable(reply: FastifyReply): void {
  void reply.send({ code: 'http.unreadable', say: 'What was sent could not be read; check the address and send it again.' });
}

// Referrer-Policy is `same-origin` on private-link pages too: nothing reaches other sites, while `no-referrer` would make
// browsers send `Origin: null` with our own forms.
function securityHeaders(isHttps: boolean): Record<string, string> {
  return {
    'content-security-policy': contentSecurity,
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'same-origin',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'origin-agent-cluster': '?1',
    'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=()',
    'x-permitted-cross-domain-policies': 'none',
    'x-robots-tag': 'noindex, nofollow',
    'cache-control': 'no-store',
    ...(isHttps && { 'strict-transport-security': 'max-age=31536000; includeSubDomains' }),
  };
}
