import { createHash } from 'node:crypto';
import { type BeforeApplicationShutdown, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { Database } from '../../database/database.js';
import { canonical } from '../canonical.js';
import { BadInput } from '../errors.js';
import { Settings } from '../../settings.js';
import { Loop } from '../loop.js';
import type { Actor, WorkflowRecord } from '../workflow.js';
import { isUniqueViolation } from '../../database/unique-violation.js';
import type { SendOptions } from '../move.js';

/** Somebody used an Idempotency-Key again for something else. HTTP 422. */
export class OtherBody extends Error {
  readonly reason = {
    code: 'idempotency.otherBody',
    say: 'This Idempotency-Key was used before for another request; send a new key with a new request.',
  };
}

const HOUR_MS = 3_600_000;
const FORGET_BATCH = 1_000;

type Remember = SendOptions<WorkflowRecord>['remember'];

/** Answers the same request with the same key the same, however often and from however many sides it comes at once. */
@Injectable()
export class RememberedAnswers implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly log = new Logger(RememberedAnswers.name);
  private readonly forgetting = new Loop('forget answers', HOUR_MS, async () => (await this.forget()) === FORGET_BATCH);

  constructor(
    private readonly database: Database,
    private readonly settings: Settings,
  ) {}

  onApplicationBootstrap(): void {
    if (this.settings.role !== 'web') this.forgetting.start((error) => this.log.warn(`forgetting: ${error.message}`));
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.forgetting.stop();
  }

  /** Lets one batch of answers older than thirty days go; the number of them. */
  async forget(): Promise<number> {
    const gone = await this.database.rows<{ key: string }>(
      `DELETE FROM remembered_answers WHERE ctid = ANY(ARRAY(
         SELECT ctid FROM remembered_answers WHERE created_at < clock_timestamp() - interval '30 days' LIMIT ${FORGET_BATCH}))
       RETURNING key`,
    );
    return gone.length;
  }

  /**
   * What `act` answers, or what it answered before under `key`. `act` writes the answer with the transition itself, so that there
   * is never one without the other; what was refused is not remembered and may be tried again with the same key.
   *
   * @throws OtherBody the key stood for another `request`
   * @throws BadInput the key is no key
   */
  async once(
    key: string | undefined,
    request: unknown,
    by: Actor,
    answer: (record: WorkflowRecord) => object,
    act: (remember: Remember) => Promise<WorkflowRecord>,
  ): Promise<{ answer: object; isRepeated: boolean }> {
    if (key === undefined) return { answer: answer(await act(undefined)), isRepeated: false };
    if (!/^[\x21-\x7e]{1,200}$/.test(key)) {
      throw new BadInput([
        { field: 'Idempotency-Key', value: key, say: 'must be 1 to 200 visible ASCII characters, such as a UUID' },
      ]);
    }
    const requestHash = createHash('sha256').update(canonical(request)).digest();
    const before = await this.find(key, requestHash, by);
    if (before) return { answer: before, isRepeated: true };
    try {
      return { answer: answer(await act({ actorId: by.id, key, requestHash, answer })), isRepeated: false };
    } catch (error) {
      // The same request may have come twice at once: the other one has been accepted, and its answer is this one's too.
      const meanwhile = await this.find(key, requestHash, by);
      if (meanwhile) return { answer: meanwhile, isRepeated: true };
      throw isUniqueViolation(error, 'remembered_answers_pkey') ? new OtherBody() : error;
    }
  }

  private async find(key: string, requestHash: Buffer, by: Actor): Promise<object | null> {
    const { rows } = await this.database.pool.query<{ answer: object; request_hash: Buffer }>({
      name: 'remembered',
      text: `SELECT answer, request_hash FROM remembered_answers WHERE actor_id = $1 AND key = $2`,
      values: [by.id, key],
    });
    const [row] = rows;
    if (!row) return null;
    if (!row.request_hash.equals(requestHash)) throw new OtherBody();
    return row.answer;
  }
}
