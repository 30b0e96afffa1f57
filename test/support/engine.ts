import { type Provider, type Type } from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';
import { DatabaseModule } from '../../src/database/database.module.js';
import { Database } from '../../src/database/database.js';
import { EngineModule } from '../../src/engine/engine.module.js';
import { WorkflowRegistry } from '../../src/engine/workflow-registry.js';
import { WorkflowRunner } from '../../src/engine/workflow-runner.js';
import { SettingsModule } from '../../src/settings.module.js';
import { testSettings } from './settings.js';
import { Ticket, TICKET_TABLE, ticketWorkflow } from './ticket.workflow.js';
import { TypeOrmModule } from '@nestjs/typeorm';

/** The engine with the ticket workflow and nothing of procurement; `workers` are the test's own job workers. */
export async function startEngine(workers: (Type | Provider)[], env: NodeJS.ProcessEnv = {}): Promise<TestingModule> {
  const settings = await testSettings(env);
  const module = await Test.createTestingModule({
    imports: [SettingsModule.of(settings), DatabaseModule, TypeOrmModule.forFeature([Ticket]), EngineModule],
    providers: workers,
  }).compile();
  const owner = await module.get(Database).pool.connect();
  await owner.query('RESET ROLE');
  await owner.query(TICKET_TABLE);
  owner.release(true);
  module.get(WorkflowRegistry).register(ticketWorkflow, {
    start: async (form: { title: string; points: number | null }, by) => ({
      title: form.title,
      points: form.points ?? 0,
      answerBy: null,
      ownerId: by.id,
      parentId: null,
      caseId: null,
    }),
  });
  await module.init();
  return module;
}

export const runnerOf = (module: TestingModule): WorkflowRunner => module.get(WorkflowRunner);
