import { Injectable } from '@nestjs/common';
import { type Amount, Decimal, decimal } from '../../calculation/money.js';
import { type Actor, SYSTEM } from '../../engine/workflow.js';
import { WorkflowRunner } from '../../engine/workflow-runner.js';
import type { BudgetLine } from './budget-line.entity.js';
import type { CommitmentRequest } from './budget-line.facts.js';
import { budgetLineWorkflow } from './budget-line.workflow.js';

/** A budget line to be begun. */
export interface NewBudgetLine {
  title: string;
  ownerId: string;
  ownerName: string;
  currency: string;
  amount: Amount;
  startsOn: string;
  endsOn: string;
}

/**
 * Everything that can be done to a budget line from other features. Where money and document must move together, the document's workflow
 * names `budgetLine.reserve` or `budgetLine.commit` as companion instead of calling here.
 */
@Injectable()
export class BudgetCommands {
  constructor(private readonly workflows: WorkflowRunner) {}

  /** Begins a budget line; the same `id` begins it once. */
  add(line: NewBudgetLine, by: Actor, id?: string): Promise<BudgetLine> {
    return this.workflows.start(budgetLineWorkflow, newLine(line), by, { id });
  }

  /**
   * Sets budget aside as encumbrance and releases the case's reservations. `amount` is in the line's currency.
   *
   * @throws Refused `budget.exceeded`, `budget.closed`, `budget.ended`, `budget.currency`, `budget.alreadyCommitted`
   */
  commit(budgetLineId: string, asked: CommitmentRequest): Promise<BudgetLine> {
    return this.workflows.send(budgetLineWorkflow, budgetLineId, { type: 'commit', ...asked }, SYSTEM);
  }

  /**
   * Lets the subject's reservations go.
   *
   * @throws Refused `budget.nothingReserved`
   */
  release(budgetLineId: string, subjectId: string): Promise<BudgetLine> {
    return this.workflows.send(budgetLineWorkflow, budgetLineId, { type: 'release', subjectId }, SYSTEM);
  }

  /**
   * Lets the subject's encumbrances go: its award or contract came to nothing.
   *
   * @throws Refused `budget.nothingCommitted`
   */
  uncommit(budgetLineId: string, subjectId: string): Promise<BudgetLine> {
    return this.workflows.send(budgetLineWorkflow, budgetLineId, { type: 'uncommit', subjectId }, SYSTEM);
  }
}

/** The facts of a new line with nothing set aside. */
export function newLine({ amount, ...line }: NewBudgetLine) {
  const none = new Decimal(0);
  return { ...line, amount: decimal(amount), reserved: none, committed: none, spent: none, commitments: [], caseId: null };
}
