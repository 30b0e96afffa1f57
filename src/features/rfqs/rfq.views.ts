import type { InvitationView } from './invitation.queries.js';
import type { RfqLine, RfqView } from './rfq.queries.js';

/** A line as documents and pages print it. */
export interface ShownLine extends RfqLine {
  lotTitle: string | null;
  term: string;
}

/** The RFQ's lines with the titles of their lots and their terms in words. */
export function shownLines({ lines, lots }: Pick<RfqView, 'lines' | 'lots'>): ShownLine[] {
  return lines.map((line) => ({
    ...line,
    lotTitle: lots.find(({ id }) => id === line.lot)?.title ?? null,
    term: line.termMonths === null ? 'once' : line.termMonths === 1 ? '1 month' : `${line.termMonths} months`,
  }));
}

const kindNames = { RFQ: 'Request for quotation', RFI: 'Request for information', RFP: 'Request for proposal' } as const;

/** What the RFQ's document is made from. */
export function rfqDocument(rfq: RfqView, organisation: string) {
  const last = rfq.amendments.at(-1);
  return {
    ...rfq,
    organisation,
    kindName: kindNames[rfq.kind],
    subtitle: rfq.revision > 1 ? `Revision ${rfq.revision}` : '',
    shownLines: shownLines(rfq),
    changes: last?.changes ?? [],
    note: last?.note ?? null,
    hasTerm: rfq.lines.some(({ termMonths }) => termMonths !== null),
  };
}

/** What every letter to an invited vendor is made from. */
export function letterModel(rfq: RfqView, invitation: InvitationView, house: { organisation: string; url: string }) {
  return {
    organisation: house.organisation,
    link: house.url,
    vendorName: invitation.vendorName,
    contactName: invitation.contactName,
    hasAnswered: invitation.state === 'answered',
    declineReason: invitation.declineReason,
    rfq: {
      number: rfq.number,
      title: rfq.title,
      kindName: kindNames[rfq.kind],
      currency: rfq.currency,
      closesAt: rfq.closesAt,
      zone: rfq.zone,
      questionsUntil: rfq.questionsUntil,
      revision: rfq.revision,
      lineCount: rfq.lines.length,
      buyerName: rfq.buyerName,
      reason: rfq.reason,
      changes: rfq.amendments.at(-1)?.changes ?? [],
      note: rfq.amendments.at(-1)?.note ?? null,
    },
  };
}
