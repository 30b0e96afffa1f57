import { words } from '../engine/workflow-drawing.js';

/** A state as a badge: its words and Tabler's soft colour. */
export interface StateLook {
  state: string;
  label: string;
  tone: string;
}

const tones: [RegExp, string][] = [
  [/^(rejected|refused|cancelled|failed|blocked|declined|void|terminated|bounced|unsuccessful|lost|late|disqualified)$/, 'red'],
  [/^(approved|awarded|partially_awarded|active|fulfilled|answered|registered|decided|sent|intends|confirmed)$/, 'green'],
  [/(pending|waiting|review|needs|requested|hold|stale|notice|suspended|reopened|prospect|asked|queued)/, 'yellow'],
  [
    /^(submitted|published|open|in_analysis|negotiation|scored|delegated|best_and_final|sent_for_signature|partially_signed)$/,
    'blue',
  ],
];

// A counter-offer may be improved again, so the state's name would promise too much.
const called: Readonly<Record<string, string>> = { best_and_final: 'improved' };

/** How a state is shown: green is well ended or running, yellow waits for somebody, red went against, blue is under way. */
export function stateLook(state: string): StateLook {
  return {
    state,
    label: called[state] ?? words(state),
    tone: tones.find(([pattern]) => pattern.test(state))?.[1] ?? 'secondary',
  };
}
