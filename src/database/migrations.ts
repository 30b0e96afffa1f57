import { Engine1763800000000 } from './migrations/1763800000000-engine.js';
import { Identity1763803000000 } from './migrations/1763803000000-identity.js';

/** Every migration, oldest first. */
export const migrations = [
  Engine1763800000000,
  Identity1763803000000,
];
