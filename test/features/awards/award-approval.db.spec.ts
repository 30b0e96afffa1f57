import { Database } from '../../../src/database/database.js';
import { Refused } from '../../../src/engine/errors.js';
import { WorkflowRunner } from '../../../src/engine/workflow-runner.js';
import { ApprovalCommands } from '../../../src/features/approvals/approval.commands.js';
import { ApprovalQueries } from '../../../src/features/approvals/approval.queries.js';
import { approvalWorkflow } from '../../../src/features/approvals/approval.workflow.js';
import { AwardCommands } from '../../../src/features/awards/award.commands.js';
import { AwardQueries } from '../../../src/features/awards/award.queries.js';
import { awardWorkflow } from '../../../src/features/awards/award.workflow.js';
import { BudgetQueries } from '../../../src/features/budgets/budget-line.queries.js';
import { QuoteQueries } from '../../../src/features/quotes/quote.queries.js';
import { RfqQueries } from '../../../src/features/rfqs/rfq.queries.js';
import { eventually } from '../../support/eventually.js';
import { AwardHouse } from './award-house.js';

let house: AwardHouse;

beforeAll(async () => {
  house = await AwardHouse.open();
}, 60_000);
afterAll(() => house?.close());

const codesOf = (answers: PromiseSettledResult<unknown>[]): string[] =>
  answers.flatMap((answer) => {
    if (answer.status === 'fulfilled') return [];
    if (!(answer.reason instanceof Refused)) throw answer.reason;
    return answer.reason.reasons.map(({ code }) => code);
  });

const refusal = async (work: Promise<unknown>): Promise<string[]> => codesOf(await Promise.allSettled([work]));

describe('64 simultaneous final approvals', () => {
  it.each([
    ['100', 1],
    ['200', 3],
  ])(
    'on a budget of %s with awards over 60 each make exactly %i active and never overspend',
    async (amount, room) => {
      const budgetLineId = await house.budget(amount);
      const steps = await Promise.all(
        Array.from({ length: 64 }, async () => {
          const { rfqId } = await house.closedRfq([['60']], budgetLineId);
          const [step] = await house.submitted(await house.propose(rfqId));
          return step;
        }),
      );

      const answers = await Promise.allSettled(steps.map(({ id }) => house.approve(id, house.approver)));

      const codes = codesOf(answers);
      expect(codes).toHaveLength(64 - room);
      expect(new Set(codes)).toEqual(new Set(['budget.exceeded']));
      const states = await house.get(Database).rows<{ award: string; rfq: string; step: string; count: number }>(
        `SELECT award.state AS award, rfq.state AS rfq, step.state AS step, count(*)::int AS count
         FROM awards AS award JOIN rfqs AS rfq ON rfq.id = award.rfq_id JOIN approvals AS step ON step.subject_id = award.id
         WHERE award.budget_line_id = $1 GROUP BY 1, 2, 3 ORDER BY 1`,
        [budgetLineId],
      );
      // Budget, award, RFQ and approval moved together or not at all.
      expect(states).toEqual([
        { award: 'active', rfq: 'awarded', step: 'approved', count: room },
        { award: 'pending_approval', rfq: 'award_pending', step: 'pending', count: 64 - room },
      ]);
      const line = await house.get(BudgetQueries).byId(budgetLineId);
      expect(line?.committed.toFixed()).toBe(String(60 * room));
    },
    120_000,
  );
});

describe('32 parallel awards of one line', () => {
  it('end in exactly one that is active', async () => {
    const budgetLineId = await house.budget('100000');
    const { rfqId } = await house.closedRfq([['60'], ['70']], budgetLineId);
    const awards = await Promise.all(Array.from({ length: 32 }, () => house.propose(rfqId)));

    const submissions = await Promise.allSettled(awards.map(({ id }) => house.get(AwardCommands).submit(id, house.buyer)));
    expect(codesOf(submissions)).toEqual(Array<string>(31).fill('award.lineHeld'));
    const chosen = awards[submissions.findIndex(({ status }) => status === 'fulfilled')];
    const [step] = await house.steps(chosen.id, 1);
    await house.approve(step.id, house.approver);

    const states = (await house.get(AwardQueries).ofRfq(rfqId)).map(({ state }) => state);
    expect(states.filter((state) => state === 'active')).toHaveLength(1);
    expect(states.filter((state) => state === 'proposed')).toHaveLength(31);
  }, 60_000);

  it('cannot both be kept, not even by a statement that goes round the machine', async () => {
    const budgetLineId = await house.budget('100000');
    const { rfqId } = await house.closedRfq([['60']], budgetLineId);
    const [one, other] = [await house.propose(rfqId), await house.propose(rfqId)];
    await house.submitted(one);

    const forced = house.get(Database).rows(`UPDATE awards SET state = 'active' WHERE id = $1`, [other.id]);

    await expect(forced).rejects.toThrow('award_lines_held_once');
  });
});

