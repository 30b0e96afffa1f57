import { Injectable } from '@nestjs/common';
import type { Actor } from '../../engine/workflow.js';
import type { InvitationView } from '../rfqs/invitation.queries.js';
import type { RfqView } from '../rfqs/rfq.queries.js';
import type { QuoteView } from './quote.queries.js';

/** Whose private page is drawn or acted on. `quote` is null before the vendor's first answer; `by` acts as the vendor. */
export interface PrivateVisit {
  token: string;
  rfq: RfqView;
  invitation: InvitationView;
  quote: QuoteView | null;
  by: Actor;
}

/** Something that a section's form sent: its fields without the CSRF token, and where it came from (for consent records). */
export interface PrivateAct {
  body: Record<string, unknown>;
  ip: string;
  userAgent: string;
}

/** A section that another feature adds to the vendor's private page. */
export interface PrivateSection {
  /** Names it in addresses: its forms post to `/q/<token>/<name>/<action>` with the field `_csrf`. */
  name: string;
  /** Low ones come first; the RFQ itself has 0, the quote 100, questions 200. */
  order: number;
  /**
   * The partial `template` and its model (beside it the partial finds `token`, `csrf` in `@root`); null leaves the section out. `typed` is what
   * a section's form sent that was not taken: show it again.
   */
  section(visit: PrivateVisit, typed: Record<string, unknown> | null): Promise<{ template: string; model: object } | null>;
  /** What its forms do, by name; the answer is shown to the vendor. Throw Refused or BadInput to keep what was typed. */
  actions: Record<string, (visit: PrivateVisit, act: PrivateAct) => Promise<{ say: string }>>;
}

/** Where features hook into the vendor's private page without this feature knowing them. */
@Injectable()
export class PrivatePageSections {
  private readonly sections: PrivateSection[] = [];

  /** Adds a section; call it when the module starts. */
  register(section: PrivateSection): void {
    if (this.named(section.name)) throw new Error(`two sections of the private page are called ${section.name}`);
    this.sections.push(section);
    this.sections.sort((one, other) => one.order - other.order);
  }

  /** The section of that name, or null. */
  named(name: string): PrivateSection | null {
    return this.sections.find((section) => section.name === name) ?? null;
  }

  /** The sections that have something to show on this visit, in order. */
  async shown(visit: PrivateVisit, typed: Record<string, unknown> | null): Promise<{ template: string; model: object }[]> {
    const shown = await Promise.all(this.sections.map((section) => section.section(visit, typed)));
    return shown.flatMap((section) => section ?? []);
  }
}
