import { decide, eventsOf } from '../../../src/engine/decide.js';
import { opaque, SYSTEM, type Actor } from '../../../src/engine/workflow.js';
import { deadlinesOf } from '../../../src/features/contracts/contract-deadlines.js';
import { consentText, noticeDays, priced, signatureOf, usualEnd } from '../../../src/features/contracts/contract.content.js';
import type { ContractEvent, ContractFacts, ContractKnown } from '../../../src/features/contracts/contract.facts.js';
import { asksSignatureOf, contractLinks, isShownToVendor } from '../../../src/features/contracts/contract.views.js';
import { contractWorkflow } from '../../../src/features/contracts/contract.workflow.js';
import {
  aContract,
  aSentContract,
  aSigning,
  askedLines,
  at,
  buyer,
  knownOf,
  legal,
  owner,
  sha256,
  stranger,
  vendor,
} from './contract-examples.js';

type Bare = ContractEvent extends infer Event
  ? Event extends ContractEvent
    ? Omit<Event, 'at' | 'by' | 'known' | 'asking'>
    : never
  : never;

const ask = (
  contract: ContractFacts,
  event: Bare,
  by: Actor,
  { now = at, known = {} }: { now?: Date; known?: Partial<ContractKnown> } = {},
) => decide(opaque(contractWorkflow), contract, { ...event, at: now, by, known: knownOf(contract, known) });

const factsAfter = (...asked: Parameters<typeof ask>): ContractFacts => {
  const decision = ask(...asked);
  if (!decision.accepted) throw new Error(decision.reasons.map(({ code }) => code).join(', '));
  return { ...(decision.facts as unknown as ContractFacts), state: decision.state, dueAt: decision.dueAt };
};

const anEdit = (differing: Partial<Extract<ContractEvent, { type: 'edit' }>> = {}) => {
  const { title, contactName, contactEMail, startsOn, endsOn, noticeDaysOurs, noticeDaysVendor, ownerId, clauses } = aContract();
  return {
    type: 'edit' as const,
    title,
    contactName,
    contactEMail,
    startsOn,
    endsOn,
    noticeDaysOurs,
    noticeDaysVendor,
    ownerId,
    clauses,
    ...differing,
  };
};

const vendorSigned = (): ContractFacts =>
  aSentContract({ state: 'partially_signed', signatures: [signatureOf(aSigning('vendor'), { at, by: vendor }, 1)] });

const anActiveContract = (differing: Partial<ContractFacts> = {}): ContractFacts => {
  const signatures = [...vendorSigned().signatures, signatureOf(aSigning('buyer'), { at, by: owner }, 1)];
  const contract = aSentContract({
    state: 'active',
    signatures,
    activatedAt: at,
    certificateFileId: '0198d000-0000-7000-8000-000000000003',
    ...differing,
  });
  return { ...contract, ...deadlinesOf(contract), ...differing };
};

