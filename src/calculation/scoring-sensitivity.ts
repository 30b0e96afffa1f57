import { Decimal } from './money.js';

/** What happens to the winners when one option had not been there. */
export interface LeftOut {
  id: string;
  winners: string[];
  /** An option that did not win decides who wins: the order depends on it, look at the normalisation. */
  changesWinner: boolean;
}

/** The weights (as share of all, the others keeping their proportions) between which the first winner stays best. */
export interface WeightRange {
  criterionId: string;
  weight: Decimal;
  from: Decimal;
  to: Decimal;
}

interface Scored {
  criteria: readonly { id: string; weight: Decimal }[];
  scores: readonly { id: string; score: Decimal; normalised: Record<string, Decimal>; dominatedBy: readonly string[] }[];
  winners: readonly string[];
}

/** The winners without each option in turn; empty when only one option is there. */
export function leaveOneOut<Option extends { id: string }>(
  winners: readonly string[],
  options: readonly Option[],
  winnersAmong: (remaining: readonly Option[]) => string[],
): LeftOut[] {
  if (options.length < 2) return [];
  return options.map(({ id }) => {
    const now = winnersAmong(options.filter((option) => option.id !== id));
    return { id, winners: now, changesWinner: !winners.includes(id) && now.join() !== winners.join() };
  });
}

/**
 * For each criterion, how far its weight may move before another option overtakes the first winner. A criterion with all the weight has
 * no others to share it with: its range is its weight alone.
 */
export function weightRanges({ criteria, scores, winners }: Scored): WeightRange[] {
  const winner = scores.find((option) => option.id === winners[0]);
  if (winner === undefined) return [];
  const rivals = scores.filter((option) => option.id !== winner.id && option.dominatedBy.length === 0);

  return criteria.map(({ id, weight }) => {
    if (weight.eq(1)) return { criterionId: id, weight, from: weight, to: weight };
    let from = new Decimal(0);
    let to = new Decimal(1);
    for (const rival of rivals) {
      // The lead is linear in the weight w: w·here + (1 − w)·elsewhere must not become negative.
      const here = (winner.normalised[id] ?? new Decimal(0)).minus(rival.normalised[id] ?? 0);
      const lead = winner.score.minus(rival.score);
      const elsewhere = lead.minus(weight.times(here)).div(new Decimal(1).minus(weight));
      const slope = here.minus(elsewhere);
      if (slope.gt(0)) from = Decimal.max(from, elsewhere.neg().div(slope));
      if (slope.lt(0)) to = Decimal.min(to, elsewhere.neg().div(slope));
    }
    return { criterionId: id, weight, from: Decimal.min(from, weight), to: Decimal.max(to, weight) };
  });
}
