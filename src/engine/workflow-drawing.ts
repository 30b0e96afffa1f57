import { eventsOf, waysOf } from './decide.js';
import type { AnyWorkflow, Deadline } from './workflow.js';

/** A state as programs read it: what it listens to, and the deadlines that run in it. */
export interface DrawnState {
  name: string;
  initial: boolean;
  final: boolean;
  events: { type: string; to: string[] }[];
  deadlines: { at: string; send: string }[];
}

/** The machine's states in the order they are declared. */
export function statesOf({ machine }: AnyWorkflow): DrawnState[] {
  return Object.entries(machine.states).map(([name, node]) => ({
    name,
    initial: machine.config.initial === name,
    final: node.type === 'final',
    events: eventsOf(machine, name).map((type) => ({
      type,
      to: [...new Set(waysOf(machine, name, type).map(({ target }) => target ?? name))],
    })),
    deadlines: ((node.meta?.deadlines ?? []) as Deadline<Record<string, Date | null>>[]).map(({ at, send }) => ({ at, send })),
  }));
}

/** Whether nothing happens to a record any more once it is in `state`. */
export const isFinal = ({ machine }: AnyWorkflow, state: string): boolean => machine.states[state]?.type === 'final';

/**
 * The workflow as a Graphviz drawing: rounded states, double border where final, dashed arrows for what happens by itself. Events that
 * stay in their state are written in it, so that the arrows left are the journey. `present` is marked.
 */
export function dotOf(workflow: AnyWorkflow, present?: string): string {
  const states = statesOf(workflow);
  const arrows = new Map<string, { from: string; to: string; labels: string[]; internal: boolean }>();
  const own = new Map<string, string[]>();
  for (const { name, events } of states) {
    for (const { type, to } of events) {
      const internal = workflow.events[type]?.internal ?? false;
      for (const target of to) {
        if (target === name) {
          own.set(name, [...(own.get(name) ?? []), words(type)]);
          continue;
        }
        const key = `${name}>${target}>${internal}`;
        const arrow = arrows.get(key) ?? { from: name, to: target, labels: [], internal };
        arrows.set(key, { ...arrow, labels: [...arrow.labels, words(type)] });
      }
    }
  }
  const nodes = states.map(({ name, final, deadlines }) => {
    const inside = [...(own.get(name) ?? [])];
    const clock = deadlines.map(({ at }) => `until ${words(at)}`);
    const label = [words(name), ...clock, ...(inside.length > 0 ? [wrapped(inside)] : [])].join('\\n');
    const look = [
      `label=${quoted(label)}`,
      ...(final ? ['peripheries=2'] : []),
      ...(name === present ? ['fillcolor="#206bc4"', 'fontcolor="#ffffff"', 'color="#1a56a0"', 'penwidth=2'] : []),
    ];
    return `  ${quoted(name)} [${look.join(', ')}];`;
  });
  const edges = [...arrows.values()].map(
    ({ from, to, labels, internal }) =>
      `  ${quoted(from)} -> ${quoted(to)} [label=${quoted(labels.join('\\n'))}${internal ? ', style=dashed, color="#8a94a6", fontcolor="#667085"' : ''}];`,
  );
  const initial = states.find((state) => state.initial);
  return [
    `digraph ${quoted(workflow.name)} {`,
    '  graph [rankdir=LR, bgcolor="transparent", nodesep=0.35, ranksep=0.55, pad=0.2, fontname="Helvetica"];',
    '  node [shape=box, style="rounded,filled", fillcolor="#f5f7fa", color="#98a2b3", fontname="Helvetica", fontsize=12, margin="0.16,0.09"];',
    '  edge [color="#475467", fontname="Helvetica", fontsize=10, fontcolor="#344054", arrowsize=0.7];',
    '  begin [shape=circle, label="", width=0.16, fillcolor="#475467", color="#475467"];',
    ...nodes,
    ...(initial ? [`  begin -> ${quoted(initial.name)};`] : []),
    ...edges,
    '}',
    '',
  ].join('\n');
}

/** `pendingApproval` and `pending_approval` are read `pending approval`. */
export const words = (name: string): string =>
  name
    .replaceAll('_', ' ')
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase();

const quoted = (text: string): string => `"${text.replaceAll('"', '\\"')}"`;

/** Events written inside a state, at most three a line. */
function wrapped(labels: string[]): string {
  const lines: string[] = [];
  for (let at = 0; at < labels.length; at += 3) lines.push(labels.slice(at, at + 3).join(' · '));
  return `(${lines.join('\\n')})`;
}
