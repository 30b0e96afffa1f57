/** Ways in which a system may break its word, each planted alone in a copy of the database; `names` is the invariant that must name it. */
export const PLANTED_FAULTS = [
  {
    what: 'an acknowledged transition vanishes with its audit entry',
    names: 'acknowledged',
    sql: `${quietly('audit_entries')};
      WITH gone AS (DELETE FROM audit_entries WHERE id = (SELECT a.id FROM audit_entries a JOIN awards w ON w.id = a.record_id AND w.version = a.version WHERE a.event = 'approve' LIMIT 1)
        RETURNING record_id, from_state, version)
      UPDATE awards SET state = gone.from_state, version = gone.version - 1 FROM gone WHERE awards.id = gone.record_id`,
    instead: `${quietly('audit_entries')};
      WITH gone AS (DELETE FROM audit_entries WHERE id = (SELECT a.id FROM audit_entries a JOIN vendors w ON w.id = a.record_id AND w.version = a.version WHERE a.event = 'approve' LIMIT 1)
        RETURNING record_id, from_state, version)
      UPDATE vendors SET state = gone.from_state, version = gone.version - 1 FROM gone WHERE vendors.id = gone.record_id`,
  },
  {
    what: 'a transition happens a second time, and nobody was told',
    names: 'once',
    sql: `WITH twice AS (SELECT a.* FROM audit_entries a JOIN vendors v ON v.id = a.record_id AND v.version = a.version WHERE a.event = 'approve' LIMIT 1),
        entry AS (INSERT INTO audit_entries (record_id, version, workflow, event, from_state, to_state, by_id, at, body, hash)
          SELECT record_id, version + 1, workflow, event, from_state, to_state, by_id, at, body, hash FROM twice RETURNING record_id, version)
      UPDATE vendors SET version = entry.version FROM entry WHERE vendors.id = entry.record_id`,
  },
  {
    what: 'a state is changed beside the machine',
    names: 'path',
    sql: `UPDATE rfqs SET state = 'suspended' WHERE id = (SELECT id FROM rfqs LIMIT 1)`,
  },
  {
    what: 'a version is missing in a history',
    names: 'path',
    sql: `${quietly('audit_entries')}; DELETE FROM audit_entries WHERE id = (SELECT id FROM audit_entries WHERE version = 2 AND workflow = 'decision' LIMIT 1)`,
  },
  {
    what: 'a transition is half done: one of its effects was never staged',
    names: 'effects',
    sql: `DELETE FROM outbox WHERE id = (SELECT id FROM outbox WHERE workflow = 'request' AND event = 'submit' LIMIT 1)`,
  },
  {
    what: 'an effect is staged twice',
    names: 'effects',
    sql: `INSERT INTO outbox (name, workflow, record_id, version, event, payload, dispatched_at, done_at)
      SELECT name, workflow, record_id, version, event, payload, dispatched_at, done_at FROM outbox WHERE workflow = 'invitation' LIMIT 1`,
  },
  {
    what: 'an effect is handed over and never done',
    names: 'done',
    sql: `UPDATE outbox SET done_at = NULL WHERE id = (SELECT id FROM outbox LIMIT 1)`,
  },
  {
    what: 'an effect is given up',
    names: 'done',
    sql: `UPDATE outbox SET done_at = NULL, failed_at = now(), error = 'planted' WHERE id = (SELECT id FROM outbox LIMIT 1)`,
  },
  {
    what: 'one effect sends two letters with different Message-IDs',
    names: 'letters',
    sql: `INSERT INTO sent_letters (message_id, to_name, to_address, reply_to, subject, template, text, html, status, case_id)
      SELECT gen_random_uuid() || '@' || split_part(message_id, '@', 2), to_name, to_address, reply_to, subject, template, text, html, status, case_id
      FROM sent_letters LIMIT 1`,
  },
  {
    what: 'a letter is noted as sent and never left',
    names: 'captured',
    sql: `UPDATE sent_letters SET message_id = (SELECT id FROM outbox WHERE name = 'request.analyse' LIMIT 1) || '@' || split_part(message_id, '@', 2)
      WHERE id = (SELECT id FROM sent_letters LIMIT 1)`,
  },
  {
    what: 'a letter that was accepted is lost',
    names: 'received',
    sql: `DELETE FROM letters WHERE id = (SELECT id FROM letters LIMIT 1)`,
  },
  {
    what: 'an audit entry is rewritten',
    names: 'audit',
    sql: `${quietly('audit_entries')}; UPDATE audit_entries SET body = replace(body, '"version":', '"version": ') WHERE id = (SELECT id FROM audit_entries ORDER BY id LIMIT 1)`,
  },
  {
    what: 'a budget line’s sum leaves its ledger',
    names: 'budgets',
    sql: `UPDATE budget_lines SET committed = committed + 1 WHERE id = (SELECT id FROM budget_lines LIMIT 1)`,
  },
  {
    what: 'a budget line is overspent',
    names: 'budgets',
    sql: `ALTER TABLE budget_lines DROP CONSTRAINT budget_lines_never_overspent;
      UPDATE budget_lines SET amount = 1 WHERE id = (SELECT id FROM budget_lines WHERE committed + reserved > 1 LIMIT 1)`,
  },
  {
    what: 'a line is awarded twice',
    names: 'awards',
    sql: `ALTER TABLE awards DISABLE TRIGGER USER;
      INSERT INTO awards SELECT (jsonb_populate_record(a, jsonb_build_object('id', gen_random_uuid(), 'number', 'AWD-PLANTED'))).* FROM awards a WHERE state = 'active' LIMIT 1`,
  },
  {
    what: 'an author approves what they wrote',
    names: 'approvals',
    sql: `ALTER TABLE approvals DROP CONSTRAINT approvals_not_by_an_author;
      UPDATE approvals SET decider_id = excluded_ids[1] WHERE id = (SELECT id FROM approvals WHERE state = 'approved' LIMIT 1)`,
  },
  {
    what: 'a step of an approval was left out',
    names: 'approvals',
    sql: `DELETE FROM approvals WHERE id = (SELECT id FROM approvals WHERE subject_workflow = 'award' LIMIT 1)`,
  },
  {
    what: 'a document’s bytes are exchanged',
    names: 'documents',
    sql: `${quietly('files')}; UPDATE files SET bytes = set_byte(bytes, 0, 0) WHERE id = (SELECT id FROM files LIMIT 1)`,
  },
  {
    what: 'a document is gone',
    names: 'documents',
    sql: `${quietly('files')}; DELETE FROM files WHERE id = (SELECT document_file_id FROM rfqs WHERE document_file_id IS NOT NULL LIMIT 1)`,
  },
  {
    what: 'an award is active, and its RFQ was never told',
    names: 'together',
    sql: `UPDATE rfqs SET state = 'closed' WHERE id = (SELECT rfq_id FROM awards WHERE state = 'active' LIMIT 1)`,
  },
  {
    what: 'a remembered answer tells of something else',
    names: 'idempotency',
    sql: `UPDATE remembered_answers SET answer = jsonb_set(answer, '{version}', '99') WHERE key = (SELECT key FROM remembered_answers LIMIT 1)`,
  },
  {
    what: 'a quote counts that came after the deadline',
    names: 'deadlines',
    sql: `UPDATE quotes SET submitted_at = (SELECT closes_at + interval '1 second' FROM rfqs WHERE rfqs.id = quotes.rfq_id)
      WHERE id = (SELECT id FROM quotes WHERE state IN ('submitted', 'awarded', 'lost') AND round_id IS NULL LIMIT 1)`,
  },
];

// A superuser with bad intentions is not stopped by triggers, foreign keys included.
function quietly(table) {
  return `ALTER TABLE ${table} DISABLE TRIGGER ALL`;
}
