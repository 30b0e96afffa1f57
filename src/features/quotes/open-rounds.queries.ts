import { Injectable } from '@nestjs/common';
import type { Actor } from '../../engine/workflow.js';
import type { QuoteAnswer, QuoteView } from './quote.queries.js';

/** New prices in a letter to an RFQ that is in negotiation. */
export interface LetterOffer {
  quote: QuoteView;
  answer: QuoteAnswer;
  channel: 'workbook' | 'reply';
  letterId: string;
  by: Actor;
}

/** Takes the prices as an offer where a round is open for the quote, and says whether one was. Throws Refused where the offer does not fit. */
export type RoundOffers = (offer: LetterOffer) => Promise<boolean>;

/** Where the negotiations hook into the reading of letters without this feature knowing them. */
@Injectable()
export class OpenRounds {
  private take: RoundOffers = async () => false;

  /** Names the one who takes offers; call it when the module starts. */
  register(take: RoundOffers): void {
    this.take = take;
  }

  /** Whether the prices were taken as an offer in an open round. */
  offer(offer: LetterOffer): Promise<boolean> {
    return this.take(offer);
  }
}
