import { Injectable } from '@nestjs/common';
import { deadlineCalendar, type CalendarFile } from '../../rendering/calendar.js';
import { writeQuoteWorkbook } from '../../rendering/workbook.js';
import { Settings } from '../../settings.js';
import { Files } from '../../storage/files.js';
import type { InvitationView } from './invitation.queries.js';
import { InvitationTokens } from './invitation-tokens.js';
import type { RfqView } from './rfq.queries.js';

/** A file of the RFQ as letters and the private page give it. */
export interface RfqFile {
  name: string;
  mediaType: string;
  bytes: Buffer;
}

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/** What a vendor gets with the RFQ: its document, a workbook that is filled in as far as we can, and the deadline for the calendar. */
@Injectable()
export class RfqPackage {
  constructor(
    private readonly settings: Settings,
    private readonly files: Files,
    private readonly tokens: InvitationTokens,
  ) {}

  /** Document and workbook; the document is left out where it is not made yet. */
  async attachments(rfq: RfqView, invitation: InvitationView): Promise<RfqFile[]> {
    const document = await this.document(rfq);
    return [...(document ? [document] : []), await this.workbook(rfq, invitation)];
  }

  /** The RFQ as PDF, or null where it is not made yet. */
  async document(rfq: RfqView): Promise<RfqFile | null> {
    const file = rfq.documentFileId ? await this.files.read(rfq.documentFileId) : null;
    return file && { name: file.name, mediaType: file.mediaType, bytes: file.bytes };
  }

  /** The workbook for this vendor and the RFQ's present revision. */
  async workbook(rfq: RfqView, invitation: InvitationView): Promise<RfqFile> {
    const { id, number, revision, title, currency, zone, closesAt } = rfq;
    const lotTitle = (lot: string | null) => rfq.lots.find((known) => known.id === lot)?.title ?? lot;
    const bytes = await writeQuoteWorkbook({
      rfq: {
        id,
        number,
        version: revision,
        title,
        currency,
        closesAt: closesAt ?? new Date(0),
        zone,
        buyer: this.settings.buyerName,
      },
      invitation: { id: invitation.id, vendorName: invitation.vendorName, token: this.tokens.mail(invitation.id) },
      lines: rfq.lines.map((line) => ({ ...line, lot: lotTitle(line.lot) })),
      currencies: [...new Set([currency, 'EUR', 'USD', 'GBP'])],
    });
    return { name: `${number}-quote.xlsx`, mediaType: XLSX, bytes };
  }

  /** The deadline; the same entry for the vendor's whole part in the RFQ, so that a calendar moves it. */
  calendar(rfq: RfqView, invitation: InvitationView, kind: 'request' | 'cancel'): CalendarFile {
    return deadlineCalendar(
      {
        uid: `rfq-${rfq.id}-${invitation.id}@${this.settings.mailDomain}`,
        sequence: rfq.version,
        title: `Quote due: ${rfq.number} ${rfq.title}`,
        text: `Quotes for ${rfq.number} of ${this.settings.buyerName} are due. Answer by e-mail, with the workbook, or on the page.`,
        url: this.tokens.url(invitation.id),
        at: rfq.closesAt ?? new Date(0),
        zone: rfq.zone,
        organizer: { name: `${this.settings.buyerName} procurement`, email: this.tokens.replyTo(invitation.id) },
        attendee: { name: invitation.contactName, email: invitation.contactEMail },
        alarmHours: 24,
        changedAt: rfq.publishedAt ?? new Date(0),
      },
      kind,
    );
  }
}
