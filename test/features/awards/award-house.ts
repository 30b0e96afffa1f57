import type { Actor } from '../../../src/engine/workflow.js';
import { Database } from '../../../src/database/database.js';
import { newId } from '../../../src/engine/ids.js';
import { WorkflowRunner } from '../../../src/engine/workflow-runner.js';
import { ApprovalQueries, type ApprovalView } from '../../../src/features/approvals/approval.queries.js';
import { approvalWorkflow } from '../../../src/features/approvals/approval.workflow.js';
import { AwardCommands } from '../../../src/features/awards/award.commands.js';
import type { Award } from '../../../src/features/awards/award.entity.js';
import { BudgetCommands } from '../../../src/features/budgets/budget-line.commands.js';
import { PeopleCommands } from '../../../src/identity/people.commands.js';
import { actorOf } from '../../../src/identity/person.js';
import type { Role } from '../../../src/identity/roles.js';
import { eventually } from '../../support/eventually.js';
import { RfqHouse } from '../rfqs/rfq-house.js';

export interface ClosedRfq {
  rfqId: string;
  lineIds: string[];
  quotes: { id: string; vendorId: string; invitationId: string }[];
}

/** The RFQ house with approvers and budget lines, and closed RFQs made by statements of their own: the road there is tested elsewhere. */
export class AwardHouse {
  approver: Actor;
  finance: Actor;

  private constructor(readonly rfqHouse: RfqHouse) {}

  static async open(): Promise<AwardHouse> {
    const house = new AwardHouse(await RfqHouse.open());
    house.approver = await house.employ('Ann Approver', 'approver');
    house.finance = await house.employ('Fay Finance', 'finance');
    return house;
  }

  get buyer(): Actor {
    return this.rfqHouse.buyer;
  }

  get<Thing>(token: new (...args: never[]) => Thing): Thing {
    return this.rfqHouse.get(token);
  }

  close(): Promise<void> {
    return this.rfqHouse.close();
  }

  async employ(name: string, ...roles: Role[]): Promise<Actor> {
    const eMail = `${name.toLowerCase().replaceAll(' ', '.')}@house.example`;
    return actorOf(await this.get(PeopleCommands).add({ name, eMail, roles }));
  }

  async budget(amount: string, currency = 'EUR'): Promise<string> {
    const { id: ownerId, name: ownerName } = this.finance;
    const line = { title: 'Hosting', ownerId, ownerName, currency, amount, startsOn: '2020-01-01', endsOn: '2099-12-31' };
    return (await this.get(BudgetCommands).add(line, this.finance)).id;
  }

  /** A closed RFQ of as many lines (quantity 1, once) as the quotes have prices; `prices` by vendor, in the order of the house's vendors. */
  async closedRfq(prices: (string | null)[][], budgetLineId: string | null, currencies: string[] = []): Promise<ClosedRfq> {
    const database = this.get(Database);
    const rfqId = newId();
    const lines = prices[0].map((_, index) => ({
      id: `line${index + 1}`,
      position: index + 1,
      lot: null,
      description: `Part ${index + 1}`,
      quantity: '1',
      unit: 'job',
      termMonths: null,
    }));
    await database.rows(
      `INSERT INTO rfqs (id, number, state, version, chain, created_at, updated_at, title, family, kind, currency, lots, lines, criteria, closes_at, zone,
         vendor_ids, min_vendors, revision, amendments, buyer_id, buyer_name, budget_line_id, published_at, closed_at, pending_awards, awarded_partly)
       VALUES ($1::uuid, 'RFQ-' || $1::uuid, 'closed', 1, '\\x00', now(), now(), 'Hosting', 'capacity_rental', 'RFQ', 'EUR', '[]', $2, '[]', now() - interval '1 minute',
         'UTC', $3, 1, 1, '[]', $4, $5, $6, now(), now(), 0, false)`,
      [rfqId, JSON.stringify(lines), this.rfqHouse.vendorIds, this.buyer.id, this.buyer.name, budgetLineId],
    );
    const quotes = [];
    for (const [index, vendorPrices] of prices.entries()) {
      const [invitationId, quoteId, vendorId] = [newId(), newId(), this.rfqHouse.vendorIds[index]];
      await database.rows(
        `INSERT INTO invitations (id, number, state, version, chain, created_at, updated_at, title, rfq_id, rfq_number, buyer_id, vendor_id, vendor_name,
           contact_name, contact_e_mail, language, link_hash, mail_hash, acknowledged_revision, letters)
         VALUES ($1::uuid, 'INV-' || $1::uuid, 'answered', 1, '\\x00', now(), now(), 'Invitation', $2, 'RFQ', $3, $4, $5, 'Sam', $6, 'en', 'l' || $1::uuid, 'm' || $1::uuid, 1, '[]')`,
        [
          invitationId,
          rfqId,
          this.buyer.id,
          vendorId,
          `Vendor ${index + 1}`,
          `sam${index + 1}.${rfqId.slice(-6)}@vendor.example`,
        ],
      );
      const quoted = lines.map(({ id }, at) => ({
        lineId: id,
        unitPrice: vendorPrices[at],
        leadDays: null,
        note: null,
        notOffered: false,
      }));
      const total = vendorPrices.reduce((all, price) => all + Number(price ?? 0), 0);
      await database.rows(
        `INSERT INTO quotes (id, number, state, version, chain, created_at, updated_at, title, rfq_id, rfq_number, buyer_id, invitation_id, vendor_id,
           vendor_name, rfq_revision, revision, currency, lines, channel, submitted_at, content_hash, total, revisions, is_extra)
         VALUES ($1::uuid, 'QUO-' || $1::uuid, 'submitted', 1, '\\x00', now(), now(), 'Quote', $2, 'RFQ', $3, $4, $5, $6, 1, 1, $7, $8, 'page', now(), 'hash', $9, '[]', false)`,
        [
          quoteId,
          rfqId,
          this.buyer.id,
          invitationId,
          vendorId,
          `Vendor ${index + 1}`,
          currencies[index] ?? 'EUR',
          JSON.stringify(quoted),
          String(total),
        ],
      );
      quotes.push({ id: quoteId, vendorId, invitationId });
    }
    return { rfqId, lineIds: lines.map(({ id }) => id), quotes };
  }

  /** Draws an award up from the default proposal. */
  propose(rfqId: string, given: Partial<Parameters<AwardCommands['propose']>[0]> = {}): Promise<Award> {
    const asked = {
      rfqId,
      lines: [],
      basis: null,
      justification: 'The best price.',
      lowPriceAnswer: 'Asked and explained.',
      budgetLineId: null,
    };
    return this.get(AwardCommands).propose({ ...asked, ...given }, this.buyer);
  }

  /** Submits it and waits for the steps of its approval, in their order. */
  async submitted(award: Award): Promise<ApprovalView[]> {
    await this.get(AwardCommands).submit(award.id, this.buyer);
    return this.steps(award.id, award.approvalRound + 1);
  }

  steps(awardId: string, round: number): Promise<ApprovalView[]> {
    return eventually(async () => {
      const steps = (await this.get(ApprovalQueries).ofSubject(awardId)).filter(({ subjectRound }) => subjectRound === round);
      if (steps[0]?.state !== 'pending') throw new Error('the approval is not asked for yet');
      return steps;
    }, 20_000);
  }

  approve(stepId: string, by: Actor) {
    return this.get(WorkflowRunner).send(approvalWorkflow, stepId, { type: 'approve', comment: null }, by);
  }
}
