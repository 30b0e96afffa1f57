import type { AnyWorkflow, FactSpec } from '../workflow.js';
import type { Registered } from '../workflow-registry.js';
import { sortable } from '../record-queries.js';
import { schemaOfFact, schemaOfForm, type Schema } from './form-schema.js';
import { LARGEST_PAGE } from './list-query.js';
import { shownFacts } from './record-view.js';

/** The OpenAPI 3.1 document of every workflow's door, from the same declarations that the doors themselves use. */
export function openApiOf(
  everything: readonly Registered[],
  { title, version, server }: { title: string; version: string; server: string },
): object {
  return {
    openapi: '3.1.0',
    info: {
      title,
      version,
      description:
        'Every document is moved by events. Read a record to see its `offers`: what you may do to it now, and why not the rest. ' +
        'Send an event to `…/{id}/events`; with an `Idempotency-Key` the same request is answered the same for thirty days. ' +
        'Amounts are decimals as text; instants are ISO 8601 with zone; days are `YYYY-MM-DD`.',
    },
    servers: [{ url: server }],
    security: [{ token: [] }, { session: [] }],
    tags: everything.map(({ workflow }) => ({ name: workflow.documents, description: workflow.title })),
    paths: Object.assign({}, workflowPaths, ...everything.map(pathsOf)) as object,
    components: {
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer', description: 'An API token from your account page.' },
        session: {
          type: 'apiKey',
          in: 'cookie',
          name: 'sid',
          description: 'The signed-in browser; unsafe methods also need the header x-csrf-token.',
        },
      },
      parameters: {
        key: idempotencyKey,
        id: { name: 'id', in: 'path', required: true, schema: { type: 'string', format: 'uuid' } },
      },
      responses,
      schemas: Object.assign({}, commonSchemas, ...everything.map(({ workflow }) => schemasOf(workflow))) as object,
    },
  };
}

/** The events that people and programs may send to the workflow's records. */
export const openEvents = (workflow: AnyWorkflow): string[] =>
  Object.keys(workflow.events).filter((type) => !workflow.events[type].internal);

const ref = (name: string): Schema => ({ $ref: `#/components/schemas/${name}` });
const json = (schema: Schema): object => ({ 'application/json': { schema } });
const answer = (description: string, schema: Schema): object => ({ description, content: json(schema) });
const response = (name: string): object => ({ $ref: `#/components/responses/${name}` });
const parameter = (name: string): object => ({ $ref: `#/components/parameters/${name}` });
const asked = (name: string, schema: Schema, description?: string): object => ({
  name,
  in: 'query',
  schema,
  ...(description && { description }),
});
const refusals = {
  401: response('SignInNeeded'),
  404: response('NotFound'),
  409: response('Refused'),
  422: response('BadInput'),
};

/** `budget-lines` gives `BudgetLines`. */
const nameOf = (text: string): string =>
  text.replace(/(^|[^a-zA-Z0-9]+|_)([a-zA-Z0-9])/g, (_, __, letter: string) => letter.toUpperCase());

const idempotencyKey = {
  name: 'Idempotency-Key',
  in: 'header',
  schema: { type: 'string', maxLength: 200 },
  description: 'Your name for this request, such as a UUID: sent again, it is answered the same and nothing happens twice.',
};

