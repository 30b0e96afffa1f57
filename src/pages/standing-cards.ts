import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { RecordQueries } from '../engine/record-queries.js';
import { WorkflowRegistry } from '../engine/workflow-registry.js';
import type { Viewer } from '../identity/person.js';
import { HomeCards } from './home-cards.js';

/** Records of a workflow in these states wait for people of these roles; with `own` only for those whose id or role stands in that property. */
interface Standing {
  workflow: string;
  states: string[];
  roles: string[];
  title: string;
  say: string;
  icon: string;
  own?: { property: string; by: 'id' | 'role' };
}

const STANDING: Standing[] = [
  {
    workflow: 'approval',
    states: ['pending'],
    roles: ['approver', 'finance', 'legal'],
    title: 'To approve',
    say: 'Decide, ask a question, or hand it to somebody else.',
    icon: 'clipboard-check',
    own: { property: 'role', by: 'role' },
  },
  {
    workflow: 'request',
    states: ['needs_info'],
    roles: ['requester'],
    title: 'Questions on your requests',
    say: 'Answer, so that the analysis can go on.',
    icon: 'message-question',
    own: { property: 'requesterId', by: 'id' },
  },
  {
    workflow: 'request',
    states: ['submitted', 'in_analysis'],
    roles: ['buyer'],
    title: 'Requests to analyse',
    say: 'Check the free capacity and propose a decision.',
    icon: 'clipboard-list',
  },
  {
    workflow: 'decision',
    states: ['draft', 'scored', 'reopened'],
    roles: ['buyer'],
    title: 'Decisions to propose',
    say: 'Score the options and propose one for approval.',
    icon: 'scale',
  },
  {
    workflow: 'question',
    states: ['asked'],
    roles: ['buyer'],
    title: 'Vendors’ questions',
    say: 'The answer goes to all vendors, without names.',
    icon: 'message-question',
  },
  {
    workflow: 'rfq',
    states: ['closed'],
    roles: ['buyer'],
    title: 'RFQs to evaluate',
    say: 'Compare the quotes, then negotiate or propose an award.',
    icon: 'table',
  },
  {
    workflow: 'award',
    states: ['proposed'],
    roles: ['buyer'],
    title: 'Awards to submit',
    say: 'Complete the justification and submit for approval.',
    icon: 'gavel',
  },
  {
    workflow: 'contract',
    states: ['in_review'],
    roles: ['legal'],
    title: 'Contracts to review',
    say: 'Read the clauses before the contract goes out.',
    icon: 'certificate',
  },
  {
    workflow: 'contract',
    states: ['notice_window'],
    roles: ['contract_owner', 'buyer'],
    title: 'Contracts with notice running',
    say: 'Renew or terminate before the notice date.',
    icon: 'bell',
  },
];

/** The cards that follow from the states themselves; what needs more knowledge the features register. */
@Injectable()
export class StandingCards implements OnApplicationBootstrap {
  constructor(
    private readonly registry: WorkflowRegistry,
    private readonly records: RecordQueries,
    private readonly cards: HomeCards,
  ) {}

  onApplicationBootstrap(): void {
    for (const [index, standing] of STANDING.entries()) {
      if (!this.registry.knows(standing.workflow)) continue;
      const { workflow } = this.registry.named(standing.workflow);
      this.cards.register({
        title: standing.title,
        say: standing.say,
        icon: standing.icon,
        roles: standing.roles,
        order: 100 + index,
        href: `/${workflow.documents}?state=${standing.states.join(',')}`,
        count: (viewer) => this.count(standing, viewer),
      });
    }
  }

  private count({ workflow, states, own }: Standing, { actor }: Viewer): Promise<number> {
    const values = own?.by === 'role' ? actor.roles : [actor.id];
    return this.records.count(this.registry.named(workflow), states, actor, own && { property: own.property, values });
  }
}
