import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { Injectable } from '@nestjs/common';
import { Settings } from '../settings.js';

/** One file as it goes out, plain and compressed. */
export interface Asset {
  mediaType: string;
  bytes: Buffer;
  gzipped: Buffer;
}

const files: Record<string, { from: string; mediaType: string }> = {
  'tabler.min.css': { from: 'node_modules/@tabler/core/dist/css/tabler.min.css', mediaType: 'text/css; charset=utf-8' },
  'htmx.min.js': { from: 'node_modules/htmx.org/dist/htmx.min.js', mediaType: 'text/javascript; charset=utf-8' },
  'theme.js': { from: 'templates/static/theme.js', mediaType: 'text/javascript; charset=utf-8' },
  'app.js': { from: 'templates/static/app.js', mediaType: 'text/javascript; charset=utf-8' },
  'app.css': { from: 'templates/static/app.css', mediaType: 'text/css; charset=utf-8' },
  'icons.svg': { from: 'templates/static/icons.svg', mediaType: 'image/svg+xml' },
  'mark.svg': { from: 'templates/static/mark.svg', mediaType: 'image/svg+xml' },
};

/** Style sheets, scripts and icons, held in memory; their address changes with their content, so browsers may keep them for good. */
@Injectable()
export class Assets {
  /** What stands before a file's name in its address. */
  readonly prefix: string;
  private readonly held = new Map<string, Asset>();

  constructor(settings: Settings) {
    const version = createHash('sha256');
    for (const [name, { from, mediaType }] of Object.entries(files)) {
      const bytes = withoutSourceMap(readFileSync(join(settings.root, from)), mediaType);
      version.update(name).update(bytes);
      this.held.set(name, { mediaType, bytes, gzipped: gzipSync(bytes) });
    }
    this.prefix = `/assets/${version.digest('hex').slice(0, 12)}`;
  }

  /** The file of this name, or null. */
  find(name: string): Asset | null {
    return this.held.get(name) ?? null;
  }
}

// The maps are not served; asking for them would only fill the log with 404s.
function withoutSourceMap(bytes: Buffer, mediaType: string): Buffer {
  if (mediaType === 'image/svg+xml') return bytes;
  return Buffer.from(bytes.toString().replace(/\n?(\/\/|\/\*)# sourceMappingURL=.*$/m, ''));
}
