import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Controller, Get, Param, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Missing } from '../engine/errors.js';
import { openApiOf } from '../engine/http/open-api.js';
import { WorkflowRegistry } from '../engine/workflow-registry.js';
import { Settings } from '../settings.js';

const files: Record<string, string> = {
  'swagger-ui.css': 'text/css; charset=utf-8',
  'swagger-ui-bundle.js': 'text/javascript; charset=utf-8',
  'favicon-32x32.png': 'image/png',
};

const page = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>API · Sourcewright</title>
<link rel="icon" href="/api/docs/favicon-32x32.png"><link rel="stylesheet" href="/api/docs/swagger-ui.css"></head>
<body><div id="docs"></div><script src="/api/docs/swagger-ui-bundle.js"></script><script src="/api/docs/begin.js"></script></body></html>
`;

const begin = `SwaggerUIBundle({ url: '/api/openapi.json', dom_id: '#docs', deepLinking: true, docExpansion: 'none', defaultModelsExpandDepth: 0 });\n`;

/** What programs may do here, from the same declarations that do it; for signed-in people, like every route. */
@Controller('api')
export class ApiDocsController {
  private readonly held = new Map<string, Buffer>();
  private document: object | null = null;

  constructor(
    private readonly registry: WorkflowRegistry,
    private readonly settings: Settings,
  ) {}

  @Get('openapi.json')
  openApi(): object {
    return (this.document ??= openApiOf(this.registry.everything(), {
      title: 'Sourcewright',
      version: '1',
      server: '/',
    }));
  }

  @Get('docs')
  docs(@Res({ passthrough: true }) reply: FastifyReply): string {
    void reply.type('text/html; charset=utf-8');
    return page;
  }

  @Get('docs/begin.js')
  begin(@Res({ passthrough: true }) reply: FastifyReply): string {
    void reply.type('text/javascript; charset=utf-8');
    return begin;
  }

  @Get('docs/:file')
  file(@Param('file') name: string, @Res({ passthrough: true }) reply: FastifyReply): Buffer {
    if (!Object.hasOwn(files, name)) throw new Missing('page');
    let bytes = this.held.get(name);
    if (!bytes) this.held.set(name, (bytes = readFileSync(join(this.settings.root, 'node_modules/swagger-ui-dist', name))));
    void reply.type(files[name]).header('cache-control', 'private, max-age=3600');
    return bytes;
  }
}
