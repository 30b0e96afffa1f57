/** What each outcome of a record is called here. */
const HERE = {
  draft: { rfq: ['draft'] },
  open: { rfq: ['published'] },
  closed: { rfq: ['closed'] },
  award_pending: { rfq: ['award_pending'], award: 'pending_approval' },
  awarded: { rfq: ['awarded'], award: 'active' },
  contracted: { rfq: ['awarded'], award: 'active' },
  cancelled: { rfq: ['cancelled'] },
  unsuccessful: { rfq: ['unsuccessful'] },
};

/** Where what happened here is not what the record says; empty: as recorded. */
export function differences(recorded, standing) {
  const found = [];
  const expected = HERE[recorded.outcome];
  if (!expected.rfq.includes(standing.rfq)) found.push(`RFQ ${standing.rfq} instead of ${expected.rfq.join(' or ')}`);
  if (expected.award && standing.award !== expected.award)
    found.push(`award ${standing.award ?? 'missing'} instead of ${expected.award}`);
  if (standing.lines !== recorded.lines.length) found.push(`${standing.lines} lines instead of ${recorded.lines.length}`);
  if (!expected.award) return found;
  if (standing.currency !== recorded.currency) found.push(`${standing.currency} instead of ${recorded.currency}`);
  const amounts = new Map(standing.winners.map(({ vendor, amount }) => [vendor, amount]));
  for (const { vendor, amount } of recorded.winners) {
    if (!amounts.has(vendor)) found.push(`nothing awarded to ${vendor}`);
    else if (amounts.get(vendor) !== amount) found.push(`${vendor} has ${amounts.get(vendor)} instead of ${amount}`);
    amounts.delete(vendor);
  }
  for (const [vendor, amount] of amounts) found.push(`${vendor} won ${amount}, which the record does not say`);
  if (recorded.outcome === 'contracted') {
    for (const { vendor, amount } of recorded.winners) {
      const contract = standing.contracts.find((one) => one.vendor === vendor);
      if (contract?.state !== 'active')
        found.push(`the contract with ${vendor} is ${contract?.state ?? 'missing'} instead of active`);
      else if (contract.amount !== amount)
        found.push(`the contract with ${vendor} is about ${contract.amount} instead of ${amount}`);
    }
  }
  return found;
}

/** The record in a few words. */
export function recordWords(recorded) {
  const { status, winners, currency, lines } = recorded;
  return [status, winnersWords(winners, currency), linesWords(lines.length)].filter(Boolean).join('; ');
}

/** What happened here in a few words. */
export function standingWords(standing) {
  const { number, rfq, award, winners, currency, contracts, quotes, channels, lines } = standing;
  const signed = contracts.filter(({ state }) => state === 'active').length;
  return [
    `${number} ${rfq.replaceAll('_', ' ')}`,
    award && `award ${award.replaceAll('_', ' ')}`,
    winnersWords(winners, currency),
    signed > 0 && `${signed === 1 ? 'contract' : `${signed} contracts`} signed by both sides`,
    linesWords(lines),
    quotes > 0 && `${quotes} quotes by ${channels.join(', ')}`,
  ]
    .filter(Boolean)
    .join('; ');
}

const linesWords = (count) => (count === 1 ? '1 line' : `${count} lines`);

function winnersWords(winners, currency) {
  if (winners.length === 0) return '';
  const shown = winners.slice(0, 3).map(({ vendor, amount }) => `${vendor} ${amount}`);
  return `${shown.join(', ')}${winners.length > 3 ? ` and ${winners.length - 3} more` : ''} ${currency}`;
}
