import { Injectable } from '@nestjs/common';
import { type Job, Worker, type WorkerFor } from '../../engine/jobs.js';
import { SYSTEM } from '../../engine/workflow.js';
import { PdfRenderer } from '../../rendering/pdf.js';
import { Templates } from '../../rendering/templates.js';
import { Settings } from '../../settings.js';
import { Files } from '../../storage/files.js';
import { VendorQueries } from '../vendors/vendor.queries.js';
import type { LetterKind } from './invitation.facts.js';
import { InvitationCommands } from './invitation.commands.js';
import { InvitationQueries } from './invitation.queries.js';
import { RfqCommands } from './rfq.commands.js';
import { rfqJobs } from './rfq.jobs.js';
import { RfqQueries, type RfqView } from './rfq.queries.js';
import { rfqDocument } from './rfq.views.js';

/** Makes the RFQ's document and has each invited vendor told, through its invitation. */
@Injectable()
@Worker(rfqJobs)
export class RfqWorker implements WorkerFor<typeof rfqJobs> {
  constructor(
    private readonly settings: Settings,
    private readonly commands: RfqCommands,
    private readonly rfqs: RfqQueries,
    private readonly invitations: InvitationQueries,
    private readonly inviting: InvitationCommands,
    private readonly vendors: VendorQueries,
    private readonly templates: Templates,
    private readonly pdf: PdfRenderer,
    private readonly files: Files,
  ) {}

  async renderDocument({ recordId }: Job): Promise<void> {
    const rfq = await this.rfqs.one(recordId);
    if ((rfq.documentRevision ?? 0) >= rfq.revision || rfq.state === 'cancelled') return;
    const tree = this.templates.document('rfqs/rfq', rfqDocument(rfq, this.settings.buyerName));
    const bytes = await this.pdf.render(tree, {
      title: `${rfq.number} ${rfq.title}`,
      author: this.settings.buyerName,
      createdAt: revisedAt(rfq),
    });
    const name = rfq.revision > 1 ? `${rfq.number}-revision-${rfq.revision}.pdf` : `${rfq.number}.pdf`;
    const file = await this.files.put({ name, mediaType: 'application/pdf', bytes, caseId: rfq.caseId, by: rfq.buyerId });
    await this.commands.attachDocument(rfq.id, file.id, rfq.revision, SYSTEM);
  }

  async tellVendors({ recordId }: Job): Promise<void> {
    const rfq = await this.rfqs.one(recordId);
    const invited = new Set((await this.invitations.ofRfq(rfq.id)).map(({ vendorId }) => vendorId));
    const vendors = await this.vendors.byIds(rfq.vendorIds.filter((id) => !invited.has(id)));
    for (const { id, name, contacts, language } of vendors) {
      const [contact = { name, eMail: '', language }] = contacts;
      await this.inviting.begin(rfq, { id, name, contact });
    }
    if (rfq.revision < 2) return;
    for (const { id, acknowledgedRevision } of await this.invitations.ofRfq(rfq.id)) {
      // Whose first letter has not gone out yet is told of the present revision by that letter.
      if (acknowledgedRevision > 0)
        await this.inviting.tell(id, { kind: 'amendment', about: `revision ${rfq.revision}`, revision: rfq.revision });
    }
  }

  async tellOfDeadline({ recordId }: Job): Promise<void> {
    const rfq = await this.rfqs.one(recordId);
    await this.tellAll(rfq, 'extension', rfq.closesAt?.toISOString() ?? '');
  }

  async tellOfSuspension({ recordId, version }: Job): Promise<void> {
    await this.tellAll(await this.rfqs.one(recordId), 'suspension', `version ${version}`);
  }

  async tellOfResumption({ recordId, version }: Job): Promise<void> {
    await this.tellAll(await this.rfqs.one(recordId), 'resumption', `version ${version}`);
  }

  async tellOfEnd({ recordId }: Job): Promise<void> {
    const rfq = await this.rfqs.one(recordId);
    const kind = rfq.state === 'cancelled' ? 'cancellation' : 'unsuccessful';
    for (const { id } of await this.invitations.ofRfq(rfq.id)) await this.inviting.withdraw(id, kind, rfq.state);
  }

  async remindSilent({ recordId }: Job): Promise<void> {
    const rfq = await this.rfqs.one(recordId);
    const silent = (await this.invitations.ofRfq(rfq.id)).filter(({ state }) => state === 'sent' || state === 'intends');
    for (const { id } of silent) await this.inviting.tell(id, { kind: 'reminder', about: rfq.closesAt?.toISOString() ?? '' });
  }

  async expireSilent({ recordId }: Job): Promise<void> {
    const silent = ['queued', 'sent', 'intends', 'bounced'];
    for (const { id, state } of await this.invitations.ofRfq(recordId))
      if (silent.includes(state)) await this.inviting.expire(id);
  }

  private async tellAll(rfq: RfqView, kind: LetterKind, about: string): Promise<void> {
    for (const { id } of await this.invitations.ofRfq(rfq.id)) await this.inviting.tell(id, { kind, about });
  }
}

/** When the present revision was made: a part of the document's bytes, so that the same revision gives the same document. */
function revisedAt(rfq: RfqView): Date {
  const last = rfq.amendments.at(-1)?.at;
  return last ? new Date(last) : (rfq.publishedAt ?? new Date(0));
}
