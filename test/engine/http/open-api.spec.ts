import { openApiOf, openEvents } from '../../../src/engine/http/open-api.js';
import { schemaOfForm } from '../../../src/engine/http/form-schema.js';
import { WorkflowRegistry } from '../../../src/engine/workflow-registry.js';
import { dotOf, statesOf } from '../../../src/engine/workflow-drawing.js';
import { opaque } from '../../../src/engine/workflow.js';
import { ticketWorkflow } from '../../support/ticket.workflow.js';
import { ErrandForm, errandWorkflow } from './errand.workflow.js';

const registry = new WorkflowRegistry();
registry.register(ticketWorkflow);
registry.register(errandWorkflow);
const document = openApiOf(registry.everything(), { title: 'Test', version: '1', server: 'http://localhost' }) as {
  paths: Record<string, Record<string, unknown>>;
  components: Record<string, Record<string, { properties?: Record<string, object> }>>;
};

/** Every `$ref` within `value`. */
function references(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(references);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => (key === '$ref' ? [String(inner)] : references(inner)));
}

describe('the OpenAPI document', () => {
  it('has a path for every door of every workflow', () => {
    for (const { workflow } of registry.everything()) {
      for (const path of ['', '/{id}', '/{id}/events', '/{id}/history'])
        expect(document.paths).toHaveProperty([`/api/v1/${workflow.documents}${path}`]);
    }
  });

  it('names every event that people send, with its form, and no internal one', () => {
    const names = Object.keys(document.components.schemas);
    expect(names).toEqual(expect.arrayContaining(['TicketEdit', 'TicketOpen', 'TicketAdd', 'TicketClose', 'ErrandFinish']));
    expect(names).not.toContain('TicketLapse');
    expect(openEvents(opaque(ticketWorkflow))).toEqual(['edit', 'open', 'add', 'move', 'close']);
    expect(document.components.schemas.TicketClose.properties).toMatchObject({ why: { enum: ['done', 'dropped'] } });
  });

  it('refers only to what it holds, and names each operation once', () => {
    for (const reference of references(document)) {
      const [, , kind, name] = reference.split('/');
      expect(document.components[kind]).toHaveProperty([name]);
    }
    const operations = Object.values(document.paths).flatMap((path) =>
      Object.values(path).flatMap((one) => (one as { operationId?: string }).operationId ?? []),
    );
    expect(new Set(operations).size).toBe(operations.length);
  });
});

describe('the schema of a form', () => {
  it('knows every kind of field', () => {
    const { properties, required, additionalProperties } = schemaOfForm(ErrandForm);
    expect(Object.keys(properties)).toHaveLength(15);
    expect(required).toEqual(['title', 'kind']);
    expect(additionalProperties).toBe(false);
    expect(properties.price).toMatchObject({ type: ['string', 'null'], title: 'Price' });
    expect(properties.lines).toMatchObject({ type: 'array', items: { required: ['what'] } });
    expect(properties.ticketId).toMatchObject({ format: 'uuid', 'x-names': 'ticket' });
  });
});

describe('the drawing', () => {
  it('draws every state, marks the final and the present one, and dashes what happens by itself', () => {
    const dot = dotOf(opaque(ticketWorkflow), 'open');
    for (const { name } of statesOf(opaque(ticketWorkflow))) expect(dot).toContain(`"${name}" [`);
    expect(dot).toMatch(/"closed" \[.*peripheries=2/);
    expect(dot).toMatch(/"open" \[.*fillcolor="#206bc4"/);
    expect(dot).toMatch(/"open" -> "lapsed" \[label="lapse", style=dashed/);
  });
});
