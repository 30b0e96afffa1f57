import type { Fault } from '../engine/errors.js';

/** What was typed (never a password) and what is wrong with each field, for a form that is shown again. */
export interface FormView {
  typed: Record<string, string>;
  faults: Record<string, string>;
  /** What is wrong with the whole, or null. */
  problem: string | null;
}

/** A form as it is first shown; `typed` names every field that the template draws. */
export function freshForm(typed: Record<string, string>): FormView {
  return { typed, faults: Object.fromEntries(Object.keys(typed).map((name) => [name, ''])), problem: null };
}

/** The form again, with what was sent and why it was not taken. */
export function formAgain(fresh: FormView, sent: unknown, faults: readonly Fault[], problem: string | null = null): FormView {
  const values = new Map(typeof sent === 'object' && sent !== null ? Object.entries(sent) : []);
  const typed = Object.entries(fresh.typed).map(([name, value]) => {
    const again = values.get(name);
    return [name, typeof again === 'string' && !/password/i.test(name) ? again : value];
  });
  const said = new Map(faults.map(({ field, say }) => [field.replace(/\[.*$/, ''), sentence(say)]));
  const unplaced = faults.filter(({ field }) => !(field.replace(/\[.*$/, '') in fresh.typed)).map(({ say }) => sentence(say));
  return {
    typed: Object.fromEntries(typed),
    faults: Object.fromEntries(Object.keys(fresh.typed).map((name) => [name, said.get(name) ?? ''])),
    problem: [problem, ...unplaced].filter(Boolean).join(' ') || null,
  };
}

function sentence(say: string): string {
  const text = say.startsWith('must') ? `This ${say}` : say.startsWith('is missing') ? 'Please fill this in' : say;
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
