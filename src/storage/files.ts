import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { Refused } from '../engine/errors.js';
import { cleanName, fileRefusal } from './file-checks.js';

/** A kept file without its bytes; `size` in bytes, `sha256` in hex. */
export type StoredFile = { id: string; name: string; mediaType: string; size: number; sha256: string; createdAt: Date };

export type NewFile = { name: string; mediaType: string; bytes: Buffer; caseId?: string | null; by: string };

const about = `id, name, media_type AS "mediaType", size, encode(sha256, 'hex') AS sha256, created_at AS "createdAt"`;

/** Attachments and generated documents. Their bytes are rows of the database, so that every process sees them and a row never lacks its file. */
@Injectable()
export class Files {
  constructor(private readonly database: Database) {}

  /**
   * Keeps a file under its cleaned name; ask `fileRefusal` first where the reason belongs beside a form's field.
   *
   * @throws Refused `file.empty`, `file.tooLarge`, `file.notWhatItSays`
   */
  async put(file: NewFile): Promise<StoredFile> {
    const reason = fileRefusal(file);
    if (reason) throw new Refused([reason]);
    const hash = createHash('sha256').update(file.bytes).digest();
    const [stored] = await this.database.rows<StoredFile>(
      `INSERT INTO files (name, media_type, size, sha256, case_id, bytes, created_by) VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING ${about}`,
      [cleanName(file.name), file.mediaType, file.bytes.length, hash, file.caseId ?? null, file.bytes, file.by],
    );
    return stored;
  }

  /** The file with its bytes, or null. */
  read(id: string): Promise<(StoredFile & { bytes: Buffer }) | null> {
    return this.database.row(`SELECT ${about}, bytes FROM files WHERE id = $1`, [id]);
  }

  /** The files of these ids without their bytes, oldest first; unknown ids are left out. */
  list(ids: readonly string[]): Promise<StoredFile[]> {
    return this.database.rows(`SELECT ${about} FROM files WHERE id = ANY ($1::uuid[]) ORDER BY id`, [ids]);
  }

  /** All files of a case without their bytes, oldest first. */
  ofCase(caseId: string): Promise<StoredFile[]> {
    return this.database.rows(`SELECT ${about} FROM files WHERE case_id = $1 ORDER BY id`, [caseId]);
  }
}
