import type { Params } from 'nestjs-pino';
import type { Settings } from './settings.js';

/** Nest's own account of what it wires, a hundred lines a start: only told at `debug`. */
const WIRING = new Set([
  'InstanceLoader',
  'RoutesResolver',
  'RouterExplorer',
  'NestFactory',
  'NestApplication',
  'LegacyRouteConverter',
]);
const INFO = 30;

/** How the log is written: JSON lines on standard output, without secrets. Requests are logged by app.factory.ts. */
export function loggingOptions(settings: Settings): Params {
  return {
    // No middleware: it would cost every request, and the answer's hook knows more.
    forRoutes: [],
    pinoHttp: {
      level: settings.logLevel,
      base: { pid: process.pid, role: settings.role },
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      formatters: { level: (label) => ({ level: label }) },
      redact: {
        paths: ['cookie', 'authorization', 'password', 'secret', 'token'].flatMap((name) => [name, `*.${name}`, `*.*.${name}`]),
        censor: '(not logged)',
      },
      hooks: {
        logMethod(args, method, level) {
          const [first] = args as unknown[];
          const context = typeof first === 'object' && first !== null && 'context' in first ? String(first.context) : '';
          if (level === INFO && WIRING.has(context)) return;
          method.apply(this, args);
        },
      },
    },
  };
}

/** The path of `url` as it may be logged: private links lose their token, and what stands behind `?` is left out. */
export function loggablePath(url: string): string {
  const [path = ''] = url.split('?', 1);
  return path.replace(/(?<=\/)[A-Za-z0-9_~.-]{20,}(?=\/|$)/g, (part) => (uuid.test(part) ? part : '(token)')).slice(0, 300);
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
