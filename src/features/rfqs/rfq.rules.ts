import { all, byRole, bySystem, onceSent, type Rule } from '../../engine/workflow.js';
import { amended, changesBetween, isPrice, weightOf } from './rfq-content.facts.js';
import type { RfqCriterion, RfqEvent, RfqFacts } from './rfq.facts.js';

type RfqRule = Rule<RfqFacts, RfqEvent>;

const byABuyer: RfqRule = byRole('rfq.notBuyer', 'buyer');
const byItself: RfqRule = bySystem('rfq.happensByItself');

const hasLines: RfqRule = ({ context }) =>
  context.lines.length > 0
    ? null
    : { code: 'rfq.noLines', say: 'Add at least one line: what is asked for, how much of it, and for how long.', field: 'lines' };

const hasDeadline: RfqRule = ({ context, event }) => {
  if (context.closesAt === null)
    return { code: 'rfq.noDeadline', say: 'Say until when quotes may come, with the time zone.', field: 'closesAt' };
  return context.closesAt > event.at
    ? null
    : { code: 'rfq.deadlinePassed', say: 'The deadline for quotes must lie in the future; edit it first.', field: 'closesAt' };
};

const deadlinesInOrder: RfqRule = ({ context }) => {
  const { closesAt, questionsUntil, remindAt } = context;
  if (closesAt && questionsUntil && questionsUntil > closesAt) {
    return {
      code: 'rfq.questionsAfterClose',
      say: 'Questions cannot be asked after the deadline for quotes; choose an earlier time.',
      field: 'questionsUntil',
    };
  }
  if (closesAt && remindAt && remindAt >= closesAt) {
    return { code: 'rfq.reminderAfterClose', say: 'The reminder must go out before the deadline for quotes.', field: 'remindAt' };
  }
  return null;
};

const enoughVendors: RfqRule = ({ context }) =>
  context.vendorIds.length >= Math.max(1, context.minVendors)
    ? null
    : {
        code: 'rfq.tooFewVendors',
        say: `Invite at least ${Math.max(1, context.minVendors)} vendors (${context.vendorIds.length} chosen), or lower the minimum.`,
        field: 'vendorIds',
      };

const mayBeInvited = (vendorIds: readonly string[], event: RfqEvent, field: string) => {
  for (const id of vendorIds) {
    const vendor = event.known.vendors.find((known) => known.id === id);
    if (!vendor)
      return { code: 'rfq.unknownVendor', say: 'One of the chosen vendors does not exist any more; choose again.', field };
    if (vendor.state !== 'approved') {
      const state = vendor.state.replaceAll('_', ' ');
      return { code: 'rfq.vendorNotApproved', say: `${vendor.name} is ${state}; only approved vendors are invited.`, field };
    }
    if (!vendor.reachable)
      return {
        code: 'rfq.vendorUnreachable',
        say: `${vendor.name} has no contact with an e-mail address; add one first.`,
        field,
      };
  }
  return null;
};

const vendorsApproved: RfqRule = ({ context, event }) => mayBeInvited(context.vendorIds, event, 'vendorIds');

const lotsExist: RfqRule = ({ context, event }) => {
  const { lots, lines } = event.type === 'amend' ? amended(context, event) : context;
  const stray = lines.find(({ lot }) => lot !== null && !lots.some(({ id }) => id === lot));
  return stray
    ? {
        code: 'rfq.unknownLot',
        say: `Line ${stray.position} names the lot “${stray.lot}”, which is not in the list of lots.`,
        field: 'lines',
      }
    : null;
};

const shareOut = (criteria: readonly RfqCriterion[], kind: RfqFacts['kind']): ReturnType<RfqRule> => {
  const sum = weightOf(criteria);
  const written = criteria.map(({ name, weight }) => `${name} ${weight} %`).join(', ');
  if (!sum.eq(100)) {
    const say = `The weights must make 100 % together, the price among them; now they make ${sum.toFixed()} % (${written}).`;
    return { code: 'rfq.weights', say, field: 'criteria' };
  }
  if (kind === 'RFI' || criteria.some((one) => isPrice(one) && Number(one.weight) > 0)) return null;
  return {
    code: 'rfq.noPriceWeight',
    say: `The price has no weight: ${written} make 100 % already. Leave some of it to the price.`,
    field: 'criteria',
  };
};

const weightsShared: RfqRule = ({ context, event }) => {
  if (event.type === 'amend') return shareOut(amended(context, event).criteria, context.kind);
  return shareOut(context.criteria, context.kind);
};

const quantitiesPositive: RfqRule = ({ event }) => {
  if (event.type !== 'edit' && event.type !== 'amend') return null;
  const index = event.lines.findIndex(({ quantity }) => !/[1-9]/.test(quantity) || quantity.startsWith('-'));
  return index < 0
    ? null
    : { code: 'rfq.noQuantity', say: `Line ${index + 1} needs a quantity above zero.`, field: `lines[${index}].quantity` };
};

const isZone: RfqRule = ({ event }) => {
  if (event.type !== 'edit') return null;
  try {
    new Intl.DateTimeFormat('en', { timeZone: event.zone });
    return null;
  } catch {
    return { code: 'rfq.unknownZone', say: 'Name the time zone of the deadlines, such as Europe/Berlin or UTC.', field: 'zone' };
  }
};

