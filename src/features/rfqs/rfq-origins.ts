import { Injectable } from '@nestjs/common';
import { Refused } from '../../engine/errors.js';
import { DecisionQueries } from '../decisions/decision.queries.js';
import { RequestQueries } from '../requests/request.queries.js';

/** Where an RFQ comes from: its decision or its request gives it the case. */
@Injectable()
export class RfqOrigins {
  constructor(
    private readonly decisions: DecisionQueries,
    private readonly requests: RequestQueries,
  ) {}

  /**
   * The case of a new RFQ; null where it has neither decision nor request.
   *
   * @throws Refused `rfq.decisionNotApproved`, `rfq.decisionInHouse`, `rfq.unknownRequest`
   */
  async caseOf({ decisionId, requestId }: { decisionId: string | null; requestId: string | null }): Promise<string | null> {
    return decisionId ? this.ofDecision(decisionId) : requestId ? this.ofRequest(requestId) : null;
  }

  private async ofDecision(id: string): Promise<string> {
    const decision = await this.decisions.byId(id);
    if (decision?.state !== 'approved') {
      throw new Refused([
        { code: 'rfq.decisionNotApproved', say: 'Choose a decision that is approved; this one is not.', field: 'decisionId' },
      ]);
    }
    if (decision.outcome !== 'outsource' && decision.outcome !== 'hybrid') {
      throw new Refused([
        {
          code: 'rfq.decisionInHouse',
          say: 'It was decided to do this in-house; only outsource and hybrid decisions lead to an RFQ.',
          field: 'decisionId',
        },
      ]);
    }
    return decision.requestId;
  }

  private async ofRequest(id: string): Promise<string> {
    const request = await this.requests.byId(id);
    if (!request)
      throw new Refused([{ code: 'rfq.unknownRequest', say: 'There is no such request; choose another.', field: 'requestId' }]);
    return request.id;
  }
}
