import { Decimal } from 'decimal.js';
import { cents, totalOf, unitPrices } from './recorded-case.mjs';

/** How far above the winner the invented rivals are: near enough to be rivals, far enough that the order is plain. */
const RIVALS = [
  { vendor: 'Invented Rival One', factor: '1.04' },
  { vendor: 'Invented Rival Two', factor: '1.09' },
];

/**
 * Who is invited and what each answers: the record's bids where it has some, otherwise an invented set around the award's value (or the
 * estimate) in which the record's winner is best. Answers `{ vendor, prices, isInvented }` for each and what was invented, as notes.
 */
export function answersFor(recorded) {
  const { lines, winners, bids, value } = recorded;
  if (winners.length === 0 && bids.length > 0) return { answers: bids.map((bid) => ({ ...bid, isInvented: false })), notes: [] };
  if (winners.length === 0 && value === null) {
    return {
      answers: rivals(lines, null),
      notes: ['neither bids nor a value: two invented vendors are invited and asked for nothing more'],
    };
  }
  if (winners.length === 0)
    return { answers: rivals(lines, value), notes: ['no bids in the record: two invented quotes around its estimate'] };

  const notes = [];
  const won = winners.map((winner) => {
    const own = bids.find(({ vendor }) => vendor === winner.vendor);
    if (own && cents(totalOf(own.prices, lines)) === winner.amount) return { ...own, isInvented: false };
    if (own)
      notes.push(
        `the record awards ${winner.amount} where the bid said ${cents(totalOf(own.prices, lines))}: the awarded amount is quoted`,
      );
    return { vendor: winner.vendor, prices: pricesOf(winner, lines), isInvented: true };
  });
  if (bids.length > 0) {
    const others = bids.filter(({ vendor }) => !winners.some((winner) => winner.vendor === vendor));
    return { answers: [...won, ...others.map((bid) => ({ ...bid, isInvented: false }))], notes };
  }
  notes.push('no bids in the record: an invented set around the award, the record’s winner best');
  return { answers: [...won, ...rivals(lines, Decimal.sum(...winners.map(({ amount }) => amount)).toFixed(), won)], notes };
}

/** The winner's unit prices on the lines it won, nothing on the others. */
function pricesOf(winner, lines) {
  if (!winner.amounts) {
    const prices = unitPrices(
      winner.amount,
      winner.lines.map((index) => lines[index].quantity),
    );
    return lines.map((_, index) => (winner.lines.includes(index) ? prices[winner.lines.indexOf(index)] : null));
  }
  return lines.map((line, index) => {
    const place = winner.lines.indexOf(index);
    return place < 0 ? null : new Decimal(winner.amounts[place]).div(line.quantity).toDecimalPlaces(8).toFixed();
  });
}

function rivals(lines, amount, won = []) {
  return RIVALS.map(({ vendor, factor }) => ({
    vendor,
    isInvented: true,
    prices:
      amount === null
        ? null
        : won.length > 0
          ? lines.map((_, index) => {
              const best = won.map(({ prices }) => prices[index]).find((price) => price !== null);
              return new Decimal(best ?? '1').times(factor).toDecimalPlaces(4, Decimal.ROUND_UP).toFixed();
            })
          : unitPrices(
              cents(new Decimal(amount).times(factor)),
              lines.map(({ quantity }) => quantity),
            ),
  }));
}

/** Every third vendor answers by workbook, by reply, on the private page; the case's own number shifts who does what. */
export const channelOf = (caseIndex, vendorIndex) => ['workbook', 'reply', 'page'][(caseIndex + vendorIndex) % 3];
