import { Global, Module, type OnModuleInit } from '@nestjs/common';
import { APP_FILTER, APP_GUARD } from '@nestjs/core';
import { AccountController } from './account.controller.js';
import { ApiTokens } from './api-tokens.js';
import { Assets } from './assets.js';
import { Cookies } from './cookies.js';
import { Csrf } from './csrf.js';
import { ErrorsFilter } from './errors.filter.js';
import { FirstAdministrator } from './first-administrator.js';
import { Flash } from './flash.js';
import { IdentityChanges } from './identity-changes.js';
import { IdentityGuard } from './identity.guard.js';
import { LinkCsrf } from './link-csrf.js';
import { Navigation } from './navigation.js';
import { PageView } from './page-view.js';
import { PeopleCommands } from './people.commands.js';
import { PeopleController } from './people.controller.js';
import { People } from './people.queries.js';
import { Seal } from './seal.js';
import { SecurityLog } from './security-log.js';
import { SessionApiController } from './session-api.controller.js';
import { Sessions } from './sessions.js';
import { SignInCommands } from './sign-in.commands.js';
import { SignInController } from './sign-in.controller.js';
import { SignInLimits } from './sign-in-limits.js';
import { SignInLinks } from './sign-in-links.js';
import { Viewers } from './viewers.js';
import { WelcomeController } from './welcome.controller.js';

const doors = [
  ApiTokens,
  Assets,
  Csrf,
  Flash,
  LinkCsrf,
  Navigation,
  PageView,
  People,
  PeopleCommands,
  Seal,
  SecurityLog,
  Sessions,
  Viewers,
];

/** People, sign-in and roles for everyone; puts the guard before and the error pages behind every route. */
@Global()
@Module({
  controllers: [SignInController, WelcomeController, AccountController, PeopleController, SessionApiController],
  providers: [
    ...doors,
    Cookies,
    FirstAdministrator,
    IdentityChanges,
    SignInCommands,
    SignInLimits,
    SignInLinks,
    { provide: APP_GUARD, useClass: IdentityGuard },
    { provide: APP_FILTER, useClass: ErrorsFilter },
  ],
  exports: doors,
})
export class IdentityModule implements OnModuleInit {
  constructor(private readonly navigation: Navigation) {}

  onModuleInit(): void {
    this.navigation.register({ label: 'People', href: '/people', icon: 'users', roles: ['administrator'], order: 900 });
  }
}
