import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.js';

/** What work is asked for and vendors work in; requests and RFQs use the same words. */
export const serviceCategories = [
  'cloud_computing',
  'data_centre',
  'storage',
  'network_links',
  'software_development',
  'engineers',
  'local_networks',
  'equipment_maintenance',
  'application_operation',
  'helpdesk',
  'security',
  'other',
] as const;

/** Languages that letters may be asked for in, ISO 639-1. */
export const languages = ['en', 'de', 'es', 'fr', 'it', 'nl', 'pl', 'pt', 'uk'] as const;

/** A vendor as other features see it. */
export interface VendorCard {
  id: string;
  number: string;
  name: string;
  state: string;
  contacts: { name: string; eMail: string; language: string; role: string }[];
  categories: string[];
  country: string;
  currency: string;
  language: string;
  holdUntil: Date | null;
}

const columns = `id, number, title AS name, state, contacts, categories, country, currency, language, hold_until AS "holdUntil"`;

/** Reads vendors. */
@Injectable()
export class VendorQueries {
  constructor(private readonly database: Database) {}

  /** The vendor, or null. */
  async byId(id: string): Promise<VendorCard | null> {
    return (await this.byIds([id]))[0] ?? null;
  }

  /** Those of `ids` that exist, by name. */
  async byIds(ids: readonly string[]): Promise<VendorCard[]> {
    return ids.length === 0
      ? []
      : this.database.rows<VendorCard>(`SELECT ${columns} FROM vendors WHERE id::text = ANY($1) ORDER BY lower(title), id`, [
          ids,
        ]);
  }

  /** Approved vendors that work in `category` (null: in any), by name: who may be invited. */
  async approved(category: string | null = null): Promise<VendorCard[]> {
    return this.database.rows<VendorCard>(
      `SELECT ${columns} FROM vendors WHERE state = 'approved' AND ($1::text IS NULL OR categories @> ARRAY[$1::text]) ORDER BY lower(title), id`,
      [category],
    );
  }

  /** Vendors, whatever their state, with a contact at this address. */
  async byContact(eMail: string): Promise<VendorCard[]> {
    return this.database.rows<VendorCard>(
      `SELECT ${columns} FROM vendors
       WHERE EXISTS (SELECT FROM jsonb_array_elements(contacts) AS contact WHERE lower(contact ->> 'eMail') = lower($1)) ORDER BY lower(title), id`,
      [eMail],
    );
  }
}
