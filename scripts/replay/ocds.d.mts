import type { CasesRead } from './recorded-case.mjs';

export function readOcds(documents: readonly unknown[], source: string): CasesRead;
export function isOcds(document: unknown): boolean;
export function mergeReleases(earlier: object, later: object): Record<string, unknown>;
