import { Injectable } from '@nestjs/common';
import { Decimal } from '../../calculation/money.js';
import { Refused } from '../../engine/errors.js';
import { type Job, Worker, type WorkerFor } from '../../engine/jobs.js';
import { SYSTEM } from '../../engine/workflow.js';
import { People } from '../../identity/people.queries.js';
import { Mailer } from '../../mail/mailer.js';
import { PdfRenderer } from '../../rendering/pdf.js';
import { Templates } from '../../rendering/templates.js';
import { Settings } from '../../settings.js';
import { Files } from '../../storage/files.js';
import { ApprovalCommands } from '../approvals/approval.commands.js';
import { type RequestCard, RequestQueries } from '../requests/request.queries.js';
import { ResourceCommands } from '../resources/resource.commands.js';
import { ResourceQueries } from '../resources/resource.queries.js';
import { DecisionCommands } from './decision.commands.js';
import { decisionDocument } from './decision-document.js';
import { decisionDraft } from './decision-draft.js';
import { decisionJobs } from './decision.jobs.js';
import { DecisionQueries } from './decision.queries.js';

/** Prepares decisions, files their documents, asks for approval and reserves our own capacity. */
@Injectable()
@Worker(decisionJobs)
export class DecisionWorker implements WorkerFor<typeof decisionJobs> {
  constructor(
    private readonly decisions: DecisionQueries,
    private readonly commands: DecisionCommands,
    private readonly requests: RequestQueries,
    private readonly resources: ResourceQueries,
    private readonly reservations: ResourceCommands,
    private readonly approvals: ApprovalCommands,
    private readonly templates: Templates,
    private readonly pdf: PdfRenderer,
    private readonly files: Files,
    private readonly people: People,
    private readonly mailer: Mailer,
    private readonly settings: Settings,
  ) {}

  async begin({ recordId }: Job): Promise<void> {
    const request = await this.requests.byId(recordId);
    if (!request) return;
    const resources = await this.resources.byIds([...new Set(request.demand.flatMap(({ resourceId }) => resourceId ?? []))]);
    await this.commands.begin(request, decisionDraft(request, resources, new Date().toISOString().slice(0, 7)));
  }

  async close({ recordId }: Job): Promise<void> {
    const decision = await this.decisions.ofCase(recordId);
    if (decision && decision.state !== 'approved')
      await unlessRefused(['decision.notNow'], () => this.commands.supersede(decision.id));
    await this.releaseAll(recordId);
  }

  async renderDocument({ recordId }: Job): Promise<void> {
    const decision = await this.decisions.byId(recordId);
    if (!decision?.proposedAt || decision.documentFileId || !['pending_approval', 'approved'].includes(decision.state)) return;
    const request = await this.requests.byId(decision.requestId);
    if (!request) return;
    const tree = this.templates.document('decisions/decision', decisionDocument(decision, request, this.settings));
    const bytes = await this.pdf.render(tree, {
      title: tree.title,
      author: this.settings.buyerName,
      createdAt: decision.proposedAt,
    });
    const name = `${decision.number}-${decision.approvalRound}.pdf`;
    const file = await this.files.put({ name, mediaType: 'application/pdf', bytes, caseId: decision.requestId, by: SYSTEM.id });
    // Withdrawn or proposed anew meanwhile: that proposal has a document of its own.
    await unlessRefused(['decision.notNow', 'decision.otherRound'], () =>
      this.commands.attachDocument(decision.id, file.id, decision.approvalRound),
    );
  }

  async requestApproval({ recordId }: Job): Promise<void> {
    const decision = await this.decisions.byId(recordId);
    if (decision?.state !== 'pending_approval') return;
    const { id, number, title, version, approvalRound, requestId, value, currency, writerIds, requesterId } = decision;
    await this.approvals.request({
      subject: { workflow: 'decision', id, number, title, version, round: approvalRound, caseId: requestId },
      amount: value,
      currency,
      authorIds: [...writerIds, requesterId],
      by: SYSTEM,
    });
  }

  async voidApproval({ recordId }: Job): Promise<void> {
    const decision = await this.decisions.byId(recordId);
    if (!decision) return;
    // It may be proposed anew by now: the approvals of that round stand.
    const firstToStand = decision.approvalRound + (decision.state === 'pending_approval' ? 0 : 1);
    await this.approvals.voidBefore({ id: decision.id }, firstToStand, `${decision.number} was withdrawn from approval.`);
  }

