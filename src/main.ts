import 'reflect-metadata';
import { setTimeout as pause } from 'node:timers/promises';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { EmbeddedPostgres } from './embedded/embedded-postgres.js';
import type { InstanceLock } from './embedded/instance-lock.js';
import { loadSettings, localUrl, type Settings } from './settings.js';
import { StartFault } from './start-fault.js';

/** A second signal within this time is the same one: a terminal and npm both pass Ctrl-C on. */
const SAME_SIGNAL_MS = 1_000;

/** What has been started so far, to be stopped in the opposite order. */
const house: { lock?: InstanceLock; postgres?: Promise<EmbeddedPostgres>; app?: NestFastifyApplication } = {};
let settings: Settings;
let leavingSince: number | null = null;

// Whoever read our output may leave before us (`npm start | head`): that is no reason to stop.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void leave(0));
process.on('unhandledRejection', (fault) => void fail('unhandled rejection', fault));
process.on('uncaughtException', (fault) => void fail('uncaught exception', fault));

try {
  settings = loadSettings(process.env);
  await start();
} catch (fault) {
  await fail('Sourcewright could not start', fault);
}

async function start(): Promise<void> {
  const { freePort } = await import('./embedded/embedded-postgres.js');
  if (settings.port === 0) {
    const isUnnamed = settings.publicUrl === localUrl(0);
    settings.port = await freePort();
    if (isUnnamed) settings.publicUrl = localUrl(settings.port);
  }
  if (settings.mailInPort === 0) settings.mailInPort = await freePort();

  const isEmbedded = settings.databaseUrl === null;
  // PostgreSQL comes up while Node reads our modules.
  const [databaseUrl, { migrate }, { createApp }, { StartNotes }] = await Promise.all([
    settings.databaseUrl ?? startEmbedded(),
    import('./database/migrate.js'),
    import('./app.factory.js'),
    import('./start-notes.js'),
  ]);
  settings.databaseUrl = databaseUrl;
  await migrate(databaseUrl);

  const app = await createApp(settings);
  house.app = app;
  await app.listen(settings.port, settings.host);
  house.lock?.tell({ url: settings.publicUrl, port: settings.port, mailInPort: settings.mailInPort });

  const readyMs = Math.round(process.uptime() * 1000);
  const { PinoLogger } = await import('nestjs-pino');
  const memoryMb = Math.round(process.memoryUsage.rss() / 1048576);
  PinoLogger.root.info({ port: settings.port, mailInPort: settings.mailInPort, readyMs, memoryMb }, 'ready');
  banner(app.get(StartNotes).lines, (await house.postgres)?.note ?? null, isEmbedded, readyMs);
}

async function startEmbedded(): Promise<string> {
  const [{ EmbeddedPostgres }, { InstanceLock }] = await Promise.all([
    import('./embedded/embedded-postgres.js'),
    import('./embedded/instance-lock.js'),
  ]);
  house.lock = InstanceLock.claim(settings.dataDir);
  house.postgres = EmbeddedPostgres.start({
    dataDir: settings.dataDir,
    say: (line) => console.error(line),
    onLost: (fault) => void fail('the database is lost', fault),
  });
  return (await house.postgres).url;
}

function banner(notes: readonly string[], databaseNote: string | null, isEmbedded: boolean, readyMs: number): void {
  const seconds = (readyMs / 1000).toFixed(1);
  const does =
    settings.role === 'worker'
      ? `works in the background; health: ${localUrl(settings.port)}/health/ready`
      : `is ready: ${settings.publicUrl}`;
  const lines = [`Sourcewright ${does}  (${seconds} s)`, ''];
  for (const note of notes) lines.push(`  ${note}`);
  if (notes.length > 0) lines.push('');
  if (settings.role !== 'web')
    lines.push(`  Mail in   ${settings.mailInHost}:${settings.mailInPort} (SMTP) for …@${settings.mailDomain}`);
  lines.push(
    `  Mail out  ${settings.smtpUrl === null ? `captured, nothing leaves this machine: ${settings.publicUrl}/mail` : new URL(settings.smtpUrl).host}`,
  );
  lines.push(
    `  Data      ${isEmbedded ? `${settings.dataDir} (embedded PostgreSQL 18)` : new URL(settings.databaseUrl ?? '').host}`,
  );
  lines.push('  Stop      Ctrl-C');
  if (databaseNote) lines.push(`  Note      ${databaseNote}`);
  console.log(`\n${lines.join('\n')}\n`);
}

/** Closes the application, then its database, and ends the process; asked again, it ends at once. */
async function leave(code: number): Promise<void> {
  if (leavingSince !== null) {
    // Once more ends at once; PostgreSQL is told as the process exits and stops by itself.
    if (Date.now() - leavingSince > SAME_SIGNAL_MS) process.exit(code || 130);
    return;
  }
  leavingSince = Date.now();
  if (house.app) {
    const { shutdownSeconds } = settings;
    const inTime = await Promise.race([
      house.app.close().then(
        () => true,
        (fault: unknown) => report('closing', fault),
      ),
      pause(shutdownSeconds * 1000, false),
    ]);
    if (!inTime)
      console.error(`Some work did not finish within ${shutdownSeconds} s (SHUTDOWN_SECONDS); it is done after the next start.`);
  }
  // A start that failed may have left pools open: PostgreSQL is then told by the exit, when nobody is left to complain.
  if (house.app || code === 0)
    await house.postgres?.then((postgres) => postgres.stop()).catch((fault: unknown) => report('stopping PostgreSQL', fault));
  house.lock?.release();
  process.exit(code);
}

async function fail(what: string, fault: unknown): Promise<void> {
  if (leavingSince === null) report(what, fault);
  await leave(1);
}

/** Faults that are meant for people are their message alone; anything else is a bug and comes with its stack. */
function report(what: string, fault: unknown): boolean {
  const error = fault instanceof Error ? fault : new Error(String(fault));
  if (error instanceof StartFault) console.error(error.message);
  else if (isPortTaken(error))
    console.error(`Port ${error.port} is taken by another program: stop it, or set PORT or MAIL_IN_PORT to another one.`);
  else console.error(JSON.stringify({ level: 'fatal', time: new Date().toISOString(), msg: what, err: error.stack }));
  return true;
}

function isPortTaken(error: Error): error is Error & { port: number } {
  return 'code' in error && error.code === 'EADDRINUSE' && 'port' in error;
}
