import { Decimal, decimal, type Amount } from './money.js';

/** One side's offer for every line in one round; amounts in one currency, `round` counts up from the first offer. */
export interface RoundOffer {
  round: number;
  lines: readonly { lineId: string; amount: Amount }[];
}

/** What a vendor gave up between two rounds; positive is cheaper for us. */
export interface Concession {
  round: number;
  amount: Decimal;
  /** Of the previous round's amount; null when that was zero. */
  share: Decimal | null;
  /** Against the first round. */
  cumulative: Decimal;
  /** Of what was still missing to our target before this round; null without target or when it was already met. */
  shareOfGap: Decimal | null;
  /** Larger than the concession of the round before: there may be more to get. */
  isRising: boolean;
}

/** Concessions of the whole offer and of each line, round by round. */
export interface Concessions {
  total: Concession[];
  lines: { lineId: string; concessions: Concession[] }[];
}

/**
 * What was conceded from round to round, for the total and for each line. Rounds may come in any order; a line missing in a round
 * stands at its previous amount (no answer means the previous offer stands) and counts from the round it first appears in.
 */
export function concessions(
  offers: readonly RoundOffer[],
  targets: { total?: Amount; lines?: Readonly<Record<string, Amount>> } = {},
): Concessions {
  const rounds = [...offers].sort((a, b) => a.round - b.round);
  const byLine = new Map<string, { round: number; amount: Decimal }[]>();
  const totals: { round: number; amount: Decimal }[] = [];
  for (const { round, lines } of rounds) {
    for (const { lineId, amount } of lines) {
      byLine.set(lineId, [...(byLine.get(lineId) ?? []), { round, amount: decimal(amount) }]);
    }
    const standing = [...byLine.values()].map((amounts) => amounts.at(-1)?.amount ?? new Decimal(0));
    totals.push({ round, amount: standing.reduce((total, amount) => total.plus(amount), new Decimal(0)) });
  }
  return {
    total: steps(totals, targets.total ?? null),
    lines: [...byLine].map(([lineId, amounts]) => ({ lineId, concessions: steps(amounts, targets.lines?.[lineId] ?? null) })),
  };
}

/** A saving with what it is measured from. Savings of different kinds overlap: they are shown side by side and never added. */
export interface Saving {
  kind: 'competition' | 'negotiation' | 'bafo' | 'baseline';
  definition: string;
  from: Decimal;
  to: Decimal;
  /** Negative when it became dearer. */
  saving: Decimal;
  /** Of `from`; null when that is zero. */
  share: Decimal | null;
}

/** What competition saved (NIGP): the next lowest bid less the lowest; zero for equal bids, null with fewer than two. */
export function competitionSaving(bids: readonly Amount[]): Saving | null {
  const [lowest, next] = bids.map(decimal).sort((a, b) => a.cmp(b));
  if (lowest === undefined || next === undefined) return null;
  return saving('competition', 'Next lowest bid less the lowest bid.', next, lowest);
}

/** What negotiation avoided (GitLab's cost avoidance): the vendor's initial proposal less its final one. */
export function negotiationSaving(initial: Amount, final: Amount): Saving {
  return saving('negotiation', 'Initial proposal less final price of the same vendor.', decimal(initial), decimal(final));
}

/** What the best and final offer brought: the last offer before it less the best and final offer. */
export function bafoSaving(lastBefore: Amount, bafo: Amount): Saving {
  return saving('bafo', 'Last offer before the best and final offer less that offer.', decimal(lastBefore), decimal(bafo));
}

/** The saving against a baseline that is named with it: the decision's estimate, the present contract, a budget. */
export function baselineSaving(baseline: { name: string; amount: Amount }, final: Amount): Saving {
  return saving('baseline', `${baseline.name} less final price.`, decimal(baseline.amount), decimal(final));
}

function steps(amounts: readonly { round: number; amount: Decimal }[], target: Amount | null): Concession[] {
  const first = amounts[0]?.amount ?? new Decimal(0);
  return amounts.slice(1).map(({ round, amount }, index) => {
    const before = amounts[index]?.amount ?? first;
    const earlier = amounts[index - 1]?.amount;
    const gap = target === null ? null : before.minus(target);
    const given = before.minus(amount);
    return {
      round,
      amount: given,
      share: before.isZero() ? null : given.div(before),
      cumulative: first.minus(amount),
      shareOfGap: gap?.gt(0) ? given.div(gap) : null,
      isRising: earlier !== undefined && given.gt(earlier.minus(before)) && given.gt(0),
    };
  });
}

function saving(kind: Saving['kind'], definition: string, from: Decimal, to: Decimal): Saving {
  const saved = from.minus(to);
  return { kind, definition, from, to, saving: saved, share: from.isZero() ? null : saved.div(from) };
}
