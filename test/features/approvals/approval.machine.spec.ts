import { Decimal } from '../../../src/calculation/money.js';
import { decide } from '../../../src/engine/decide.js';
import { opaque, SYSTEM } from '../../../src/engine/workflow.js';
import { Approval } from '../../../src/features/approvals/approval.entity.js';
import type { ApprovalEvent, ApprovalFacts, ApprovalKnown } from '../../../src/features/approvals/approval.facts.js';
import { approvalWorkflow } from '../../../src/features/approvals/approval.workflow.js';
import { person, walkMachine } from '../../support/walk.js';

const at = new Date('2027-03-01T10:00:00Z');
const ann = person('ann', 'approver');
const author = person('al', 'buyer', 'approver');
const dee = person('dee');
const known: ApprovalKnown = {
  subject: { state: 'pending_approval', version: 7, round: 2 },
  deciders: [],
  delegate: { id: 'dee', name: 'Dee', active: true },
};

const aStep = (held: Partial<ApprovalFacts> = {}): Approval =>
  Object.assign(new Approval(), {
    id: 's1',
    number: 'APR-000001',
    state: 'pending',
    version: 2,
    dueAt: null,
    title: 'AWD-000001 Hosting',
    caseId: null,
    subjectWorkflow: 'award',
    subjectId: 'a1',
    subjectNumber: 'AWD-000001',
    subjectTitle: 'Hosting',
    subjectVersion: 7,
    subjectRound: 2,
    amount: new Decimal(100),
    currency: 'EUR',
    ordinal: 1,
    steps: 2,
    role: 'approver',
    nextId: 's2',
    excludedIds: ['al'],
    deciderId: null,
    deciderName: null,
    decidedAt: null,
    delegateId: null,
    delegateName: null,
    delegatedById: null,
    delegatedByName: null,
    comment: null,
    askedText: null,
    askedById: null,
    changes: [],
    openedAt: at,
    remindAt: new Date('2027-03-04T10:00:00Z'),
    chain: Buffer.alloc(32),
    createdAt: at,
    updatedAt: at,
    ...held,
  });

const decided = (facts: ApprovalFacts, event: ApprovalEvent) => decide(opaque(approvalWorkflow), facts, event);
const approve = { type: 'approve' as const, comment: null };
const delegate = { type: 'delegate' as const, delegateId: 'dee', comment: null };

