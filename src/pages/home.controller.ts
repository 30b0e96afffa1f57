import { Controller, Get, Param, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Missing } from '../engine/errors.js';
import { mayStart } from '../engine/http/record-doors.js';
import { WorkflowRegistry } from '../engine/workflow-registry.js';
import { Viewing } from '../identity/access.js';
import { PageView } from '../identity/page-view.js';
import type { Viewer } from '../identity/person.js';
import { Cases } from './cases.js';
import { HomeCards } from './home-cards.js';
import { listOrder } from './list-entries.js';
import { PageLinks } from './page-links.js';

const CASES_AT_HOME = 12;

/** Where everyone arrives: what waits for them, and how the latest cases stand. And each case with all its documents. */
@Controller()
export class HomeController {
  constructor(
    private readonly registry: WorkflowRegistry,
    private readonly cards: HomeCards,
    private readonly cases: Cases,
    private readonly links: PageLinks,
    private readonly pages: PageView,
  ) {}

  @Get()
  async home(@Viewing() viewer: Viewer, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    const [cards, cases] = await Promise.all([this.cards.waitingFor(viewer), this.cases.recent(viewer, CASES_AT_HOME)]);
    const starts = this.registry
      .everything()
      .filter((registered) => mayStart(registered, viewer.actor))
      .sort((one, other) => listOrder(one.workflow.name) - listOrder(other.workflow.name))
      .map(({ workflow }) => ({ label: workflow.start?.label ?? workflow.title, href: `/${workflow.documents}/new` }));
    return this.pages.render(reply, 'home/home', {
      title: 'Home',
      greeting: `Good ${partOfDay(viewer.zone)}, ${viewer.actor.name.split(' ')[0]}`,
      cards,
      cases,
      first: starts[0] ?? null,
      starts: starts.slice(1),
    });
  }

  @Get('cases/:id')
  async one(
    @Param('id') id: string,
    @Viewing() viewer: Viewer,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const found = await this.cases.one(id, viewer);
    if (!found) throw new Missing('case');
    const links = await this.links.ofCase(id, viewer);
    return this.pages.render(reply, 'home/case', { title: `Case ${found.line.number}`, ...found, links });
  }
}

function partOfDay(zone: string): string {
  const hour = Number(new Intl.DateTimeFormat('en-GB', { hour: '2-digit', hourCycle: 'h23', timeZone: zone }).format(new Date()));
  return hour < 12 ? 'morning' : hour < 18 ? 'afternoon' : 'evening';
}
