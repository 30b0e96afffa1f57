import { join } from 'node:path';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Settings } from '../settings.js';
import type { DocumentTree } from './document-tree.js';
import { WarmProcess } from './warm-process.js';

/** What a file says about itself; `createdAt` is whole seconds in both formats, and part of the bytes. */
export type DocumentMeta = { title: string; author: string; createdAt: Date };

/** Sets document trees as tagged PDF/A-2a; the same tree and meta give the same bytes, so their hash can be stored. */
@Injectable()
export class PdfRenderer implements OnApplicationShutdown {
  private readonly process: WarmProcess;

  constructor(settings: Settings) {
    this.process = new WarmProcess({
      script: join(settings.root, 'scripts/render-pdf.mjs'),
      args: [join(settings.root, 'templates/styles/document.typ')],
      timeoutMs: 30_000,
      recycleAfter: 500,
      idleMs: 120_000,
      heapMb: 256,
    });
  }

  /**
   * The bytes of the PDF.
   *
   * @throws WarmProcessFault when it could not be set, or not within 30 s
   */
  async render(tree: DocumentTree, meta: DocumentMeta): Promise<Buffer> {
    const document = JSON.stringify({ ...tree.meta, title: meta.title, author: meta.author, body: tree.body });
    const createdAtSeconds = Math.floor(meta.createdAt.getTime() / 1000);
    return Buffer.from(await this.process.ask<Uint8Array>({ document, createdAtSeconds }));
  }

  onApplicationShutdown(): void {
    this.process.stop();
  }
}
