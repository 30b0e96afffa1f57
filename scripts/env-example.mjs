// Writes .env.example from the sentences in src/settings.ts; test/settings.spec.ts fails while the two differ.
import { writeFileSync } from 'node:fs';
import { environmentExample } from '../dist/settings.js';

writeFileSync('.env.example', environmentExample());
