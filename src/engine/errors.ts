import type { Fault } from './fault.js';
import type { Reason } from './workflow.js';

export type { Fault } from './fault.js';

/** A rule said no. HTTP 409; the reasons are shown as they are. */
export class Refused extends Error {
  constructor(readonly reasons: readonly Reason[]) {
    super(reasons.map((reason) => reason.code).join(', '));
  }
}

/** No such record, or none that this person may see: the two are not told apart. HTTP 404. */
export class Missing extends Error {
  constructor(readonly what: string) {
    super(`${what} not found`);
  }
}

/** This person may not use this door at all. HTTP 403. */
export class Forbidden extends Error {
  constructor(readonly reason: Reason) {
    super(reason.code);
  }
}

/** What was sent cannot be read. HTTP 422, naming each field. */
export class BadInput extends Error {
  constructor(readonly faults: readonly Fault[]) {
    super(faults.map((fault) => fault.field).join(', '));
  }
}

/** Someone else's system is down or slow; the job is retried. HTTP 503. */
export class Unavailable extends Error {}

/** Work that would fail the same way however often it is tried; its job is given up at once and shown to an administrator. */
export class Hopeless extends Error {}
