import { familyAndCategory } from './families.mjs';
import { mergeReleases } from './ocds.mjs';
import { cents, oneLine, positive, unitPrices } from './recorded-case.mjs';

/** Whether a parsed document is a recorded flow of the Prozorro documentation. */
export const isFlow = (document) =>
  document !== null && typeof document === 'object' && typeof document.flow === 'string' && Array.isArray(document.steps);

/**
 * The tender that a recorded flow tells of, folded from the answers of its steps, with every refused step.
 * Answers `{ cases, skips }` as readOcds does.
 */
export function readFlow(document, source) {
  const steps = document.steps.map(stepOf).filter((step) => step !== null);
  const refusals = steps.filter(({ status }) => status >= 400);
  const story = fold(steps);
  const skip = (reason) => ({
    cases: [],
    skips: [
      {
        source,
        reason: refusals.length > 0 ? `${reason}; its ${refusals.length} refused steps have nothing to be tried on` : reason,
      },
    ],
  });
  if (story.tender === null) return skip('no tender in this flow (plans, frameworks or agreements only)');
  const { tender } = story;
  const title = oneLine(tender.title_en ?? tender.title ?? tender.lots?.[0]?.title, 180);
  if (title === '') return skip('the recorded answers never show the tender’s title');

  const notes = [];
  const items = (tender.items ?? []).filter(({ quantity }) => positive(quantity) !== null);
  if (items.length === 0) notes.push('no quantified items: one line from the title');
  const lines =
    items.length > 0
      ? items.map((item, index) => ({
          description: oneLine(item.description_en ?? item.description, 1000) || `Item ${index + 1}`,
          quantity: positive(item.quantity),
          unit: oneLine(item.unit?.name ?? 'unit', 50) || 'unit',
        }))
      : [{ description: title, quantity: '1', unit: 'lump sum' }];
  const quantities = lines.map(({ quantity }) => quantity);
  const bids = [...story.bids.values()].flatMap((bid, index) => {
    const amount = bidAmount(bid);
    return amount === null || bid.status === 'deleted'
      ? []
      : [
          {
            id: bid.id,
            vendor: oneLine(bid.tenderers?.[0]?.name ?? `Bidder ${index + 1}`, 120),
            prices: unitPrices(amount, quantities),
          },
        ];
  });
  const active = [...story.awards.values()].filter(
    ({ status, value }) => status === 'active' && positive(value?.amount) !== null,
  );
  if (active.length > 1) notes.push(`${active.length} active awards (one a lot): the first is held against ours`);
  const winners = active.slice(0, 1).map((award) => ({
    vendor: oneLine(award.suppliers?.[0]?.name ?? 'Supplier', 120),
    lines: lines.map((_, index) => index),
    amount: cents(award.value.amount),
    amounts: null,
  }));
  for (const winner of winners) nameAlike(winner, active[0], bids);
  const isCancelled = [...story.cancellations.values()].some(({ status }) => status === 'active');
  const outcome = outcomeOf(tender, winners, story, isCancelled);
  return {
    cases: [
      {
        source,
        // The documentation's sandbox counts its tenders anew in each flow.
        ocid: `${tender.tenderID ?? tender.id} in ${document.flow}`,
        title,
        need: oneLine(tender.description_en ?? tender.description ?? title, 4000) || title,
        ...familyAndCategory(tender, title),
        currency: winners.length > 0 ? active[0].value.currency : (tender.value?.currency ?? 'UAH'),
        status: isCancelled ? 'cancelled' : (tender.status ?? 'draft'),
        outcome,
        wasAwarded: outcome === 'cancelled' && winners.length > 0,
        lines,
        bids,
        winners,
        value: positive(tender.value?.amount),
        notes,
        question: story.question,
        refusals,
      },
    ],
    skips: [],
  };
}

