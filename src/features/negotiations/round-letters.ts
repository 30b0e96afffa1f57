import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Refused } from '../../engine/errors.js';
import { type LetterOffer, OpenRounds } from '../quotes/open-rounds.queries.js';
import { RoundCommands } from './round.commands.js';
import { RoundQueries } from './round.queries.js';

/** Offers that come as answers to our letters while a round is open. */
@Injectable()
export class RoundLetters implements OnModuleInit {
  constructor(
    private readonly letters: OpenRounds,
    private readonly rounds: RoundQueries,
    private readonly commands: RoundCommands,
  ) {}

  onModuleInit(): void {
    this.letters.register((offer) => this.take(offer));
  }

  /**
   * Whether a round is open for the quote; its prices are offered there. Lines without a price keep theirs.
   *
   * @throws Refused `round.otherCurrency`, and as `RoundCommands.offer`: the letter then goes to the buyer's review
   */
  private async take({ quote, answer, channel, letterId, by }: LetterOffer): Promise<boolean> {
    const round = await this.rounds.openFor(quote.id);
    if (!round) return false;
    if (answer.currency !== quote.currency) {
      const say = `The quote is in ${quote.currency} and the offer in ${answer.currency}; an offer keeps the currency of its quote.`;
      throw new Refused([{ code: 'round.otherCurrency', say, field: 'currency' }]);
    }
    const lines = answer.lines.flatMap(({ lineId, unitPrice }) => (unitPrice === null ? [] : [{ lineId, unitPrice }]));
    const { validUntil } = answer;
    await this.commands.offer(round.id, { quoteId: quote.id, lines, validUntil, source: null, channel, letterId }, by);
    return true;
  }
}