describe('a contract', () => {
  it.each([
    ['edited by a stranger', aContract(), anEdit(), stranger, 'contract.notYours'],
    ['edited to end before it starts', aContract(), anEdit({ endsOn: '2026-12-31' }), buyer, 'contract.endsBeforeStart'],
    ['edited to a day that does not exist', aContract(), anEdit({ endsOn: '2027-02-30' }), buyer, 'contract.noSuchDay'],
    ['edited to a notice before its start', aContract(), anEdit({ noticeDaysOurs: 800 }), buyer, 'contract.noticeTooLong'],
    [
      'edited to the vendor’s notice before its start',
      aContract(),
      anEdit({ noticeDaysVendor: 800 }),
      buyer,
      'contract.noticeTooLong',
    ],
    [
      'edited to two clauses of one title',
      aContract(),
      anEdit({
        clauses: [
          { title: 'Term', text: 'a' },
          { title: ' term', text: 'b' },
        ],
      }),
      buyer,
      'contract.clauseTwice',
    ],
    ['submitted without clauses', aContract({ clauses: [] }), { type: 'submit' }, buyer, 'contract.noClauses'],
    [
      'submitted without a signatory of the vendor',
      aContract({ contactEMail: '' }),
      { type: 'submit' },
      buyer,
      'contract.noContact',
    ],
    ['submitted by a stranger', aContract(), { type: 'submit' }, stranger, 'contract.notYours'],
    ['edited once it was submitted', aContract({ state: 'pending_approval' }), anEdit(), buyer, 'contract.notNow'],
    ['edited once it was sent', aSentContract(), anEdit(), buyer, 'contract.notNow'],
    [
      'approved by hand',
      aContract({ state: 'pending_approval' }),
      { type: 'approve', round: 0, comment: null },
      legal,
      'contract.byItself',
    ],
    [
      'approved for an earlier version',
      aContract({ state: 'pending_approval', approvalRound: 2 }),
      { type: 'approve', round: 1, comment: null },
      SYSTEM,
      'contract.otherRound',
    ],
    [
      'given the documents of another version',
      aContract({ state: 'pending_approval', approvalRound: 2 }),
      { type: 'attachDocuments', version: 1, fileId: 'f', docxFileId: 'd', sha256 },
      SYSTEM,
      'contract.otherVersion',
    ],
    ['sent before its document is made', aContract({ state: 'approved' }), { type: 'send' }, buyer, 'contract.documentNotReady'],
    ['sent by a stranger', aSentContract({ state: 'approved' }), { type: 'send' }, stranger, 'contract.notYours'],
    ['signed before it was sent', aSentContract({ state: 'approved' }), aSigning('buyer'), owner, 'contract.notNow'],
    ['signed for us by a buyer', aSentContract(), aSigning('buyer'), buyer, 'contract.notSignatory'],
    ['signed for us by the vendor', aSentContract(), aSigning('buyer'), vendor, 'contract.notSignatory'],
    ['signed for the vendor by us', aSentContract(), aSigning('vendor'), legal, 'contract.notSignatory'],
    ['signed by another vendor', aSentContract(), aSigning('vendor'), { ...vendor, id: 'someone-else' }, 'contract.notSignatory'],
    ['signed twice by one side', vendorSigned(), aSigning('vendor'), vendor, 'contract.signedAlready'],
    ['signed without consent', aSentContract(), aSigning('buyer', { consent: null }), owner, 'contract.noConsent'],
    ['signed without a name', aSentContract(), aSigning('buyer', { name: ' ' }), owner, 'contract.noName'],
    ['signed without a role', aSentContract(), aSigning('buyer', { role: '' }), owner, 'contract.noRole'],
    [
      'signed for a document that was not shown',
      aSentContract(),
      aSigning('buyer', { sha256: 'b'.repeat(64) }),
      owner,
      'contract.otherDocument',
    ],
    [
      'declined without a reason',
      aSentContract(),
      { type: 'declineToSign', party: 'vendor', reason: ' ' },
      vendor,
      'contract.noReason',
    ],
    [
      'declined by whoever has signed',
      vendorSigned(),
      { type: 'declineToSign', party: 'vendor', reason: 'late' },
      vendor,
      'contract.signedAlready',
    ],
    ['revised by the vendor', aSentContract(), { type: 'revise', reason: 'x' }, vendor, 'contract.notYours'],
    ['revised without a reason', aSentContract(), { type: 'revise', reason: '' }, buyer, 'contract.noReason'],
    ['revised once it is in force', anActiveContract(), { type: 'revise', reason: 'x' }, buyer, 'contract.notNow'],
    ['given up by a stranger', aContract(), { type: 'abandon', reason: 'x' }, stranger, 'contract.notYours'],
    ['given up once it is in force', anActiveContract(), { type: 'abandon', reason: 'x' }, owner, 'contract.notNow'],
    [
      'terminated by a buyer',
      anActiveContract(),
      { type: 'terminate', reason: 'x', terminatesOn: '2028-01-31' },
      buyer,
      'contract.notOwner',
    ],
    [
      'terminated without a reason',
      anActiveContract(),
      { type: 'terminate', reason: '', terminatesOn: '2028-01-31' },
      owner,
      'contract.noReason',
    ],
    [
      'terminated before it starts',
      anActiveContract(),
      { type: 'terminate', reason: 'x', terminatesOn: '2026-12-31' },
      owner,
      'contract.terminationDay',
    ],
    [
      'terminated after its end',
      anActiveContract(),
      { type: 'terminate', reason: 'x', terminatesOn: '2029-01-01' },
      owner,
      'contract.terminationDay',
    ],
    ['reminded of by hand', anActiveContract(), { type: 'remind' }, owner, 'contract.byItself'],
    ['reminded of too early', anActiveContract(), { type: 'remind' }, SYSTEM, 'contract.notDue'],
    ['expired too early', anActiveContract(), { type: 'expire' }, SYSTEM, 'contract.notDue'],
    [
      'moved by a deadline before its record of signatures',
      anActiveContract({ certificateFileId: null }),
      { type: 'expire' },
      SYSTEM,
      'contract.notCertified',
    ],
  ] satisfies [string, ContractFacts, Bare, Actor, string][])('is not %s', (_, contract, event, by, code) => {
    expect(ask(contract, event, by)).toMatchObject({ accepted: false, reasons: [{ code }] });
  });

  it('is not signed when the stored file is not the one that was made', () => {
    expect(ask(aSentContract(), aSigning('buyer'), owner, { known: { documentSha256: 'c'.repeat(64) } })).toMatchObject({
      accepted: false,
      reasons: [{ code: 'contract.documentDamaged' }],
    });
  });

  it('is not given to somebody who has left', () => {
    const known = { owner: { id: 'x', name: 'Gone', active: false } };
    expect(ask(aContract(), anEdit(), buyer, { known })).toMatchObject({ reasons: [{ code: 'contract.unknownOwner' }] });
    expect(ask(anActiveContract(), { type: 'assignOwner', ownerId: 'x' }, legal, { known: { owner: null } })).toMatchObject({
      reasons: [{ code: 'contract.unknownOwner' }],
    });
  });

  it('counts everybody who edits or submits it as an author, so that they cannot approve it', () => {
    const edited = factsAfter(aContract(), anEdit({ noticeDaysOurs: 30 }), owner);
    const submitted = factsAfter(edited, { type: 'submit' }, { ...buyer, id: 'another' });

    expect(submitted.authorIds).toEqual([buyer.id, owner.id, 'another']);
    expect(submitted).toMatchObject({ state: 'pending_approval', approvalRound: 1, submittedAt: at, noticeOn: '2028-12-01' });
  });

  it.each([
    ['vendor', 'buyer'],
    ['buyer', 'vendor'],
  ] as const)('is in force when both have signed, the %s first', (first, second) => {
    const actors = { buyer: owner, vendor };
    const half = factsAfter(aSentContract(), aSigning(first), actors[first]);
    const whole = factsAfter(half, aSigning(second), actors[second]);

    expect(half).toMatchObject({ state: 'partially_signed', activatedAt: null });
    expect(whole).toMatchObject({ state: 'active', activatedAt: at });
    expect(whole.signatures.map(({ party, at: signedAt, sha256: hash }) => [party, signedAt, hash])).toEqual([
      [first, at.toISOString(), sha256],
      [second, at.toISOString(), sha256],
    ]);
    expect(whole.dueAt).toEqual(whole.remindAt);
  });

  it('gets a new version by a revision, which voids the signatures on the one before', () => {
    const revised = factsAfter(vendorSigned(), { type: 'revise', reason: 'The start moves.' }, buyer);
    const again = factsAfter(revised, { type: 'submit' }, buyer);

    expect(revised).toMatchObject({
      state: 'draft',
      signatures: [],
      voidedSignatures: [{ party: 'vendor', documentVersion: 1 }],
    });
    expect(again).toMatchObject({ approvalRound: 2, fileId: null, sha256: null, earlierFileIds: [vendorSigned().fileId] });
  });

  it('keeps every version’s files', () => {
    const first = { type: 'attachDocuments' as const, version: 1, fileId: 'f1', docxFileId: 'd1', sha256 };
    const submitted = factsAfter(factsAfter(aContract(), { type: 'submit' }, buyer), first, SYSTEM);
    const back = factsAfter(submitted, { type: 'reject', round: 1, comment: 'Shorter.' }, SYSTEM);
    const again = factsAfter(factsAfter(back, { type: 'submit' }, buyer), { ...first, version: 2, fileId: 'f2' }, SYSTEM);

    expect(again.documents.map(({ version, fileId }) => [version, fileId])).toEqual([
      [1, 'f1'],
      [2, 'f2'],
    ]);
    expect(again).toMatchObject({ fileId: 'f2', earlierFileIds: ['f1'] });
  });

  it('ends when the last day of a notice is over, not before', () => {
    const terminatesAt = new Date('2027-06-30T23:00:00Z');
    const noticed = factsAfter(
      anActiveContract(),
      { type: 'terminate', reason: 'No need any more.', terminatesOn: '2027-06-30' },
      owner,
      { known: { terminatesAt } },
    );

    expect(noticed).toMatchObject({ state: 'notice_window', terminatesOn: '2027-06-30', dueAt: terminatesAt });
    expect(ask(noticed, { type: 'endEarly' }, SYSTEM, { now: new Date('2027-06-30T22:59:59Z') })).toMatchObject({
      reasons: [{ code: 'contract.notDue' }],
    });
    expect(ask(noticed, { type: 'endEarly' }, SYSTEM, { now: terminatesAt })).toMatchObject({
      accepted: true,
      state: 'terminated',
    });
  });

  it('is remembered before its notice day, enters the notice window on it, and runs out after its last day', () => {
    const contract = anActiveContract();
    const reminded = factsAfter(contract, { type: 'remind' }, SYSTEM, { now: contract.remindAt ?? at });
    const inWindow = factsAfter(reminded, { type: 'enterNotice' }, SYSTEM, { now: reminded.dueAt ?? at });
    const over = factsAfter(inWindow, { type: 'expire' }, SYSTEM, { now: inWindow.dueAt ?? at });

    expect([contract.remindAt, reminded.dueAt, inWindow.dueAt]).toEqual([
      new Date('2028-09-01T23:00:00Z'),
      new Date('2028-10-01T23:00:00Z'),
      new Date('2029-01-01T00:00:00Z'),
    ]);
    expect([reminded.state, inWindow.state, over.state]).toEqual(['active', 'notice_window', 'expired']);
  });

  it('never leaves its declared states, and every refusal has a code, whatever is sent to it', () => {
    const random = seeded(20261122);
    const actors = [buyer, owner, legal, stranger, vendor, SYSTEM];
    // Each event with somebody who may send it where the state allows it: they send it more often than others do.
    const events: [(contract: ContractFacts) => Bare, Actor][] = [
      [() => anEdit(), buyer],
      [() => ({ type: 'submit' }), buyer],
      [
        ({ approvalRound }) => ({ type: 'attachDocuments', version: approvalRound, fileId: 'f', docxFileId: 'd', sha256 }),
        SYSTEM,
      ],
      [({ approvalRound }) => ({ type: 'approve', round: approvalRound, comment: null }), SYSTEM],
      [({ approvalRound }) => ({ type: 'reject', round: approvalRound, comment: 'no' }), SYSTEM],
      [() => ({ type: 'recall' }), owner],
      [() => ({ type: 'send' }), buyer],
      [() => aSigning('vendor'), vendor],
      [() => aSigning('buyer'), owner],
      [() => ({ type: 'declineToSign', party: 'vendor', reason: 'no' }), vendor],
      [() => ({ type: 'revise', reason: 'again' }), buyer],
      [() => ({ type: 'abandon', reason: random() < 0.01 ? 'enough' : '' }), buyer],
      [() => ({ type: 'attachCertificate', fileId: 'c' }), SYSTEM],
      [() => ({ type: 'assignOwner', ownerId: owner.id }), legal],
      [() => ({ type: 'remind' }), SYSTEM],
      [() => ({ type: 'enterNotice' }), SYSTEM],
      [() => ({ type: 'terminate', reason: 'no need', terminatesOn: '2027-12-31' }), owner],
      [() => ({ type: 'endEarly' }), SYSTEM],
      [() => ({ type: 'expire' }), SYSTEM],
    ];
    const declared = Object.keys(contractWorkflow.machine.states);
    const reached = new Set<string>();
    const faults: string[] = [];
    for (let walk = 0; walk < 60; walk++) {
      let contract = aContract();
      for (let step = 0; step < 200 && eventsOf(contractWorkflow.machine, contract.state).length > 0; step++) {
        const [make, fitting] = pick(events, random);
        const event = make(contract);
        const later = new Date(at.getTime() + (random() < 0.3 ? 1e11 : 0));
        const decision = ask(contract, event, random() < 0.7 ? fitting : pick(actors, random), { now: later });
        if (!decision.accepted) {
          const bare =
            decision.reasons.length === 0 ||
            decision.reasons.some(({ code, say }) => !/^contract\.\w+$/.test(code) || say === '');
          if (bare) faults.push(`${contract.state} refuses ${event.type} without a reason`);
          continue;
        }
        contract = { ...(decision.facts as unknown as ContractFacts), state: decision.state, dueAt: decision.dueAt };
        reached.add(contract.state);
        const { signatures, activatedAt } = contract;
        if (signatures.length > 2 || (activatedAt !== null && signatures.length !== 2))
          faults.push(`${contract.state} with ${signatures.length} signatures`);
        if (signatures.some((signature) => signature.sha256 !== contract.sha256))
          faults.push(`${contract.state} keeps signatures on another document`);
      }
    }
    expect(faults).toEqual([]);
    expect([...reached].sort()).toEqual([...declared].sort());
  });
});