describe('an approval in steps', () => {
  it('goes in order, and one person decides one step only', async () => {
    const budgetLineId = await house.budget('1000000');
    const { rfqId } = await house.closedRfq([['30000']], budgetLineId);
    const award = await house.propose(rfqId);
    const [first, second] = await house.submitted(award);
    const both = await house.employ('Bo Both', 'approver', 'finance');
    expect([first.role, second.role]).toEqual(['approver', 'finance']);

    expect(await refusal(house.approve(second.id, house.finance))).toEqual(['approval.notNow']);
    expect(await refusal(house.approve(first.id, house.finance))).toEqual(['approval.notYours']);
    await house.approve(first.id, both);
    expect(await refusal(house.approve(second.id, both))).toEqual(['approval.decidedBefore']);
    expect((await house.get(ApprovalQueries).pendingFor(both)).some(({ id }) => id === second.id)).toBe(false);
    expect((await house.get(ApprovalQueries).pendingFor(house.finance)).some(({ id }) => id === second.id)).toBe(true);
    await house.approve(second.id, house.finance);

    expect((await house.get(AwardQueries).one(award.id)).state).toBe('active');
  }, 60_000);

  it('is not decided by its author, nor through somebody whom the author names, nor by an author who is named', async () => {
    const budgetLineId = await house.budget('1000000');
    const { rfqId } = await house.closedRfq([['60']], budgetLineId);
    const author = await house.employ('Al Author', 'buyer', 'approver');
    const friend = await house.employ('Fred Friend');
    const runner = house.get(WorkflowRunner);
    const award = await house
      .get(AwardCommands)
      .propose({ rfqId, lines: [], basis: null, justification: 'Best.', lowPriceAnswer: null, budgetLineId: null }, author);
    const [step] = await house.submitted(award);
    const delegate = (delegateId: string, by: typeof author) =>
      runner.send(approvalWorkflow, step.id, { type: 'delegate', delegateId, comment: null }, by);

    expect(await refusal(house.approve(step.id, author))).toEqual(['approval.ownWork']);
    expect(await refusal(delegate(friend.id, author))).toEqual(['approval.ownWork']);
    expect(await refusal(delegate(author.id, house.approver))).toEqual(['approval.delegateConflict']);
    // Who submitted it had a hand in it as well.
    expect(await refusal(delegate(house.buyer.id, house.approver))).toEqual(['approval.delegateConflict']);
    await delegate(friend.id, house.approver);
    await house.approve(step.id, friend);

    expect(await house.get(ApprovalQueries).byId(step.id)).toMatchObject({
      deciderName: 'Fred Friend',
      delegatedByName: 'Ann Approver',
      state: 'approved',
    });
  }, 60_000);

  it('becomes void when the award is taken back, and a new submission asks anew', async () => {
    const budgetLineId = await house.budget('1000000');
    const { rfqId } = await house.closedRfq([['60']], budgetLineId);
    const award = await house.propose(rfqId);
    const [step] = await house.submitted(award);
    const runner = house.get(WorkflowRunner);

    await runner.send(awardWorkflow, award.id, { type: 'withdrawFromApproval', reason: 'A mistake.' }, house.buyer);
    const codes = await refusal(house.approve(step.id, house.approver));
    expect(['approval.subjectChanged', 'approval.notNow']).toContain(codes[0]);
    await eventually(async () => expect((await house.get(ApprovalQueries).byId(step.id))?.state).toBe('void'));
    expect((await house.get(RfqQueries).one(rfqId)).state).toBe('closed');

    await house.get(AwardCommands).submit(award.id, house.buyer);
    const [again] = await house.steps(award.id, 2);
    await house.approve(again.id, house.approver);
    expect((await house.get(AwardQueries).one(award.id)).state).toBe('active');
  }, 60_000);

  it('is refused when a chosen quote changed under it', async () => {
    const budgetLineId = await house.budget('1000000');
    const { rfqId, quotes } = await house.closedRfq([['60']], budgetLineId);
    const award = await house.propose(rfqId);
    const [step] = await house.submitted(award);
    await house.get(Database).rows(`UPDATE quotes SET content_hash = 'other' WHERE id = $1`, [quotes[0].id]);

    expect(await refusal(house.approve(step.id, house.approver))).toEqual(['award.quoteChanged']);
    expect((await house.get(BudgetQueries).byId(budgetLineId))?.committed.toFixed()).toBe('0');
  }, 60_000);

  it('that is rejected goes back to the buyer with the comment, and needs one', async () => {
    const budgetLineId = await house.budget('1000000');
    const { rfqId } = await house.closedRfq([['30000']], budgetLineId);
    const award = await house.propose(rfqId);
    const [first, second] = await house.submitted(award);
    const reject = (comment: string) =>
      house.get(WorkflowRunner).send(approvalWorkflow, first.id, { type: 'reject', comment }, house.approver);

    expect(await refusal(reject(' '))).toEqual(['approval.noComment']);
    await reject('Ask a third vendor first.');

    expect(await house.get(AwardQueries).one(award.id)).toMatchObject({
      state: 'proposed',
      approvalComment: 'Ask a third vendor first.',
    });
    expect((await house.get(RfqQueries).one(rfqId)).state).toBe('closed');
    await eventually(async () => expect((await house.get(ApprovalQueries).byId(second.id))?.state).toBe('void'));
  }, 60_000);
});

