import type { TestingModule } from '@nestjs/testing';
import { Decimal } from '../../../src/calculation/money.js';
import { Database } from '../../../src/database/database.js';
import { Refused } from '../../../src/engine/errors.js';
import type { Actor } from '../../../src/engine/workflow.js';
import { BudgetCommands } from '../../../src/features/budgets/budget-line.commands.js';
import { BudgetLineModule } from '../../../src/features/budgets/budget-line.module.js';
import { BudgetQueries } from '../../../src/features/budgets/budget-line.queries.js';
import { employ, openHouse } from '../case-house.js';

let house: TestingModule;
let finance: Actor;
let budgets: BudgetCommands;

beforeAll(async () => {
  house = await openHouse([BudgetLineModule]);
  finance = await employ(house, 'Fay Money', 'finance');
  budgets = house.get(BudgetCommands, { strict: false });
});
afterAll(() => house?.close());

const aLine = (amount: string) =>
  budgets.add(
    {
      title: 'Hosting',
      ownerId: finance.id,
      ownerName: finance.name,
      currency: 'EUR',
      amount,
      startsOn: '2020-01-01',
      endsOn: '2099-12-31',
    },
    finance,
  );

const award = (index: number) => ({
  subjectWorkflow: 'award',
  subjectId: `award-${index}`,
  subjectNumber: `AWD-${index}`,
  caseId: `case-${index}`,
});

describe('a budget line in the database', () => {
  it('has room for one of 64 simultaneous awards and lets exactly one in', async () => {
    const { id } = await aLine('100');

    const answers = await Promise.allSettled(
      Array.from({ length: 64 }, (_, index) => budgets.commit(id, { ...award(index), amount: '60', currency: 'EUR' })),
    );

    const refusals = answers.flatMap((answer) => (answer.status === 'rejected' ? [answer.reason as Refused] : []));
    expect(refusals).toHaveLength(63);
    expect(new Set(refusals.flatMap(({ reasons }) => reasons.map(({ code }) => code)))).toEqual(new Set(['budget.exceeded']));
    const line = await house.get(BudgetQueries, { strict: false }).byId(id);
    expect(line).toMatchObject({ committed: new Decimal(60), available: new Decimal(40) });
  });

  it('is not overspent even by a statement that goes round the machine', async () => {
    const { id } = await aLine('100');

    const overspending = house.get(Database).rows(`UPDATE budget_lines SET committed = 101 WHERE id = $1`, [id]);

    await expect(overspending).rejects.toThrow('budget_lines_never_overspent');
  });

  it('tells what it holds for a case', async () => {
    const { id } = await aLine('100');
    await budgets.commit(id, { ...award(1), amount: '12.34' });

    const held = await house.get(BudgetQueries, { strict: false }).heldForCase(id, 'case-1');

    expect(held).toMatchObject([{ kind: 'encumbrance', subjectId: 'award-1', amount: new Decimal('12.34'), currency: 'EUR' }]);
  });
});
