import { Controller, Get, Param, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Missing } from '../engine/errors.js';
import { schemaOfForm } from '../engine/http/form-schema.js';
import type { AnyWorkflow } from '../engine/workflow.js';
import { dotOf, statesOf, words } from '../engine/workflow-drawing.js';
import { WorkflowRegistry } from '../engine/workflow-registry.js';
import { PageView } from '../identity/page-view.js';
import { WorkflowDrawing } from '../rendering/workflow-drawing.js';
import { listTitle } from './record-page.js';
import { stateLook } from './state-look.js';

/** Every kind of document as it is declared: states, events, deadlines and a drawing; for programs and for people. */
@Controller()
export class WorkflowsController {
  constructor(
    private readonly registry: WorkflowRegistry,
    private readonly drawer: WorkflowDrawing,
    private readonly pages: PageView,
  ) {}

  @Get('api/v1/workflows')
  all(): object {
    const items = this.registry.everything().map(({ workflow: { name, documents, title, prefix, machine } }) => ({
      name,
      documents,
      title,
      prefix,
      states: Object.keys(machine.states),
      href: `/api/v1/workflows/${name}`,
    }));
    return { items };
  }

  @Get('api/v1/workflows/:name')
  async one(@Param('name') name: string): Promise<object> {
    const workflow = this.find(name);
    const dot = dotOf(workflow);
    const { documents, title, prefix, readers, facts, start } = workflow;
    return {
      name,
      documents,
      title,
      prefix,
      readers,
      facts,
      start: start ? { label: start.label, roles: start.roles, form: schemaOfForm(start.form) } : null,
      states: statesOf(workflow),
      events: Object.entries(workflow.events).map(([type, { label, form, internal, danger, help }]) => ({
        type,
        label,
        internal: internal ?? false,
        danger: danger ?? false,
        help: help ?? null,
        form: form ? schemaOfForm(form) : null,
      })),
      drawing: { dot, svg: await this.drawer.drawing(dot) },
    };
  }

  @Get('workflows')
  list(@Res({ passthrough: true }) reply: FastifyReply): string {
    const workflows = this.registry.everything().map(({ workflow }) => ({
      href: `/workflows/${workflow.name}`,
      title: workflow.title,
      list: `/${workflow.documents}`,
      documents: listTitle(workflow),
      states: Object.keys(workflow.machine.states).map(stateLook),
    }));
    return this.pages.render(reply, 'workflows/list', { title: 'How documents move', workflows });
  }

  @Get('workflows/:name')
  show(@Param('name') name: string, @Res({ passthrough: true }) reply: FastifyReply): string {
    const workflow = this.find(name);
    return this.pages.render(reply, 'workflows/one', {
      title: `How ${headingWords(workflow)} move`,
      name,
      drawing: `/workflows/${name}/drawing.svg`,
      list: `/${workflow.documents}`,
      documents: listTitle(workflow),
      states: statesOf(workflow).map(({ name: state, initial, final, events, deadlines }) => ({
        look: stateLook(state),
        initial,
        final,
        events: events.map(({ type, to }) => ({
          label: workflow.events[type]?.label ?? words(type),
          internal: workflow.events[type]?.internal ?? false,
          help: workflow.events[type]?.help ?? null,
          to: to.filter((target) => target !== state).map(stateLook),
        })),
        deadlines: deadlines.map(({ at, send }) => ({
          at: workflow.facts.find((fact) => fact.name === at)?.label ?? words(at),
          send: workflow.events[send]?.label ?? words(send),
        })),
      })),
    });
  }

  @Get('workflows/:name/drawing.svg')
  async drawing(
    @Param('name') name: string,
    @Query('state') state: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const workflow = this.find(name);
    const present = typeof state === 'string' && Object.hasOwn(workflow.machine.states, state) ? state : undefined;
    void reply.type('image/svg+xml; charset=utf-8').header('cache-control', 'private, max-age=300');
    return this.drawer.drawing(dotOf(workflow, present));
  }

  @Get('workflows/:name/drawing.dot')
  dot(@Param('name') name: string, @Res({ passthrough: true }) reply: FastifyReply): string {
    void reply.type('text/vnd.graphviz; charset=utf-8');
    return dotOf(this.find(name));
  }

  private find(name: string): AnyWorkflow {
    if (!this.registry.knows(name)) throw new Missing('workflow');
    return this.registry.named(name).workflow;
  }
}

/** `budget lines`, but `RFQs`: within a sentence. */
function headingWords(workflow: AnyWorkflow): string {
  const title = listTitle(workflow);
  return workflow.title === workflow.title.toUpperCase() ? title : title.toLowerCase();
}
