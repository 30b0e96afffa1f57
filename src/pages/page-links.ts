import { Injectable } from '@nestjs/common';
import type { WorkflowRecord } from '../engine/workflow.js';
import type { Viewer } from '../identity/person.js';

/** A button beside a page's heading. `icon` is a name in icons.svg. */
export interface PageLink {
  label: string;
  href: string;
  icon?: string;
  primary?: boolean;
}

/** A part of a page that a feature draws itself: the partial `template` with `model` (CSRF token and zone stand in `@root`). */
export interface PageSection {
  template: string;
  model: object;
}

type Of<Given, Made> = (given: Given, viewer: Viewer) => Made | Promise<Made>;

/** Where features hook their own links and sections into the plain page and list of a workflow, by its name. */
@Injectable()
export class PageLinks {
  private readonly onPages = new Map<string, Of<WorkflowRecord, PageLink[]>[]>();
  private readonly onCases: Of<string, PageLink[]>[] = [];
  private readonly onLists = new Map<string, Of<null, PageLink[]>[]>();
  private readonly sections = new Map<string, Of<WorkflowRecord, PageSection | null>[]>();

  /** Adds links to each record's page; `links` may look at the record and at who reads. */
  onPage<Facts extends WorkflowRecord = WorkflowRecord>(workflow: string, links: Of<Facts, PageLink[]>): void {
    this.onPages.set(workflow, [...(this.onPages.get(workflow) ?? []), links as Of<WorkflowRecord, PageLink[]>]);
  }

  /** Adds links to each case's page; `links` is given the case's id. */
  onCase(links: Of<string, PageLink[]>): void {
    this.onCases.push(links);
  }

  /** Adds links to the workflow's list. */
  onList(workflow: string, links: (viewer: Viewer) => PageLink[] | Promise<PageLink[]>): void {
    this.onLists.set(workflow, [...(this.onLists.get(workflow) ?? []), (_, viewer) => links(viewer)]);
  }

  /** Adds a section of the feature's own to each record's page, above its facts; null leaves it out. */
  section<Facts extends WorkflowRecord = WorkflowRecord>(workflow: string, section: Of<Facts, PageSection | null>): void {
    this.sections.set(workflow, [...(this.sections.get(workflow) ?? []), section as Of<WorkflowRecord, PageSection | null>]);
  }

  /** The links of a record's page. */
  async ofPage(workflow: string, record: WorkflowRecord, viewer: Viewer): Promise<PageLink[]> {
    return (await Promise.all((this.onPages.get(workflow) ?? []).map((links) => links(record, viewer)))).flat();
  }

  /** The links of a case's page. */
  async ofCase(caseId: string, viewer: Viewer): Promise<PageLink[]> {
    return (await Promise.all(this.onCases.map((links) => links(caseId, viewer)))).flat();
  }

  /** The links of a list. */
  async ofList(workflow: string, viewer: Viewer): Promise<PageLink[]> {
    return (await Promise.all((this.onLists.get(workflow) ?? []).map((links) => links(null, viewer)))).flat();
  }

  /** The sections of a record's page. */
  async sectionsOf(workflow: string, record: WorkflowRecord, viewer: Viewer): Promise<PageSection[]> {
    const made = await Promise.all((this.sections.get(workflow) ?? []).map((section) => section(record, viewer)));
    return made.flatMap((section) => section ?? []);
  }
}