  async reserveCapacity({ recordId }: Job): Promise<void> {
    const decision = await this.decisions.byId(recordId);
    if (decision?.state !== 'approved' || decision.outcome === 'outsource' || decision.reservation !== null) return;
    const request = await this.requests.byId(decision.requestId);
    if (!request) return;
    const refusals = await this.reserve(request, decision.outcome === 'hybrid');
    const held = await this.resources.heldBy(request.id);
    if (refusals.length > 0) await this.releaseAll(request.id);
    const say =
      refusals.length > 0
        ? `Nothing could be reserved: ${refusals.join(' ')}`
        : held.length === 0
          ? 'Nothing was reserved: the demand names no resource of the register with free capacity.'
          : `Reserved, and the owners are asked to confirm: ${held.map(({ title }) => title).join(', ')}.`;
    await unlessRefused(['decision.notNow'], () =>
      this.commands.noteReservation(decision.id, { succeeded: refusals.length === 0, say }),
    );
  }

  async releaseCapacity({ recordId }: Job): Promise<void> {
    const decision = await this.decisions.byId(recordId);
    if (decision && decision.state !== 'approved') await this.releaseAll(decision.requestId);
  }

  async tellNoCapacity({ id, recordId }: Job): Promise<void> {
    const decision = await this.decisions.byId(recordId);
    const author = decision && (await this.people.find(decision.authorId));
    if (!decision || !author || decision.reservation === null) return;
    await this.mailer.send('decisions/no-capacity', {
      to: { name: author.name, address: author.eMail },
      messageId: id,
      model: {
        name: author.name,
        number: decision.number,
        title: decision.title,
        reservation: decision.reservation,
        link: `${this.settings.publicUrl}/decisions/${decision.id}`,
      },
      caseId: decision.requestId,
    });
  }

  /** The demand of the register's resources, or of each month what is free where only part is wanted. Answers why not, in sentences. */
  private async reserve(request: RequestCard, onlyWhatIsFree: boolean): Promise<string[]> {
    const refusals: string[] = [];
    const already = new Set((await this.resources.heldBy(request.id)).map(({ id }) => id));
    const ids = [...new Set(request.demand.flatMap(({ resourceId }) => resourceId ?? []))];
    const calendars = onlyWhatIsFree ? await this.resources.calendars(ids, request.id) : [];
    for (const resourceId of ids.filter((id) => !already.has(id)).sort()) {
      const free = new Map(
        calendars
          .find((calendar) => calendar.resourceId === resourceId)
          ?.months.map(({ month, capacity, reserved }) => [month, new Decimal(capacity).minus(reserved ?? 0)]),
      );
      const months = [...demandByMonth(request, resourceId)]
        .map(([month, demand]) => ({ month, quantity: onlyWhatIsFree ? Decimal.min(demand, free.get(month) ?? 0) : demand }))
        .filter(({ quantity }) => quantity.gt(0))
        .map(({ month, quantity }) => ({ month, quantity: quantity.toFixed() }));
      if (months.length === 0) continue;
      try {
        await this.reservations.reserve(resourceId, { caseId: request.id, requestNumber: request.number, months });
      } catch (error) {
        if (!(error instanceof Refused) || error.reasons.some(({ code }) => code === 'workflow.movedOn')) throw error;
        if (error.reasons.every(({ code }) => code === 'resource.alreadyReserved')) continue;
        refusals.push(...error.reasons.map(({ say }) => say));
      }
    }
    return refusals;
  }

  private async releaseAll(caseId: string): Promise<void> {
    for (const { id } of await this.resources.heldBy(caseId)) {
      await unlessRefused(['resource.nothingReserved'], () => this.reservations.release(id, caseId));
    }
  }
}

function demandByMonth(request: RequestCard, resourceId: string): Map<string, Decimal> {
  const byMonth = new Map<string, Decimal>();
  for (const line of request.demand) {
    if (line.resourceId === resourceId) byMonth.set(line.month, (byMonth.get(line.month) ?? new Decimal(0)).plus(line.quantity));
  }
  return byMonth;
}

/** Passes over the refusals that only say that the record has moved on already. */
async function unlessRefused(codes: readonly string[], work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof Refused) || !error.reasons.every(({ code }) => codes.includes(code))) throw error;
  }
}
