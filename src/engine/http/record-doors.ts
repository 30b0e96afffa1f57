import { Injectable } from '@nestjs/common';
import { eventsOf, type Offer, offers } from '../decide.js';
import { BadInput, Forbidden, Missing, Refused } from '../errors.js';
import type { FormClass } from '../form.js';
import { readForm } from '../read-form.js';
import type { Actor, WorkflowRecord } from '../workflow.js';
import { type Registered, WorkflowRegistry } from '../workflow-registry.js';
import { WorkflowRunner } from '../workflow-runner.js';
import { viewOf } from './record-view.js';
import { RememberedAnswers } from './remembered-answers.js';

/** The form of events that take none: any field is one too many. */
class NoFields {}

/** What came through a door: the event, its fields unread, and the version that the sender saw. */
export interface SentEvent {
  type: string;
  fields: unknown;
  version?: number;
}

/** The one way in for people and programs: reads the form, refuses what is none of theirs, and gives the event to the runner. */
@Injectable()
export class RecordDoors {
  constructor(
    private readonly registry: WorkflowRegistry,
    private readonly runner: WorkflowRunner,
    private readonly answers: RememberedAnswers,
  ) {}

  /** @throws Missing no workflow has its documents there */
  addressed(documents: string): Registered {
    const registered = this.registry.addressed(documents);
    if (!registered) throw new Missing('page');
    return registered;
  }

  /**
   * Sends an event to the record; the answer is the record's view after it.
   *
   * @throws Missing none that `by` may read
   * @throws BadInput naming each field
   * @throws Refused the rules' reasons; `<workflow>.unknownEvent` for what people do not send
   * @throws OtherBody the key stood for another request
   */
  send(
    registered: Registered,
    id: string,
    sent: SentEvent,
    by: Actor,
    key?: string,
  ): Promise<{ answer: object; isRepeated: boolean }> {
    const event = this.event(registered, sent);
    return this.answers.once(
      key,
      [registered.workflow.name, id, sent],
      by,
      (record) => viewOf(registered, record),
      (remember) =>
        this.runner.sendNamed(registered.workflow.name, id, event, by, {
          throughDoor: true,
          expectedVersion: sent.version,
          remember,
        }),
    );
  }

  /**
   * Begins a record from the workflow's start form; the answer is its view.
   *
   * @throws Forbidden `by` has none of the roles that begin these
   * @throws BadInput naming each field
   * @throws Refused `<workflow>.notBegunHere` where records begin only through other documents
   */
  start(registered: Registered, fields: unknown, by: Actor, key?: string): Promise<{ answer: object; isRepeated: boolean }> {
    const { workflow, hands } = registered;
    const begin = hands.start;
    if (!workflow.start || !begin) {
      throw new Refused([
        { code: `${workflow.name}.notBegunHere`, say: `A ${workflow.title} begins through other documents only.` },
      ]);
    }
    if (!mayStart(registered, by)) {
      const roles = workflow.start.roles.map((role) => role.replaceAll('_', ' ')).join(' or ');
      throw new Forbidden({
        code: `${workflow.name}.notYoursToBegin`,
        say: `“${workflow.start.label}” is for the role ${roles}.`,
      });
    }
    const form = read(workflow.start.form, fields);
    return this.answers.once(
      key,
      [workflow.name, 'start', fields],
      by,
      (record) => viewOf(registered, record),
      async (remember) => this.runner.startNamed(registered, await begin(form, by), by, undefined, remember),
    );
  }

  /** What `by` may do to the record now, and why not the rest. Each event is asked with what the features know for it. */
  async offers(registered: Registered, record: WorkflowRecord, by: Actor, now: Date): Promise<Offer[]> {
    const { workflow, hands } = registered;
    const types = eventsOf(workflow.machine, record.state).filter(
      (type) => workflow.events[type] && !workflow.events[type].internal,
    );
    if (!hands.known) return offers(workflow, record, by, now, undefined);
    const known = hands.known;
    const asked = await Promise.all(
      types.map(async (type) =>
        offers(workflow, record, by, now, await known(record, { type }, by)).filter((offer) => offer.type === type),
      ),
    );
    return asked.flat();
  }

  private event({ workflow }: Registered, { type, fields }: SentEvent): { type: string } & Record<string, unknown> {
    const spec = Object.hasOwn(workflow.events, type) ? workflow.events[type] : undefined;
    if (!spec || spec.internal) {
      const say = `Nobody sends “${type}” to a ${workflow.title}; what can be sent now stands in its offers.`;
      throw new Refused([{ code: `${workflow.name}.unknownEvent`, say }]);
    }
    return { ...read(spec.form ?? NoFields, fields), type };
  }
}

/** Whether `by` may begin records of this kind by hand. */
export const mayStart = ({ workflow, hands }: Registered, by: Actor): boolean =>
  hands.start !== undefined && (workflow.start?.roles.some((role) => by.roles.includes(role)) ?? false);

function read(form: FormClass, fields: unknown): Record<string, unknown> {
  const result = readForm(form, fields);
  if ('faults' in result) throw new BadInput(result.faults);
  return result.form as Record<string, unknown>;
}