describe('a contract’s days', () => {
  it.each([
    ['2028-12-31', 90, '2028-10-02', 'ninety days before the year’s end is a Monday'],
    ['2027-12-31', 30, '2027-12-01', 'thirty days'],
    ['2027-03-31', 30, '2027-03-01', 'at the end of a month'],
    ['2028-02-29', 29, '2028-01-31', 'at the end of a leap February'],
    ['2027-02-28', 28, '2027-01-29', 'the 31st is a Sunday: the Friday before'],
    ['2027-05-31', 1, '2027-05-28', 'the 30th is a Sunday: the Friday before'],
  ])('ending on %s with %i days’ notice ask for notice on %s (%s)', (endsOn, ours, on) => {
    expect(noticeDays(endsOn, { ours, vendors: 0 })).toEqual({ noticeOn: on, vendorNoticeOn: null });
  });

  it.each([
    ['2027-01-31', 1, '2027-02-27'],
    ['2027-01-01', 12, '2027-12-31'],
    ['2028-02-29', 12, '2029-02-27'],
    ['2027-03-15', null, '2028-03-14'],
  ])('starting on %s for %s months end on %s', (startsOn, termMonths, endsOn) => {
    expect(usualEnd(startsOn, [{ termMonths }])).toBe(endsOn);
  });

  it('begin at the start of the day in the contract’s zone, also where clocks were changed in between', () => {
    const { remindAt, noticeAt, endsAt } = deadlinesOf({ zone: 'Europe/Berlin', noticeOn: '2027-04-01', endsOn: '2027-10-31' });

    expect([remindAt, noticeAt, endsAt]).toEqual([
      new Date('2027-03-01T23:00:00Z'),
      new Date('2027-03-31T22:00:00Z'),
      new Date('2027-10-31T23:00:00Z'),
    ]);
  });

  it('have no notice day without notice', () => {
    expect(deadlinesOf({ zone: 'UTC', noticeOn: null, endsOn: '2027-10-31' })).toMatchObject({ remindAt: null, noticeAt: null });
  });
});

