import { type DynamicModule, type Type } from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';
import { DatabaseModule } from '../../src/database/database.module.js';
import { EngineModule } from '../../src/engine/engine.module.js';
import type { Actor } from '../../src/engine/workflow.js';
import { IdentityModule } from '../../src/identity/identity.module.js';
import { PeopleCommands } from '../../src/identity/people.commands.js';
import { actorOf } from '../../src/identity/person.js';
import type { Role } from '../../src/identity/roles.js';
import { MailModule } from '../../src/mail/mail.module.js';
import { RenderingModule } from '../../src/rendering/rendering.module.js';
import { SettingsModule } from '../../src/settings.module.js';
import { StorageModule } from '../../src/storage/storage.module.js';
import { testSettings } from '../support/settings.js';

/** The house without its web door: engine, people, mail, documents and the features of `modules`, on a database of its own. */
export async function openHouse(modules: (Type | DynamicModule)[], env: NodeJS.ProcessEnv = {}): Promise<TestingModule> {
  const settings = await testSettings({ DEMO: 'no', ...env });
  const house = await Test.createTestingModule({
    imports: [
      ...[SettingsModule.of(settings), DatabaseModule, EngineModule, RenderingModule, StorageModule, IdentityModule, MailModule],
      ...modules,
    ],
  }).compile();
  return house.init();
}

/** Someone who works there, with the roles. */
export async function employ(house: TestingModule, name: string, ...roles: Role[]): Promise<Actor> {
  const eMail = `${name.toLowerCase().replaceAll(' ', '.')}@house.example`;
  return actorOf(await house.get(PeopleCommands, { strict: false }).add({ name, eMail, roles }));
}
