import { ownPath } from '../../src/identity/own-path.js';
import { passwordFault, passwordHash, passwordMatches } from '../../src/identity/passwords.js';

const ann = { name: 'Ann Lee-Carter', eMail: 'ann.lee@example.org' };

describe('a password', () => {
  it.each([
    ['eleven char', 'identity.passwordShort'],
    ['Password1234', 'identity.passwordCommon'],
    ['ann.lee@example.org', 'identity.passwordCommon'],
    ['aaaaaaaaaaaaaa', 'identity.passwordCommon'],
    ['x'.repeat(201), 'identity.passwordLong'],
  ])('%s is refused with %s', (password, code) => {
    expect(passwordFault(password, ann)).toMatchObject({ code });
  });

  it('may be a sentence, with any characters', () => {
    expect(passwordFault('Größe zählt nicht 🙂', ann)).toBeNull();
  });

  it('is kept as Argon2id with its parameters, and nothing matches where none is kept', async () => {
    const stored = await passwordHash('a quiet river bend');
    expect(stored).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(await passwordMatches('a quiet river bend', stored)).toBe(true);
    expect(await passwordMatches('a quiet river bent', stored)).toBe(false);
    expect(await passwordMatches('', null)).toBe(false);
  });
});

describe('a path to return to', () => {
  it.each(['/', '/requests?page=2', '/a//b'])('%s is kept', (path) => expect(ownPath(path)).toBe(path));
  it.each([undefined, '', 'people', '//x', '/\\x', 'http://x', '/a\nb', ['/a'], `/${'a'.repeat(2001)}`])('%j is not', (path) =>
    expect(ownPath(path)).toBe('/'),
  );
});
