import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { BadInput, Forbidden, Missing, Refused } from '../engine/errors.js';
import { mayStart, RecordDoors } from '../engine/http/record-doors.js';
import { RecordQueries } from '../engine/record-queries.js';
import type { WorkflowRecord } from '../engine/workflow.js';
import type { Registered } from '../engine/workflow-registry.js';
import { Viewing } from '../identity/access.js';
import { Flash } from '../identity/flash.js';
import { PageView } from '../identity/page-view.js';
import type { Viewer } from '../identity/person.js';
import { csv, writeTable } from '../rendering/table-export.js';
import { ListPage } from './list-page.js';
import { listTitle, RecordPage, type Returned } from './record-page.js';
import { SentForms } from './sent-forms.js';

/** The plain pages of every workflow: its list, a page to begin one, and each record with what can be done to it. */
@Controller()
export class RecordPagesController {
  constructor(
    private readonly doors: RecordDoors,
    private readonly records: RecordQueries,
    private readonly lists: ListPage,
    private readonly page: RecordPage,
    private readonly forms: SentForms,
    private readonly pages: PageView,
    private readonly flash: Flash,
  ) {}

  @Get(':documents')
  async list(
    @Param('documents') documents: string,
    @Query() query: Record<string, unknown>,
    @Viewing() viewer: Viewer,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const registered = this.doors.addressed(documents);
    return this.pages.render(reply, 'records/list', await this.lists.of(registered, query, viewer));
  }

  @Get(':documents/export.csv')
  async csv(
    @Param('documents') documents: string,
    @Query() query: Record<string, unknown>,
    @Viewing() viewer: Viewer,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const { columns, rows } = await this.lists.table(this.doors.addressed(documents), query, viewer);
    void reply.header('content-disposition', `attachment; filename="${documents}.csv"`).type('text/csv; charset=utf-8');
    return csv(columns, rows);
  }

