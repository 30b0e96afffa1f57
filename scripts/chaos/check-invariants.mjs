import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Decimal } from 'decimal.js';
import { derivedId } from './derived-id.mjs';

/** What must hold after any number of crashes, in the order of the table. */
export const INVARIANTS = {
  acknowledged: 'no acknowledged transition is lost or half done',
  once: 'nothing is applied that nobody was told of, or twice',
  path: 'every history is a path of its machine, without a gap',
  effects: 'each transition has exactly the outbox rows it must have',
  done: 'every effect is done',
  letters: 'one letter, one Message-ID, for each effect and recipient',
  captured: 'what the log says was sent is in the mailbox, once',
  received: 'every letter that was accepted is kept and read, once',
  audit: 'the audit verifies',
  budgets: 'budget sums hold, and what was awarded is committed',
  awards: 'at most one active award for each line of an RFQ',
  approvals: 'nobody approved what they wrote, nobody twice, no step left out',
  documents: 'every document has its bytes, and they are what was stored',
  together: 'records that move together have moved together',
  idempotency: 'an answer remembered under a key is the answer that was given',
  deadlines: 'no quote counts that came after the deadline',
};

/**
 * Holds a database, the list of what was acknowledged and the captured mail against the invariants. Answers, by invariant, how much was
 * looked at and what is wrong.
 *
 * @param {object} asked
 * @param {import('pg').Client} asked.client as an account that may read everything
 * @param {object[]} asked.workflows name, documents, states as GET /api/v1/workflows/{name} tells them
 * @param {(workflow: string, event: string, from: string | null, to: string) => string[][] | null} asked.effectsOf
 * @param {object[]} asked.acks what the load was told: `{ kind: 'transition' | 'gaveUp' | 'letter', … }`
 * @param {string[]} asked.actors ids of the people whose every transition is in `acks`
 * @param {string} asked.mailFolder captured letters
 * @param {() => Promise<string | null>} asked.verifyAudit the first fault, or null
 */
export async function checkInvariants(asked) {
  const check = new Check(asked);
  await check.load();
  for (const invariant of Object.keys(INVARIANTS)) await check[invariant]();
  return check.found;
}

class Check {
  constructor(asked) {
    Object.assign(this, asked);
    this.found = Object.fromEntries(Object.keys(INVARIANTS).map((name) => [name, { looked: 0, faults: [] }]));
  }

  async rows(sql, values = []) {
    return (await this.client.query(sql, values)).rows;
  }

  fault(invariant, say) {
    this.found[invariant].faults.push(say);
  }

  looked(invariant, count) {
    this.found[invariant].looked += count;
  }

  async load() {
    this.entries = await this.rows(
      `SELECT id, record_id, version, workflow, event, from_state, to_state, by_id, body FROM audit_entries ORDER BY record_id, version`,
    );
    this.byRecord = new Map();
    for (const entry of this.entries) {
      const own = this.byRecord.get(entry.record_id);
      if (own) own.push(entry);
      else this.byRecord.set(entry.record_id, [entry]);
    }
    this.records = new Map();
    for (const { name, documents } of this.workflows) {
      const table = documents.replaceAll('-', '_');
      for (const row of await this.rows(`SELECT id, number, state, version, case_id FROM ${table}`))
        this.records.set(row.id, { ...row, workflow: name });
    }
    this.outbox = await this.rows(`SELECT id, name, workflow, record_id, version, event, done_at, failed_at, error FROM outbox`);
    this.awardRows = await this.rows(
      `SELECT id, number, state, rfq_id, case_id, lines, total, budget_line_id, budget_amount, author_id, author_ids, approval_round FROM awards`,
    );
  }

  nameOf(recordId) {
    const record = this.records.get(recordId);
    return record ? record.number : `record ${recordId}`;
  }

  acknowledged() {
    const transitions = this.acks.filter(({ kind }) => kind === 'transition');
    this.looked('acknowledged', transitions.length);
    const documents = new Map(this.workflows.map((workflow) => [workflow.documents, workflow.name]));
    for (const ack of transitions) {
      const entry = this.byRecord.get(ack.id)?.find(({ version }) => version === ack.version);
      const record = this.records.get(ack.id);
      const what = `${ack.event} of ${record?.number ?? ack.id} (version ${ack.version})`;
      if (!record) this.fault('acknowledged', `${what} was acknowledged and the record is gone`);
      else if (!entry) this.fault('acknowledged', `${what} was acknowledged and is not in the history`);
      else if (entry.event !== ack.event || entry.to_state !== ack.state || entry.workflow !== documents.get(ack.documents))
        this.fault(
          'acknowledged',
          `${what} was acknowledged as ${ack.state}; the history says ${entry.event} to ${entry.to_state}`,
        );
      else if (record.version < ack.version)
        this.fault('acknowledged', `${what} was acknowledged; the record stands at version ${record.version}`);
    }
  }

