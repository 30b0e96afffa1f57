import { Controller, Get, Logger, Param, Post, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Missing } from '../engine/errors.js';
import { OutboxQueries } from '../engine/outbox-queries.js';
import { Queues } from '../engine/queues.js';
import type { Actor } from '../engine/workflow.js';
import { WorkflowRegistry } from '../engine/workflow-registry.js';
import { Roles, SignedIn, Viewing } from '../identity/access.js';
import { Flash } from '../identity/flash.js';
import { PageView } from '../identity/page-view.js';
import type { Viewer } from '../identity/person.js';
import { pagesOf } from './record-page.js';

const ON_A_PAGE = 50;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** The administrator's view of background work: what waits, what failed for good and why, and another try. */
@Roles('administrator')
@Controller('jobs')
export class JobsController {
  private readonly log = new Logger('jobs');

  constructor(
    private readonly outbox: OutboxQueries,
    private readonly queues: Queues,
    private readonly registry: WorkflowRegistry,
    private readonly pages: PageView,
    private readonly flash: Flash,
  ) {}

  @Get()
  async show(
    @Query('page') asked: unknown,
    @Viewing() viewer: Viewer,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const page = typeof asked === 'string' && /^[1-9]\d{0,5}$/.test(asked) ? Number(asked) : 1;
    const [counts, failed, answers] = await Promise.all([
      this.outbox.counts(),
      this.outbox.failed(page, ON_A_PAGE),
      this.queues.answers(),
    ]);
    return this.pages.render(reply, 'jobs/jobs', {
      title: 'Background work',
      counts,
      answers,
      failed: failed.jobs.map((job) => ({
        ...job,
        say: (job.error ?? '').split('\n')[0] || 'No reason was given.',
        href:
          job.workflow !== null && this.registry.knows(job.workflow)
            ? `/${this.registry.named(job.workflow).workflow.documents}/${job.recordId}`
            : null,
      })),
      total: failed.total,
      pages: pagesOf(page, ON_A_PAGE, failed.total, (next) => `/jobs?page=${next}`),
      zone: viewer.zone,
    });
  }

  @Post(':id/retry')
  async retry(@Param('id') id: string, @SignedIn() by: Actor, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    const isRetried = UUID.test(id) && (await this.outbox.retry(id));
    if (!isRetried) throw new Missing('job');
    this.log.log(`job ${id} is tried again by ${by.id}`);
    this.flash.leave(reply, 'success', 'The job is tried again.');
    return this.back(reply);
  }

  @Post('retry')
  async retryAll(@SignedIn() by: Actor, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    const retried = await this.outbox.retryAll();
    this.log.log(`${retried} failed jobs are tried again by ${by.id}`);
    this.flash.leave(reply, 'success', retried === 1 ? 'One job is tried again.' : `${retried} jobs are tried again.`);
    return this.back(reply);
  }

  private back(reply: FastifyReply): string {
    void reply.code(303).header('location', '/jobs');
    return '';
  }
}