  @Get(':documents/export.xlsx')
  async xlsx(
    @Param('documents') documents: string,
    @Query() query: Record<string, unknown>,
    @Viewing() viewer: Viewer,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Buffer> {
    const registered = this.doors.addressed(documents);
    const { columns, rows } = await this.lists.table(registered, query, viewer);
    void reply
      .header('content-disposition', `attachment; filename="${documents}.xlsx"`)
      .type('application/vnd.openxmlformats-officedocument.spreadsheetml.sheet');
    return writeTable(listTitle(registered.workflow), columns, rows);
  }

  @Get(':documents/new')
  async blank(
    @Param('documents') documents: string,
    @Query() query: Record<string, unknown>,
    @Viewing() viewer: Viewer,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const registered = this.startable(documents, viewer);
    return this.pages.render(reply, 'records/new', await this.page.start(registered, viewer, null, query));
  }

  @Post(':documents')
  async start(
    @Param('documents') documents: string,
    @Body() body: unknown,
    @Viewing() viewer: Viewer,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const registered = this.startable(documents, viewer);
    const sent = await this.forms.read(registered.workflow.start?.form, body, viewer, null);
    try {
      if (sent.faults.length > 0) throw new BadInput(sent.faults);
      const { answer } = await this.doors.start(registered, sent.fields, viewer.actor);
      const { id, number } = answer as WorkflowRecord;
      this.flash.leave(reply, 'success', `${registered.workflow.title} ${number} is begun.`);
      return this.seeOther(reply, `/${documents}/${id}`);
    } catch (error) {
      const returned = returnedBy(error, 'start', sent.fields, reply);
      return this.pages.render(reply, 'records/new', await this.page.start(registered, viewer, returned));
    }
  }

  @Get(':documents/:id')
  async one(
    @Param('documents') documents: string,
    @Param('id') id: string,
    @Query('do') open: unknown,
    @Query('history') history: unknown,
    @Viewing() viewer: Viewer,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const registered = this.doors.addressed(documents);
    const found = await this.found(registered, id, viewer);
    const model = await this.page.of(registered, found, viewer, {
      open: typeof open === 'string' ? open : null,
      returned: null,
      historyPage: typeof history === 'string' && /^[1-9]\d{0,5}$/.test(history) ? Number(history) : 1,
    });
    return this.pages.render(reply, 'records/one', model);
  }

  /** Where somebody reloads, or comes back to, a form that was answered with an error: the record with that form. */
  @Get(':documents/:id/events/:type')
  again(
    @Param('documents') documents: string,
    @Param('id') id: string,
    @Param('type') type: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): string {
    const { workflow } = this.doors.addressed(documents);
    const known = Object.hasOwn(workflow.events, type) && !workflow.events[type].internal;
    return this.seeOther(reply, `/${workflow.documents}/${encodeURIComponent(id)}${known ? `?do=${type}#do` : ''}`);
  }

  @Post(':documents/:id/events/:type')
  async send(
    @Param('documents') documents: string,
    @Param('id') id: string,
    @Param('type') type: string,
    @Body() body: unknown,
    @Viewing() viewer: Viewer,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const registered = this.doors.addressed(documents);
    const { record } = await this.found(registered, id, viewer);
    const { caseId } = record as WorkflowRecord & { caseId: string | null };
    const spec = Object.hasOwn(registered.workflow.events, type) ? registered.workflow.events[type] : undefined;
    const sent = await this.forms.read(spec?.form, body, viewer, caseId);
    try {
      if (sent.faults.length > 0) throw new BadInput(sent.faults);
      await this.doors.send(registered, id, { type, fields: sent.fields, version: versionIn(body) }, viewer.actor);
      this.flash.leave(reply, 'success', `Done: ${spec?.label ?? type}.`);
      return this.seeOther(reply, `/${documents}/${id}`);
    } catch (error) {
      const returned = returnedBy(error, type, sent.fields, reply);
      // What stood against it may be what somebody else did meanwhile: the page shows the record as it is now.
      const found = await this.found(registered, id, viewer);
      const model = await this.page.of(registered, found, viewer, { open: null, returned, historyPage: 1 });
      return this.pages.render(reply, 'records/one', model);
    }
  }

  private startable(documents: string, viewer: Viewer): Registered {
    const registered = this.doors.addressed(documents);
    const { workflow } = registered;
    if (!workflow.start) throw new Missing('page');
    if (!mayStart(registered, viewer.actor)) {
      const roles = workflow.start.roles.map((role) => role.replaceAll('_', ' ')).join(' or ');
      throw new Forbidden({
        code: `${workflow.name}.notYoursToBegin`,
        say: `“${workflow.start.label}” is for the role ${roles}.`,
      });
    }
    return registered;
  }

  private async found(registered: Registered, id: string, viewer: Viewer): Promise<{ record: WorkflowRecord; now: Date }> {
    const found = await this.records.one(registered, id, viewer.actor);
    if (!found) throw new Missing(registered.workflow.name);
    return found;
  }

  private seeOther(reply: FastifyReply, href: string): string {
    void reply.code(303).header('location', href);
    return '';
  }
}

function versionIn(body: unknown): number | undefined {
  const version = typeof body === 'object' && body !== null ? (body as Record<string, unknown>).version : undefined;
  return typeof version === 'string' && /^\d{1,9}$/.test(version) ? Number(version) : undefined;
}

/** The form as it comes back with what stood against it; sets the status. What is no refusal and no bad input rises. */
function returnedBy(error: unknown, type: string, typed: Record<string, unknown>, reply: FastifyReply): Returned {
  if (error instanceof BadInput) {
    void reply.code(422);
    return { type, typed, faults: error.faults, reasons: [] };
  }
  if (error instanceof Refused) {
    void reply.code(409);
    return { type, typed, faults: [], reasons: error.reasons };
  }
  throw error;
}
