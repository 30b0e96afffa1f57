import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.js';
import { Missing } from '../../engine/errors.js';
import { mayRead } from '../../engine/readers.js';
import { type Actor, opaque } from '../../engine/workflow.js';
import { WorkflowRunner } from '../../engine/workflow-runner.js';
import type { ContractFacts } from './contract.facts.js';
import { contractWorkflow } from './contract.workflow.js';
import { SigningTokens } from './signing-tokens.js';

export type { ContractParty, ContractSignature } from './contract.facts.js';

/** A contract as other features and pages see it. */
export type ContractView = Readonly<ContractFacts>;

/** Reads contracts. The token of a signing page is looked up by its hash. */
@Injectable()
export class ContractQueries {
  constructor(
    private readonly database: Database,
    private readonly workflows: WorkflowRunner,
    private readonly tokens: SigningTokens,
  ) {}

  /** The contract, or null. */
  byId(id: string): Promise<ContractView | null> {
    return this.workflows.read(contractWorkflow, id);
  }

  /** The contract. @throws Missing */
  async one(id: string): Promise<ContractView> {
    const contract = await this.byId(id);
    if (!contract) throw new Missing('contract');
    return contract;
  }

  /** The contract, for somebody who may read it. @throws Missing */
  async readable(id: string, by: Actor): Promise<ContractView> {
    const contract = await this.one(id);
    if (!mayRead(opaque(contractWorkflow), contract, by)) throw new Missing('contract');
    return contract;
  }

  /** The contract of a vendor's signing page. @throws Missing where the token fits none, or the contract was never sent for signature */
  async byToken(token: string): Promise<ContractView> {
    const row = /^[a-z2-7]{26}$/.test(token)
      ? await this.database.row<{ id: string }>(`SELECT id FROM contracts WHERE vendor_link_hash = $1 AND sent_at IS NOT NULL`, [
          this.tokens.hash(token),
        ])
      : null;
    if (!row) throw new Missing('contract');
    return this.one(row.id);
  }

  /** The contracts that came of an award, oldest first. */
  async ofAward(awardId: string): Promise<ContractView[]> {
    return this.those(`SELECT id FROM contracts WHERE award_id::text = $1 ORDER BY created_at, number`, [awardId]);
  }

  /** The contracts of a case, oldest first. */
  async ofCase(caseId: string): Promise<ContractView[]> {
    return this.those(`SELECT id FROM contracts WHERE case_id::text = $1 ORDER BY created_at, number`, [caseId]);
  }

  /** Of these people the one who looks after the fewest contracts that are not at an end; the first among equals. Null for nobody. */
  async leastLoaded(ownerIds: readonly string[]): Promise<string | null> {
    const row = await this.database.row<{ id: string }>(
      `SELECT person.id FROM unnest($1::text[]) WITH ORDINALITY AS person (id, place)
       LEFT JOIN contracts ON contracts.owner_id = person.id AND contracts.state NOT IN ('expired', 'terminated')
       GROUP BY person.id, person.place ORDER BY count(contracts.id), person.place LIMIT 1`,
      [ownerIds],
    );
    return row?.id ?? null;
  }

  /** How many contracts in these states wait for their owner: of those that are out for signature, the ones that the owner's side has not signed. */
  async waitingFor(ownerId: string, states: readonly string[]): Promise<number> {
    const row = await this.database.row<{ count: number }>(
      `SELECT count(*)::int AS count FROM contracts WHERE owner_id = $1 AND state = ANY($2) AND NOT signatures @> '[{"party": "buyer"}]'`,
      [ownerId, states],
    );
    return row?.count ?? 0;
  }

  private async those(sql: string, values: unknown[]): Promise<ContractView[]> {
    const rows = await this.database.rows<{ id: string }>(sql, values);
    const found = await Promise.all(rows.map(({ id }) => this.byId(id)));
    return found.flatMap((contract) => contract ?? []);
  }
}
