import { Engine1763800000000 } from './migrations/1763800000000-engine.js';
import { Files1763801000000 } from './migrations/1763801000000-files.js';
import { Mail1763802000000 } from './migrations/1763802000000-mail.js';
import { Identity1763803000000 } from './migrations/1763803000000-identity.js';
import { Vendors1763804000000 } from './migrations/1763804000000-vendors.js';
import { Budgets1763804010000 } from './migrations/1763804010000-budgets.js';

/** Every migration, oldest first. */
export const migrations = [
  Engine1763800000000,
  Files1763801000000,
  Mail1763802000000,
  Identity1763803000000,
  Vendors1763804000000,
  Budgets1763804010000,
];
