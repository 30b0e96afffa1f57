import { Controller, Get, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Roles } from '../../identity/access.js';
import { PageView } from '../../identity/page-view.js';
import { SourcingQueries } from './sourcing.queries.js';

/** The buyer's list of approved decisions that have no RFQ yet. */
@Controller('rfqs')
@Roles('buyer')
export class SourcingController {
  constructor(
    private readonly pages: PageView,
    private readonly sourcing: SourcingQueries,
  ) {}

  @Get('to-begin')
  async list(@Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    const decisions = (await this.sourcing.decisions()).map((decision) => ({
      ...decision,
      outcome: decision.outcome.replaceAll('_', ' '),
    }));
    return this.pages.render(reply, 'rfqs/to-begin', { title: 'Decisions to source', decisions });
  }
}
