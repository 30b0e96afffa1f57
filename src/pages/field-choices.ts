import { Injectable } from '@nestjs/common';
import { type FieldSpec, fieldsOf, type FormClass } from '../engine/form.js';
import { type DocumentLine, RecordQueries } from '../engine/record-queries.js';
import type { Actor } from '../engine/workflow.js';
import { People } from '../identity/people.queries.js';
import { isRole, roleNames } from '../identity/roles.js';
import type { Choice } from './field-views.js';

/** A list longer than this is cut; the form says so. */
const LONGEST_LIST = 200;

/** What records are called in lists to choose from, by id; those that are missing keep number and title. */
type Called = (ids: readonly string[]) => Promise<ReadonlyMap<string, string>>;

type Found = Map<string, { choices: Choice[]; more: boolean }>;

/** What the references of a form let one choose: readable records in the states they ask for, and people. */
@Injectable()
export class FieldChoices {
  private readonly called = new Map<string, Called>();

  constructor(
    private readonly records: RecordQueries,
    private readonly people: People,
  ) {}

  /** For records of `workflow` that people tell apart by more than number and title. */
  call(workflow: string, called: Called): void {
    this.called.set(workflow, called);
  }

  /** The choices of every reference in `form`, those chosen already among them; one query a kind of list. */
  async of(
    form: FormClass | undefined,
    values: Record<string, unknown>,
    by: Actor,
  ): Promise<(spec: FieldSpec) => { choices: Choice[]; more: boolean }> {
    const found: Found = new Map();
    const references = form ? referencesOf(form, values) : [];
    await Promise.all(
      [...new Map(references.map((reference) => [keyOf(reference.spec), reference.spec])).values()].map(async (spec) => {
        const chosen = references.filter((reference) => keyOf(reference.spec) === keyOf(spec)).flatMap(({ ids }) => ids);
        found.set(
          keyOf(spec),
          spec.workflow === 'person' ? await this.persons(spec, chosen) : await this.documents(spec, chosen, by),
        );
      }),
    );
    return (spec) => found.get(keyOf(spec)) ?? { choices: [], more: false };
  }

  private async documents(spec: FieldSpec, chosen: readonly string[], by: Actor): Promise<{ choices: Choice[]; more: boolean }> {
    const name = spec.workflow ?? '';
    const listed = await this.records.choices(name, by, { states: spec.states, limit: LONGEST_LIST + 1 });
    const shown = listed.slice(0, LONGEST_LIST);
    const missing = chosen.filter((id) => !shown.some((line) => line.id === id));
    const kept = missing.length > 0 ? [...(await this.records.lines(new Map([[name, new Set(missing)]]))).values()] : [];
    const lines = [...kept, ...shown];
    const labels = await this.called.get(name)?.(lines.map(({ id }) => id));
    const choices = lines.map((line) => ({ value: line.id, label: labels?.get(line.id) ?? labelOf(line) }));
    return { choices, more: listed.length > LONGEST_LIST };
  }

  private async persons(spec: FieldSpec, chosen: readonly string[]): Promise<{ choices: Choice[]; more: boolean }> {
    const wanted = (spec.states ?? []).filter(isRole);
    const byRole = await Promise.all((wanted.length > 0 ? wanted : roleNames).map((role) => this.people.byRole(role)));
    const kept = await this.people.byIds(chosen);
    const everyone = new Map([...byRole.flat(), ...kept].map((person) => [person.id, { value: person.id, label: person.name }]));
    const choices = [...everyone.values()].sort((one, other) => one.label.localeCompare(other.label));
    return { choices: choices.slice(0, LONGEST_LIST), more: choices.length > LONGEST_LIST };
  }
}

const keyOf = (spec: FieldSpec): string => `${spec.workflow}/${(spec.states ?? []).join(',')}`;

const labelOf = ({ number, title }: DocumentLine): string => `${number} · ${title}`;

function referencesOf(form: FormClass, values: Record<string, unknown>): { spec: FieldSpec; ids: string[] }[] {
  return fieldsOf(form).flatMap((spec) => {
    const value = values[spec.name];
    if (spec.kind === 'reference' || spec.kind === 'references') return [{ spec, ids: ids(value) }];
    if (spec.kind !== 'rows' || !spec.row) return [];
    const { row } = spec;
    const rows = Array.isArray(value) && value.length > 0 ? (value as Record<string, unknown>[]) : [{}];
    return rows.flatMap((facts) => referencesOf(row, facts));
  });
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

const ids = (value: unknown): string[] => [value].flat().filter((id): id is string => typeof id === 'string' && UUID.test(id));
