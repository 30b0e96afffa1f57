import { isDay } from '../../calculation/calendar-days.js';
import { all, any, byRole, bySystem, onceSent, type Rule } from '../../engine/workflow.js';
import { noticeDays } from './contract.content.js';
import type { ContractEvent, ContractFacts } from './contract.facts.js';

type ContractRule = Rule<ContractFacts, ContractEvent>;

const byItself: ContractRule = bySystem('contract.byItself');

const byBuyerOrOwner: ContractRule = any(
  byRole('contract.notYours', 'buyer', 'contract_owner', 'administrator'),
  ({ context, event }) =>
    event.by.kind === 'person' && event.by.id === context.ownerId
      ? null
      : { code: 'contract.notYours', say: `Only a buyer or ${context.ownerName} may do this.` },
);

const byOwner: ContractRule = any(
  ({ context, event }) =>
    event.by.kind === 'person' && event.by.id === context.ownerId
      ? null
      : { code: 'contract.notOwner', say: `Only ${context.ownerName}, somebody of legal or an administrator may do this.` },
  byRole('contract.notOwner', 'legal', 'administrator'),
);

const daysInOrder: ContractRule = ({ event }) => {
  if (event.type !== 'edit') return null;
  if (!isDay(event.startsOn)) return { code: 'contract.noSuchDay', say: 'Choose a day that exists.', field: 'startsOn' };
  if (!isDay(event.endsOn)) return { code: 'contract.noSuchDay', say: 'Choose a day that exists.', field: 'endsOn' };
  if (event.endsOn < event.startsOn) {
    return {
      code: 'contract.endsBeforeStart',
      say: 'The contract must end on or after the day on which it starts.',
      field: 'endsOn',
    };
  }
  const { noticeOn, vendorNoticeOn } = noticeDays(event.endsOn, { ours: event.noticeDaysOurs, vendors: event.noticeDaysVendor });
  if (noticeOn !== null && noticeOn < event.startsOn) return noticeTooLong('noticeDaysOurs', noticeOn);
  return vendorNoticeOn !== null && vendorNoticeOn < event.startsOn ? noticeTooLong('noticeDaysVendor', vendorNoticeOn) : null;
};

const noticeTooLong = (field: string, on: string) => ({
  code: 'contract.noticeTooLong',
  say: `With so long a notice it would have to be given by ${on}, before the contract starts. Shorten it, or let the contract run longer.`,
  field,
});

const eachClauseOnce: ContractRule = ({ event }) => {
  if (event.type !== 'edit') return null;
  const titles = event.clauses.map(({ title }) => title.trim().toLowerCase());
  const twice = titles.findIndex((title, index) => titles.indexOf(title) !== index);
  return twice === -1
    ? null
    : {
        code: 'contract.clauseTwice',
        say: `There are two clauses with the title “${event.clauses[twice]?.title}”; join them, or name one differently.`,
        field: `clauses[${twice}].title`,
      };
};

const ownerFits: ContractRule = ({ event }) =>
  (event.type !== 'edit' && event.type !== 'assignOwner') || event.known.owner?.active
    ? null
    : { code: 'contract.unknownOwner', say: 'Choose an active person from the list as contract owner.', field: 'ownerId' };

const hasClauses: ContractRule = ({ context }) =>
  context.clauses.length > 0
    ? null
    : { code: 'contract.noClauses', say: 'A contract needs clauses; edit it and write at least one.', field: 'clauses' };

const hasContact: ContractRule = ({ context }) =>
  context.contactEMail !== ''
    ? null
    : {
        code: 'contract.noContact',
        say: `Nobody is named who signs for ${context.vendorName}; edit the contract and enter name and e-mail address.`,
        field: 'contactEMail',
      };

const thisVersion: ContractRule = ({ context, event }) =>
  event.type !== 'attachDocuments' || event.version === context.approvalRound
    ? null
    : { code: 'contract.otherVersion', say: 'These documents belong to another version of the contract.' };

const thisRound: ContractRule = ({ context, event }) =>
  (event.type !== 'approve' && event.type !== 'reject') || event.round === context.approvalRound
    ? null
    : { code: 'contract.otherRound', say: 'This approval belongs to an earlier version of the contract.' };

const documentReady: ContractRule = ({ context }) =>
  context.fileId !== null && context.sha256 !== null
    ? null
    : { code: 'contract.documentNotReady', say: 'The document is still being made. Try again in a few seconds.' };

