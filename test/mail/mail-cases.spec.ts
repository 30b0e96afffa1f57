import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { parseMail, type Mail } from '../../src/mail/parse-mail.js';

const folder = join(process.env.CASES_DIR ?? '../shared/cases', 'mail');
const isThere = existsSync(folder);
if (!isThere) console.warn(`${folder} is absent: other people's mail was not read`);

const files = isThere
  ? readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
  : [];
const inFolder = (name: string) => files.filter((file) => file.includes(`/${name}/`) && file.endsWith('.eml'));

async function kindsOf(paths: readonly string[]): Promise<Map<string, Mail>> {
  const mails = new Map<string, Mail>();
  for (const path of paths) mails.set(relative(folder, path), await parseMail(readFileSync(path), null));
  return mails;
}

(isThere ? describe : describe.skip)('other people’s mail', () => {
  it('is taken apart without a crash, whatever it is', async () => {
    const failed: string[] = [];
    for (const path of files) {
      await parseMail(readFileSync(path), null).catch((error: unknown) =>
        failed.push(`${relative(folder, path)}: ${String(error)}`),
      );
    }

    expect(failed).toEqual([]);
  }, 120_000);

  it('that came back is known as such by its looks alone', async () => {
    const mails = await kindsOf(inFolder('bounces-sisimai'));
    const answers = [...mails]
      .filter(([, mail]) => mail.kind === 'answer')
      .map(([name, mail]) => `${name}: ${mail.from.address} "${mail.subject}"`);

    expect(mails.size).toBeGreaterThan(300);
    expect(answers).toEqual([]);
  }, 120_000);

  it('that came back is never an answer when its envelope has no sender', async () => {
    for (const path of inFolder('bounces-sisimai')) expect((await parseMail(readFileSync(path), '')).kind).not.toBe('answer');
  }, 120_000);

  it('written by machines on vacation is an automatic reply', async () => {
    const mails = await kindsOf(inFolder('bounces-sisimai').filter((path) => /rfc3834/.test(path)));

    expect([...mails.values()].map((mail) => mail.kind)).not.toContain('answer');
  });

  it('written by people is an answer', async () => {
    const people = inFolder('standard_replies');
    const mails = await kindsOf(people);

    expect(people.length).toBeGreaterThan(4);
    expect([...mails].filter(([, mail]) => mail.kind !== 'answer').map(([name]) => name)).toEqual([]);
  });
});
