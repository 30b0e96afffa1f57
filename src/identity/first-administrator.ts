import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Settings } from '../settings.js';
import { StartNotes } from '../start-notes.js';
import { People } from './people.queries.js';
import { SignInLinks } from './sign-in-links.js';

/** While a house has nobody, each start prints a one-time link for its first administrator; there are no accounts to begin with. */
@Injectable()
export class FirstAdministrator implements OnModuleInit {
  constructor(
    private readonly settings: Settings,
    private readonly people: People,
    private readonly links: SignInLinks,
    private readonly notes: StartNotes,
  ) {}

  async onModuleInit(): Promise<void> {
    if (this.settings.demo || this.settings.role === 'worker' || (await this.people.count()) > 0) return;
    const link = await this.links.issue('first_administrator', null);
    this.notes.add(
      `Nobody has access yet. Open this link within a day to become the first administrator; it works once:\n  ${link}`,
    );
  }
}
