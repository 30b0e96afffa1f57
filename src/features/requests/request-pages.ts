import { Injectable, type OnModuleInit, Optional } from '@nestjs/common';
import { Database } from '../../database/database.js';
import { CaseWaitings } from '../../pages/case-waiting.js';

/** Says whom a case waits for that is done in the house: nobody else moves it until that is confirmed. */
@Injectable()
export class RequestPages implements OnModuleInit {
  constructor(
    private readonly database: Database,
    // Absent where the features run without pages.
    @Optional() private readonly waitings?: CaseWaitings,
  ) {}

  onModuleInit(): void {
    this.waitings?.registerLookUp(async (documents) => {
      const decided = documents.filter(({ workflow, state }) => workflow === 'request' && state === 'decided');
      const rows =
        decided.length === 0
          ? []
          : await this.database.rows<{ id: string; requesterName: string }>(
              `SELECT id, requester_name AS "requesterName" FROM requests WHERE id = ANY($1::uuid[]) AND outcome = 'in_house'`,
              [decided.map(({ id }) => id)],
            );
      return new Map(rows.map(({ id, requesterName }) => [id, `${requesterName} or a buyer to confirm that the work is done`]));
    });
  }
}