/** One recorded step: method, path, what was sent, status and what was answered; null where the page shows no request. */
export function stepOf({ step, request, status, raw }) {
  const line = /^(GET|POST|PATCH|PUT|DELETE)\s+(\S+)/.exec(request ?? '');
  if (!line || status === null || status === undefined) return null;
  const [asked, answered = ''] = String(raw ?? '').split(/\r?\n\r?\n\r?\n(?=HTTP\/)|(?<=\n)(?=HTTP\/1\.\d \d{3})/, 2);
  return {
    step,
    method: line[1],
    path: line[2].split('?')[0].replace(/^\/api\/[\d.]+\//, ''),
    status: Number(String(status).slice(0, 3)),
    sent: bodyOf(asked),
    answer: bodyOf(answered),
  };
}

// Headers, an empty line, JSON; documentation shortens some bodies, which are then left aside.
function bodyOf(text) {
  const start = text.search(/\r?\n\r?\n\s*[{[]/);
  if (start < 0) return null;
  try {
    return JSON.parse(text.slice(start));
  } catch {
    return null;
  }
}

/** Walks the accepted steps and keeps the last known form of tender, bids, awards, cancellations and contracts. */
function fold(steps) {
  const story = {
    tender: null,
    bids: new Map(),
    awards: new Map(),
    cancellations: new Map(),
    contracts: new Map(),
    question: null,
  };
  const keep = (map, one) => {
    if (one && typeof one === 'object' && typeof one.id === 'string') map.set(one.id, mergeReleases(map.get(one.id) ?? {}, one));
  };
  for (const { method, path, status, sent, answer } of steps) {
    const data = answer?.data;
    if (status >= 400 || !data) continue;
    const [kind, id, part, , below] = path.split('/');
    if (kind === 'contracts') for (const one of [data].flat()) keep(story.contracts, one);
    if (kind !== 'tenders' || below) continue;
    if (part === undefined && !Array.isArray(data)) {
      // Documentation makes several tenders in one flow; the one that goes on is the one with most steps.
      if (story.tender !== null && id === undefined) continue;
      story.tender = mergeReleases(story.tender ?? {}, data);
      for (const bid of data.bids ?? []) keep(story.bids, bid);
      for (const award of data.awards ?? []) keep(story.awards, award);
    }
    if (part === 'lots' && story.tender !== null && method === 'POST') story.tender.lots = [...(story.tender.lots ?? []), data];
    if (part === 'bids') for (const one of [data].flat()) keep(story.bids, one);
    if (part === 'awards') for (const one of [data].flat()) keep(story.awards, one);
    if (part === 'cancellations') for (const one of [data].flat()) keep(story.cancellations, one);
    if (part === 'contracts') for (const one of [data].flat()) keep(story.contracts, one);
    if (part === 'questions' && method === 'POST' && sent?.data)
      story.question = { text: oneLine(`${sent.data.title ?? ''}: ${sent.data.description ?? ''}`, 2000), answer: null };
    if (part === 'questions' && method === 'PATCH' && story.question)
      story.question.answer = oneLine(sent?.data?.answer, 2000) || null;
  }
  return story;
}

function bidAmount(bid) {
  const whole = positive(bid.value?.amount);
  if (whole !== null) return whole;
  const parts = (bid.lotValues ?? []).map(({ value }) => positive(value?.amount)).filter((amount) => amount !== null);
  return parts.length > 0 ? cents(parts.reduce((sum, amount) => sum + Number(amount), 0)) : null;
}

// An award may name its supplier anew; by bid id it is the same bidder, and its price is the award's.
function nameAlike(winner, award, bids) {
  const own = bids.find(({ id, vendor }) => id === award.bid_id || vendor === winner.vendor);
  if (own) winner.vendor = own.vendor;
}

function outcomeOf(tender, winners, { contracts, awards, bids }, isCancelled) {
  if (isCancelled || tender.status === 'cancelled') return 'cancelled';
  if (tender.status === 'unsuccessful') return 'unsuccessful';
  if (winners.length > 0)
    return [...contracts.values()].some(({ status }) => status === 'active') || tender.status === 'complete'
      ? 'contracted'
      : 'awarded';
  if (awards.size > 0 || /^active\.(auction|qualification|awarded|pre-qualification)/.test(tender.status ?? '')) return 'closed';
  return (tender.status ?? 'draft') === 'draft' && bids.size === 0 ? 'draft' : 'open';
}
