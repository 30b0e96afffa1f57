import { Decimal } from 'decimal.js';
import { familyAndCategory } from './families.mjs';
import { cents, oneLine, positive, shares, unitPrices } from './recorded-case.mjs';

/**
 * The tenders that an OCDS document holds: a release, a record, a package of either, or a list. Answers recorded cases and, for
 * everything that becomes none, the reason. Releases of one process are merged first, as OCDS says: later ones win field by field.
 */
export function readOcds(documents, source) {
  const releases = documents.flatMap((document, index) =>
    releasesIn(document).map((release) => ({ ...release, at: documents.length > 1 ? `${source}:${index + 1}` : source })),
  );
  const read = { cases: [], skips: [] };
  const groups = new Map();
  for (const { release, at, linked } of releases) {
    if (linked || typeof release?.ocid !== 'string' || release.ocid === '') {
      read.skips.push({
        source: at,
        reason: linked ? 'the record only links to its releases, and nothing is fetched' : 'no ocid: a template or no release',
      });
      continue;
    }
    groups.set(release.ocid, [...(groups.get(release.ocid) ?? []), { release, at }]);
  }
  for (const [ocid, group] of groups) {
    const inOrder = [...group].sort((a, b) => String(a.release.date ?? '').localeCompare(String(b.release.date ?? '')));
    const last = inOrder[inOrder.length - 1];
    for (const { at } of inOrder.slice(0, -1))
      read.skips.push({ source: at, reason: `an earlier release of ${ocid}, merged into ${last.at}` });
    const outcome = caseOf(
      inOrder.reduce((merged, { release }) => mergeReleases(merged, release), {}),
      last.at,
    );
    if ('reason' in outcome) read.skips.push({ source: last.at, reason: outcome.reason });
    else read.cases.push(outcome);
  }
  return read;
}

/** Whether a parsed document looks like OCDS. */
export const isOcds = (document) =>
  Array.isArray(document)
    ? document.some(isOcds)
    : document !== null &&
      typeof document === 'object' &&
      ('releases' in document || 'records' in document || 'ocid' in document || 'compiledRelease' in document);

function releasesIn(document) {
  if (Array.isArray(document)) return document.flatMap(releasesIn);
  if (document === null || typeof document !== 'object') return [];
  if (Array.isArray(document.releases) && !('ocid' in document)) return document.releases.map((release) => ({ release }));
  if (Array.isArray(document.records)) return document.records.flatMap(releasesIn);
  if (document.compiledRelease) return [{ release: document.compiledRelease }];
  if (Array.isArray(document.releases)) {
    const embedded = document.releases.filter((release) => 'ocid' in release);
    return embedded.length > 0 ? embedded.map((release) => ({ release })) : [{ linked: true }];
  }
  return [{ release: document }];
}

/** OCDS merging: fields of the later win, objects field by field, lists by `id`; `tag`, `date` and `id` are the release's own. */
export function mergeReleases(earlier, later) {
  const merged = { ...earlier };
  for (const [name, value] of Object.entries(later)) {
    if (value === null) delete merged[name];
    else merged[name] = mergeValue(merged[name], value);
  }
  return merged;
}

function mergeValue(before, after) {
  if (
    Array.isArray(before) &&
    Array.isArray(after) &&
    [...before, ...after].every((one) => one !== null && typeof one === 'object' && 'id' in one)
  ) {
    const byId = new Map(before.map((one) => [String(one.id), one]));
    for (const one of after) byId.set(String(one.id), mergeReleases(byId.get(String(one.id)) ?? {}, one));
    return [...byId.values()];
  }
  const isObject = (value) => value !== null && typeof value === 'object' && !Array.isArray(value);
  return isObject(before) && isObject(after) ? mergeReleases(before, after) : after;
}

function caseOf(release, source) {
  const tender = release.tender ?? {};
  const awards = (release.awards ?? []).filter((award) => award !== null && typeof award === 'object');
  const contracts = release.contracts ?? [];
  const standing = awards.filter(({ status }) => !['cancelled', 'unsuccessful'].includes(status));
  const title = oneLine(
    tender.title ?? release.title ?? tender.description ?? standing[0]?.title ?? standing[0]?.description ?? contracts[0]?.title,
    180,
  );
  const status = tender.status ?? (awards.length > 0 ? 'complete' : null);
  if (status === null && awards.length === 0) return { reason: 'planning only: the release has no tender' };
  if (title === '') return { reason: 'neither title nor description: nobody could tell what was bought' };
  if (awards.length === 0 && ['planning', 'planned', 'pre-qualification'].includes(status))
    return { reason: `planning only: the tender is ${status} and nothing was awarded` };

  const notes = [];
  const named = (award) =>
    (award.suppliers ?? []).map(({ name }, index) => oneLine(name ?? `Supplier ${index + 1}`, 120)).filter(Boolean);
  if (standing.some((award) => named(award).length === 0)) return { reason: 'the award names no supplier' };
  if (standing.some((award) => positive(award.value?.amount) === null)) {
    return {
      reason: standing.some(({ value }) => (value?.amount ?? null) !== null && Number(value.amount) === 0)
        ? 'the award has the value 0: there is no price to hold ours against'
        : 'the award has no value',
    };
  }
  const currencies = [...new Set(standing.map((award) => award.value.currency).filter(Boolean))];
  if (currencies.length > 1) return { reason: `awards in several currencies (${currencies.join(', ')})` };
  const currency = currencies[0] ?? tender.value?.currency ?? release.planning?.budget?.amount?.currency ?? 'EUR';
  if (!/^[A-Z]{3}$/.test(currency)) return { reason: `“${currency}” is no currency` };
  if (!currencies[0] && !tender.value?.currency) notes.push(`no currency told: ${currency}`);

  const outcome = outcomeOf(status, awards, standing, contracts);
  const { lines, winners } =
    standing.length > 0
      ? awarded(standing, tender, named, notes)
      : { lines: itemLines(tender, notes) ?? oneOf(title, notes), winners: [] };
  return {
    source,
    ocid: release.ocid,
    title,
    need:
      String(tender.description ?? tender.title ?? title)
        .trim()
        .slice(0, 5000) || title,
    ...familyAndCategory(tender, title),
    currency,
    status: [
      status,
      ...new Set(standing.map((award) => award.status && `award ${award.status}`)),
      ...new Set(contracts.map((contract) => contract?.status && `contract ${contract.status}`)),
    ]
      .filter(Boolean)
      .join(', '),
    outcome,
    wasAwarded: outcome === 'cancelled' && standing.length > 0,
    lines,
    bids: bidsOf(release, lines),
    winners,
    value: positive(tender.value?.amount) ?? positive(tender.minValue?.amount),
    notes,
    refusals: [],
  };
}

