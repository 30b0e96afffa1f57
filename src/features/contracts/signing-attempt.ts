import { Refused } from '../../engine/errors.js';
import type { FormClass } from '../../engine/form.js';
import { readForm } from '../../engine/read-form.js';
import type { SigningAgain } from './contract.views.js';

/** A signing form that comes back to whoever sent it. */
export interface Returned {
  status: 409 | 422;
  again: SigningAgain;
}

/** Does what a signing form asks for; null once it is done. `incomplete` is said where the form lacks something, default each fault. */
export async function attempt<Form extends object>(
  form: FormClass<Form>,
  body: unknown,
  act: (sent: Form) => Promise<unknown>,
  incomplete?: string,
): Promise<Returned | null> {
  const read = readForm(form, body ?? {});
  if ('faults' in read) return returned(422, body, incomplete ? [incomplete] : read.faults.map(({ say }) => say));
  try {
    await act(read.form);
    return null;
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return returned(
      409,
      body,
      error.reasons.map(({ say }) => say),
    );
  }
}

/** Nothing typed is lost. */
function returned(status: Returned['status'], body: unknown, problems: readonly string[]): Returned {
  const sent =
    typeof body === 'object' && body !== null ? new Map<string, unknown>(Object.entries(body)) : new Map<string, unknown>();
  const typed = (name: string) => {
    const value = sent.get(name);
    return typeof value === 'string' ? value : '';
  };
  const again = {
    typed: { name: typed('name'), role: typed('role'), reason: typed('reason') },
    problems: problems.map(sentence),
  };
  return { status, again };
}

const sentence = (say: string): string => (/^(must|is missing)/.test(say) ? 'Fill in your full name and your role.' : say);
