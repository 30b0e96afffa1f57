import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { Database } from '../../dist/database/database.js';
import { ComparisonQueries } from '../../dist/features/quotes/comparison.queries.js';
import { quantile } from './measure.mjs';

const VENDORS = 20;
const LINES = 50;
const RUNS = 300;

/** The comparison page's data for an open case of 20 vendors × 50 lines: p95 in ms, and how many statements in how many rounds it took. */
export async function comparisonPage(url) {
  const rfqId = await fill(url);
  const database = new Database({ databaseUrl: url, databasePool: 8, role: 'all' });
  let statements = 0;
  let rounds = 0;
  let underWay = 0;
  const counted = {
    rows: async (...asked) => {
      statements++;
      if (underWay++ === 0) rounds++;
      try {
        return await database.rows(...asked);
      } finally {
        underWay--;
      }
    },
  };
  try {
    const seen = await new ComparisonQueries(counted).of(rfqId);
    if (seen.quotes.length !== VENDORS || seen.lines.length !== LINES)
      throw new Error('the comparison does not show what was filled in');
    const once = { statements, rounds };
    const queries = new ComparisonQueries(database);
    const took = [];
    for (let run = 0; run < RUNS + 20; run++) {
      const startedAt = performance.now();
      await queries.of(rfqId);
      if (run >= 20) took.push(performance.now() - startedAt);
    }
    return { p95: quantile(took, 0.95), p50: quantile(took, 0.5), ...once };
  } finally {
    await database.pool.end();
  }
}

async function fill(url) {
  const client = new pg.Client(url);
  await client.connect();
  const zero = Buffer.alloc(32);
  const rfqId = randomUUID();
  const lines = Array.from({ length: LINES }, (_, index) => ({
    id: randomUUID(),
    position: index + 1,
    lot: null,
    description: `Virtual server, size ${index + 1}`,
    quantity: String(index + 1),
    unit: 'server',
    termMonths: 36,
  }));
  const insert = (table, row) => {
    const names = Object.keys(row);
    return client.query(
      `INSERT INTO ${table} (${names.join(', ')}) VALUES (${names.map((_, index) => `$${index + 1}`).join(', ')})`,
      Object.values(row),
    );
  };
  const common = (prefix, state) => ({
    id: randomUUID(),
    number: `${prefix}-${Math.random()}`,
    state,
    version: 2,
    chain: zero,
    created_at: new Date(),
    updated_at: new Date(),
    title: 'Virtual servers',
  });
  await insert('rfqs', {
    ...common('RFQ', 'published'),
    id: rfqId,
    family: 'capacity_rental',
    kind: 'RFQ',
    currency: 'EUR',
    lots: '[]',
    lines: JSON.stringify(lines),
    criteria: '[]',
    closes_at: new Date(Date.now() + 86_400_000),
    zone: 'Europe/Berlin',
    vendor_ids: [],
    min_vendors: 1,
    revision: 1,
    amendments: '[]',
    buyer_id: randomUUID(),
    buyer_name: 'Bea Buyer',
    pending_awards: 0,
    awarded_partly: false,
  });
  for (const [currency, rate] of [
    ['USD', '1.0829'],
    ['GBP', '0.8351'],
    ['PLN', '4.2610'],
  ]) {
    await insert('exchange_rates', { currency, on_day: '2026-01-02', rate, source: 'bench' });
  }
  for (let index = 0; index < VENDORS; index++) {
    const vendor = {
      ...common('VEN', 'approved'),
      contacts: '[]',
      categories: [],
      country: 'DE',
      currency: 'EUR',
      language: 'en',
    };
    await insert('vendors', vendor);
    const shared = {
      rfq_id: rfqId,
      rfq_number: 'RFQ-1',
      buyer_id: randomUUID(),
      vendor_id: vendor.id,
      vendor_name: `Vendor ${index}`,
    };
    const invitation = {
      ...common('INV', 'answered'),
      ...shared,
      contact_name: 'Ann',
      contact_e_mail: 'ann@vendor.example',
      language: 'en',
    };
    await insert('invitations', {
      ...invitation,
      link_hash: randomUUID(),
      mail_hash: randomUUID(),
      acknowledged_revision: 1,
      letters: '[]',
    });
    const prices = lines.map(({ id }, line) => ({
      lineId: id,
      unitPrice: (100 + ((line * 7 + index * 13) % 40) + 0.25).toFixed(2),
      leadDays: 14,
      note: null,
      notOffered: false,
    }));
    await insert('quotes', {
      ...common('QUO', 'submitted'),
      ...shared,
      invitation_id: invitation.id,
      rfq_revision: 1,
      revision: 1,
      currency: ['EUR', 'USD', 'GBP', 'PLN'][index % 4],
      lines: JSON.stringify(prices),
      total: '1000',
      revisions: '[]',
      is_extra: false,
    });
  }
  await client.query('ANALYZE');
  await client.end();
  return rfqId;
}
