import { Injectable } from '@nestjs/common';
import { decimal } from '../../calculation/money.js';
import { type CapacityRow, sufficiency } from '../../calculation/sufficiency.js';
import { type Job, Worker, type WorkerFor } from '../../engine/jobs.js';
import { People } from '../../identity/people.queries.js';
import { Mailer } from '../../mail/mailer.js';
import { Settings } from '../../settings.js';
import { type ResourceCard, ResourceQueries } from '../resources/resource.queries.js';
import { RequestCommands } from './request.commands.js';
import type { StoredSufficiency, SufficiencyRow } from './request.facts.js';
import { requestJobs } from './request.jobs.js';
import { type RequestCard, RequestQueries } from './request.queries.js';

const unmatchedOnly = 'The demand names no resource of the register, so the register cannot say whether our own means suffice.';

/** Asks the register whether our own means suffice, and writes to requester and buyer. */
@Injectable()
@Worker(requestJobs)
export class RequestWorker implements WorkerFor<typeof requestJobs> {
  constructor(
    private readonly requests: RequestQueries,
    private readonly commands: RequestCommands,
    private readonly resources: ResourceQueries,
    private readonly people: People,
    private readonly mailer: Mailer,
    private readonly settings: Settings,
  ) {}

  async analyse({ recordId }: Job): Promise<void> {
    const request = await this.requests.byId(recordId);
    if (request?.state !== 'submitted') return;
    await this.commands.analyse(recordId, await this.registerAnswers(request), await this.leastLoadedBuyer(request.requesterId));
  }

  tellRequesterAnalysis({ id, recordId }: Job): Promise<void> {
    return this.write(recordId, 'requester', 'requests/analysed', id);
  }

  tellBuyer({ id, recordId }: Job): Promise<void> {
    return this.write(recordId, 'buyer', 'requests/to-analyse', id);
  }

  tellQuestion({ id, recordId }: Job): Promise<void> {
    return this.write(recordId, 'requester', 'requests/question', id);
  }

  tellRejection({ id, recordId }: Job): Promise<void> {
    return this.write(recordId, 'requester', 'requests/rejected', id);
  }

  tellDecision({ id, recordId }: Job): Promise<void> {
    return this.write(recordId, 'requester', 'requests/decided', id);
  }

  tellRequesterReservation(job: Job): Promise<void> {
    return this.writeOfReservation(job, 'requester');
  }

  tellBuyerReservation(job: Job): Promise<void> {
    return this.writeOfReservation(job, 'buyer');
  }

  private async registerAnswers({ id, demand }: RequestCard): Promise<StoredSufficiency> {
    const demands = demand.flatMap(({ resourceId, month, quantity }) =>
      resourceId === null ? [] : [{ resourceId, month, quantity }],
    );
    const register = await this.resources.calendars([...new Set(demands.map(({ resourceId }) => resourceId))], id);
    const found = sufficiency(demands, register);
    const unmatched = demand.length - demands.length;
    return {
      isSufficient: found.isSufficient,
      rows: found.rows.map(stored),
      warnings: found.warnings.map(({ resourceId, month, say }) => ({ resourceId, month, say })),
      earliestStart: found.earliestStart,
      delayMonths: found.delayMonths,
      unmatched,
      say: demands.length === 0 && unmatched > 0 ? unmatchedOnly : found.say,
    };
  }

  private async leastLoadedBuyer(requesterId: string): Promise<{ id: string; name: string } | null> {
    const buyers = (await this.people.byRole('buyer')).filter(({ id }) => id !== requesterId);
    const loads = await this.requests.loads(buyers.map(({ id }) => id));
    const [first] = buyers
      .map(({ id, name }) => ({ id, name, load: loads.get(id) ?? 0 }))
      .sort((one, other) => one.load - other.load || (one.name < other.name ? -1 : 1));
    return first ? { id: first.id, name: first.name } : null;
  }

  private async write(requestId: string, whom: 'requester' | 'buyer', template: string, messageId: string): Promise<void> {
    const request = await this.requests.byId(requestId);
    const personId = whom === 'requester' ? request?.requesterId : request?.buyerId;
    const person = personId ? await this.people.find(personId) : null;
    if (!request || !person) return;
    await this.mailer.send(template, {
      to: { name: person.name, address: person.eMail },
      messageId,
      model: { ...this.model(request), name: person.name },
      caseId: request.id,
    });
  }

  private async writeOfReservation({ id, recordId, version }: Job, whom: 'requester' | 'buyer'): Promise<void> {
    const resource = await this.resources.byId(recordId);
    const answer = resource?.reservations.find(({ answeredIn }) => answeredIn === version);
    const request = answer && (await this.requests.byId(answer.caseId));
    const personId = whom === 'requester' ? request?.requesterId : request?.buyerId;
    const person = personId ? await this.people.find(personId) : null;
    if (!resource || !answer || !request || !person) return;
    await this.mailer.send('requests/reservation', {
      to: { name: person.name, address: person.eMail },
      messageId: id,
      model: { ...this.model(request), name: person.name, resource: resource.title, answer: answerOf(resource, version) },
      caseId: request.id,
    });
  }

  private model(request: RequestCard) {
    return { ...request, link: `${this.settings.publicUrl}/requests/${request.id}` };
  }
}

function stored(row: CapacityRow): SufficiencyRow {
  const { resourceId, name, unit, month, demand, free, short, isKnown, useShare } = row;
  return {
    ...{ resourceId, name, unit, month, isKnown },
    demand: demand.toFixed(),
    free: free.toFixed(),
    short: short.toFixed(),
    useShare: useShare?.toDecimalPlaces(6).toFixed() ?? null,
  };
}

/** What the owner answered in this version of the resource. */
function answerOf({ ownerName, unit, reservations }: ResourceCard, version: number) {
  const rows = reservations.filter(({ answeredIn }) => answeredIn === version);
  return {
    ownerName,
    unit,
    isConfirmed: rows.every(({ state }) => state !== 'refused'),
    reason: rows[0]?.reason ?? null,
    months: rows.map(({ month, quantity }) => ({ month, quantity: decimal(quantity).toFixed() })),
  };
}
