import 'reflect-metadata';
import { resolve } from 'node:path';
import {
  IsBoolean,
  IsIn,
  IsInt,
  IsNotEmpty,
  Matches,
  Max,
  MaxLength,
  Min,
  MinLength,
  ValidateBy,
  ValidateIf,
  validateSync,
} from 'class-validator';
import { keptSecret } from './embedded/kept-secret.js';
import { StartFault } from './start-fault.js';

/** What the process does: everything, only pages and API, or only jobs, relay, sweep and mail. */
export type ProcessRole = 'all' | 'web' | 'worker';

/** One variable of the environment as `.env.example` shows it. `standard` null means that it may be absent. */
export interface Variable {
  name: string;
  sentence: string;
  standard: string | null;
  example?: string;
  /** What would be accepted, ending the sentence "must be …". */
  accepts: string;
  secret?: boolean;
  read?: (text: string) => unknown;
}

/** One thing wrong with the environment; a secret `value` is masked. */
export interface SettingFault {
  name: string;
  value: string | null;
  say: string;
}

/** The environment cannot be used; every fault is listed at once. */
export class SettingsFault extends StartFault {
  constructor(readonly faults: readonly SettingFault[]) {
    super(
      [
        'Sourcewright cannot start with these settings:',
        ...faults.map((fault) => `  ${fault.name}=${fault.value ?? ''}  ${fault.say}`),
      ].join('\n'),
    );
  }
}

const variables = new Map<string, Variable>();

const whole = (text: string): unknown => (/^\d{1,9}$/.test(text) ? Number(text) : text);
const yesOrNo = (text: string): unknown => (text === 'yes' ? true : text === 'no' ? false : text);
const proxies = (text: string): unknown => (text === 'no' ? false : text.split(/[\s,]+/).filter((part) => part !== ''));
const address = /^(\d{1,3}(\.\d{1,3}){3}|[0-9a-fA-F:]*:[0-9a-fA-F:.]*)(\/\d{1,3})?$/;

/** Every setting of Sourcewright: the field the code reads, the variable it comes from, and one sentence on it. */
export class Settings {
  @From({
    name: 'ROLE',
    sentence:
      'What this process does: everything (`all`), only pages and API (`web`), or only jobs, deadlines and mail (`worker`).',
    standard: 'all',
    accepts: 'all, web or worker',
  })
  @IsIn(['all', 'web', 'worker'])
  role: ProcessRole;

  @From({
    name: 'PORT',
    sentence: 'The port for pages and API (in a worker: for /health only); 0 takes any free port.',
    standard: '3000',
    accepts: 'a port from 0 to 65535',
    read: whole,
  })
  @IsInt()
  @Max(65535)
  port: number;

  @From({
    name: 'HOST',
    sentence: 'The address to listen on; 127.0.0.1 keeps it to this machine, 0.0.0.0 opens it to the network (as in Docker).',
    standard: '127.0.0.1',
    accepts: 'an address such as 127.0.0.1 or 0.0.0.0',
  })
  @Matches(/^[a-zA-Z0-9.:-]{1,253}$/)
  host: string;

  @From({
    name: 'PUBLIC_URL',
    sentence: 'The address that people and vendors open, as it stands in e-mails and links; default http://localhost:PORT.',
    standard: null,
    example: 'https://procurement.example.com',
    accepts: 'an address such as https://procurement.example.com without a path',
    read: (text) => text.replace(/\/+$/, ''),
  })
  @ValidateIf((settings: Settings) => settings.publicUrl !== '')
  @Holds((value) => isAddress(value, ['http:', 'https:']) && new URL(value).pathname === '/')
  publicUrl: string;

  @From({
    name: 'DATA_DIR',
    sentence:
      'The folder for what Sourcewright keeps on disk by itself: embedded PostgreSQL, captured mail, its generated secret.',
    standard: './.data',
    accepts: 'a folder that can be written',
    read: (text) => resolve(text),
  })
  @IsNotEmpty()
  dataDir: string;

  @From({
    name: 'DATABASE_URL',
    sentence: 'The PostgreSQL 18 database; without it an embedded PostgreSQL is kept in DATA_DIR.',
    standard: null,
    example: 'postgres://sourcewright:password@localhost:5432/sourcewright',
    accepts: 'an address such as postgres://user:password@host:5432/database',
  })
  @Holds((value) => value === null || isAddress(value, ['postgres:', 'postgresql:']))
  databaseUrl: string | null;

  @From({
    name: 'DATABASE_POOL',
    sentence: 'How many database connections this process may hold for its own work (the queue takes some more).',
    standard: '10',
    accepts: 'a whole number from 2 to 200',
    read: whole,
  })
  @IsInt()
  @Min(2)
  @Max(200)
  databasePool: number;

