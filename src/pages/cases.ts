import { Injectable } from '@nestjs/common';
import { type DocumentLine, RecordQueries } from '../engine/record-queries.js';
import type { Viewer } from '../identity/person.js';
import { CaseWaitings, type LookedUp } from './case-waiting.js';
import { type StateLook, stateLook } from './state-look.js';

/** One line on a case: what it is and whom it waits for. */
export interface CaseLine {
  href: string;
  number: string;
  title: string;
  documents: number;
  waiting: { whom: string; href: string; number: string; until: Date | null } | null;
  updatedAt: Date;
}

/** One document on the case's page. */
export interface CaseStep {
  href: string;
  kind: string;
  number: string;
  title: string;
  look: StateLook;
  dueAt: Date | null;
  createdAt: Date;
  whom: string | null;
}

/** Cases as far as their documents are open to the viewer. */
@Injectable()
export class Cases {
  constructor(
    private readonly records: RecordQueries,
    private readonly waitings: CaseWaitings,
  ) {}

  /** The cases in which something was begun lately, the latest first. */
  async recent(viewer: Viewer, limit: number): Promise<CaseLine[]> {
    const ids = await this.records.recentCases(viewer.actor, limit);
    const documents = await this.records.ofCases(ids, viewer.actor);
    const lookedUp = await this.waitings.lookUp(documents);
    return ids.flatMap((id) => {
      const own = documents.filter(({ caseId }) => caseId === id);
      return own.length > 0 ? [this.line(id, own, lookedUp)] : [];
    });
  }

  /** One case with its documents in the order they were begun; null where the viewer may read none of them. */
  async one(id: string, viewer: Viewer): Promise<{ line: CaseLine; steps: CaseStep[] } | null> {
    const documents = await this.records.ofCases([id], viewer.actor);
    if (documents.length === 0) return null;
    const lookedUp = await this.waitings.lookUp(documents);
    const steps = documents.map((document) => ({
      href: hrefOf(document),
      kind: document.kind,
      number: document.number,
      title: document.title,
      look: stateLook(document.state),
      dueAt: document.dueAt,
      createdAt: document.createdAt,
      whom: this.waitings.of(document, lookedUp)?.whom ?? null,
    }));
    return { line: this.line(id, documents, lookedUp), steps };
  }

  private line(id: string, documents: readonly DocumentLine[], lookedUp: LookedUp): CaseLine {
    // The case is named by the document that began it, or by the first of those that this person may read.
    const first = documents.find((document) => document.id === id) ?? documents[0];
    const waiting = this.waitings.ofCase(documents, lookedUp);
    return {
      href: `/cases/${id}`,
      number: first.number,
      title: first.title,
      documents: documents.length,
      waiting: waiting && {
        whom: waiting.whom,
        href: hrefOf(waiting.document),
        number: waiting.document.number,
        until: waiting.until,
      },
      updatedAt: new Date(Math.max(...documents.map(({ updatedAt }) => updatedAt.getTime()))),
    };
  }
}

const hrefOf = ({ documents, id }: DocumentLine): string => `/${documents}/${id}`;
