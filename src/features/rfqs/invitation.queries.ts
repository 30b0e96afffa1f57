import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.js';
import { Missing } from '../../engine/errors.js';
import type { Actor } from '../../engine/workflow.js';
import type { InvitationFacts } from './invitation.facts.js';
import { InvitationTokens } from './invitation-tokens.js';

/** An invitation as other features and pages see it. */
export type InvitationView = Omit<InvitationFacts, 'title' | 'linkHash' | 'mailHash' | 'remindedAt' | 'dueAt'>;

const COLUMNS = `id, number, state, version, case_id AS "caseId", rfq_id AS "rfqId", rfq_number AS "rfqNumber", buyer_id AS "buyerId",
  vendor_id AS "vendorId", vendor_name AS "vendorName", contact_name AS "contactName", contact_e_mail AS "contactEMail", language,
  sent_at AS "sentAt", decline_reason AS "declineReason", bounce_reason AS "bounceReason", acknowledged_revision AS "acknowledgedRevision", letters`;

/** Reads invitations. Tokens are looked up by their hashes. */
@Injectable()
export class InvitationQueries {
  constructor(
    private readonly database: Database,
    private readonly tokens: InvitationTokens,
  ) {}

  /** The invitation, or null. */
  byId(id: string): Promise<InvitationView | null> {
    return this.database.row<InvitationView>(`SELECT ${COLUMNS} FROM invitations WHERE id::text = $1`, [id]);
  }

  /** The invitation. @throws Missing */
  async one(id: string): Promise<InvitationView> {
    const invitation = await this.byId(id);
    if (!invitation) throw new Missing('invitation');
    return invitation;
  }

  /** The invitations of an RFQ, by vendor. */
  ofRfq(rfqId: string): Promise<InvitationView[]> {
    return this.database.rows<InvitationView>(
      `SELECT ${COLUMNS} FROM invitations WHERE rfq_id = $1 ORDER BY lower(vendor_name), id`,
      [rfqId],
    );
  }

  /** Whose private page it is, or null for an unknown token. */
  byLink(token: string): Promise<InvitationView | null> {
    return this.database.row<InvitationView>(`SELECT ${COLUMNS} FROM invitations WHERE link_hash = $1`, [
      this.tokens.hash(token),
    ]);
  }

  /** Whose reply address it is, or null for an unknown token. */
  byMail(token: string): Promise<InvitationView | null> {
    return this.database.row<InvitationView>(`SELECT ${COLUMNS} FROM invitations WHERE mail_hash = $1`, [
      this.tokens.hash(token),
    ]);
  }

  /** The address of the vendor's private page; only for letters and pages that are the vendor's own. */
  url(invitationId: string): string {
    return this.tokens.url(invitationId);
  }

  /** The address that the vendor's answers come to. */
  replyTo(invitationId: string): string {
    return this.tokens.replyTo(invitationId);
  }
}

/** The vendor as the one who acts: known by its invitation. */
export function vendorActor(invitation: { id: string; vendorName: string }): Actor {
  return { id: invitation.id, name: invitation.vendorName, roles: [], kind: 'vendor' };
}