const amendsSomething: RfqRule = ({ context, event }) => {
  if (event.type !== 'amend') return null;
  const after = amended(context, event);
  return changesBetween(context, after).length > 0 || after.vendorIds.length > context.vendorIds.length
    ? null
    : { code: 'rfq.nothingChanged', say: 'Nothing would change for the vendors; change something, or leave the RFQ as it is.' };
};

const addedVendorsApproved: RfqRule = ({ event }) =>
  event.type === 'amend' ? mayBeInvited(event.addVendorIds, event, 'addVendorIds') : null;

const leavesLines: RfqRule = ({ event }) =>
  event.type !== 'amend' || event.lines.length > 0
    ? null
    : { code: 'rfq.noLines', say: 'An RFQ needs at least one line.', field: 'lines' };

const notShortened: RfqRule = ({ context, event }) => {
  if (event.type !== 'amend' && event.type !== 'extend') return null;
  if (event.closesAt === null || context.closesAt === null) return null;
  return event.closesAt >= context.closesAt
    ? null
    : { code: 'rfq.deadlineShortened', say: 'The deadline may only move later: vendors rely on it.', field: 'closesAt' };
};

const laterDeadline: RfqRule = ({ context, event }) => {
  if (event.type !== 'extend') return null;
  if (event.closesAt <= event.at)
    return { code: 'rfq.deadlinePassed', say: 'The new deadline must lie in the future.', field: 'closesAt' };
  return context.closesAt === null || event.closesAt > context.closesAt
    ? null
    : { code: 'rfq.notExtended', say: 'The new deadline must be later than the present one.', field: 'closesAt' };
};

const questionsBeforeClose: RfqRule = ({ context, event }) => {
  if (event.type !== 'amend' && event.type !== 'extend') return null;
  const closesAt = event.closesAt ?? context.closesAt;
  return closesAt && event.questionsUntil && event.questionsUntil > closesAt
    ? {
        code: 'rfq.questionsAfterClose',
        say: 'Questions cannot be asked after the deadline for quotes.',
        field: 'questionsUntil',
      }
    : null;
};

const stillOpen: RfqRule = ({ context, event }) =>
  context.state !== 'published' || (context.closesAt !== null && context.closesAt > event.at)
    ? null
    : { code: 'rfq.deadlinePassed', say: 'The deadline has passed; the RFQ is closing.' };

const resumesInTime: RfqRule = ({ context, event }) => {
  const closesAt = (event.type === 'resume' ? event.closesAt : null) ?? context.closesAt;
  if (closesAt !== null && closesAt > event.at) return null;
  return {
    code: 'rfq.deadlinePassed',
    say: 'The deadline passed while the RFQ was suspended; give a new one.',
    field: 'closesAt',
  };
};

const dueNow: RfqRule = ({ context, event }) =>
  context.closesAt !== null && context.closesAt <= event.at
    ? null
    : { code: 'rfq.notDue', say: 'The RFQ closes at its deadline, not before.' };

const beforeClose: RfqRule = ({ context, event }) =>
  context.closesAt !== null && context.closesAt > event.at
    ? null
    : { code: 'rfq.deadlinePassed', say: 'It is too late for a reminder.' };

const newerDocument: RfqRule = ({ context, event }) =>
  event.type !== 'attachDocument' || (event.revision <= context.revision && event.revision > (context.documentRevision ?? 0))
    ? null
    : { code: 'rfq.documentKnown', say: 'This revision has its document already.' };

const othersPending: RfqRule = ({ context }) =>
  context.pendingAwards > 1 ? null : { code: 'rfq.lastAward', say: 'No other award waits for approval.' };

const partOnly: RfqRule = ({ event }) =>
  event.type === 'award' && event.partly ? null : { code: 'rfq.wholeAward', say: 'This award covers all that was left.' };

const partAwarded: RfqRule = ({ context }) =>
  context.awardedPartly ? null : { code: 'rfq.nothingAwarded', say: 'Nothing of this RFQ has been awarded yet.' };

/** Who may do what to an RFQ, and what must hold. One entry a guard of the machine. */
export const rfqRules = {
  editable: all(byABuyer, onceSent(isZone, quantitiesPositive)),
  publishable: all(byABuyer, hasLines, lotsExist, weightsShared, hasDeadline, deadlinesInOrder, enoughVendors, vendorsApproved),
  amendable: all(
    byABuyer,
    stillOpen,
    onceSent(
      leavesLines,
      quantitiesPositive,
      lotsExist,
      weightsShared,
      notShortened,
      questionsBeforeClose,
      addedVendorsApproved,
      amendsSomething,
    ),
  ),
  extendable: all(byABuyer, stillOpen, onceSent(laterDeadline, questionsBeforeClose)),
  suspendable: all(byABuyer, stillOpen),
  resumable: all(byABuyer, onceSent(resumesInTime)),
  cancellable: byABuyer,
  declarable: byABuyer,
  documentable: all(byItself, newerDocument),
  remindable: all(byItself, beforeClose),
  reminderMissed: byItself,
  closable: all(byItself, dueNow),
  negotiable: byItself,
  proposable: byItself,
  awardedAmongOthers: all(byItself, othersPending),
  awardedInPart: all(byItself, partOnly),
  awardable: byItself,
  returnedAmongOthers: all(byItself, othersPending),
  returnedInPart: all(byItself, partAwarded),
  returnable: byItself,
};
