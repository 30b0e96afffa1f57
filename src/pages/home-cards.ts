import { Injectable } from '@nestjs/common';
import type { Viewer } from '../identity/person.js';

/** Work that may be waiting for somebody: shown on the home page of people with one of `roles` (everyone where none is named) while there is some. */
export interface HomeCard {
  title: string;
  /** One sentence on what to do with it. */
  say: string;
  /** A name in icons.svg. */
  icon: string;
  /** The list that holds exactly the counted records. */
  href: string;
  roles?: readonly string[];
  order: number;
  count: (viewer: Viewer) => Promise<number>;
}

/** A card as the page draws it. */
export interface WaitingCard {
  title: string;
  say: string;
  icon: string;
  href: string;
  count: number;
}

/** What waits for the person who looks, as the features register it. */
@Injectable()
export class HomeCards {
  private readonly cards: HomeCard[] = [];

  /** Adds a card; low `order` comes first. */
  register(card: HomeCard): void {
    this.cards.push(card);
    this.cards.sort((one, other) => one.order - other.order);
  }

  /** The cards of this person that have something in them. */
  async waitingFor(viewer: Viewer): Promise<WaitingCard[]> {
    const theirs = this.cards.filter(({ roles }) => !roles || roles.some((role) => viewer.actor.roles.includes(role)));
    const counted = await Promise.all(theirs.map(async (card) => ({ card, count: await card.count(viewer) })));
    return counted
      .filter(({ count }) => count > 0)
      .map(({ card: { title, say, icon, href }, count }) => ({ title, say, icon, href, count }));
  }
}
