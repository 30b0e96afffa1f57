import type { SigningAgain } from './contract.views.js';

/** What was typed into a signing form that comes back, with what stood against it; nothing typed is lost. */
export function againOf(body: unknown, problems: readonly string[]): SigningAgain {
  const sent =
    typeof body === 'object' && body !== null ? new Map<string, unknown>(Object.entries(body)) : new Map<string, unknown>();
  const typed = (name: string) => {
    const value = sent.get(name);
    return typeof value === 'string' ? value : '';
  };
  return { typed: { name: typed('name'), role: typed('role'), reason: typed('reason') }, problems: problems.map(sentence) };
}

const sentence = (say: string): string => (/^(must|is missing)/.test(say) ? 'Fill in your full name and your role.' : say);
