import { Injectable } from '@nestjs/common';
import type { Fault } from '../engine/errors.js';
import { type FieldSpec, fieldsOf, type FormClass } from '../engine/form.js';
import type { Viewer } from '../identity/person.js';
import { fileRefusal } from '../storage/file-checks.js';
import { Files } from '../storage/files.js';
import { Upload } from '../uploads.js';
import { instantTyped } from './field-views.js';

/** What a page's form sent, as the engine's forms read it, and what is wrong with its files. */
export interface SentForm {
  fields: Record<string, unknown>;
  faults: Fault[];
}

/** Turns a page's form into what the engine's form classes read: times get the reader's zone, files are kept and named by id, blank rows go. */
@Injectable()
export class SentForms {
  constructor(private readonly files: Files) {}

  /** Reads `body` for `form`. Files that are fine are kept even where other fields are wrong: nobody chooses them twice. */
  async read(form: FormClass | undefined, body: unknown, viewer: Viewer, caseId: string | null): Promise<SentForm> {
    const sent = typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {};
    const faults: Fault[] = [];
    const fields: Record<string, unknown> = {};
    for (const spec of form ? fieldsOf(form) : []) {
      const value = Object.hasOwn(sent, spec.name) ? sent[spec.name] : undefined;
      fields[spec.name] =
        spec.kind === 'files' ? await this.keep(spec, value, viewer, caseId, faults) : typed(spec, value, viewer.zone);
    }
    return { fields, faults };
  }

  private async keep(spec: FieldSpec, value: unknown, viewer: Viewer, caseId: string | null, faults: Fault[]): Promise<string[]> {
    const ids: string[] = [];
    for (const one of list(value)) {
      if (typeof one === 'string' && one !== '') ids.push(one);
      if (!(one instanceof Upload)) continue;
      const reason = fileRefusal(one);
      if (reason) faults.push({ field: spec.name, value: one.name, say: reason.say });
      else
        ids.push(
          (await this.files.put({ name: one.name, mediaType: one.mediaType, bytes: one.bytes, caseId, by: viewer.actor.id })).id,
        );
    }
    return ids;
  }
}

function typed(spec: FieldSpec, value: unknown, zone: string): unknown {
  if (spec.kind === 'instant') return typeof value === 'string' ? instantTyped(value.trim(), zone) : value;
  if (spec.kind !== 'rows' || !spec.row) return value;
  const cells = fieldsOf(spec.row);
  return list(value)
    .filter((row): row is Record<string, unknown> => typeof row === 'object' && row !== null && !(row instanceof Upload))
    .filter((row) => cells.some((cell) => cell.name !== 'id' && isFilled(row[cell.name])))
    .map((row) => Object.fromEntries(cells.map((cell) => [cell.name, typed(cell, row[cell.name], zone)])));
}

const isFilled = (cell: unknown): boolean =>
  typeof cell === 'string' ? cell.trim() !== '' : cell !== undefined && cell !== null;

function list(value: unknown): unknown[] {
  if (value === undefined || value === null || value === '') return [];
  if (Array.isArray(value)) return value;
  return typeof value === 'object' && !(value instanceof Upload) ? Object.values(value) : [value];
}
