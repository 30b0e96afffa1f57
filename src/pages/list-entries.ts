import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { WorkflowRegistry } from '../engine/workflow-registry.js';
import { Navigation } from '../identity/navigation.js';
import type { Viewer } from '../identity/person.js';
import { isRole, roleNames } from '../identity/roles.js';
import { listTitle } from './record-page.js';

/** The lists that have a place in the side bar, in the order of a case, with their icons. The others are reached from these. */
const LISTS: Record<string, string> = {
  request: 'clipboard-list',
  decision: 'scale',
  rfq: 'send',
  quote: 'report-money',
  award: 'gavel',
  approval: 'clipboard-check',
  contract: 'certificate',
  vendor: 'building-store',
  resource: 'server',
  budgetLine: 'coins',
};

/** Where a workflow stands in the order of a case; those without a place of their own come last. */
export const listOrder = (workflow: string): number => {
  const place = Object.keys(LISTS).indexOf(workflow);
  return place < 0 ? Object.keys(LISTS).length : place;
};

/** Everyone sees the side bar entries that a page could show; used to ask which are there. */
const EVERY_ROLE: Viewer = {
  actor: { id: '', name: '', roles: roleNames, kind: 'person' },
  eMail: '',
  zone: 'UTC',
  by: 'session',
  doorId: '',
  csrf: null,
};

/** Gives each workflow's list its entry in the side bar, unless its feature has made one. */
@Injectable()
export class ListEntries implements OnApplicationBootstrap {
  constructor(
    private readonly registry: WorkflowRegistry,
    private readonly navigation: Navigation,
  ) {}

  onApplicationBootstrap(): void {
    const there = new Set(this.navigation.shownTo(EVERY_ROLE, '').map(({ href }) => href));
    for (const [index, [name, icon]] of Object.entries(LISTS).entries()) {
      if (!this.registry.knows(name)) continue;
      const { workflow } = this.registry.named(name);
      const href = `/${workflow.documents}`;
      if (there.has(href)) continue;
      // Whoever may begin one, or may read some as an owner, needs the way there as much as those who may read all.
      const isForAll = (workflow.readers.owners ?? []).length > 0 && name === 'request';
      const roles = [...new Set([...workflow.readers.roles, ...(workflow.start?.roles ?? [])])].filter(isRole);
      this.navigation.register({
        label: listTitle(workflow),
        href,
        icon,
        order: 100 + index * 10,
        ...(isForAll ? {} : { roles }),
      });
    }
  }
}
