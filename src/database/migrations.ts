import { Engine1763800000000 } from './migrations/1763800000000-engine.js';
import { Files1763801000000 } from './migrations/1763801000000-files.js';
import { Mail1763802000000 } from './migrations/1763802000000-mail.js';
import { Identity1763803000000 } from './migrations/1763803000000-identity.js';
import { Vendors1763804000000 } from './migrations/1763804000000-vendors.js';
import { Budgets1763804010000 } from './migrations/1763804010000-budgets.js';
import { Resources1763804020000 } from './migrations/1763804020000-resources.js';
import { Requests1763804030000 } from './migrations/1763804030000-requests.js';
import { Decisions1763804040000 } from './migrations/1763804040000-decisions.js';
import { Rfqs1763805000000 } from './migrations/1763805000000-rfqs.js';
import { Quotes1763805010000 } from './migrations/1763805010000-quotes.js';
import { ExchangeRates1763805020000 } from './migrations/1763805020000-exchange-rates.js';
import { Approvals1763806000000 } from './migrations/1763806000000-approvals.js';
import { Awards1763806010000 } from './migrations/1763806010000-awards.js';
import { Rounds1763806020000 } from './migrations/1763806020000-rounds.js';
import { Contracts1763807000000 } from './migrations/1763807000000-contracts.js';
import { ContractPaymentTerms1763807010000 } from './migrations/1763807010000-contract-payment-terms.js';

/** Every migration, oldest first. */
export const migrations = [
  Engine1763800000000,
  Files1763801000000,
  Mail1763802000000,
  Identity1763803000000,
  Vendors1763804000000,
  Budgets1763804010000,
  Resources1763804020000,
  Requests1763804030000,
  Decisions1763804040000,
  Rfqs1763805000000,
  Quotes1763805010000,
  ExchangeRates1763805020000,
  Approvals1763806000000,
  Awards1763806010000,
  Rounds1763806020000,
  Contracts1763807000000,
  ContractPaymentTerms1763807010000,
];
