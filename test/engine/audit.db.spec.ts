import { readFileSync } from 'node:fs';
import { Injectable } from '@nestjs/common';
import type { TestingModule } from '@nestjs/testing';
import pg from 'pg';
import { AuditCheckpoints, anchorFile } from '../../src/engine/audit-checkpoints.js';
import { CHAIN_START, chained } from '../../src/engine/audit-entry.js';
import { verifyAudit } from '../../src/engine/audit-verifier.js';
import { publicHalf, sealingKey } from '../../src/engine/checkpoint-seal.js';
import { Worker, type WorkerFor } from '../../src/engine/jobs.js';
import { merkleRoot } from '../../src/engine/merkle.js';
import type { Actor } from '../../src/engine/workflow.js';
import { WorkflowRunner } from '../../src/engine/workflow-runner.js';
import { Settings } from '../../src/settings.js';
import { eventually } from '../support/eventually.js';
import { startEngine } from '../support/engine.js';
import { ticketJobs, ticketWorkflow } from '../support/ticket.workflow.js';

const buyer: Actor = { id: 'b1', name: 'Bea Buyer', roles: ['buyer'], kind: 'person' };

@Injectable()
@Worker(ticketJobs)
class Idle implements WorkerFor<typeof ticketJobs> {
  async tellOwner(): Promise<void> {}
  async fileAway(): Promise<void> {}
}

describe('the audit', () => {
  let module: TestingModule;
  let superuser: pg.Client;
  let settings: Settings;
  let id: string;
  const verified = async () => {
    const { fault } = await verifyAudit(superuser, anchorFile(settings.dataDir), publicHalf(sealingKey(settings.sessionSecret)));
    return fault;
  };

  /** Does harm as a superuser would, with the triggers off, looks, and takes it back. */
  const afterHarm = async (sql: string): Promise<string | null> => {
    await superuser.query('BEGIN; SET LOCAL session_replication_role = replica');
    await superuser.query(sql);
    await superuser.query('SAVEPOINT harmed');
    // verifyAudit opens its own transaction: inside this one it must not, so its BEGIN and ROLLBACK are turned aside.
    const inside = new Proxy(superuser, {
      get: (client, name) =>
        name === 'query'
          ? (text: unknown, ...rest: unknown[]) =>
              typeof text === 'string' && /^(BEGIN|ROLLBACK)/.test(text)
                ? Promise.resolve({ rows: [] })
                : (client.query as (...all: unknown[]) => unknown).call(client, text, ...rest)
          : Reflect.get(client, name),
    });
    const { fault } = await verifyAudit(inside, anchorFile(settings.dataDir), publicHalf(sealingKey(settings.sessionSecret)));
    await superuser.query('ROLLBACK');
    return fault;
  };

  beforeAll(async () => {
    module = await startEngine([Idle]);
    settings = module.get(Settings);
    superuser = new pg.Client(settings.databaseUrl ?? '');
    await superuser.connect();
    const runner = module.get(WorkflowRunner);
    for (let index = 0; index < 3; index++) {
      const facts = { title: 'T', points: 0, answerBy: null, ownerId: 'x', parentId: null, caseId: null };
      ({ id } = await runner.start(ticketWorkflow, facts, buyer));
      await runner.send(ticketWorkflow, id, { type: 'open', answerBy: null }, buyer);
      await runner.send(ticketWorkflow, id, { type: 'add', points: 5 }, buyer);
      await runner.send(ticketWorkflow, id, { type: 'add', points: 6 }, buyer);
      await module.get(AuditCheckpoints).make();
    }
    // A checkpoint takes only what no running transaction of the server could still come before.
    await eventually(async () => {
      await module.get(AuditCheckpoints).make();
      const { rows } = await superuser.query(
        'SELECT (SELECT count(*) FROM audit_entries) = (SELECT sum(entries) FROM audit_checkpoints) AS all',
      );
      expect(rows[0].all).toBe(true);
    });
  });
  afterAll(async () => {
    await superuser.end();
    await module.close();
  });

  it('verifies as it was written', async () => {
    expect(await verified()).toBeNull();
  });

  it.each([
    [
      'an edited text',
      `UPDATE audit_entries SET body = replace(body, '"points":5', '"points":4') WHERE record_id = $id AND version = 3`,
      /hash is not/,
    ],
    ['an edited column', `UPDATE audit_entries SET by_id = 'someone else' WHERE record_id = $id AND version = 3`, /column by_id/],
    ['a missing entry', `DELETE FROM audit_entries WHERE record_id = $id AND version = 2`, /version 2 is missing/],
    ['a cut tail', `DELETE FROM audit_entries WHERE record_id = $id AND version = 4`, /tail is missing/],
    [
      'a cut tail with the record put back',
      `DELETE FROM audit_entries WHERE record_id = $id AND version = 4;
       UPDATE tickets SET version = 3, chain = (SELECT hash FROM audit_entries WHERE record_id = $id AND version = 3) WHERE id = $id`,
      /counted/,
    ],
    ['a record moved by hand', `UPDATE tickets SET version = version + 1 WHERE id = $id`, /tail is missing/],
    ['a record removed whole', `DELETE FROM audit_entries WHERE record_id = $id; DELETE FROM tickets WHERE id = $id`, /counted/],
    [
      'swapped versions',
      `UPDATE audit_entries SET version = -version WHERE record_id = $id AND version IN (3, 4);
       UPDATE audit_entries SET version = 7 + version WHERE record_id = $id AND version < 0`,
      /hash is not/,
    ],
    [
      'a removed checkpoint',
      `DELETE FROM audit_checkpoints WHERE id = (SELECT max(id) FROM audit_checkpoints)`,
      /not in the database any more/,
    ],
    ['all checkpoints removed', `DELETE FROM audit_checkpoints`, /not in the database any more/],
    ['a checkpoint signed anew by another', `UPDATE audit_checkpoints SET signature = '\\x00'`, /not signed/],
  ])('names %s', async (_, harm, fault) => {
    expect(await afterHarm(harm.replaceAll('$id', `'${id}'`))).toMatch(fault);
    expect(await verified()).toBeNull();
  });

  it('writes each checkpoint outside of the database', () => {
    const lines = readFileSync(anchorFile(settings.dataDir), 'utf8').trim().split('\n');
    expect(lines.length).toBeGreaterThanOrEqual(1);
    expect(JSON.parse(lines[0])).toMatchObject({ hash: expect.stringMatching(/^[0-9a-f]{64}$/) });
  });
});

describe('a Merkle root', () => {
  it('is that of RFC 6962 for the known vectors of Certificate Transparency', () => {
    const leaves = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'].map(
      (hex) => Buffer.from(hex, 'hex'),
    );
    expect(merkleRoot([]).toString('hex')).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
    expect(merkleRoot(leaves.slice(0, 1)).toString('hex')).toBe(
      '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
    );
    expect(merkleRoot(leaves).toString('hex')).toBe('5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328');
  });

  it('chains from thirty-two zero bytes', () => {
    expect(chained(CHAIN_START, '{}')).toHaveLength(32);
  });
});
