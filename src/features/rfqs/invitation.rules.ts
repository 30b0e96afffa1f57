import { all, any, byRole, bySystem, onceSent, type Rule } from '../../engine/workflow.js';
import type { InvitationEvent, InvitationFacts } from './invitation.facts.js';

type InvitationRule = Rule<InvitationFacts, InvitationEvent>;

const byABuyer: InvitationRule = byRole('invitation.notBuyer', 'buyer');
const byItself: InvitationRule = bySystem('invitation.happensByItself');

const byItsVendor: InvitationRule = ({ context, event }) =>
  event.by.kind === 'vendor' && event.by.id === context.id
    ? null
    : { code: 'invitation.notYours', say: 'Only the invited vendor may do this, through its own link or reply address.' };

const rfqOpen: InvitationRule = ({ event }) => {
  const { state, closesAt } = event.known.rfq;
  if (state === 'suspended') return null;
  return state === 'published' && closesAt !== null && closesAt > event.at
    ? null
    : { code: 'invitation.rfqClosed', say: 'The RFQ is closed; nothing needs to be sent any more.' };
};

const hasReason: InvitationRule = ({ event }) =>
  event.type !== 'decline' || event.reason.trim().length > 0
    ? null
    : { code: 'invitation.noReason', say: 'Say in a few words why; it helps us to ask better next time.', field: 'reason' };

const newAddress: InvitationRule = ({ context, event }) =>
  event.type !== 'readdress' ||
  event.contactEMail.toLowerCase() !== context.contactEMail.toLowerCase() ||
  context.state === 'bounced'
    ? null
    : { code: 'invitation.sameAddress', say: 'The invitation went to this address already.', field: 'contactEMail' };

const notToldYet: InvitationRule = ({ context, event }) =>
  event.type !== 'tell' || !context.letters.some(({ kind, about }) => kind === event.kind && about === event.about)
    ? null
    : { code: 'invitation.alreadyTold', say: 'The vendor has been told of this already.' };

const ofTheEnd: InvitationRule = ({ event }) =>
  event.type === 'tell' && event.kind === 'over'
    ? null
    : { code: 'invitation.notNow', say: 'This vendor takes no part any more and gets no such letter.' };

/** Who may do what to an invitation, and what must hold. One entry a guard of the machine. */
export const invitationRules = {
  sendable: byItself,
  bouncing: byItself,
  readdressable: all(byABuyer, rfqOpen, onceSent(newAddress)),
  intendable: all(byItsVendor, rfqOpen),
  declinable: all(any(byItsVendor, byABuyer), rfqOpen, onceSent(hasReason)),
  answerable: byItself,
  retractable: byItself,
  tellable: all(byItself, notToldYet),
  tellableOfEnd: all(byItself, ofTheEnd, notToldYet),
  withdrawable: byItself,
  expirable: byItself,
};
