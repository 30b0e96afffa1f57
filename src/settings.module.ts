import { type DynamicModule, Module } from '@nestjs/common';
import { Settings } from './settings.js';
import { StartNotes } from './start-notes.js';

/** Gives `Settings` and `StartNotes` to everyone. */
@Module({})
export class SettingsModule {
  static of(settings: Settings): DynamicModule {
    return {
      module: SettingsModule,
      global: true,
      providers: [{ provide: Settings, useValue: settings }, StartNotes],
      exports: [Settings, StartNotes],
    };
  }
}
