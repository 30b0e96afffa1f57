import type { Reason } from '../engine/workflow.js';

/** The most bytes that one file may have: 25 MB. */
export const largestFileBytes = 25 * 1024 * 1024;

const longestName = 120;

/** What each kind of file begins with, and the type it is served as. */
const kinds: Record<string, { mediaType: string; begins: (bytes: Buffer) => boolean; called: string }> = {
  pdf: { mediaType: 'application/pdf', called: 'PDF', begins: (bytes) => bytes.subarray(0, 1024).includes('%PDF-') },
  xlsx: {
    mediaType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    called: 'Excel workbook',
    begins: isZip,
  },
  docx: {
    mediaType: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
    called: 'Word document',
    begins: isZip,
  },
  zip: { mediaType: 'application/zip', called: 'ZIP archive', begins: isZip },
  png: { mediaType: 'image/png', called: 'PNG picture', begins: (bytes) => startsWith(bytes, '89504e470d0a1a0a') },
  jpg: { mediaType: 'image/jpeg', called: 'JPEG picture', begins: (bytes) => startsWith(bytes, 'ffd8ff') },
  jpeg: { mediaType: 'image/jpeg', called: 'JPEG picture', begins: (bytes) => startsWith(bytes, 'ffd8ff') },
};

const plainTypes: Record<string, string> = {
  txt: 'text/plain; charset=utf-8',
  csv: 'text/csv; charset=utf-8',
  ics: 'text/calendar; charset=utf-8',
  eml: 'message/rfc822',
};

/** Why these bytes are not kept under this name, or null. */
export function fileRefusal(file: { name: string; bytes: Buffer }): Reason | null {
  if (file.bytes.length === 0)
    return { code: 'file.empty', say: `“${cleanName(file.name)}” is empty; choose the file again.`, field: 'file' };
  if (file.bytes.length > largestFileBytes) {
    const megabytes = Math.ceil(file.bytes.length / 1024 / 1024);
    const say = `“${cleanName(file.name)}” has ${megabytes} MB; a file may have 25 MB. Split it or make it smaller.`;
    return { code: 'file.tooLarge', say, field: 'file' };
  }
  const extension = extensionOf(file.name);
  const kind = Object.hasOwn(kinds, extension) ? kinds[extension] : null;
  if (kind && !kind.begins(file.bytes)) {
    const say = `“${cleanName(file.name)}” is named .${extension} but is not a ${kind.called}; save it again in that format, or give it its right name.`;
    return { code: 'file.notWhatItSays', say, field: 'file' };
  }
  return null;
}

/** A name that is safe on every disk and in every header: no folders, no control or direction marks, at most 120 characters with its extension. */
export function cleanName(name: string): string {
  const base = name.normalize('NFC').split(/[/\\]/).at(-1) ?? '';
  const plain = base

    .replace(/[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff<>:"|?*]/g, '')
    .replace(/\p{Surrogate}/gu, '')
    .replace(/\s+/g, ' ')
    .replace(/^[. ]+|[. ]+$/g, '');
  if (plain === '') return 'file';
  const letters = [...plain];
  if (letters.length <= longestName) return plain;
  const extension = extensionOf(plain);
  const ending = extension === '' ? '' : `.${extension}`;
  return `${letters
    .slice(0, longestName - ending.length)
    .join('')
    .trimEnd()}${ending}`;
}

/** The type to serve a file as: what its checked name says, never what a sender claimed; anything that a browser might run is plain bytes. */
function servedMediaType(name: string): string {
  const extension = extensionOf(name);
  if (Object.hasOwn(kinds, extension)) return kinds[extension].mediaType;
  return Object.hasOwn(plainTypes, extension) ? plainTypes[extension] : 'application/octet-stream';
}

/** The headers of a download: saved, never shown within our pages, and without any right to run (RFC 6266, CSP sandbox). */
export function downloadHeaders(file: { name: string; size: number; sha256: string }): Record<string, string> {
  const name = cleanName(file.name);
  const plain = name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^\x20-\x7e]/g, '_')
    .replace(/["\\%]/g, '_');
  const exact = encodeURIComponent(name).replace(/['()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
  return {
    'content-type': servedMediaType(name),
    'content-length': String(file.size),
    'content-disposition': `attachment; filename="${plain}"; filename*=UTF-8''${exact}`,
    'content-security-policy': "sandbox; default-src 'none'",
    'x-content-type-options': 'nosniff',
    'cache-control': 'private, no-cache',
    etag: `"${file.sha256}"`,
  };
}

function extensionOf(name: string): string {
  return /\.([A-Za-z0-9]{1,8})$/.exec(name)?.[1].toLowerCase() ?? '';
}

function isZip(bytes: Buffer): boolean {
  return startsWith(bytes, '504b0304') || startsWith(bytes, '504b0506');
}

function startsWith(bytes: Buffer, hex: string): boolean {
  return bytes.subarray(0, hex.length / 2).toString('hex') === hex;
}
