import { Decimal, decimal, type Amount } from './money.js';

/** Fixed cost and cost per unit of each side over the same period, in one currency. */
export interface VolumeCosts {
  fixedMake: Amount;
  variableMake: Amount;
  fixedBuy: Amount;
  buyPrice: Amount;
}

/** From which volume on which side is cheaper; never a negative volume. */
export type BreakEven =
  | { kind: 'volume'; volume: Decimal; makeIsCheaper: 'above' | 'below' }
  | { kind: 'dominates'; option: 'make' | 'buy' }
  | { kind: 'equal' };

/**
 * The volume at which making and buying cost the same: (fixed make − fixed buy) / (buy price − variable make). Where one side is never
 * dearer, at any volume, it dominates and there is no such volume; two equal cost lines are `equal`.
 */
export function breakEvenVolume(costs: VolumeCosts): BreakEven {
  const fixed = decimal(costs.fixedMake).minus(costs.fixedBuy);
  const perUnit = decimal(costs.buyPrice).minus(costs.variableMake);
  if (fixed.isZero() && perUnit.isZero()) return { kind: 'equal' };
  if (fixed.lte(0) && perUnit.gte(0)) return { kind: 'dominates', option: 'make' };
  if (fixed.gte(0) && perUnit.lte(0)) return { kind: 'dominates', option: 'buy' };
  return { kind: 'volume', volume: fixed.div(perUnit), makeIsCheaper: perUnit.gt(0) ? 'above' : 'below' };
}

/** A cost of one side for the period: per unit or fixed. Only what the decision changes counts: sunk, common and unavoidable cost is left out. */
export interface CostLine {
  label: string;
  amount: Amount;
  per: 'unit' | 'period';
  /** Share that disappears when the other side is chosen (0 … 1); 1 when absent, 0 for sunk and common cost. */
  avoidable?: Amount;
}

/** Relevant cost of a volume: its avoidable lines, plus the margin that the used capacity could earn elsewhere (counted on the make side only). */
export function relevantCost(lines: readonly CostLine[], volume: Amount, opportunity: Amount = '0'): Decimal {
  return lines.reduce(
    (total, line) =>
      total.plus(
        decimal(line.amount)
          .times(line.per === 'unit' ? volume : '1')
          .times(line.avoidable ?? '1'),
      ),
    decimal(opportunity),
  );
}

/** The buy price per unit at which both sides cost the same; null for volume zero, where price does not matter. */
export function indifferencePrice(relevantMake: Amount, buyBesidePrice: Amount, volume: Amount): Decimal | null {
  return decimal(volume).isZero() ? null : decimal(relevantMake).minus(buyBesidePrice).div(volume);
}
