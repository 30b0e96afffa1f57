import { Engine1763800000000 } from './migrations/1763800000000-engine.js';

/** Every migration, oldest first. */
export const migrations = [
  Engine1763800000000,
];
