import { Body, Controller, Get, Headers, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { BadInput, Missing } from '../errors.js';
import { RecordQueries } from '../record-queries.js';
import type { Actor } from '../workflow.js';
import { Acting } from './acting.js';
import { LARGEST_PAGE, readListQuery } from './list-query.js';
import { RecordDoors } from './record-doors.js';
import { viewOf } from './record-view.js';
import { OtherBody } from './remembered-answers.js';

/** Every workflow's JSON door. */
@Controller('api/v1')
export class RecordsController {
  constructor(
    private readonly doors: RecordDoors,
    private readonly records: RecordQueries,
  ) {}

  @Get(':documents')
  async list(
    @Param('documents') documents: string,
    @Query() query: Record<string, unknown>,
    @Acting() by: Actor,
  ): Promise<object> {
    const registered = this.doors.addressed(documents);
    const { search, faults } = readListQuery(registered, query, 50);
    if (faults.length > 0) throw new BadInput(faults);
    const { records, total } = await this.records.search(registered, search, by);
    return { items: records.map((record) => viewOf(registered, record)), total, page: search.page, size: search.size };
  }

  @Post(':documents')
  async start(
    @Param('documents') documents: string,
    @Body() body: unknown,
    @Headers('idempotency-key') key: string | undefined,
    @Acting() by: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    const registered = this.doors.addressed(documents);
    return answered(reply, 201, () => this.doors.start(registered, body ?? {}, by, key));
  }

  @Get(':documents/:id')
  async one(@Param('documents') documents: string, @Param('id') id: string, @Acting() by: Actor): Promise<object> {
    const registered = this.doors.addressed(documents);
    const found = await this.records.one(registered, id, by);
    if (!found) throw new Missing(registered.workflow.name);
    return { ...viewOf(registered, found.record), offers: await this.doors.offers(registered, found.record, by, found.now) };
  }

  @Post(':documents/:id/events')
  @HttpCode(200)
  send(
    @Param('documents') documents: string,
    @Param('id') id: string,
    @Body() body: unknown,
    @Headers('idempotency-key') key: string | undefined,
    @Acting() by: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    const registered = this.doors.addressed(documents);
    const { type, version, ...fields } = eventBody(body);
    return answered(reply, 200, () => this.doors.send(registered, id, { type, version, fields }, by, key));
  }

  @Get(':documents/:id/history')
  async history(
    @Param('documents') documents: string,
    @Param('id') id: string,
    @Query() query: Record<string, unknown>,
    @Acting() by: Actor,
  ): Promise<object> {
    const registered = this.doors.addressed(documents);
    const found = await this.records.one(registered, id, by);
    if (!found) throw new Missing(registered.workflow.name);
    const page = paged(query.page, 1, 1_000_000, 'page');
    const size = paged(query.size, 50, LARGEST_PAGE, 'size');
    return { items: await this.records.history(registered, id, page, size), total: found.record.version, page, size };
  }
}

/** Answers with `status`, or 422 where the key stood for another request. */
async function answered(
  reply: FastifyReply,
  status: number,
  act: () => Promise<{ answer: object; isRepeated: boolean }>,
): Promise<object> {
  try {
    const { answer, isRepeated } = await act();
    if (status !== 200) void reply.code(status);
    if (isRepeated) void reply.header('idempotency-replayed', 'true');
    return answer;
  } catch (error) {
    if (!(error instanceof OtherBody)) throw error;
    void reply.code(422);
    return error.reason;
  }
}

function eventBody(body: unknown): { type: string; version?: number } & Record<string, unknown> {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new BadInput([{ field: '', value: body ?? null, say: 'must be an object such as {"type": "submit"}' }]);
  }
  const { type, version } = body as Record<string, unknown>;
  if (typeof type !== 'string' || type === '' || type.length > 100) {
    throw new BadInput([{ field: 'type', value: type ?? null, say: 'must name the event' }]);
  }
  if (version !== undefined && (typeof version !== 'number' || !Number.isSafeInteger(version))) {
    throw new BadInput([
      { field: 'version', value: version, say: 'must be the whole number that the record had when you read it' },
    ]);
  }
  return { ...body, type, version };
}

function paged(value: unknown, standard: number, most: number, field: string): number {
  if (value === undefined || value === '') return standard;
  const count = typeof value === 'string' && /^\d{1,7}$/.test(value) ? Number(value) : 0;
  if (count < 1 || count > most) throw new BadInput([{ field, value, say: `must be a whole number from 1 to ${most}` }]);
  return count;
}
