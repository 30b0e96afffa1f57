import { Injectable } from '@nestjs/common';
import { type Job, Worker, type WorkerFor } from '../../engine/jobs.js';
import { People } from '../../identity/people.queries.js';
import { Mailer } from '../../mail/mailer.js';
import { Settings } from '../../settings.js';
import { resourceJobs } from './resource.jobs.js';
import { ResourceQueries } from './resource.queries.js';

/** Writes to resource owners. */
@Injectable()
@Worker(resourceJobs)
export class ResourceWorker implements WorkerFor<typeof resourceJobs> {
  constructor(
    private readonly resources: ResourceQueries,
    private readonly people: People,
    private readonly mailer: Mailer,
    private readonly settings: Settings,
  ) {}

  async askOwner({ id, recordId }: Job): Promise<void> {
    const resource = await this.resources.byId(recordId);
    const owner = resource && (await this.people.find(resource.ownerId));
    const waiting = resource?.reservations.filter(({ state }) => state === 'reserved') ?? [];
    if (!resource || !owner || waiting.length === 0) return;
    await this.mailer.send('resources/reservation', {
      to: { name: owner.name, address: owner.eMail },
      messageId: id,
      model: {
        name: owner.name,
        title: resource.title,
        unit: resource.unit,
        waiting,
        link: `${this.settings.publicUrl}/resources/${resource.id}`,
      },
      caseId: waiting.at(-1)?.caseId,
    });
  }
}
