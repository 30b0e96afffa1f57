import { hash, verify } from '@node-rs/argon2';
import type { Reason } from '../engine/workflow.js';

// OWASP's smaller Argon2id setting: 36 ms of one core, so that a burst of sign-ins does not starve the measured path.
const cost = { memoryCost: 19 * 1024, timeCost: 2, parallelism: 1 };

const shortest = 12;
const longest = 200;

// Passwords of twelve characters and more from the usual lists of leaked ones; shorter ones fall to the length already.
const common = new Set(
  `password1234 password12345 password123456 passwordpassword 123456789012 1234567890123 12345678901234 123456789123 qwertyuiop12 qwertyuiop123
  qwertyuiop[] 1q2w3e4r5t6y 1q2w3e4r5t6y7u 1qaz2wsx3edc 1qaz2wsx3edc4rfv zaq12wsxcde3 qazwsxedcrfv qwertyqwerty qwerty123456 qwertyuiopas
  asdfghjkl123 administrator administrator1 changemechangeme letmeinletmein welcome12345 welcome123456 iloveyou1234 iloveyouiloveyou
  abcdefghijkl abcdefghijklm abc123abc123 abcd1234abcd 000000000000 111111111111 123123123123 112233445566 121212121212 987654321098
  098765432109 01234567890123 correcthorsebatterystaple unbelievable motherfucker sourcewright sourcewright1 procurement1 procurement123
  q1w2e3r4t5y6 summer202512 winter202512 passw0rdpassw0rd p@ssword1234 p@ssw0rd1234 trustno1trustno1 superman1234 football1234 baseball1234
  dragondragon monkeymonkey masterpassword secretsecret secretpassword defaultpassword temporarypassword`
    .split(/\s+/)
    .filter(Boolean),
);

/** A hash of nothing anyone can type: verified for unknown people so that they take as long as known ones. */
const nobody = hash(`nobody ${Math.random()}`, cost);

/** Argon2id (m = 19 MiB, t = 2, p = 1) in PHC form, parameters included. */
export function passwordHash(password: string): Promise<string> {
  return hash(password, cost);
}

/** Whether `password` is the one behind `stored`; with null it takes the same time and is false. */
export async function passwordMatches(password: string, stored: string | null): Promise<boolean> {
  const right = await verify(stored ?? (await nobody), password);
  return right && stored !== null;
}

/** Why `password` will not do for the person with this name and e-mail address, or null. */
export function passwordFault(password: string, about: { name: string; eMail: string }): Reason | null {
  const field = 'password';
  if ([...password].length < shortest)
    return {
      code: 'identity.passwordShort',
      field,
      say: `Choose at least ${shortest} characters; a short sentence is easy to remember.`,
    };
  if (password.length > longest) return { code: 'identity.passwordLong', field, say: `Choose at most ${longest} characters.` };
  const plain = password.toLowerCase();
  const obvious = [about.eMail.toLowerCase(), about.name.toLowerCase(), about.name.toLowerCase().replaceAll(' ', '')];
  if (common.has(plain) || obvious.includes(plain) || new Set(plain).size < 4)
    return {
      code: 'identity.passwordCommon',
      field,
      say: 'This password is among the first that others would try; choose another.',
    };
  return null;
}
