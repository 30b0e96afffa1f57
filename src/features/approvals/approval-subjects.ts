import { Injectable, Optional } from '@nestjs/common';
import { mayRead } from '../../engine/readers.js';
import { RecordQueries } from '../../engine/record-queries.js';
import { SYSTEM } from '../../engine/workflow.js';
import { type Registered, WorkflowRegistry } from '../../engine/workflow-registry.js';
import type { Viewer } from '../../identity/person.js';
import type { FactView, Shown } from '../../pages/fact-views.js';
import { RecordFacts, type RecordFactViews } from '../../pages/record-facts.js';
import { type StateLook, stateLook } from '../../pages/state-look.js';
import { ApprovalQueries } from './approval.queries.js';
import type { Approval } from './approval.entity.js';

/** One fact that is not what it was when the round before was asked for; of tables and lists only what differs. */
export interface SubjectChange {
  label: string;
  /** A table, a list or a long text: before and after stand below each other. */
  isWide: boolean;
  before: { shown: Shown };
  after: { shown: Shown };
}

/** What an approval is about, as its page shows it. */
export interface SubjectView extends RecordFactViews {
  kind: string;
  number: string;
  title: string;
  look: StateLook;
  /** Its own page, where the reader may open it; what is shown here everyone may read who may read the approval. */
  href: string | null;
  isOpen: boolean;
  /** Null in the first round. */
  earlier: { round: number; changes: SubjectChange[]; answers: { who: string; what: string; comment: string | null }[] } | null;
}

const WAITS = ['waiting', 'pending', 'delegated', 'info_requested'];

/** Shows whoever may read an approval what it is about: its facts, its files, and what is new since the round before. */
@Injectable()
export class ApprovalSubjects {
  constructor(
    private readonly registry: WorkflowRegistry,
    private readonly approvals: ApprovalQueries,
    // Absent where the features run without pages.
    @Optional() private readonly records?: RecordQueries,
    @Optional() private readonly facts?: RecordFacts,
  ) {}

  /** What `approval` is about, or null where its document is gone. */
  async of(approval: Approval, { actor }: Viewer): Promise<SubjectView | null> {
    const { records, facts } = this;
    if (!records || !facts || !this.registry.knows(approval.subjectWorkflow)) return null;
    const registered = this.registry.named(approval.subjectWorkflow);
    const { workflow } = registered;
    // By the right to read the approval: who is asked to decide must see what it is about.
    const found = await records.one(registered, approval.subjectId, SYSTEM);
    if (!found) return null;
    const page = `approvals/${approval.id}`;
    const [views, earlier] = await Promise.all([
      facts.of(workflow, found.record, page, actor),
      this.earlier(approval, registered, (versions) => facts.alike(workflow, versions, page, actor)),
    ]);
    return {
      ...views,
      kind: workflow.title,
      number: found.record.number,
      title: approval.subjectTitle,
      look: stateLook(found.record.state),
      href: mayRead(workflow, found.record, actor) ? `/${workflow.documents}/${found.record.id}` : null,
      isOpen: WAITS.includes(approval.state),
      earlier,
    };
  }

  private async earlier(
    { subjectId, subjectRound, subjectVersion }: Approval,
    { workflow }: Registered,
    drawn: (versions: object[]) => Promise<FactView[][]>,
  ): Promise<SubjectView['earlier']> {
    const before = await this.approvals.roundBefore(subjectId, subjectRound);
    if (!before) return null;
    const versions = await Promise.all(
      [before.version, subjectVersion].map(async (version) =>
        // As the entity, so that its reckoned facts are there, too.
        Object.assign(
          Object.create(workflow.row.prototype as object) as object,
          await this.approvals.factsAt(subjectId, version),
        ),
      ),
    );
    const [then, now] = await drawn(versions);
    return {
      round: before.round,
      // The short ones first: they are why the long ones changed.
      changes: then
        .flatMap((view, index) => change(view, now[index]))
        .sort((one, other) => Number(one.isWide) - Number(other.isWide)),
      answers: before.answers,
    };
  }
}

/** What every submission changes says nothing. */
const OF_EVERY_ROUND = ['Round of approval', 'Submissions', 'Version of the document', 'SHA-256 of the PDF'];

function change(then: FactView, now: FactView): SubjectChange[] {
  if (OF_EVERY_ROUND.includes(then.label) || holdsFilesOrTimes(then.shown) || holdsFilesOrTimes(now.shown)) return [];
  if (alike(then.shown) === alike(now.shown)) return [];
  return [
    {
      label: now.label,
      isWide: isWide(then) || isWide(now),
      before: { shown: without(then.shown, now.shown) },
      after: { shown: without(now.shown, then.shown) },
    },
  ];
}

/** Browsers send line breaks their own way; that is no change. */
const alike = (shown: Shown): string => JSON.stringify(shown).replaceAll('\\r\\n', '\\n');

const isWide = ({ wide, shown }: FactView): boolean => wide || shown.kind === 'sentences';

const holdsFilesOrTimes = (shown: Shown): boolean =>
  shown.kind === 'instant' ||
  (shown.kind === 'links' && shown.links.some(({ href }) => href?.startsWith('/files/'))) ||
  (shown.kind === 'rows' && shown.rows.some(({ cells }) => cells.some((cell) => holdsFilesOrTimes(cell.shown))));

/** The rows or entries of `one` that `other` does not have. */
function without(one: Shown, other: Shown): Shown {
  if (one.kind === 'rows') {
    const there = new Set(other.kind === 'rows' ? other.rows.map((row) => JSON.stringify(row)) : []);
    const rows = one.rows.filter((row) => !there.has(JSON.stringify(row)));
    return rows.length > 0 ? { ...one, rows } : { kind: 'none' };
  }
  if (one.kind === 'tags' || one.kind === 'sentences') {
    const there = new Set(other.kind === 'tags' || other.kind === 'sentences' ? other.tags : []);
    const tags = one.tags.filter((tag) => !there.has(tag));
    return tags.length > 0 ? { ...one, tags } : { kind: 'none' };
  }
  return one;
}
