import type { RecordedCase } from './recorded-case.mjs';

export function ruleOf(step: RecordedCase['refusals'][number]): { rule?: string; why?: string; stage?: string };
