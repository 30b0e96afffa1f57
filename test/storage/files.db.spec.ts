import { createHash, randomUUID } from 'node:crypto';
import { Database } from '../../src/database/database.js';
import { Refused } from '../../src/engine/errors.js';
import { Files, type NewFile } from '../../src/storage/files.js';
import { testSettings } from '../support/settings.js';

let database: Database;
let files: Files;
beforeAll(async () => {
  database = new Database(await testSettings());
  files = new Files(database);
});
afterAll(() => database.onApplicationShutdown());

function aFile(differing: Partial<NewFile> = {}): NewFile {
  return {
    name: 'offer.pdf',
    mediaType: 'application/pdf',
    bytes: Buffer.from('%PDF-1.7 \u0000\u00ff'),
    by: 'ann',
    ...differing,
  };
}

describe('a stored file', () => {
  it('comes back byte for byte with its hash', async () => {
    const file = aFile();
    const stored = await files.put(file);

    expect(stored).toMatchObject({
      name: 'offer.pdf',
      mediaType: 'application/pdf',
      size: file.bytes.length,
      createdAt: expect.any(Date),
    });
    expect(stored.sha256).toBe(createHash('sha256').update(file.bytes).digest('hex'));
    expect((await files.read(stored.id))?.bytes.equals(file.bytes)).toBe(true);
  });

  it('is found by its case, without its bytes', async () => {
    const caseId = randomUUID();
    const first = await files.put(aFile({ caseId }));
    const second = await files.put(aFile({ caseId, name: 'b.pdf' }));

    expect(await files.ofCase(caseId)).toEqual([first, second]);
    expect(await files.list([second.id, randomUUID()])).toEqual([second]);
  });

  it('is null when there is none', async () => {
    expect(await files.read(randomUUID())).toBeNull();
  });

  it('is never edited', async () => {
    const { id } = await files.put(aFile());

    await expect(database.rows('UPDATE files SET name = $2 WHERE id = $1', [id, 'x.pdf'])).rejects.toThrow(/never edited/);
  });

  it('is refused with a reason when it is not what its name says', async () => {
    await expect(files.put(aFile({ bytes: Buffer.from('MZ') }))).rejects.toBeInstanceOf(Refused);
  });
});
