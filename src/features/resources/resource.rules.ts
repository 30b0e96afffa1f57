import { Decimal, decimal, formatNumber, formatPercent } from '../../calculation/money.js';
import { all, any, byRole, bySystem, onceSent, type Rule } from '../../engine/workflow.js';
import type { MonthlyQuantity, Reservation, ResourceEvent, ResourceFacts } from './resource.facts.js';

type ResourceRule = Rule<ResourceFacts, ResourceEvent>;

/** Whether a claim takes capacity away. */
export const holds = ({ state }: Reservation): boolean => state === 'reserved' || state === 'confirmed';

/** Quantities added up by month. */
export function byMonth(quantities: readonly MonthlyQuantity[]): Map<string, Decimal> {
  const totals = new Map<string, Decimal>();
  for (const { month, quantity } of quantities) totals.set(month, (totals.get(month) ?? new Decimal(0)).plus(quantity));
  return totals;
}

/** The months in which more than the threshold is in use, in a sentence; null where none is. */
export function warningOf(
  capacity: readonly MonthlyQuantity[],
  reservations: readonly Reservation[],
  thresholdShare: Decimal,
): string | null {
  const usable = byMonth(capacity);
  const full = [...byMonth(reservations.filter(holds))]
    .map(([month, used]) => ({ month, share: usable.get(month)?.gt(0) ? used.div(usable.get(month) ?? 1) : new Decimal(0) }))
    .filter(({ share }) => share.gt(thresholdShare))
    .sort((one, other) => (one.month < other.month ? -1 : 1));
  const months = full.map(({ month, share }) => `${month} (${formatPercent(share)})`).join(', ');
  return full.length === 0 ? null : `In use above the threshold of ${formatPercent(thresholdShare)}: ${months}.`;
}

const byItsOwner: ResourceRule = ({ context, event }) =>
  event.by.id === context.ownerId
    ? null
    : { code: 'resource.notYours', say: `Only ${context.ownerName}, who owns this resource, may do this.` };

const byAdministrator: ResourceRule = byRole('resource.notYours', 'administrator');

const byItself: ResourceRule = bySystem('resource.byItself');

const monthsListedOnce: ResourceRule = ({ event }) => {
  if (event.type !== 'edit') return null;
  const months = event.capacity.map(({ month }) => month);
  const twice = months.find((month, index) => months.indexOf(month) !== index);
  return twice === undefined
    ? null
    : { code: 'resource.monthTwice', say: `${twice} is listed twice; keep one line for it.`, field: 'capacity' };
};

const reservationsKept: ResourceRule = ({ context, event }) => {
  if (event.type !== 'edit') return null;
  const usable = byMonth(event.capacity);
  for (const [month, used] of byMonth(context.reservations.filter(holds))) {
    if (used.lte(usable.get(month) ?? 0)) continue;
    return {
      code: 'resource.reservedMore',
      say: `${formatNumber(used)} ${context.unit} are reserved in ${month}; keep at least that much capacity or refuse a reservation first.`,
      field: 'capacity',
    };
  }
  return null;
};

const roomToReserve: ResourceRule = ({ context, event }) => {
  if (event.type !== 'reserve') return null;
  const usable = byMonth(context.capacity);
  const used = byMonth(context.reservations.filter(holds));
  for (const [month, asked] of byMonth(event.months)) {
    const free = decimal(usable.get(month) ?? '0').minus(used.get(month) ?? 0);
    if (asked.lte(free)) continue;
    return {
      code: 'resource.noCapacity',
      say: `${context.title} has ${formatNumber(free)} ${context.unit} free in ${month}, less than the ${formatNumber(asked)} asked for.`,
      field: 'months',
    };
  }
  return null;
};

const somethingAsked: ResourceRule = ({ event }) =>
  event.type === 'reserve' && (event.months.length === 0 || event.months.some(({ quantity }) => decimal(quantity).lte(0)))
    ? { code: 'resource.nothingAsked', say: 'Say how much is needed in each month, above zero.', field: 'months' }
    : null;

const notReservedYet: ResourceRule = ({ context, event }) =>
  event.type === 'reserve' && context.reservations.some((claim) => holds(claim) && claim.caseId === event.caseId)
    ? { code: 'resource.alreadyReserved', say: `${event.requestNumber} holds a reservation here already; release it first.` }
    : null;

const awaitsAnswer: ResourceRule = ({ context, event }) =>
  'caseId' in event && context.reservations.some(({ state, caseId }) => state === 'reserved' && caseId === event.caseId)
    ? null
    : { code: 'resource.nothingToAnswer', say: 'No reservation of this case waits for an answer here.', field: 'caseId' };

const anyAwaitsAnswer: ResourceRule = ({ context }) =>
  context.reservations.some(({ state }) => state === 'reserved')
    ? null
    : { code: 'resource.nothingToAnswer', say: 'No reservation waits for an answer here.' };

const heldByCase: ResourceRule = ({ context, event }) =>
  'caseId' in event && context.reservations.some((claim) => holds(claim) && claim.caseId === event.caseId)
    ? null
    : { code: 'resource.nothingReserved', say: 'This case holds no reservation here.', field: 'caseId' };

const nothingHeld: ResourceRule = ({ context, event }) => {
  const month = event.at.toISOString().slice(0, 7);
  return context.reservations.some((claim) => holds(claim) && claim.month >= month)
    ? {
        code: 'resource.stillReserved',
        say: 'Reservations from this month on still stand; refuse or release them before retiring the resource.',
      }
    : null;
};

const nextOwnerKnown: ResourceRule = ({ event }) =>
  event.known.nextOwner
    ? null
    : { code: 'resource.unknownOwner', say: 'Choose a person from the list as the next owner.', field: 'ownerId' };

const byOwnerOrAdministrator = any(byItsOwner, byAdministrator);

/** Who may do what to a resource, and what must hold. One entry a guard of the machine. */
export const resourceRules = {
  editable: all(byOwnerOrAdministrator, onceSent(monthsListedOnce, reservationsKept)),
  handedOver: all(byOwnerOrAdministrator, onceSent(nextOwnerKnown)),
  reservable: all(byItself, onceSent(somethingAsked, notReservedYet, roomToReserve)),
  answerable: all(byItsOwner, anyAwaitsAnswer, onceSent(awaitsAnswer)),
  releasable: all(byItself, onceSent(heldByCase)),
  retirable: all(byOwnerOrAdministrator, nothingHeld),
  changeable: byOwnerOrAdministrator,
};
