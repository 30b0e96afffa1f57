import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DateTime } from 'luxon';
import { canonical } from '../../engine/canonical.js';
import { RfqQueries } from '../rfqs/rfq.queries.js';
import type { QuoteKnown } from './quote.facts.js';
import { QuoteQueries } from './quote.queries.js';

/** What a quote's rules are told: its RFQ as it is now, and whether another quote of the vendor stands. */
@Injectable()
export class QuoteKnowledge {
  constructor(
    private readonly rfqs: RfqQueries,
    private readonly quotes: QuoteQueries,
  ) {}

  /** For the quote and the event in hand. */
  async about(quote: { id: string; rfqId: string; invitationId: string }, event: { type: string }): Promise<QuoteKnown> {
    const [rfq, otherStands] = await Promise.all([
      this.rfqs.terms(quote.rfqId),
      event.type === 'admit' ? this.quotes.otherStands(quote.invitationId, quote.id) : false,
    ]);
    return { rfq, otherStands, hash: contentHash, endOf };
  }
}

/** SHA-256 in hex over the canonical form of `content`. */
export function contentHash(content: object): string {
  return createHash('sha256').update(canonical(content)).digest('hex');
}

/** The first instant after the day 'YYYY-MM-DD' in the zone. */
export function endOf(day: string, zone: string): Date {
  return DateTime.fromISO(day, { zone }).startOf('day').plus({ days: 1 }).toJSDate();
}
