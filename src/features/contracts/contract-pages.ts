import { Injectable, type OnModuleInit } from '@nestjs/common';
import { HomeCards } from '../../pages/home-cards.js';
import { CaseWaitings } from '../../pages/case-waiting.js';
import { PageLinks } from '../../pages/page-links.js';
import type { ContractFacts } from './contract.facts.js';
import { ContractQueries } from './contract.queries.js';
import { contractLinks, whomItWaitsFor } from './contract.views.js';

/** What waits for a contract's owner at home, in the order of a contract's life. */
const cards = [
  {
    title: 'Contracts to submit',
    say: 'Read the draft, settle dates and notice, and submit it for approval.',
    icon: 'file-text',
    states: ['draft', 'declined'],
  },
  { title: 'Contracts to send', say: 'They are approved: send them for signature.', icon: 'mail', states: ['approved'] },
  {
    title: 'Contracts to sign',
    say: 'Read and sign for our side.',
    icon: 'signature',
    states: ['sent_for_signature', 'partially_signed'],
  },
] as const;

/** Hangs the reading and signing pages on a contract's page, says whom it waits for, and shows its owner what to do. */
@Injectable()
export class ContractPages implements OnModuleInit {
  constructor(
    private readonly links: PageLinks,
    private readonly waitings: CaseWaitings,
    private readonly cards: HomeCards,
    private readonly contracts: ContractQueries,
  ) {}

  onModuleInit(): void {
    this.links.onPage<ContractFacts>('contract', (contract, { actor }) => contractLinks(contract, actor));
    this.waitings.register('contract', ({ state }) => whomItWaitsFor(state));
    for (const [index, { title, say, icon, states }] of cards.entries()) {
      this.cards.register({
        ...{ title, say, icon },
        href: `/contracts?state=${states.join(',')}`,
        roles: ['contract_owner', 'buyer'],
        order: 107 + index / 10,
        count: ({ actor }) => this.contracts.waitingFor(actor.id, states),
      });
    }
  }
}
