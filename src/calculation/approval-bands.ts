import { decimal, sum, type Amount } from './money.js';
import type { Problem } from './problem.js';

/** From this amount on (in the policy's currency) these roles approve, in this order; `fromIncluded` false means only above it. */
export interface ApprovalBand {
  from: Amount;
  fromIncluded?: boolean;
  roles: readonly string[];
}

/** Who approves an amount, in order, and under which band. */
export interface ApprovalRoute {
  band: ApprovalBand;
  roles: string[];
}

/**
 * The roles that approve an amount: those of the highest band it reaches, in order, each named once. The amount is the whole value
 * (all years and options, see `valueForApproval`), not rounded. Order of the bands does not matter; of two bands with the same limit
 * the one that excludes it is the higher. Answers `approval.noBand` for a negative amount or one below every band.
 */
export function approvalRoute(bands: readonly ApprovalBand[], amount: Amount): ApprovalRoute | Problem {
  const value = decimal(amount);
  const reached = value.isNegative() && !value.isZero() ? [] : bands.filter((band) => reaches(band, amount));
  const band = reached.reduce<ApprovalBand | null>(
    (highest, next) => (highest === null || isHigher(next, highest) ? next : highest),
    null,
  );
  if (band === null) {
    return {
      code: 'approval.noBand',
      say: 'No approval band covers this amount; ask the administrator to complete the approval policy.',
    };
  }
  return { band, roles: [...new Set(band.roles)] };
}

/**
 * Bands from the limits up to which each role may sign ('Level 7 up to 2000'): a role signs amounts up to and including its limit;
 * the role with limit null signs everything above the last. Limits may come in any order.
 */
export function bandsFromLimits(limits: readonly { roles: readonly string[]; upTo: Amount | null }[]): ApprovalBand[] {
  const limited = limits
    .flatMap(({ roles, upTo }) => (upTo === null ? [] : [{ roles, upTo: decimal(upTo) }]))
    .sort((a, b) => a.upTo.cmp(b.upTo));
  const unlimited = limits.find((limit) => limit.upTo === null);
  const bands = limited.map(({ roles }, index): ApprovalBand => ({
    from: limited[index - 1]?.upTo ?? '0',
    fromIncluded: index === 0,
    roles,
  }));
  const last = limited.at(-1);
  return unlimited ? [...bands, { from: last?.upTo ?? '0', fromIncluded: last === undefined, roles: unlimited.roles }] : bands;
}

/** The amount a policy looks at: all years, one-off costs and options together, as the multi-year rule demands. */
export function valueForApproval(value: { perYear: Amount; years: number; oneOff?: Amount; options?: readonly Amount[] }) {
  return decimal(value.perYear)
    .times(value.years)
    .plus(value.oneOff ?? '0')
    .plus(sum(value.options ?? []));
}

function reaches(band: ApprovalBand, amount: Amount): boolean {
  return (band.fromIncluded ?? true) ? decimal(amount).gte(band.from) : decimal(amount).gt(band.from);
}

function isHigher(band: ApprovalBand, than: ApprovalBand): boolean {
  const order = decimal(band.from).cmp(than.from);
  return order > 0 || (order === 0 && band.fromIncluded === false && than.fromIncluded !== false);
}
