import { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import yauzl, { type Entry, type ZipFile } from 'yauzl';

const mostUnpackedBytes = 20 * 1024 * 1024;
const mostEntries = 2_000;
const highestRatio = 100;
/** Small parts of honest files compress very well, so the ratio is asked only of archives that unpack to more than this. */
const ratioMattersFrom = 1024 * 1024;

export type ZipFault = 'unreadable' | 'encrypted' | 'tooManyFiles' | 'tooLarge' | 'tooDense';

export type ZipContents = { names: string[]; unpackedBytes: number };

/** Which of an archive's limits it breaks, or what is in it; nothing is kept, and at most 20 MiB are ever unpacked. */
export async function inspectZip(bytes: Buffer): Promise<{ fault: ZipFault } | ZipContents> {
  let zip: ZipFile;
  try {
    zip = await yauzl.fromBufferPromise(bytes, { lazyEntries: true, validateEntrySizes: true });
  } catch {
    return { fault: 'unreadable' };
  }
  if (zip.entryCount > mostEntries) return { fault: 'tooManyFiles' };

  try {
    const entries = await directory(zip);
    const unpackedBytes = entries.reduce((sum, entry) => sum + entry.uncompressedSize, 0);
    if (entries.some((entry) => entry.isEncrypted())) return { fault: 'encrypted' };
    if (unpackedBytes > mostUnpackedBytes) return { fault: 'tooLarge' };
    if (unpackedBytes > ratioMattersFrom && unpackedBytes / bytes.length > highestRatio) return { fault: 'tooDense' };
    // The directory is the sender's own claim: reading each part once makes a false one fail, at the claimed size.
    for (const entry of entries) await drain(zip, entry);
    return { names: entries.map((entry) => entry.fileName), unpackedBytes };
  } catch {
    return { fault: 'unreadable' };
  }
}

async function directory(zip: ZipFile): Promise<Entry[]> {
  const entries: Entry[] = [];
  await new Promise<void>((resolve, reject) => {
    zip.on('entry', (entry: Entry) => {
      entries.push(entry);
      if (entries.length > mostEntries) reject(new Error('too many entries'));
      else zip.readEntry();
    });
    zip.on('end', resolve);
    zip.on('error', reject);
    zip.readEntry();
  });
  return entries;
}

async function drain(zip: ZipFile, entry: Entry): Promise<void> {
  if (entry.fileName.endsWith('/')) return;
  const stream = await zip.openReadStreamPromise(entry);
  await pipeline(stream, new Writable({ write: (_chunk, _encoding, done) => done() }));
}