  @From({
    name: 'REDIS_URL',
    sentence: 'The Redis that carries the queue; without it the queue lives in PostgreSQL.',
    standard: null,
    example: 'redis://localhost:6379',
    accepts: 'an address such as redis://host:6379 or rediss://…',
  })
  @Holds((value) => value === null || isAddress(value, ['redis:', 'rediss:']))
  redisUrl: string | null;

  @From({
    name: 'SECRET',
    sentence:
      'Signs session cookies and links, at least 32 characters and the same in every process; without DATABASE_URL one is made and kept in DATA_DIR/secret.',
    standard: null,
    example: 'the output of: openssl rand -base64 48',
    accepts: 'at least 32 characters, such as the output of `openssl rand -base64 48`',
    secret: true,
  })
  @ValidateIf((settings: Settings) => settings.sessionSecret !== '')
  @MinLength(32)
  sessionSecret: string;

  @From({
    name: 'DEMO',
    sentence:
      'Whether an empty database is given a small invented company to try things with; default yes without DATABASE_URL, otherwise no.',
    standard: null,
    example: 'no',
    accepts: 'yes or no',
    read: yesOrNo,
  })
  @IsBoolean()
  demo: boolean;

  @From({
    name: 'ORGANISATION',
    sentence: 'The buying organisation as letters, documents and pages name it.',
    standard: 'our company',
    example: 'Example Manufacturing Ltd',
    accepts: 'a name of at most 200 characters',
  })
  @MaxLength(200)
  buyerName: string;

  @From({
    name: 'TIME_ZONE',
    sentence: 'The time zone in which deadlines are shown unless a document names its own.',
    standard: 'UTC',
    example: 'Europe/Berlin',
    accepts: 'a zone such as Europe/Berlin or UTC',
  })
  @Holds(isTimeZone)
  timeZone: string;

  @From({
    name: 'SMTP_URL',
    sentence:
      'The server that sends mail out; without it letters are captured in DATA_DIR and shown on a page, and nothing leaves the machine.',
    standard: null,
    example: 'smtp://user:password@mail.example.com:587',
    accepts: 'an address such as smtp://host:587 or smtps://user:password@host:465',
  })
  @Holds((value) => value === null || isAddress(value, ['smtp:', 'smtps:']))
  smtpUrl: string | null;

