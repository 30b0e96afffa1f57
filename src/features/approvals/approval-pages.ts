import { Injectable, type OnModuleInit, Optional } from '@nestjs/common';
import { FileAccess } from '../../pages/file-access.queries.js';
import { HomeCards } from '../../pages/home-cards.js';
import { PageLinks } from '../../pages/page-links.js';
import type { Approval } from './approval.entity.js';
import { ApprovalSubjects } from './approval-subjects.js';
import { ApprovalQueries } from './approval.queries.js';

/** Shows on the home page what waits for the decision of the person who looks, and on a step's page what it is about. */
@Injectable()
export class ApprovalPages implements OnModuleInit {
  constructor(
    private readonly approvals: ApprovalQueries,
    // Absent where the features run without pages.
    @Optional() private readonly cards?: HomeCards,
    @Optional() private readonly links?: PageLinks,
    @Optional() private readonly files?: FileAccess,
    @Optional() private readonly subjects?: ApprovalSubjects,
  ) {}

  onModuleInit(): void {
    this.files?.through<Approval>('approval', ({ subjectWorkflow, subjectId }) => ({ workflow: subjectWorkflow, id: subjectId }));
    this.links?.section<Approval>('approval', async (approval, viewer) => {
      const subject = await this.subjects?.of(approval, viewer);
      return subject ? { template: 'approvals/subject', model: subject } : null;
    });
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
