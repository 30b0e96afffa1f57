import { Injectable } from '@nestjs/common';
import { type Actor, SYSTEM } from '../../engine/workflow.js';
import { derivedId } from '../../engine/ids.js';
import { WorkflowRunner } from '../../engine/workflow-runner.js';
import type { Invitation } from './invitation.entity.js';
import type { LetterKind } from './invitation.facts.js';
import { InvitationTokens } from './invitation-tokens.js';
import { invitationWorkflow } from './invitation.workflow.js';
import { unlessRefused } from './rfq.commands.js';
import type { RfqView } from './rfq.queries.js';

/** Everything that can be done to an invitation. What a repeated job did before it does not do again. */
@Injectable()
export class InvitationCommands {
  constructor(
    private readonly workflows: WorkflowRunner,
    private readonly tokens: InvitationTokens,
  ) {}

  /** Begins the vendor's place in the RFQ, once; its letter follows by itself. */
  begin(
    rfq: Pick<RfqView, 'id' | 'number' | 'caseId' | 'buyerId'>,
    vendor: { id: string; name: string; contact: { name: string; eMail: string; language: string } },
  ): Promise<Invitation> {
    const id = derivedId(rfq.id, `invitation/${vendor.id}`);
    const facts = {
      caseId: rfq.caseId,
      title: `${rfq.number} · ${vendor.name}`,
      rfqId: rfq.id,
      rfqNumber: rfq.number,
      buyerId: rfq.buyerId,
      vendorId: vendor.id,
      vendorName: vendor.name,
      contactName: vendor.contact.name,
      contactEMail: vendor.contact.eMail,
      language: vendor.contact.language,
      linkHash: this.tokens.hash(this.tokens.link(id)),
      mailHash: this.tokens.hash(this.tokens.mail(id)),
      sentAt: null,
      declineReason: null,
      bounceReason: null,
      remindedAt: null,
      acknowledgedRevision: 0,
      letters: [],
    };
    return this.workflows.start(invitationWorkflow, facts, SYSTEM, { id });
  }

  /** The letter with this revision has gone out. */
  async markSent(invitationId: string, revision: number): Promise<void> {
    await unlessRefused(['invitation.notNow'], () =>
      this.workflows.send(invitationWorkflow, invitationId, { type: 'markSent', revision }, SYSTEM),
    );
  }

  /** The letter came back. */
  async bounce(invitationId: string, reason: string): Promise<void> {
    await unlessRefused(['invitation.notNow'], () =>
      this.workflows.send(invitationWorkflow, invitationId, { type: 'bounce', reason }, SYSTEM),
    );
  }

  /** Has the vendor told, once for each kind and `about`. */
  async tell(invitationId: string, letter: { kind: LetterKind; about: string; revision?: number }): Promise<void> {
    await unlessRefused(['invitation.notNow', 'invitation.alreadyTold'], () =>
      this.workflows.send(invitationWorkflow, invitationId, { type: 'tell', revision: null, ...letter }, SYSTEM),
    );
  }

  /** The RFQ is over without an award; the vendor is told why. */
  async withdraw(invitationId: string, kind: 'cancellation' | 'unsuccessful', about: string): Promise<void> {
    await unlessRefused(['invitation.notNow'], () =>
      this.workflows.send(invitationWorkflow, invitationId, { type: 'withdraw', kind, about }, SYSTEM),
    );
  }

  /** The RFQ closed without an answer. */
  async expire(invitationId: string): Promise<void> {
    await unlessRefused(['invitation.notNow'], () =>
      this.workflows.send(invitationWorkflow, invitationId, { type: 'expire' }, SYSTEM),
    );
  }

  /** A quote came from this vendor. */
  async answer(invitationId: string): Promise<void> {
    await unlessRefused(['invitation.notNow'], () =>
      this.workflows.send(invitationWorkflow, invitationId, { type: 'answer' }, SYSTEM),
    );
  }

  /** The vendor took its quote back. */
  async retract(invitationId: string): Promise<void> {
    await unlessRefused(['invitation.notNow'], () =>
      this.workflows.send(invitationWorkflow, invitationId, { type: 'retract' }, SYSTEM),
    );
  }

  /** The vendor says that it will quote. @throws Refused `invitation.rfqClosed`, `invitation.notNow` */
  intend(invitationId: string, by: Actor): Promise<Invitation> {
    return this.workflows.send(invitationWorkflow, invitationId, { type: 'intend' }, by);
  }

  /** The vendor (or the buyer for it) declines. @throws Refused `invitation.noReason`, `invitation.rfqClosed`, `invitation.notNow` */
  decline(invitationId: string, reason: string, by: Actor): Promise<Invitation> {
    return this.workflows.send(invitationWorkflow, invitationId, { type: 'decline', reason }, by);
  }
}