  once() {
    const told = new Set(this.acks.filter(({ kind }) => kind === 'transition').map(({ id, version }) => `${id} ${version}`));
    const gaveUp = new Map();
    for (const { documents, event } of this.acks.filter(({ kind }) => kind === 'gaveUp' || kind === 'page')) {
      const workflow = this.workflows.find((one) => one.documents === documents)?.name;
      gaveUp.set(`${workflow} ${event}`, (gaveUp.get(`${workflow} ${event}`) ?? 0) + 1);
    }
    const actors = new Set(this.actors);
    // What follows in a person's name (companions, records that jobs begin) is not sent by them.
    const byName = new Map(this.workflows.map((workflow) => [workflow.name, workflow]));
    const isSent = ({ workflow, event }) =>
      event === 'start'
        ? Boolean(byName.get(workflow)?.start)
        : byName.get(workflow)?.events.some(({ type, internal }) => type === event && !internal);
    const own = this.entries.filter(
      (entry) => actors.has(entry.by_id) && isSent(entry) && JSON.parse(entry.body).by.kind === 'person',
    );
    this.looked('once', own.length);
    for (const entry of own) {
      if (told.has(`${entry.record_id} ${entry.version}`)) continue;
      const left = gaveUp.get(`${entry.workflow} ${entry.event}`) ?? 0;
      if (left > 0) gaveUp.set(`${entry.workflow} ${entry.event}`, left - 1);
      else
        this.fault(
          'once',
          `${entry.event} of ${this.nameOf(entry.record_id)} (version ${entry.version}) happened without anybody having been told`,
        );
    }
    if (told.size !== this.acks.filter(({ kind }) => kind === 'transition').length)
      this.fault('once', 'two requests were told of the same transition');
  }

  path() {
    this.looked('path', this.entries.length);
    const ways = new Map(this.workflows.map((workflow) => [workflow.name, wayOf(workflow)]));
    for (const [id, entries] of this.byRecord) {
      const record = this.records.get(id);
      const name = this.nameOf(id);
      if (!record) {
        this.fault('path', `${name} has a history and no row`);
        continue;
      }
      let state = null;
      entries.forEach((entry, index) => {
        if (entry.version !== index + 1) this.fault('path', `${name}: version ${index + 1} is missing in the history`);
        if (entry.from_state !== state)
          this.fault('path', `${name}: version ${entry.version} goes from ${entry.from_state}, but ${state} came before`);
        if (!ways.get(entry.workflow)?.(entry))
          this.fault('path', `${name}: the machine has no ${entry.event} from ${entry.from_state} to ${entry.to_state}`);
        state = entry.to_state;
      });
      if (record.state !== state) this.fault('path', `${name} stands in ${record.state}; its history ends in ${state}`);
      if (record.version !== entries.length)
        this.fault('path', `${name} stands at version ${record.version}; its history has ${entries.length}`);
    }
    for (const [id, { number }] of this.records) if (!this.byRecord.has(id)) this.fault('path', `${number} has no history`);
  }

  effects() {
    const staged = new Map();
    for (const { record_id, version, name } of this.outbox.filter(({ workflow }) => workflow !== null)) {
      const key = `${record_id} ${version}`;
      staged.set(key, [...(staged.get(key) ?? []), name]);
    }
    for (const entry of this.entries) {
      const key = `${entry.record_id} ${entry.version}`;
      const there = (staged.get(key) ?? []).sort();
      staged.delete(key);
      const expected = this.effectsOf(entry.workflow, entry.event, entry.from_state, entry.to_state);
      this.looked('effects', there.length);
      if (expected === null) continue;
      if (!expected.some((list) => list.join() === there.join())) {
        this.fault(
          'effects',
          `${entry.event} of ${this.nameOf(entry.record_id)} (version ${entry.version}) has ${there.join(', ') || 'no effects'} instead of ${expected.map((list) => list.join(', ') || 'none').join(' or ')}`,
        );
      }
    }
    for (const [key, names] of staged)
      this.fault('effects', `${names.join(', ')} were staged for ${key}, a transition that never was`);
  }