  @From({
    name: 'MAIL_DOMAIN',
    sentence: 'The domain of our own addresses (sender, reply addresses, Message-IDs); its mail must reach MAIL_IN_PORT.',
    standard: 'sourcewright.localhost',
    example: 'procurement.example.com',
    accepts: 'a domain name such as procurement.example.com',
  })
  @Matches(/^(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$/i)
  mailDomain: string;

  @From({
    name: 'MAIL_IN_PORT',
    sentence: 'The port on which answers from vendors are received by SMTP; 0 takes any free port.',
    standard: '2525',
    accepts: 'a port from 0 to 65535',
    read: whole,
  })
  @IsInt()
  @Max(65535)
  mailInPort: number;

  @From({
    name: 'MAIL_IN_HOST',
    sentence: 'The address on which the SMTP receiver listens.',
    standard: '127.0.0.1',
    accepts: 'an address such as 127.0.0.1 or 0.0.0.0',
  })
  @Matches(/^[a-zA-Z0-9.:-]{1,253}$/)
  mailInHost: string;

  @From({
    name: 'ATTACHMENT_MB',
    sentence: 'The largest file that may be uploaded or received by mail, in megabytes.',
    standard: '25',
    accepts: 'a whole number from 1 to 200',
    read: whole,
  })
  @IsInt()
  @Min(1)
  @Max(200)
  attachmentMb: number;

  @From({
    name: 'TRUST_PROXY',
    sentence:
      'The addresses of reverse proxies whose X-Forwarded-* headers are believed, separated by commas; `no` believes nobody.',
    standard: 'no',
    example: '10.0.0.0/8, 127.0.0.1',
    accepts: 'no, or addresses and networks such as 127.0.0.1, 10.0.0.0/8',
    read: proxies,
  })
  @Holds(
    (value) => value === false || (Array.isArray(value) && value.length > 0 && value.every((one) => address.test(String(one)))),
  )
  trustProxy: false | string[];

  @From({
    name: 'LOG_LEVEL',
    sentence: 'How much is logged, as JSON lines on standard output.',
    standard: 'info',
    accepts: 'fatal, error, warn, info, debug, trace or silent',
  })
  @IsIn(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'])
  logLevel: string;

  @From({
    name: 'SHUTDOWN_SECONDS',
    sentence: 'How long running requests and jobs may take to finish after SIGTERM or SIGINT.',
    standard: '20',
    accepts: 'a whole number from 1 to 600',
    read: whole,
  })
  @IsInt()
  @Min(1)
  @Max(600)
  shutdownSeconds: number;

  /** The folder of the product: templates, fonts and styles are found below it. */
  root: string = process.cwd();
}

/** Every variable in the order of `Settings`. */
export function settingVariables(): readonly Variable[] {
  return [...variables.values()];
}

/**
 * Reads all settings from `env`; an empty variable counts as absent. Makes DATA_DIR and, where no SECRET is given, keeps one there.
 *
 * @throws SettingsFault listing every fault at once
 */
export function loadSettings(env: NodeJS.ProcessEnv): Settings {
  const settings = new Settings();
  const given = (name: string) => env[name]?.trim() || null;
  for (const [field, variable] of variables) {
    const text = given(variable.name) ?? variable.standard;
    Object.assign(settings, { [field]: text === null ? null : (variable.read?.(text) ?? text) });
  }
  settings.publicUrl ??= '';
  settings.sessionSecret ??= '';
  settings.demo ??= settings.databaseUrl === null;

  const faults = [...faultsOfFields(settings, given), ...faultsBetweenFields(settings)];
  if (faults.length === 0 && settings.sessionSecret === '') faults.push(...keepSecret(settings));
  if (faults.length > 0) throw new SettingsFault(faults);

  if (settings.publicUrl === '') settings.publicUrl = localUrl(settings.port);
  return settings;
}

/** The address of this process on its own machine. */
export function localUrl(port: number): string {
  return `http://localhost:${port}`;
}

/** `.env.example`: each variable with its sentence, what is accepted and its default. */
export function environmentExample(): string {
  const lines = [
    '# Settings of Sourcewright. Copy to .env (docker compose reads it) or export them; each has a working default unless it says otherwise.',
  ];
  for (const variable of variables.values()) {
    const comment = variable.standard === null ? '# ' : '';
    lines.push('', `# ${variable.sentence}`, `# Accepts ${variable.accepts}.`);
    lines.push(`${comment}${variable.name}=${variable.standard ?? variable.example ?? ''}`);
  }
  return `${lines.join('\n')}\n`;
}

function faultsOfFields(settings: Settings, given: (name: string) => string | null): SettingFault[] {
  const wrong = new Set(validateSync(settings).map((error) => error.property));
  return [...variables]
    .filter(([field]) => wrong.has(field))
    .map(([, variable]) => ({
      name: variable.name,
      value: shown(variable, given(variable.name)),
      say: `must be ${variable.accepts}`,
    }));
}

function faultsBetweenFields(settings: Settings): SettingFault[] {
  const faults: SettingFault[] = [];
  if (settings.databaseUrl === null && (settings.role === 'web' || settings.role === 'worker')) {
    faults.push({
      name: 'DATABASE_URL',
      value: null,
      say: `must be given with ROLE=${settings.role}: the embedded PostgreSQL belongs to one process that does everything (ROLE=all)`,
    });
  }
  if (settings.databaseUrl !== null && settings.sessionSecret === '') {
    faults.push({
      name: 'SECRET',
      value: null,
      say: 'must be given with DATABASE_URL, so that all processes agree: at least 32 characters, such as the output of `openssl rand -base64 48`',
    });
  }
  return faults;
}

function keepSecret(settings: Settings): SettingFault[] {
  try {
    settings.sessionSecret = keptSecret(settings.dataDir, 'secret');
    return [];
  } catch (fault) {
    return [
      { name: 'DATA_DIR', value: settings.dataDir, say: `must be a folder that can be written (${(fault as Error).message})` },
    ];
  }
}

function shown(variable: Variable, value: string | null): string | null {
  if (value === null) return null;
  if (variable.secret) return `(${value.length} characters, not shown)`;
  return value.replace(/(:\/\/[^:/@\s]*:)[^\s]*@/, '$1***@').slice(0, 200);
}

function isAddress(value: unknown, protocols: readonly string[]): value is string {
  if (typeof value !== 'string' || !URL.canParse(value)) return false;
  const url = new URL(value);
  return protocols.includes(url.protocol) && (url.hostname !== '' || url.searchParams.has('host'));
}

function isTimeZone(value: unknown): boolean {
  try {
    return typeof value === 'string' && new Intl.DateTimeFormat('en', { timeZone: value }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

function From(variable: Variable): PropertyDecorator {
  return (_, field) => {
    variables.set(String(field), variable);
  };
}

function Holds(claim: (value: unknown) => boolean): PropertyDecorator {
  return ValidateBy({ name: 'holds', validator: { validate: claim } });
}
