import { randomUUID } from 'node:crypto';
import type { DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Logger, LoggerModule, PinoLogger } from 'nestjs-pino';
import { AppModule } from './app.module.js';
import { HealthModule } from './health/health.module.js';
import { answerUnreadable, registerWeb } from './identity/web-security.js';
import { loggablePath, loggingOptions } from './logging.js';
import { BODY_LIMIT_BYTES, multipartLimits, readBodies } from './request-bodies.js';
import type { Settings } from './settings.js';

const SLOW_MS = 1_000;

/**
 * The application as `settings` want it, wired but not yet listening. Signals are the caller's: close it with `app.close()`.
 * The database of `settings.databaseUrl` must be migrated.
 */
export async function createApp(settings: Settings): Promise<NestFastifyApplication> {
  const adapter = new FastifyAdapter({
    bodyLimit: BODY_LIMIT_BYTES,
    trustProxy: settings.trustProxy,
    // Ours, not the caller's: it stands in the log and on error pages.
    genReqId: () => randomUUID(),
    requestTimeout: 120_000,
    keepAliveTimeout: 65_000,
    routerOptions: { maxParamLength: 500 },
    frameworkErrors: answerUnreadable(settings),
    multipart: { limits: multipartLimits(settings) },
  });
  const app = await NestFactory.create<NestFastifyApplication>(rootModule(settings), adapter, {
    bufferLogs: true,
    // A start that fails is told once, by main.
    autoFlushLogs: false,
    abortOnError: false,
  });
  app.useLogger(app.get(Logger));
  app.flushLogs();
  if (settings.role === 'worker') onlyHealth(app);
  readBodies(app, settings);
  await registerWeb(app, settings);
  logAnswers(app);
  return app;
}

/** What the process is made of, with what every process has beside it: a log, and health for its supervisor. */
function rootModule(settings: Settings): DynamicModule {
  const contents = AppModule.of(settings);
  return { ...contents, imports: [LoggerModule.forRoot(loggingOptions(settings)), ...(contents.imports ?? []), HealthModule] };
}

/** A worker has no pages: it answers supervisors and nobody else. */
function onlyHealth(app: NestFastifyApplication): void {
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('onRequest', (request: FastifyRequest, reply: FastifyReply, done: () => void) => {
      if (request.url.startsWith('/health/')) return done();
      void reply
        .code(404)
        .send({ code: 'http.worker', say: 'This process does background work only; open the address of a web process.' });
    });
}

/** One line for each answer: failures and slow ones always, all others at `debug`. */
function logAnswers(app: NestFastifyApplication): void {
  const log = PinoLogger.root;
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('onResponse', (request: FastifyRequest, reply: FastifyReply, done: () => void) => {
      const tookMs = Math.round(reply.elapsedTime);
      const level = reply.statusCode >= 500 || tookMs >= SLOW_MS ? 'warn' : 'debug';
      if (log.isLevelEnabled(level)) {
        log[level](
          { requestId: request.id, method: request.method, path: loggablePath(request.url), status: reply.statusCode, tookMs },
          'answered',
        );
      }
      done();
    });
}