  done() {
    this.looked('done', this.outbox.length);
    for (const { name, record_id, done_at, failed_at, error } of this.outbox) {
      if (failed_at) this.fault('done', `${name} for ${this.nameOf(record_id)} was given up: ${String(error).split('\n')[0]}`);
      else if (!done_at) this.fault('done', `${name} for ${this.nameOf(record_id)} is not done`);
    }
  }

  async letters() {
    const sent = await this.rows(`SELECT message_id, to_address, subject, status, case_id FROM sent_letters`);
    this.sent = sent;
    this.looked('letters', sent.length);
    const people = (await this.rows(`SELECT id FROM people`)).map(({ id }) => id);
    const quotes = new Map();
    for (const { id, case_id } of await this.rows(`SELECT id, case_id FROM quotes`))
      quotes.set(case_id, [...(quotes.get(case_id) ?? []), id]);
    const effects = new Map(this.outbox.map(({ id }) => [id, id]));
    for (const { id, record_id } of this.outbox) {
      const caseId = this.records.get(record_id)?.case_id ?? null;
      for (const label of ['owner', 'vendor', ...people, ...(quotes.get(caseId) ?? [])]) effects.set(derivedId(id, label), id);
    }
    const seen = new Map();
    for (const { message_id, to_address, subject } of sent) {
      const effect = effects.get(message_id.split('@')[0]);
      if (!effect) {
        this.fault('letters', `the letter ${message_id} to ${to_address} (“${subject}”) belongs to no effect`);
        continue;
      }
      const key = `${effect} ${to_address}`;
      if (seen.has(key))
        this.fault('letters', `one effect sent two letters to ${to_address}: ${seen.get(key)} and ${message_id}`);
      seen.set(key, message_id);
    }
  }

  captured() {
    const files = existsSync(this.mailFolder) ? readdirSync(this.mailFolder).filter((name) => name.endsWith('.eml')) : [];
    this.looked('captured', files.length);
    const ids = new Map();
    for (const name of files) {
      const id = /^message-id:\s*<([^>]+)>/im.exec(
        readFileSync(join(this.mailFolder, name), 'latin1').split(/\r?\n\r?\n/)[0],
      )?.[1];
      if (!id) this.fault('captured', `${name} has no Message-ID`);
      else if (ids.has(id)) this.fault('captured', `${name} and ${ids.get(id)} carry the same Message-ID`);
      ids.set(id, name);
    }
    for (const { message_id, status, to_address } of this.sent) {
      if (status === 'sending') this.fault('captured', `the letter ${message_id} to ${to_address} never went out`);
      if ((status === 'sent' || status === 'bounced') && !ids.has(message_id))
        this.fault('captured', `the letter ${message_id} to ${to_address} is said to be sent and is not in the mailbox`);
    }
    const logged = new Set(this.sent.map(({ message_id }) => message_id));
    for (const id of ids.keys())
      if (!logged.has(id)) this.fault('captured', `the letter ${id} is in the mailbox and not in the log`);
  }

  async received() {
    const accepted = this.acks.filter(({ kind }) => kind === 'letter');
    this.looked('received', accepted.length);
    const kept = new Map();
    for (const { id, message_id, state, ok } of await this.rows(
      `SELECT id, message_id, state, encode(sha256(raw), 'hex') = sha256 AS ok FROM letters`,
    )) {
      const name = (message_id ?? '').replace(/^<|>$/g, '');
      kept.set(name, (kept.get(name) ?? 0) + 1);
      if (!ok) this.fault('received', `the letter ${id} is not what was received`);
      if (state === 'received') this.fault('received', `the letter ${id} was never read`);
    }
    for (const { messageId, from } of accepted) {
      if (!kept.has(messageId)) this.fault('received', `a letter of ${from} was accepted and is gone`);
      else if (kept.get(messageId) > 1) this.fault('received', `a letter of ${from} is kept ${kept.get(messageId)} times`);
    }
  }

  async audit() {
    this.looked('audit', this.entries.length);
    const fault = await this.verifyAudit();
    if (fault) this.fault('audit', fault);
  }

