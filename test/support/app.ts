import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createApp } from '../../src/app.factory.js';
import type { Settings } from '../../src/settings.js';
import { testSettings } from './settings.js';

/** The whole application on a database of its own: everything in one process, listening on no port until `listen` is asked. */
export async function startApp(env: NodeJS.ProcessEnv = {}): Promise<{ app: NestFastifyApplication; settings: Settings }> {
  const settings = await testSettings(env);
  const app = await createApp(settings);
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
  return { app, settings };
}