const bySignatory: ContractRule = ({ context, event }) => {
  if (event.type !== 'sign' && event.type !== 'declineToSign') return null;
  if (event.party === 'vendor') {
    return event.by.kind === 'vendor' && event.by.id === context.vendorId
      ? null
      : {
          code: 'contract.notSignatory',
          say: `${context.vendorName} signs here, on the page that its letter leads to, and nobody of ours.`,
        };
  }
  const { id, kind, roles } = event.by;
  return kind === 'person' && (id === context.ownerId || roles.includes('legal') || roles.includes('administrator'))
    ? null
    : {
        code: 'contract.notSignatory',
        say: `For ${context.buyerName} only ${context.ownerName}, somebody of legal or an administrator may sign.`,
      };
};

const notSignedYet: ContractRule = ({ context, event }) => {
  if (event.type !== 'sign' && event.type !== 'declineToSign') return null;
  const signed = context.signatures.find(({ party }) => party === event.party);
  return signed
    ? {
        code: 'contract.signedAlready',
        say: `${signed.name} has signed for ${event.party === 'buyer' ? context.buyerName : context.vendorName} already.`,
      }
    : null;
};

const sameDocument: ContractRule = ({ context, event }) => {
  if (event.type !== 'sign') return null;
  if (event.known.documentSha256 !== context.sha256) {
    return {
      code: 'contract.documentDamaged',
      say: 'The stored document is not the one that was made for signature, so it cannot be signed. Ask the buyer for a new version.',
    };
  }
  return event.sha256 === context.sha256
    ? null
    : {
        code: 'contract.otherDocument',
        say: 'The document that you were shown is not the present one. Read the contract again; nothing was signed.',
        field: 'sha256',
      };
};

const consented: ContractRule = ({ event }) => {
  if (event.type !== 'sign') return null;
  if (event.consent === null || event.consent === '')
    return {
      code: 'contract.noConsent',
      say: 'Tick the box to say that you agree; without that nothing is signed.',
      field: 'consent',
    };
  if (event.name.trim() === '')
    return { code: 'contract.noName', say: 'Type your full name; it is your signature.', field: 'name' };
  return event.role.trim() === ''
    ? { code: 'contract.noRole', say: 'Say in which role you sign, such as “Managing director”.', field: 'role' }
    : null;
};

const withReason: ContractRule = ({ event }) =>
  'reason' in event && event.reason.trim() === ''
    ? { code: 'contract.noReason', say: 'Say why, so that everybody concerned understands.', field: 'reason' }
    : null;

const endsWithin: ContractRule = ({ context, event }) => {
  if (event.type !== 'terminate') return null;
  return isDay(event.terminatesOn) && event.terminatesOn >= context.startsOn && event.terminatesOn <= context.endsOn
    ? null
    : {
        code: 'contract.terminationDay',
        say: `Choose a last day from ${context.startsOn} to ${context.endsOn}, between the start and the end of the contract.`,
        field: 'terminatesOn',
      };
};

const certified: ContractRule = ({ context }) =>
  context.certificateFileId !== null
    ? null
    : { code: 'contract.notCertified', say: 'The record of the signatures is made first.' };

const due = (at: 'remindAt' | 'noticeAt' | 'endsAt' | 'terminatesAt'): ContractRule => {
  return ({ context, event }) => {
    const then = context[at];
    return then !== null && then <= event.at ? null : { code: 'contract.notDue', say: 'It is not time for this yet.' };
  };
};

/** Who may do what to a contract, and what must hold. One entry a guard of the machine. */
export const contractRules = {
  editable: all(byBuyerOrOwner, onceSent(daysInOrder, eachClauseOnce, ownerFits)),
  submittable: all(byBuyerOrOwner, hasClauses, hasContact),
  documented: all(byItself, onceSent(thisVersion)),
  approvable: all(byItself, onceSent(thisRound)),
  rejectable: all(byItself, onceSent(thisRound)),
  recallable: byBuyerOrOwner,
  sendable: all(byBuyerOrOwner, documentReady),
  signable: all(onceSent(bySignatory, notSignedYet, consented, sameDocument)),
  declinable: all(onceSent(bySignatory, notSignedYet, withReason)),
  revisable: all(byBuyerOrOwner, onceSent(withReason)),
  abandonable: all(any(byBuyerOrOwner, byItself), onceSent(withReason)),
  certifiable: byItself,
  assignable: all(byOwner, onceSent(ownerFits)),
  remindable: all(byItself, certified, due('remindAt')),
  noticeDue: all(byItself, certified, due('noticeAt')),
  terminable: all(byOwner, onceSent(withReason, endsWithin)),
  endingEarly: all(byItself, certified, due('terminatesAt')),
  expirable: all(byItself, certified, due('endsAt')),
};
