import { Injectable } from '@nestjs/common';
import { isFinal, words } from '../engine/workflow-drawing.js';
import type { DocumentLine } from '../engine/record-queries.js';
import { WorkflowRegistry } from '../engine/workflow-registry.js';

/** In one line: whom a case waits for, with which document, and until when (null where nothing is set). */
export interface CaseWaiting {
  whom: string;
  document: DocumentLine;
  until: Date | null;
}

/** Whom a document in this state waits for; null where it waits for nobody. `*` stands for every state that is not named. */
const people: Record<string, Record<string, string | null>> = {
  request: {
    draft: 'the requester',
    submitted: 'a buyer',
    needs_info: 'the requester',
    in_analysis: 'a buyer',
    decision_pending: 'the decision',
    decided: null,
  },
  decision: {
    draft: 'its author',
    scored: 'its author',
    pending_approval: 'the approvers',
    approved: null,
    reopened: 'its author',
  },
  rfq: {
    draft: 'the buyer',
    published: 'the vendors’ quotes',
    suspended: 'the buyer',
    closed: 'the buyer’s evaluation',
    negotiation: 'the negotiation',
    award_pending: 'the award',
  },
  question: { asked: 'the buyer’s answer' },
  quote: { manual_review: 'the buyer’s review', stale: 'the vendor', '*': null },
  invitation: { '*': null },
  round: { planned: 'the buyer', open: 'the vendors’ offers', '*': null },
  award: { proposed: 'the buyer', pending_approval: 'the approvers', active: null },
  approval: { waiting: null, pending: 'the approvers', delegated: 'the delegate', info_requested: 'an answer' },
  contract: {
    draft: 'the contract owner',
    in_review: 'the legal review',
    pending_approval: 'the approvers',
    sent_for_signature: 'the signatures',
    partially_signed: 'the other signature',
    notice_window: 'the contract owner',
    active: null,
  },
};

/** Whom documents wait for, by the document's id, where that cannot be told from their state alone. */
export type LookedUp = ReadonlyMap<string, string>;

/** Finds whom a case waits for. Features that know better than the words here say so. */
@Injectable()
export class CaseWaitings {
  private readonly said = new Map<string, (document: DocumentLine) => string | null>();

  private readonly lookUps: ((documents: readonly DocumentLine[]) => Promise<LookedUp>)[] = [];

  constructor(private readonly registry: WorkflowRegistry) {}

  /** For documents of `workflow`: whom it waits for, such as `the buyer’s answer`, or null for nobody. */
  register(workflow: string, whom: (document: DocumentLine) => string | null): void {
    this.said.set(workflow, whom);
  }

  /** For what only the database can tell: asked once for all documents of a page. */
  registerLookUp(lookUp: (documents: readonly DocumentLine[]) => Promise<LookedUp>): void {
    this.lookUps.push(lookUp);
  }

  /** Asks everyone who registered to look it up; hand the answer to `of` and `ofCase`. */
  async lookUp(documents: readonly DocumentLine[]): Promise<LookedUp> {
    const found = documents.length > 0 ? await Promise.all(this.lookUps.map((lookUp) => lookUp(documents))) : [];
    return new Map(found.flatMap((one) => [...one]));
  }

  /** Whom one document waits for, or null where its state is final or it waits for nobody. */
  of(document: DocumentLine, lookedUp: LookedUp = new Map()): CaseWaiting | null {
    const found = lookedUp.get(document.id);
    if (found !== undefined) return { whom: found, document, until: document.dueAt };
    const { workflow } = this.registry.named(document.workflow);
    if (isFinal(workflow, document.state)) return null;
    const said = this.said.get(document.workflow);
    const known = people[document.workflow];
    const whom = said
      ? said(document)
      : known
        ? document.state in known
          ? known[document.state]
          : (known['*'] ?? null)
        : `the ${words(document.kind)}`;
    return whom === null ? null : { whom, document, until: document.dueAt };
  }

  /** What the case as a whole waits for: the open document with the nearest deadline, else the one begun last. */
  ofCase(documents: readonly DocumentLine[], lookedUp: LookedUp = new Map()): CaseWaiting | null {
    const waiting = documents.flatMap((document) => this.of(document, lookedUp) ?? []);
    const due = waiting.filter(({ until }) => until !== null).sort((one, other) => Number(one.until) - Number(other.until));
    return due[0] ?? waiting.at(-1) ?? null;
  }
}
