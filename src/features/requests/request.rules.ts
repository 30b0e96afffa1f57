import { shiftMonth } from '../../calculation/calendar-months.js';
import { decimal } from '../../calculation/money.js';
import { all, any, byRole, bySystem, onceSent, type Reason, type Rule } from '../../engine/workflow.js';
import type { DemandLine, RequestEvent, RequestFacts, RequestKnown, WrittenDemand } from './request.facts.js';

type RequestRule = Rule<RequestFacts, RequestEvent>;

/** The most lines that a demand may have once its months are written out. */
const MOST_DEMAND_LINES = 1000;

/** What is wrong with a demand as written, or null. */
export function faultInDemand(written: readonly WrittenDemand[], resources: RequestKnown['resources']): Reason | null {
  for (const [index, line] of written.entries()) {
    const field = `demand[${index}]`;
    if (line.resourceId !== null && !resources.some(({ id }) => id === line.resourceId)) {
      return {
        code: 'request.unknownResource',
        say: 'Choose a resource of the register, or leave it empty and say what is needed.',
        field,
      };
    }
    if (line.resourceId === null && (line.what === null || line.unit === null)) {
      return {
        code: 'request.demandUnnamed',
        say: 'Say what is needed and in which unit, or choose a resource of the register.',
        field,
      };
    }
    if (decimal(line.quantity).lte(0)) return { code: 'request.demandQuantity', say: 'The quantity must be above zero.', field };
  }
  const lines = written.reduce((count, { months }) => count + (months ?? 1), 0);
  return lines <= MOST_DEMAND_LINES
    ? null
    : {
        code: 'request.demandTooLong',
        say: `The demand takes at most ${MOST_DEMAND_LINES} months of resources; sum some up.`,
        field: 'demand',
      };
}

/** The demand written out month by month, with names and units from the register where a resource is named. */
export function demandLines(written: readonly WrittenDemand[], resources: RequestKnown['resources']): DemandLine[] {
  return written
    .flatMap((line) => {
      const resource = resources.find(({ id }) => id === line.resourceId);
      return Array.from({ length: line.months ?? 1 }, (_, month) => ({
        resourceId: line.resourceId,
        what: line.what ?? resource?.title ?? '',
        unit: resource?.unit ?? line.unit ?? '',
        month: shiftMonth(line.month, month),
        quantity: decimal(line.quantity).toFixed(),
      }));
    })
    .map((line, index) => ({ id: `d${index + 1}`, ...line }));
}

const byItsRequester: RequestRule = ({ context, event }) =>
  event.by.id === context.requesterId || event.by.roles.includes('administrator')
    ? null
    : { code: 'request.notYours', say: `Only ${context.requesterName}, who made this request, may do this.` };

const byABuyer: RequestRule = byRole('request.notBuyer', 'buyer', 'administrator');

const byItself: RequestRule = bySystem('request.byItself');

const demandInOrder: RequestRule = ({ event }) =>
  event.type === 'edit' ? faultInDemand(event.demand, event.known.resources) : null;

const budgetLineKnown: RequestRule = ({ event }) =>
  event.type === 'edit' && event.budgetLineId !== null && event.known.budgetLine === null
    ? { code: 'request.unknownBudgetLine', say: 'Choose a budget line from the list, or leave it empty.', field: 'budgetLineId' }
    : null;

const neededLater: RequestRule = ({ context, event }) =>
  context.neededOn >= event.at.toISOString().slice(0, 10)
    ? null
    : {
        code: 'request.neededInThePast',
        say: `It was needed on ${context.neededOn}, which is past; give a later day.`,
        field: 'neededOn',
      };

const budgetInItsCurrency: RequestRule = ({ context, event }) =>
  context.estimate !== null && event.known.budgetLine && event.known.budgetLine.currency !== context.currency
    ? {
        code: 'request.budgetCurrency',
        say: `Budget line ${event.known.budgetLine.number} is in ${event.known.budgetLine.currency}; give the estimate in that currency.`,
        field: 'currency',
      }
    : null;

const nextBuyerKnown: RequestRule = ({ event }) =>
  event.known.nextBuyer ? null : { code: 'request.unknownBuyer', say: 'Choose a buyer from the list.', field: 'buyerId' };

const keptInHouse: RequestRule = ({ context }) =>
  context.outcome === 'in_house'
    ? null
    : {
        code: 'request.boughtOutside',
        say: 'This work is bought outside; the request is fulfilled when its contract becomes active.',
      };

/** Who may do what to a request, and what must hold. One entry a guard of the machine. */
export const requestRules = {
  editable: all(byItsRequester, onceSent(demandInOrder, budgetLineKnown)),
  submittable: all(byItsRequester, neededLater, budgetInItsCurrency),
  questionable: byABuyer,
  answerable: all(byItsRequester, neededLater, budgetInItsCurrency),
  assignable: all(byABuyer, onceSent(nextBuyerKnown)),
  movedByItself: byItself,
  rejectable: byABuyer,
  withdrawable: any(byItsRequester, byABuyer),
  abandonable: byABuyer,
  doneInHouse: all(any(byItsRequester, byABuyer), keptInHouse),
};
