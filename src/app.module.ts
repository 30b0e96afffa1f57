import { type DynamicModule, Module } from '@nestjs/common';
import { DatabaseModule } from './database/database.module.js';
import { EngineModule } from './engine/engine.module.js';
import type { Settings } from './settings.js';
import { SettingsModule } from './settings.module.js';

/** The table of contents. */
@Module({})
export class AppModule {
  static of(settings: Settings): DynamicModule {
    return {
      module: AppModule,
      imports: [SettingsModule.of(settings), DatabaseModule, EngineModule],
    };
  }
}
