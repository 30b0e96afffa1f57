import { Injectable } from '@nestjs/common';
import { Decimal } from '../../calculation/money.js';
import type { CapacityCalendar } from '../../calculation/sufficiency.js';
import { Database } from '../../database/database.js';
import type { Stored } from '../../database/stored.js';
import type { ResourceFacts } from './resource.facts.js';

/** A resource as other features see it; `rate` is in `currency` per unit, quantities are decimal text in the unit. */
export type ResourceCard = Omit<ResourceFacts, 'warning' | 'version' | 'dueAt'>;

const columns = `id, number, title, state, class, owner_id AS "ownerId", owner_name AS "ownerName", unit, rate, currency,
  threshold_share AS "thresholdShare", capacity, reservations`;

/** Reads the register. */
@Injectable()
export class ResourceQueries {
  constructor(private readonly database: Database) {}

  /** The resource, or null. */
  async byId(id: string): Promise<ResourceCard | null> {
    return (await this.byIds([id]))[0] ?? null;
  }

  /** Those of `ids` that exist, by number. */
  async byIds(ids: readonly string[]): Promise<ResourceCard[]> {
    if (ids.length === 0) return [];
    const rows = await this.database.rows<Stored<ResourceCard>>(
      `SELECT ${columns} FROM resources WHERE id::text = ANY($1) ORDER BY number`,
      [ids],
    );
    return rows.map(card);
  }

  /**
   * What is free of the resources, month by month, as the sufficiency calculation takes it. What `exceptCaseId` itself has reserved counts
   * as free: a case does not stand in its own way. Retired resources have no capacity.
   */
  async calendars(ids: readonly string[], exceptCaseId: string | null): Promise<CapacityCalendar[]> {
    return (await this.byIds(ids)).map((resource) => calendar(resource, exceptCaseId));
  }

  /** Resources on which the case holds a reservation now. */
  async heldBy(caseId: string): Promise<ResourceCard[]> {
    const rows = await this.database.rows<Stored<ResourceCard>>(
      `SELECT ${columns} FROM resources
       WHERE reservations @> jsonb_build_array(jsonb_build_object('caseId', $1::text, 'state', 'reserved'))
          OR reservations @> jsonb_build_array(jsonb_build_object('caseId', $1::text, 'state', 'confirmed')) ORDER BY number`,
      [caseId],
    );
    return rows.map(card);
  }
}

function calendar(resource: ResourceCard, exceptCaseId: string | null): CapacityCalendar {
  const reserved = new Map<string, Decimal>();
  for (const { month, quantity, state, caseId } of resource.reservations) {
    if ((state === 'reserved' || state === 'confirmed') && caseId !== exceptCaseId) {
      reserved.set(month, (reserved.get(month) ?? new Decimal(0)).plus(quantity));
    }
  }
  return {
    resourceId: resource.id,
    name: resource.title,
    unit: resource.unit,
    warnAboveShare: resource.thresholdShare,
    months:
      resource.state === 'retired'
        ? []
        : resource.capacity.map(({ month, quantity }) => ({
            month,
            capacity: quantity,
            reserved: reserved.get(month) ?? new Decimal(0),
          })),
  };
}

function card(row: Stored<ResourceCard>): ResourceCard {
  return { ...row, rate: new Decimal(row.rate), thresholdShare: new Decimal(row.thresholdShare) };
}
