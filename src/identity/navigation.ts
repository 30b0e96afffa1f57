import { Injectable } from '@nestjs/common';
import type { Viewer } from './person.js';
import type { Role } from './roles.js';

/** One entry of the side bar. `icon` is a name in icons.svg; without `roles` everyone signed in sees it; low `order` comes first. */
export interface NavigationEntry {
  label: string;
  href: string;
  icon: string;
  roles?: readonly Role[];
  order: number;
}

/** An entry as the layout draws it. */
export interface ShownEntry {
  label: string;
  href: string;
  icon: string;
  current: boolean;
}

/** The side bar as data: features register their entries when they start. */
@Injectable()
export class Navigation {
  private readonly entries: NavigationEntry[] = [];

  /** Adds an entry; the same `href` twice replaces the first. */
  register(entry: NavigationEntry): void {
    const known = this.entries.findIndex(({ href }) => href === entry.href);
    if (known >= 0) this.entries.splice(known, 1);
    this.entries.push(entry);
    this.entries.sort((one, other) => one.order - other.order || one.label.localeCompare(other.label));
  }

  /** What this person sees, with the longest entry that `path` lies under marked as current. */
  shownTo(viewer: Viewer, path: string): ShownEntry[] {
    const open = this.entries.filter(({ roles }) => !roles || roles.some((role) => viewer.actor.roles.includes(role)));
    const current = open
      .filter(({ href }) => path === href || (href !== '/' && path.startsWith(`${href}/`)))
      .sort((one, other) => other.href.length - one.href.length)[0];
    return open.map((entry) => ({ label: entry.label, href: entry.href, icon: entry.icon, current: entry === current }));
  }
}