  async budgets() {
    const lines = await this.rows(`SELECT id, number, amount, reserved, committed, spent, commitments FROM budget_lines`);
    this.looked('budgets', lines.length);
    for (const line of lines) {
      const sumOf = (kind) =>
        Decimal.sum(
          0,
          ...line.commitments.filter((one) => one.kind === kind && one.state === 'open').map(({ amount }) => amount),
        );
      for (const [kind, column] of [
        ['reservation', 'reserved'],
        ['encumbrance', 'committed'],
        ['spend', 'spent'],
      ]) {
        if (!sumOf(kind).equals(line[column]))
          this.fault('budgets', `${line.number}: ${column} is ${line[column]}, its ledger says ${sumOf(kind).toFixed()}`);
      }
      if (Decimal.sum(line.reserved, line.committed, line.spent).gt(line.amount))
        this.fault('budgets', `${line.number} is overspent`);
    }
    const ledgers = new Map(lines.map((line) => [line.id, line]));
    for (const award of this.awardRows.filter(({ budget_amount }) => new Decimal(budget_amount ?? 0).gt(0))) {
      const ledger = ledgers.get(award.budget_line_id);
      const open = (ledger?.commitments ?? []).filter(
        ({ kind, state, subjectId }) => kind === 'encumbrance' && state === 'open' && subjectId === award.id,
      );
      if (award.state === 'active' && (open.length !== 1 || !new Decimal(open[0].amount).equals(award.budget_amount)))
        this.fault(
          'budgets',
          `${award.number} is active over ${award.budget_amount}; ${ledger?.number ?? 'its budget line'} commits ${open.map(({ amount }) => amount).join(', ') || 'nothing'} for it`,
        );
      if (award.state !== 'active' && open.length > 0)
        this.fault('budgets', `${award.number} is ${award.state} and still has ${open[0].amount} committed`);
    }
  }

  awards() {
    const held = new Map();
    for (const { id, number, rfq_id, lines } of this.awardRows.filter(({ state }) => state === 'active')) {
      for (const { lineId } of lines) {
        const key = `${rfq_id} ${lineId}`;
        this.looked('awards', 1);
        if (held.has(key))
          this.fault('awards', `a line of ${this.nameOf(rfq_id)} is in ${held.get(key)} and in ${number} (${id})`);
        held.set(key, number);
      }
    }
  }

  async approvals() {
    const steps = await this.rows(
      `SELECT number, state, subject_workflow, subject_id, subject_number, subject_round, ordinal, steps, excluded_ids, decider_id FROM approvals ORDER BY ordinal`,
    );
    this.looked('approvals', steps.length);
    const rounds = new Map();
    for (const step of steps) {
      if (step.decider_id && step.excluded_ids.includes(step.decider_id))
        this.fault('approvals', `${step.number}: an author of ${step.subject_number} approved it`);
      const key = `${step.subject_id} ${step.subject_round}`;
      rounds.set(key, [...(rounds.get(key) ?? []), step]);
    }
    for (const [key, own] of rounds) {
      const deciders = own.filter(({ state }) => state === 'approved').map(({ decider_id }) => decider_id);
      if (new Set(deciders).size !== deciders.length)
        this.fault('approvals', `one person approved two steps for ${own[0].subject_number}`);
      if (own.length !== own[0].steps)
        this.fault('approvals', `${own[0].subject_number} has ${own.length} of ${own[0].steps} steps (${key})`);
    }
    for (const entry of this.entries.filter(
      ({ event, workflow }) => event === 'approve' && ['decision', 'award', 'contract'].includes(workflow),
    )) {
      const round = JSON.parse(entry.body).sent.round;
      const own = rounds.get(`${entry.record_id} ${round}`) ?? [];
      if (own.length === 0 || own.some(({ state }) => state !== 'approved'))
        this.fault('approvals', `${this.nameOf(entry.record_id)} was approved without all of its steps`);
    }
  }

