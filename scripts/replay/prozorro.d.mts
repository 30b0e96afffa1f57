import type { CasesRead, RecordedCase } from './recorded-case.mjs';

export function isFlow(document: unknown): boolean;
export function readFlow(document: { flow: string; steps: object[] }, source: string): CasesRead;
export function stepOf(step: object): RecordedCase['refusals'][number] | null;