describe('the letters of an approval', () => {
  it('go to those who may decide, the delegate, the authors and the asker, each once, and decide nothing by being opened', async () => {
    const budgetLineId = await house.budget('1000000');
    const { rfqId } = await house.closedRfq([['60']], budgetLineId);
    const friend = await house.employ('Dora Delegate');
    const award = await house.propose(rfqId);
    const [step] = await house.submitted(award);
    const runner = house.get(WorkflowRunner);
    const written = async (address: string, template: string) =>
      eventually(async () => {
        const letters = await house.rfqHouse.lettersTo(address);
        const found = letters.filter((letter) => letter.template === template && letter.text.includes(award.number));
        expect(found).toHaveLength(1);
        return found[0].text;
      }, 20_000);

    const asked = await written('ann.approver@house.example', 'approvals/asked');
    expect(asked).toContain(`/approvals/${step.id}`);
    expect(asked).toContain('60.00 EUR');
    await runner.send(approvalWorkflow, step.id, { type: 'ask', text: 'Why this vendor?' }, house.approver);
    expect(await written('bea@house.example', 'approvals/question')).toContain('Why this vendor?');
    await runner.send(approvalWorkflow, step.id, { type: 'answer', text: 'It is the cheapest.' }, house.buyer);
    expect(await written('ann.approver@house.example', 'approvals/answer')).toContain('It is the cheapest.');
    await house.get(Database).rows(`UPDATE approvals SET remind_at = now(), due_at = now() WHERE id = $1`, [step.id]);
    await written('ann.approver@house.example', 'approvals/reminder');
    await runner.send(approvalWorkflow, step.id, { type: 'delegate', delegateId: friend.id, comment: null }, house.approver);
    expect(await written('dora.delegate@house.example', 'approvals/delegated')).toContain('Ann Approver');
    expect((await house.get(ApprovalQueries).byId(step.id))?.state).toBe('delegated');
    await house.approve(step.id, friend);
    expect(await written('bea@house.example', 'approvals/outcome')).toContain('Dora Delegate');
  }, 60_000);
});

describe('an approval of several steps', () => {
  it('numbers them in the order in which they are decided', async () => {
    const { rfqId } = await house.closedRfq([['600000']], await house.budget('1000000'));

    const steps = await house.submitted(await house.propose(rfqId));

    expect(steps.length).toBeGreaterThan(1);
    expect(steps.map(({ ordinal }) => ordinal)).toEqual(steps.map((_, index) => index + 1));
    expect(steps.map(({ number }) => number)).toEqual(steps.map(({ number }) => number).sort());
  }, 60_000);
});

