import { all, byRole, bySystem, onceSent, type Rule } from '../../engine/workflow.js';
import type { VendorEvent, VendorFacts } from './vendor.facts.js';

type VendorRule = Rule<VendorFacts, VendorEvent>;

const byABuyer: VendorRule = byRole('vendor.notBuyer', 'buyer', 'administrator');

const reachable: VendorRule = ({ context }) =>
  context.contacts.length > 0
    ? null
    : { code: 'vendor.noContact', say: 'Add a contact with an e-mail address first: RFQs are sent there.', field: 'contacts' };

const classified: VendorRule = ({ context }) =>
  context.categories.length > 0
    ? null
    : { code: 'vendor.noCategory', say: 'Choose at least one category that this vendor works in.', field: 'categories' };

const eachContactOnce: VendorRule = ({ event }) => {
  if (event.type !== 'edit') return null;
  const addresses = event.contacts.map(({ eMail }) => eMail.toLowerCase());
  const twice = addresses.find((address, index) => addresses.indexOf(address) !== index);
  return twice === undefined
    ? null
    : { code: 'vendor.contactTwice', say: `${twice} is listed twice; keep one contact per address.`, field: 'contacts' };
};

const holdEndsLater: VendorRule = ({ event }) =>
  event.type === 'hold' && event.until !== null && event.until <= event.at
    ? {
        code: 'vendor.holdInThePast',
        say: 'The hold must end in the future; leave the time empty for a hold without end.',
        field: 'until',
      }
    : null;

/** Who may do what to a vendor, and what must hold. One entry a guard of the machine. */
export const vendorRules = {
  editable: all(byABuyer, onceSent(eachContactOnce)),
  registrable: all(byABuyer, reachable),
  approvable: all(byABuyer, reachable, classified),
  holdable: all(byABuyer, onceSent(holdEndsLater)),
  changeable: byABuyer,
  endingItsHold: bySystem<VendorFacts, VendorEvent>('vendor.holdEndsByItself'),
};
