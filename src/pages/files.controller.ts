import { Controller, Get, Param, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Missing } from '../engine/errors.js';
import type { Actor } from '../engine/workflow.js';
import { SignedIn } from '../identity/access.js';
import { downloadHeaders } from '../storage/file-checks.js';
import { Files } from '../storage/files.js';
import { FileAccess } from './file-access.queries.js';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Stored files, for those who may read what they belong to. */
@Controller('files')
export class FilesController {
  constructor(
    private readonly files: Files,
    private readonly access: FileAccess,
  ) {}

  @Get(':id')
  async take(
    @Param('id') id: string,
    @Query('of') of: unknown,
    @SignedIn() by: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Buffer> {
    const isOpen = UUID.test(id) && (await this.access.mayTake(id, typeof of === 'string' ? of : null, by));
    const file = isOpen ? await this.files.read(id) : null;
    if (!file) throw new Missing('file');
    void reply.headers(downloadHeaders(file));
    return file.bytes;
  }
}
