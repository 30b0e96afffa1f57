import { Injectable, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { setTimeout as pause } from 'node:timers/promises';
import { DatabaseModule } from '../../dist/database/database.module.js';
import { EngineModule } from '../../dist/engine/engine.module.js';
import { Worker } from '../../dist/engine/jobs.js';
import { WorkflowRegistry } from '../../dist/engine/workflow-registry.js';
import { WorkflowRunner } from '../../dist/engine/workflow-runner.js';
import { vendorWorkflow } from '../../dist/features/vendors/vendor.workflow.js';
import { loadSettings } from '../../dist/settings.js';
import { SettingsModule } from '../../dist/settings.module.js';
import { benchJobs, buyer, eventOf } from './engine.mjs';
import { quantile } from './measure.mjs';

/** Milliseconds from a transition's commit to its handler's first line, one at a time on an idle house: p50 and p95. */
export async function relayLatency(url, ids, env, samples = 200) {
  const begun = new Map();
  class Noting {
    async noted(job) {
      begun.get(job.recordId)?.(performance.now());
    }
  }
  Injectable()(Noting);
  Worker(benchJobs)(Noting);
  class Root {}
  Module({
    imports: [SettingsModule.of(loadSettings({ ...env, DATABASE_URL: url, LOG_LEVEL: 'silent' })), DatabaseModule, EngineModule],
    providers: [Noting],
  })(Root);
  const app = await NestFactory.createApplicationContext(Root, { logger: false });
  app.get(WorkflowRegistry).register(vendorWorkflow);
  const runner = app.get(WorkflowRunner);
  const took = [];
  try {
    for (let sample = 0; sample < samples + 20; sample++) {
      const id = ids[Math.floor(sample / 2) % ids.length];
      const handled = new Promise((resolve) => begun.set(id, resolve));
      await runner.send(vendorWorkflow, id, eventOf(sample), buyer);
      const committedAt = performance.now();
      const at = await Promise.race([handled, pause(5_000, null)]);
      if (at === null) throw new Error('a job was not handled within 5 s');
      if (sample >= 20) took.push(Math.max(0, at - committedAt));
      // Not in step with the relay's poll.
      await pause(20 + Math.random() * 60);
    }
  } finally {
    await app.close();
  }
  return { p50: quantile(took, 0.5), p95: quantile(took, 0.95) };
}
