import { Injectable, type OnModuleInit, Optional } from '@nestjs/common';
import { HomeCards } from '../../pages/home-cards.js';
import { ApprovalQueries } from './approval.queries.js';

/** Shows on the home page what waits for the decision of the person who looks. */
@Injectable()
export class ApprovalPages implements OnModuleInit {
  constructor(
    private readonly approvals: ApprovalQueries,
    // Absent where the features run without pages.
    @Optional() private readonly cards?: HomeCards,
  ) {}

  onModuleInit(): void {
    this.cards?.register({
      title: 'Waiting for your approval',
      say: 'Others cannot go on before these are decided.',
      icon: 'clipboard-check',
      href: '/approvals?state=pending,delegated',
      order: 10,
      count: ({ actor }) => this.approvals.countPendingFor(actor),
    });
  }
}