function pathsOf(registered: Registered): Record<string, object> {
  const { workflow } = registered;
  const name = nameOf(workflow.name);
  const base = `/api/v1/${workflow.documents}`;
  const tags = [workflow.documents];
  const states = Object.keys(workflow.machine.states);
  const list = {
    tags,
    operationId: `list${nameOf(workflow.documents)}`,
    summary: `Search ${workflow.documents.replaceAll('-', ' ')}`,
    parameters: [
      asked('q', { type: 'string' }, 'Looked for in number, title and listed texts.'),
      asked('state', { type: 'string', examples: [states.slice(0, 2).join(',')] }, `Comma-separated: ${states.join(', ')}.`),
      asked('case', { type: 'string', format: 'uuid' }, 'Only documents of this case.'),
      asked('sort', { type: 'string', enum: sortable(registered).flatMap((sort) => [sort, `-${sort}`]), default: '-number' }),
      asked('page', { type: 'integer', minimum: 1, default: 1 }),
      asked('size', { type: 'integer', minimum: 1, maximum: LARGEST_PAGE, default: 50 }),
    ],
    responses: {
      200: answer('A page of the list.', ref(`${name}List`)),
      401: response('SignInNeeded'),
      422: response('BadInput'),
    },
  };
  const start = workflow.start && {
    tags,
    operationId: `start${name}`,
    summary: workflow.start.label,
    description: `For ${workflow.start.roles.join(', ')}.`,
    parameters: [parameter('key')],
    requestBody: { required: true, content: json(ref(`${name}Start`)) },
    responses: { 201: answer('Begun.', ref(name)), 403: response('Forbidden'), ...refusals },
  };
  const events = openEvents(workflow);
  return {
    [base]: { get: list, ...(start && { post: start }) },
    [`${base}/{id}`]: {
      parameters: [parameter('id')],
      get: {
        tags,
        operationId: `read${name}`,
        summary: `Read one with what you may do to it now`,
        responses: {
          200: answer('The record.', {
            allOf: [ref(name), { type: 'object', properties: { offers: { type: 'array', items: ref('Offer') } } }],
          }),
          401: response('SignInNeeded'),
          404: response('NotFound'),
        },
      },
    },
    [`${base}/{id}/events`]: {
      parameters: [parameter('id')],
      post: {
        tags,
        operationId: `send${name}Event`,
        summary: `Send one of: ${events.join(', ') || 'none; all happen by themselves'}`,
        parameters: [parameter('key')],
        requestBody: { required: true, content: json(ref(`${name}Event`)) },
        responses: { 200: answer('As it is after the event.', ref(name)), ...refusals },
      },
    },
    [`${base}/{id}/history`]: {
      parameters: [parameter('id')],
      get: {
        tags,
        operationId: `history${name}`,
        summary: 'What happened, newest first',
        parameters: [
          asked('page', { type: 'integer', minimum: 1, default: 1 }),
          asked('size', { type: 'integer', minimum: 1, maximum: LARGEST_PAGE, default: 50 }),
        ],
        responses: {
          200: answer('A page of the history.', ref('History')),
          401: response('SignInNeeded'),
          404: response('NotFound'),
        },
      },
    },
  };
}

/** The declared fact; a currency that only stands beside its amount is text. */
const factNamed = ({ facts }: AnyWorkflow, name: string): FactSpec =>
  facts.find((fact) => fact.name === name) ?? { name, label: 'Currency', kind: 'text' };

function schemasOf(workflow: AnyWorkflow): Record<string, Schema> {
  const name = nameOf(workflow.name);
  const eventName = (type: string): string => `${name}${nameOf(type)}`;
  const events = openEvents(workflow);
  const schemas: Record<string, Schema> = {
    [name]: {
      allOf: [
        ref('Document'),
        {
          type: 'object',
          properties: {
            state: { type: 'string', enum: Object.keys(workflow.machine.states) },
            ...Object.fromEntries(shownFacts(workflow.facts).map((fact) => [fact, schemaOfFact(factNamed(workflow, fact))])),
          },
        },
      ],
    },
    [`${name}List`]: {
      type: 'object',
      properties: { items: { type: 'array', items: ref(name) }, ...counts },
      required: ['items', 'total', 'page', 'size'],
    },
    [`${name}Event`]:
      events.length === 0
        ? { type: 'object', description: 'No event of this document is sent by hand.' }
        : {
            oneOf: events.map((type) => ref(eventName(type))),
            discriminator: {
              propertyName: 'type',
              mapping: Object.fromEntries(events.map((type) => [type, ref(eventName(type)).$ref])),
            },
          },
  };
  if (workflow.start) schemas[`${name}Start`] = schemaOfForm(workflow.start.form);
  for (const type of events) {
    const spec = workflow.events[type];
    const form = schemaOfForm(spec.form);
    schemas[eventName(type)] = {
      ...form,
      title: spec.label,
      ...(spec.help && { description: spec.help }),
      properties: { type: { const: type }, version: ref('SeenVersion'), ...form.properties },
      required: ['type', ...form.required],
    };
  }
  return schemas;
}