function outcomeOf(status, awards, standing, contracts) {
  if (['cancelled', 'withdrawn'].includes(status)) return 'cancelled';
  if (status === 'unsuccessful' || (awards.length > 0 && standing.length === 0)) return 'unsuccessful';
  if (standing.length === 0) return status === 'complete' ? 'closed' : 'open';
  if (standing.every((award) => award.status === 'pending')) return 'award_pending';
  return contracts.some((contract) => contract?.status === 'pending') ? 'awarded' : 'contracted';
}

/** Lines and winners of what was awarded: the tender's items where one award covers them, otherwise a line for each award and supplier. */
function awarded(standing, tender, named, notes) {
  const places = standing.flatMap((award) => {
    const vendors = named(award);
    return shares(cents(award.value.amount), vendors.length).map((amount, index) => ({
      award,
      vendor: vendors[index],
      amount,
      of: vendors.length,
    }));
  });
  const items = places.length === 1 ? itemLines(tender, notes) : null;
  if (items) {
    return {
      lines: items,
      winners: [
        {
          vendor: places[0].vendor,
          lines: items.map((_, index) => index),
          amount: cents(places[0].amount),
          amounts: shares(places[0].amount, items.length),
        },
      ],
    };
  }
  if (places.some(({ of }) => of > 1)) notes.push(`one value for ${places.length} suppliers: a line and an equal share for each`);
  else if (places.length > 1) notes.push(`${places.length} awards: a line for each`);
  else notes.push('no quantified items: one line from the title');
  const lines = places.map(({ award, of }, index) => {
    const what = oneLine(award.title ?? award.description ?? tender.title ?? tender.description ?? 'Award', 300);
    return {
      description: places.length === 1 ? what : `${what} (${of > 1 ? 'place' : 'award'} ${index + 1} of ${places.length})`,
      quantity: '1',
      unit: 'lump sum',
    };
  });
  const byVendor = new Map();
  places.forEach(({ vendor, amount }, index) => {
    const won = byVendor.get(vendor) ?? { vendor, lines: [], amounts: [] };
    won.lines.push(index);
    won.amounts.push(amount);
    byVendor.set(vendor, won);
  });
  return {
    lines,
    winners: [...byVendor.values()].map(({ vendor, lines: won, amounts }) => ({
      vendor,
      lines: won,
      amount: cents(Decimal.sum(...amounts)),
      amounts: amounts.map(cents),
    })),
  };
}

/** Lines from the tender's items, or null where none has a quantity. */
function itemLines(tender, notes) {
  const items = (tender.items ?? []).filter((item) => positive(item?.quantity) !== null);
  if (items.length === 0) return null;
  if (items.length < tender.items.length) notes.push(`${tender.items.length - items.length} items without a quantity left out`);
  return items.slice(0, 500).map((item, index) => ({
    description:
      oneLine(item.description ?? item.classification?.description ?? `Item ${index + 1}`, 1000) || `Item ${index + 1}`,
    quantity: positive(item.quantity),
    unit: oneLine(item.unit?.name ?? 'unit', 50) || 'unit',
  }));
}

function oneOf(title, notes) {
  notes.push('no quantified items: one line from the title');
  return [{ description: title, quantity: '1', unit: 'lump sum' }];
}

/** Bids of the OCDS bids extension: valid ones with a value, each a vendor's answer over all lines. */
function bidsOf(release, lines) {
  return (release.bids?.details ?? [])
    .filter((bid) => positive(bid?.value?.amount) !== null && !['withdrawn', 'invited', 'disqualified'].includes(bid.status))
    .map((bid, index) => ({
      vendor: oneLine(bid.tenderers?.[0]?.name ?? `Bidder ${index + 1}`, 120),
      prices: unitPrices(
        bid.value.amount,
        lines.map(({ quantity }) => quantity),
      ),
    }));
}
