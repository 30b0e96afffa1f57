import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { WorkflowRecord } from '../../engine/workflow.js';
import { Navigation } from '../../identity/navigation.js';
import { LetterQueries } from '../../mail/letter.queries.js';
import { HomeCards } from '../../pages/home-cards.js';
import { PageLinks } from '../../pages/page-links.js';
import { InvitationQueries } from '../rfqs/invitation.queries.js';
import { QuestionQueries } from '../rfqs/question.queries.js';
import { QuoteQueries } from './quote.queries.js';

const colours: Record<string, string> = { answered: 'green', declined: 'orange', bounced: 'red', intends: 'azure', sent: 'blue' };

/** Hangs our own pages on the plain ones: comparison and invitations on an RFQ, the review on a quote, the queue in the side bar. */
@Injectable()
export class QuotePages implements OnModuleInit {
  constructor(
    private readonly navigation: Navigation,
    private readonly links: PageLinks,
    private readonly cards: HomeCards,
    private readonly invitations: InvitationQueries,
    private readonly questions: QuestionQueries,
    private readonly quotes: QuoteQueries,
    private readonly letters: LetterQueries,
  ) {}

  onModuleInit(): void {
    this.navigation.register({ label: 'Review queue', href: '/quotes/review', icon: 'inbox', roles: ['buyer'], order: 340 });
    this.navigation.register({
      label: 'Exchange rates',
      href: '/exchange-rates',
      icon: 'coins',
      roles: ['buyer', 'finance'],
      order: 720,
    });
    this.links.onPage('rfq', (rfq) =>
      rfq.state === 'draft'
        ? []
        : [{ label: 'Compare quotes', href: `/rfqs/${rfq.id}/comparison`, icon: 'table', primary: true }],
    );
    this.links.section('rfq', (rfq) => this.answersOf(rfq));
    this.links.onPage<WorkflowRecord & { reading: object[] | null; rfqId: string }>('quote', ({ id, reading, rfqId }) => [
      ...(reading ? [{ label: 'Review', href: `/quotes/${id}/review`, icon: 'eye', primary: true }] : []),
      { label: 'Compare', href: `/rfqs/${rfqId}/comparison`, icon: 'table' },
    ]);
    this.cards.register({
      title: 'Answers to review',
      say: 'Vendors answered, and not everything could be read for certain.',
      icon: 'inbox',
      href: '/quotes/review',
      roles: ['buyer'],
      order: 30,
      count: async () => {
        const [quotes, { letters }] = await Promise.all([this.quotes.inReview(), this.letters.inReview({ size: 200 })]);
        const ofQuotes = new Set(quotes.flatMap(({ reading }) => (reading ?? []).map(({ letterId }) => letterId)));
        return quotes.length + letters.filter(({ id }) => !ofQuotes.has(id)).length;
      },
    });
  }

  private async answersOf(rfq: WorkflowRecord) {
    if (rfq.state === 'draft') return null;
    const [invitations, quotes, questions] = await Promise.all([
      this.invitations.ofRfq(rfq.id),
      this.quotes.ofRfq(rfq.id),
      this.questions.ofRfq(rfq.id),
    ]);
    return {
      template: 'rfqs/answers',
      model: {
        isOpen: rfq.state === 'published' || rfq.state === 'suspended',
        invitations: invitations.map((invitation) => ({
          id: invitation.id,
          vendorName: invitation.vendorName,
          contactEMail: invitation.contactEMail,
          state: invitation.state,
          colour: colours[invitation.state] ?? 'secondary',
          reason: invitation.declineReason ?? invitation.bounceReason,
          quotes: quotes
            .filter(({ invitationId }) => invitationId === invitation.id)
            .map(({ id, number, state, total, currency, reading }) => ({
              ...{ id, number, total, currency, waits: reading !== null },
              state: state.replaceAll('_', ' '),
            })),
        })),
        questions: questions.map(({ id, text, state }) => ({ id, text, state })),
      },
    };
  }
}