describe('an award by line', () => {
  it('leaves the RFQ partly awarded, tells winners and losers, and lets the rest be awarded', async () => {
    const budgetLineId = await house.budget('1000000');
    const { rfqId, quotes } = await house.closedRfq(
      [
        ['100', '300'],
        ['120', '200'],
        ['150', '310'],
      ],
      budgetLineId,
    );
    const first = await house.propose(rfqId, { lines: [{ lineId: '1', quoteId: quotes[0].id }] });
    const [step] = await house.submitted(first);
    await house.approve(step.id, house.approver);
    expect((await house.get(RfqQueries).one(rfqId)).state).toBe('partially_awarded');
    await eventually(async () => expect((await house.get(QuoteQueries).one(quotes[0].id)).state).toBe('partially_awarded'));
    expect((await house.get(QuoteQueries).one(quotes[2].id)).state).toBe('submitted');

    const second = await house.propose(rfqId, { basis: 'cheapest_per_line' });
    expect(second.lines).toMatchObject([{ position: 2, quoteId: quotes[1].id, amount: '200' }]);
    const [next] = await house.submitted(second);
    await house.approve(next.id, house.approver);

    expect((await house.get(RfqQueries).one(rfqId)).state).toBe('awarded');
    await eventually(async () => expect((await house.get(QuoteQueries).one(quotes[2].id)).state).toBe('lost'));
    const lost = await house.get(QuoteQueries).one(quotes[2].id);
    // The totals that were compared: 320 and 400 before 460.
    expect(lost.reason).toContain('came 3rd of 3');
    expect(lost.reason).not.toContain('Vendor 2');
    const tail = rfqId.slice(-6);
    const regret = await eventually(async () => {
      const [letter] = await house.rfqHouse.lettersTo(`sam3.${tail}@vendor.example`);
      expect(letter?.template).toBe('awards/regret');
      return letter;
    });
    expect(regret.text).toMatch(/came 3rd\sof\s3\./);
    expect(regret.text).not.toMatch(/Vendor [12]|\d EUR|\d\u00a0EUR/);
    await eventually(async () => {
      const [letter] = await house.rfqHouse.lettersTo(`sam2.${tail}@vendor.example`);
      expect(letter?.template).toBe('awards/award');
    });
    expect(await house.rfqHouse.lettersTo(`sam3.${tail}@vendor.example`)).toHaveLength(1);
  }, 60_000);

  it('that falls through frees the budget and names the next in rank', async () => {
    const budgetLineId = await house.budget('1000');
    const { rfqId, quotes } = await house.closedRfq([['100'], ['120'], ['150']], budgetLineId);
    const award = await house.propose(rfqId);
    const [step] = await house.submitted(award);
    await house.approve(step.id, house.approver);
    await eventually(async () => expect((await house.get(QuoteQueries).one(quotes[1].id)).state).toBe('lost'));

    const failed = await house
      .get(WorkflowRunner)
      .send(awardWorkflow, award.id, { type: 'fail', reason: 'The vendor is insolvent.' }, house.buyer);

    expect(failed.nextInRank).toContain('Vendor 2 (2nd');
    expect((await house.get(BudgetQueries).byId(budgetLineId))?.committed.toFixed()).toBe('0');
    await eventually(async () => {
      const states = await Promise.all(quotes.map(async ({ id }) => (await house.get(QuoteQueries).one(id)).state));
      expect(states).toEqual(['lost', 'submitted', 'submitted']);
    });
    await eventually(async () => {
      const letters = await house.rfqHouse.lettersTo(`sam1.${rfqId.slice(-6)}@vendor.example`);
      expect(letters.map(({ template }) => template).sort()).toEqual(['awards/award', 'awards/failed']);
    });
    const next = await house.propose(rfqId);
    expect(next.lines).toMatchObject([{ quoteId: quotes[1].id }]);
  }, 60_000);

  it('repeats its request for approval without asking twice', async () => {
    const budgetLineId = await house.budget('1000');
    const { rfqId } = await house.closedRfq([['100']], budgetLineId);
    const award = await house.propose(rfqId);
    const [step] = await house.submitted(award);
    const { id, number, title, version, caseId } = award;
    const subject = { workflow: 'award', id, number, title, version, caseId, round: 1 };

    const again = await house
      .get(ApprovalCommands)
      .request({ subject, amount: '100', currency: 'EUR', authorIds: [], by: house.buyer });

    expect(again.map((one) => one.id)).toEqual([step.id]);
    expect(await house.get(ApprovalQueries).ofSubject(id)).toHaveLength(1);
  }, 60_000);
});
