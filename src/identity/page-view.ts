import { Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Templates } from '../rendering/templates.js';
import { Settings } from '../settings.js';
import { Assets } from './assets.js';
import { sentCookie } from './cookies.js';
import { Csrf } from './csrf.js';
import { Flash, type FlashMessage } from './flash.js';
import { Navigation, type ShownEntry } from './navigation.js';
import { ownPath } from './own-path.js';
import { roleLabel } from './roles.js';

/** What every page is given beside its own model. */
export interface Shell {
  house: string;
  assets: string;
  theme: 'light' | 'dark' | 'auto';
  navigation: ShownEntry[];
  /** The address of this page with its query, for forms that come back. */
  here: string;
  flash: FlashMessage | null;
  viewer: { id: string; name: string; initials: string; eMail: string; roles: string; zone: string } | null;
}

/** Pages for people: a feature's model in the house's layout, with navigation, who is signed in, messages and the CSRF token. */
@Injectable()
export class PageView {
  constructor(
    private readonly templates: Templates,
    private readonly assets: Assets,
    private readonly navigation: Navigation,
    private readonly flash: Flash,
    private readonly csrf: Csrf,
    private readonly settings: Settings,
  ) {}

  /**
   * The whole page `name` as HTML; sets the content type on `reply`. The template also gets `csrf` (for the hidden field `_csrf`),
   * `zone` (in which the reader is shown times) and `shell`. Layout `page` has the side bar for people signed in and is plain for visitors; `gate` is one small card.
   */
  render<Model extends { title: string }>(
    reply: FastifyReply,
    name: string,
    model: Model,
    layout: 'page' | 'gate' = 'page',
  ): string {
    const shell = this.shellOf(reply);
    void reply.type('text/html; charset=utf-8');
    return this.templates.page(
      name,
      { ...model, csrf: this.csrf.issue(reply), zone: shell.viewer?.zone ?? 'UTC', shell },
      layout,
    );
  }

  /** A partial of a page, for htmx to swap in; with `csrf` and `zone` as the page has them. */
  fragment(reply: FastifyReply, name: string, model: object): string {
    void reply.type('text/html; charset=utf-8');
    const zone = reply.request.viewer?.zone ?? 'UTC';
    return this.templates.fragment(name, { ...model, csrf: this.csrf.issue(reply), zone });
  }

  /** Sends the browser to a path of our own after a change, with a message for the page it finds there. Return the result from the handler. */
  goTo(reply: FastifyReply, path: string, message?: FlashMessage): string {
    if (message) this.flash.leave(reply, message.kind, message.say);
    void reply.code(303).header('location', ownPath(path)).type('text/plain; charset=utf-8');
    return '';
  }

  private shellOf(reply: FastifyReply): Shell {
    const { request } = reply;
    const viewer = request.viewer ?? null;
    const path = request.url.split('?')[0] ?? '/';
    const theme = sentCookie(request, 'theme');
    return {
      house: this.settings.buyerName,
      assets: this.assets.prefix,
      theme: theme === 'light' || theme === 'dark' ? theme : 'auto',
      navigation: viewer ? this.navigation.shownTo(viewer, path) : [],
      here: request.url,
      flash: this.flash.take(reply),
      viewer: viewer && {
        id: viewer.actor.id,
        name: viewer.actor.name,
        initials: initialsOf(viewer.actor.name),
        eMail: viewer.eMail,
        roles: viewer.actor.roles.map(roleLabel).join(', '),
        zone: viewer.zone,
      },
    };
  }
}

function initialsOf(name: string): string {
  const words = name.split(/\s+/).filter(Boolean);
  const letters = [words[0], words.length > 1 ? words.at(-1) : undefined].map((word) => [...(word ?? '')][0] ?? '');
  return letters.join('').toUpperCase();
}
