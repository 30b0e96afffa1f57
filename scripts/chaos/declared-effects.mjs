import 'reflect-metadata';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { productRoot } from '../harness/instance.mjs';

/** Every workflow as the built product declares it. */
export async function declaredWorkflows() {
  const files = readdirSync(join(productRoot, 'dist/features'), { recursive: true }).filter((name) =>
    /\.workflow\.js$/.test(name),
  );
  const workflows = [];
  for (const file of files.sort()) {
    const exported = await import(pathToFileURL(join(productRoot, 'dist/features', file)).href);
    workflows.push(
      ...Object.values(exported).filter((one) => one && typeof one === 'object' && 'machine' in one && 'documents' in one),
    );
  }
  return workflows;
}

/**
 * What each transition must leave in the outbox: `effectsOf(workflow, event, from, to)` answers the possible lists of job names, sorted
 * (several where guards choose between ways to the same state); null where the machine has no such way.
 */
export function expectedEffects(workflows) {
  const byName = new Map(workflows.map((workflow) => [workflow.name, workflow]));
  const followers = new Map();
  for (const { jobs } of workflows) {
    for (const [name, { after }] of Object.entries(jobs.jobs)) {
      for (const cause of [after ?? []].flat()) followers.set(cause, [...(followers.get(cause) ?? []), `${jobs.owner}.${name}`]);
    }
  }
  return (name, event, from, to) => {
    const workflow = byName.get(name);
    if (!workflow) return null;
    const { config } = workflow.machine;
    const uttered = (actions) =>
      [actions ?? []]
        .flat()
        .map((action) => (typeof action === 'string' ? action : action?.type))
        .filter((action) => Object.hasOwn(workflow.jobs.jobs, action ?? ''))
        .map((action) => `${workflow.jobs.owner}.${action}`);
    const after = followers.get(`${name}.${event}`) ?? [];
    if (event === 'start' && from === null) {
      return to === config.initial ? [[...uttered(config.states[to].entry), ...after].sort()] : null;
    }
    const ways = [config.states[from]?.on?.[event] ?? []].flat().map((way) => (typeof way === 'string' ? { target: way } : way));
    const fitting = ways.filter(({ target }) => (target ?? from) === to);
    if (fitting.length === 0) return null;
    return fitting.map((way) => {
      const moves = way.target !== undefined && (way.target !== from || way.reenter);
      const own = [
        ...(moves ? uttered(config.states[from].exit) : []),
        ...uttered(way.actions),
        ...(moves ? uttered(config.states[to].entry) : []),
      ];
      return [...own, ...after].sort();
    });
  };
}
