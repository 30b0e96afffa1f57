import 'reflect-metadata';
import { createApp } from '../../dist/app.factory.js';
import { WorkflowRegistry } from '../../dist/engine/workflow-registry.js';
import { loadSettings } from '../../dist/settings.js';
import { benchJobs } from './engine.mjs';

// The product's web process. Only the bench's one effect is added once everything runs: nobody works it, its outbox row is what is measured.
const app = await createApp(loadSettings(process.env));
await app.listen(Number(process.env.PORT), '127.0.0.1');
app.get(WorkflowRegistry).jobs(benchJobs);
process.send?.('ready');
process.on('disconnect', () => process.exit(0));