describe('a contract’s price', () => {
  it('is the sum of its lines over their terms, each rounded to the currency', () => {
    const { lines, amount } = priced([...askedLines, { ...askedLines[2], lineId: 'line4', unitPrice: '0.125' }], 'EUR');

    expect(lines.map((line) => line.amount)).toEqual(['181920', '131250', '18400', '0.13']);
    expect(amount.toFixed()).toBe('331570.13');
  });
});

describe('a contract’s page', () => {
  it('offers signing to those who may, while our signature is missing', () => {
    const cases: [ContractFacts, Actor, boolean][] = [
      [aSentContract(), owner, true],
      [aSentContract(), legal, true],
      [vendorSigned(), owner, true],
      [aSentContract(), buyer, false],
      [aContract(), owner, false],
      [anActiveContract(), owner, false],
    ];
    for (const [contract, by, asked] of cases) {
      expect(asksSignatureOf(contract, by)).toBe(asked);
      expect(contractLinks(contract, by).some(({ primary }) => primary ?? false)).toBe(asked);
    }
  });

  it('shows the vendor nothing that was not sent', () => {
    expect(
      ['draft', 'pending_approval', 'approved', 'terminated'].map((state) => isShownToVendor({ state, activatedAt: null })),
    ).toEqual([false, false, false, false]);
    expect(['sent_for_signature', 'declined'].every((state) => isShownToVendor({ state, activatedAt: null }))).toBe(true);
    expect(isShownToVendor({ state: 'terminated', activatedAt: at })).toBe(true);
  });

  it('asks for consent to this very document', () => {
    const text = consentText(aSentContract(), 'vendor');

    for (const said of ['CON-000017', 'version 1', sha256, 'Łódź Cloud Sp. z o.o.', 'authorised to bind'])
      expect(text).toContain(said);
  });
});

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const pick = <One>(list: readonly One[], random: () => number): One => list[Math.floor(random() * list.length)];