  async documents() {
    const [{ count }] = await this.rows(`SELECT count(*)::int AS count FROM files`);
    this.looked('documents', count);
    for (const { name } of await this.rows(
      `SELECT name FROM files WHERE sha256(bytes) <> sha256 OR length(bytes) <> size OR size = 0`,
    )) {
      this.fault('documents', `the bytes of ${name} are not those that were stored`);
    }
    const columns = await this.rows(
      `SELECT table_name, column_name FROM information_schema.columns
       WHERE table_schema = 'public' AND data_type = 'uuid' AND column_name LIKE '%file\\_id'`,
    );
    for (const { table_name: table, column_name: column } of columns) {
      const lost = await this.rows(
        `SELECT id FROM ${table} t WHERE ${column} IS NOT NULL AND NOT EXISTS (SELECT FROM files f WHERE f.id = t.${column})`,
      );
      for (const { id } of lost) this.fault('documents', `the document of ${this.nameOf(id)} is gone (${column})`);
    }
    for (const { number } of await this.rows(
      `SELECT number FROM rfqs WHERE published_at IS NOT NULL AND document_file_id IS NULL AND state <> 'cancelled'`,
    )) {
      this.fault('documents', `${number} was published and has no document`);
    }
  }

  async together() {
    this.looked('together', this.awardRows.length);
    const rfqState = (id) => this.records.get(id)?.state;
    for (const { number, rfq_id, state } of this.awardRows) {
      if (state === 'active' && !['awarded', 'partially_awarded', 'award_pending'].includes(rfqState(rfq_id))) {
        this.fault('together', `${number} is active and its RFQ is ${rfqState(rfq_id)}`);
      }
      if (state === 'pending_approval' && rfqState(rfq_id) !== 'award_pending')
        this.fault('together', `${number} waits for approval and its RFQ is ${rfqState(rfq_id)}`);
    }
    for (const { number } of await this.rows(
      `SELECT r.number FROM rfqs r WHERE r.state = 'awarded' AND NOT EXISTS (SELECT FROM awards a WHERE a.rfq_id = r.id AND a.state = 'active')`,
    )) {
      this.fault('together', `${number} is awarded without an active award`);
    }
    const decided = await this.rows(
      `SELECT d.number, r.state FROM decisions d JOIN requests r ON r.id = d.case_id WHERE d.state = 'approved' AND r.state NOT IN ('decided', 'fulfilled', 'withdrawn', 'reviewed')`,
    );
    for (const { number, state } of decided) this.fault('together', `${number} is approved and its request is ${state}`);
    if (!this.workflows.some(({ name }) => name === 'contract')) return;
    for (const { number, count } of await this.rows(
      `SELECT number, jsonb_array_length(signatures) AS count FROM contracts WHERE state = 'active' AND jsonb_array_length(signatures) <> 2`,
    )) {
      this.fault('together', `${number} is active with ${count} signatures`);
    }
  }

  async idempotency() {
    const answers = await this.rows(
      `SELECT key, answer ->> 'id' AS id, (answer ->> 'version')::int AS version, answer ->> 'state' AS state FROM remembered_answers`,
    );
    this.looked('idempotency', answers.length);
    const seen = new Map();
    for (const { key, id, version, state } of answers) {
      const entry = this.byRecord.get(id)?.[version - 1];
      if (!entry || entry.to_state !== state)
        this.fault(
          'idempotency',
          `the answer under ${key} tells of ${this.nameOf(id)} at version ${version}, ${state}; the history knows no such thing`,
        );
      if (seen.has(`${id} ${version}`))
        this.fault('idempotency', `${this.nameOf(id)} at version ${version} was answered under two keys`);
      seen.set(`${id} ${version}`, key);
    }
  }

  async deadlines() {
    const quotes = await this.rows(
      `SELECT q.number, q.state, q.submitted_at, r.closes_at FROM quotes q JOIN rfqs r ON r.id = q.rfq_id
       WHERE q.submitted_at IS NOT NULL AND q.round_id IS NULL AND q.state NOT IN ('late', 'draft', 'manual_review')`,
    );
    this.looked('deadlines', quotes.length);
    for (const { number, submitted_at, closes_at } of quotes) {
      if (closes_at && submitted_at >= closes_at) this.fault('deadlines', `${number} counts and came after the deadline`);
    }
  }
}

/** Whether an entry is a way that the machine has, from the states as the door tells them. */
function wayOf({ states }) {
  const byName = new Map(states.map((state) => [state.name, state]));
  return ({ event, from_state, to_state }) =>
    from_state === null
      ? event === 'start' && (byName.get(to_state)?.initial ?? false)
      : (byName.get(from_state)?.events ?? []).some(({ type, to }) => type === event && to.includes(to_state));
}