describe('a step of an approval', () => {
  it.each([
    ['approved by somebody without the role', {}, { ...approve, by: dee }, 'approval.notYours'],
    ['approved by a vendor', {}, { ...approve, by: { ...ann, kind: 'vendor' as const } }, 'approval.notYours'],
    ['approved by the system', {}, { ...approve, by: { ...ann, kind: 'system' as const } }, 'approval.notYours'],
    ['approved by an author', {}, { ...approve, by: author }, 'approval.ownWork'],
    ['approved before its turn', { state: 'waiting' }, { ...approve, by: ann }, 'approval.notNow'],
    ['approved twice', { state: 'approved' }, { ...approve, by: ann }, 'approval.notNow'],
    ['approved once it is void', { state: 'void' }, { ...approve, by: ann }, 'approval.notNow'],
    [
      'approved by the one who decided another step',
      {},
      { ...approve, by: ann, known: { ...known, deciders: ['ann'] } },
      'approval.decidedBefore',
    ],
    [
      'approved after the subject was taken back',
      {},
      { ...approve, by: ann, known: { ...known, subject: { state: 'proposed', version: 8, round: 2 } } },
      'approval.subjectChanged',
    ],
    [
      'approved in a later round of the subject',
      {},
      { ...approve, by: ann, known: { ...known, subject: { state: 'pending_approval', version: 9, round: 3 } } },
      'approval.subjectChanged',
    ],
    [
      'approved for another version of a subject that counts no rounds',
      {},
      { ...approve, by: ann, known: { ...known, subject: { state: 'pending_approval', version: 8, round: null } } },
      'approval.subjectChanged',
    ],
    [
      'approved when the subject is gone',
      {},
      { ...approve, by: ann, known: { ...known, subject: null } },
      'approval.subjectChanged',
    ],
    ['rejected without a comment', {}, { type: 'reject' as const, comment: ' ', by: ann }, 'approval.noComment'],
    ['asked about without a question', {}, { type: 'ask' as const, text: '', by: ann }, 'approval.noText'],
    [
      'answered by a stranger',
      { state: 'info_requested' },
      { type: 'answer' as const, text: 'Yes.', by: dee },
      'approval.notAuthor',
    ],
    ['delegated by its author', {}, { ...delegate, by: author }, 'approval.ownWork'],
    ['delegated by a stranger', {}, { ...delegate, by: dee }, 'approval.notYours'],
    [
      'delegated to an author',
      {},
      { ...delegate, by: ann, known: { ...known, delegate: { id: 'al', name: 'Al', active: true } } },
      'approval.delegateConflict',
    ],
    [
      'delegated to one who decided before',
      {},
      { ...delegate, by: ann, known: { ...known, deciders: ['dee'] } },
      'approval.delegateConflict',
    ],
    [
      'delegated to somebody who left',
      {},
      { ...delegate, by: ann, known: { ...known, delegate: { id: 'dee', name: 'Dee', active: false } } },
      'approval.unknownDelegate',
    ],
    [
      'delegated to oneself',
      {},
      { ...delegate, by: ann, known: { ...known, delegate: { id: 'ann', name: 'Ann', active: true } } },
      'approval.delegateSelf',
    ],
    ['delegated on by the delegate', { state: 'delegated', delegateId: 'dee' }, { ...delegate, by: dee }, 'approval.notYours'],
    ['opened by hand', { state: 'waiting' }, { type: 'open' as const, by: ann }, 'approval.byItself'],
    ['made void by hand', {}, { type: 'void' as const, comment: 'no', by: ann }, 'approval.byItself'],
    ['reminded of too early', {}, { type: 'remind' as const, by: SYSTEM }, 'approval.notDue'],
  ] satisfies [string, Partial<ApprovalFacts>, Partial<ApprovalEvent>, string][])('is not %s', (_, held, event, code) => {
    const decision = decided(aStep(held), { at, known, ...event } as ApprovalEvent);

    expect(decision).toMatchObject({ accepted: false, reasons: expect.arrayContaining([expect.objectContaining({ code })]) });
  });

  it('keeps both names when a delegate decides', () => {
    const handed = decided(aStep(), { ...delegate, at, known, by: ann });
    if (!handed.accepted) throw new Error('not delegated');
    const done = decided({ ...(handed.facts as ApprovalFacts), state: handed.state }, { ...approve, at, known, by: dee });

    expect(handed).toMatchObject({ state: 'delegated', effects: ['tellDelegate'] });
    expect(done).toMatchObject({ accepted: true, facts: { deciderId: 'dee', delegatedById: 'ann', delegateId: 'dee' } });
  });

  it('goes back to the delegate when the authors have answered', () => {
    const answered = decided(aStep({ state: 'info_requested', delegateId: 'dee' }), {
      type: 'answer',
      text: 'Yes.',
      at,
      known,
      by: author,
    });

    expect(answered).toMatchObject({ accepted: true, state: 'delegated' });
  });

  it('moves the next step with it, and the subject only after the last', () => {
    const event = { ...approve, at, known, by: ann };
    const next = approvalWorkflow.together?.approve?.(aStep(), event);
    const last = approvalWorkflow.together?.approve?.(aStep({ nextId: null }), event);

    expect(next).toMatchObject([{ workflow: 'approval', id: 's2', event: { type: 'open' } }]);
    expect(last).toMatchObject([{ workflow: 'award', id: 'a1', event: { type: 'approve', round: 2 } }]);
  });

  it('walked by random events never leaves its states and refuses with reasons', () => {
    const walked = walkMachine(
      approvalWorkflow,
      () => aStep(),
      (type, facts, pick) =>
        ({
          type,
          at: pick([at, new Date('2027-04-01T10:00:00Z')]),
          by: pick([ann, ann, author, dee, SYSTEM]),
          known: pick([known, known, { ...known, subject: null }, { ...known, deciders: ['ann'] }]),
          comment: pick(['fine', '', null]) ?? '',
          text: pick(['why?', '']),
          delegateId: 'dee',
          number: facts.number,
        }) as unknown as ApprovalEvent,
      { seldom: ['void', 'reject', 'approve'] },
    );

    expect([...walked.states].sort()).toEqual([
      'approved',
      'delegated',
      'info_requested',
      'pending',
      'rejected',
      'void',
      'waiting',
    ]);
  });
});