const counts = { total: { type: 'integer' }, page: { type: 'integer' }, size: { type: 'integer' } };
const nullableText = { type: ['string', 'null'] };
const reason = {
  type: 'object',
  properties: { code: { type: 'string' }, say: { type: 'string' }, field: { type: 'string' } },
  required: ['code', 'say'],
};

const commonSchemas: Record<string, Schema> = {
  Document: {
    type: 'object',
    properties: {
      id: { type: 'string', format: 'uuid' },
      number: { type: 'string' },
      title: { type: 'string' },
      state: { type: 'string' },
      version: { type: 'integer', minimum: 1 },
      dueAt: { ...nullableText, format: 'date-time' },
      caseId: { ...nullableText, format: 'uuid' },
      createdAt: { type: 'string', format: 'date-time' },
      updatedAt: { type: 'string', format: 'date-time' },
    },
    required: ['id', 'number', 'title', 'state', 'version', 'dueAt', 'caseId', 'createdAt', 'updatedAt'],
  },
  SeenVersion: {
    type: 'integer',
    minimum: 1,
    description: 'The version you saw; the event is refused where the record has moved on.',
  },
  Offer: {
    type: 'object',
    properties: {
      type: { type: 'string' },
      label: { type: 'string' },
      possible: { type: 'boolean' },
      reasons: { type: 'array', items: reason },
      form: { type: 'boolean' },
      danger: { type: 'boolean' },
      help: nullableText,
    },
    required: ['type', 'label', 'possible', 'reasons', 'form', 'danger', 'help'],
  },
  History: {
    type: 'object',
    properties: {
      items: {
        type: 'array',
        items: {
          type: 'object',
          properties: {
            version: { type: 'integer' },
            event: { type: 'string' },
            from: nullableText,
            to: { type: 'string' },
            at: { type: 'string', format: 'date-time' },
            by: {
              type: 'object',
              properties: { id: { type: 'string' }, name: { type: 'string' }, kind: { enum: ['person', 'vendor', 'system'] } },
            },
            changed: { type: 'object' },
            sent: { type: 'object' },
          },
        },
      },
      ...counts,
    },
  },
  Problem: { type: 'object', properties: { code: { type: 'string' }, say: { type: 'string' } }, required: ['code', 'say'] },
  RefusedProblem: {
    type: 'object',
    properties: { code: { type: 'string' }, say: { type: 'string' }, reasons: { type: 'array', items: reason } },
    required: ['code', 'say', 'reasons'],
  },
  BadInputProblem: {
    type: 'object',
    properties: {
      code: { type: 'string' },
      say: { type: 'string' },
      faults: {
        type: 'array',
        items: {
          type: 'object',
          properties: { field: { type: 'string' }, value: {}, say: { type: 'string' } },
          required: ['field', 'say'],
        },
      },
    },
    required: ['code', 'say'],
  },
};

const responses = {
  SignInNeeded: answer('Nobody is signed in.', ref('Problem')),
  Forbidden: answer('This is for other roles.', ref('Problem')),
  NotFound: answer('No such document, or none that you may read.', ref('Problem')),
  Refused: answer('A rule said no; the reasons say why and what to do next.', ref('RefusedProblem')),
  BadInput: answer('Some fields cannot be read; each is named with what would be accepted.', ref('BadInputProblem')),
};

const workflowPaths = {
  '/api/v1/workflows': {
    get: {
      tags: ['workflows'],
      operationId: 'listWorkflows',
      summary: 'Every kind of document',
      responses: { 200: { description: 'Names, addresses and states.' }, 401: response('SignInNeeded') },
    },
  },
  '/api/v1/workflows/{name}': {
    get: {
      tags: ['workflows'],
      operationId: 'readWorkflow',
      summary: 'States, events with their forms, deadlines and drawing of one kind of document',
      parameters: [{ name: 'name', in: 'path', required: true, schema: { type: 'string' } }],
      responses: { 200: { description: 'The workflow.' }, 401: response('SignInNeeded'), 404: response('NotFound') },
    },
  },
};
