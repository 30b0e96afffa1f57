import { Injectable } from '@nestjs/common';
import { Decimal } from '../../calculation/money.js';
import { Database } from '../../database/database.js';
import type { Stored } from '../../database/stored.js';
import type { BudgetLineFacts } from './budget-line.facts.js';

/** A budget line as other features see it; all amounts in `currency`. */
export interface BudgetLineCard extends Omit<BudgetLineFacts, 'commitments' | 'version' | 'dueAt'> {
  /** What may still be set aside. */
  available: Decimal;
}

/** An open reservation or encumbrance held for a case. */
export interface HeldCommitment {
  budgetLineId: string;
  kind: 'reservation' | 'encumbrance';
  subjectWorkflow: string;
  subjectId: string;
  subjectNumber: string;
  amount: Decimal;
  currency: string;
}

const columns = `id, number, title, state, owner_id AS "ownerId", owner_name AS "ownerName", currency, amount, reserved, committed, spent,
  amount - reserved - committed - spent AS available, starts_on AS "startsOn", ends_on AS "endsOn"`;

/** Reads budget lines. */
@Injectable()
export class BudgetQueries {
  constructor(private readonly database: Database) {}

  /** The line, or null. */
  async byId(id: string): Promise<BudgetLineCard | null> {
    return (await this.byIds([id]))[0] ?? null;
  }

  /** Those of `ids` that exist, by number. */
  async byIds(ids: readonly string[]): Promise<BudgetLineCard[]> {
    if (ids.length === 0) return [];
    return (
      await this.database.rows<Stored<BudgetLineCard>>(
        `SELECT ${columns} FROM budget_lines WHERE id::text = ANY($1) ORDER BY number`,
        [ids],
      )
    ).map(card);
  }

  /** Open lines, by number. */
  async open(): Promise<BudgetLineCard[]> {
    return (
      await this.database.rows<Stored<BudgetLineCard>>(`SELECT ${columns} FROM budget_lines WHERE state = 'open' ORDER BY number`)
    ).map(card);
  }

  /** What is held for the case on one line, oldest first; empty where nothing is. */
  async heldForCase(budgetLineId: string, caseId: string): Promise<HeldCommitment[]> {
    const rows = await this.database.rows<Stored<HeldCommitment>>(
      `SELECT line.id AS "budgetLineId", held ->> 'kind' AS kind, held ->> 'subjectWorkflow' AS "subjectWorkflow", held ->> 'subjectId' AS "subjectId",
              held ->> 'subjectNumber' AS "subjectNumber", held ->> 'amount' AS amount, line.currency
       FROM budget_lines AS line, jsonb_array_elements(line.commitments) WITH ORDINALITY AS entry(held, position)
       WHERE line.id = $1 AND held ->> 'caseId' = $2 AND held ->> 'state' = 'open' ORDER BY position`,
      [budgetLineId, caseId],
    );
    return rows.map((row) => ({ ...row, amount: new Decimal(row.amount) }));
  }
}

function card(row: Stored<BudgetLineCard>): BudgetLineCard {
  const { amount, reserved, committed, spent, available } = row;
  return {
    ...row,
    amount: new Decimal(amount),
    reserved: new Decimal(reserved),
    committed: new Decimal(committed),
    spent: new Decimal(spent),
    available: new Decimal(available),
  };
}
