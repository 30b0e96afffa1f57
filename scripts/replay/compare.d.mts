import type { RecordedCase } from './recorded-case.mjs';

/** What stands at the end of a journey. */
export interface Standing {
  rfq: string;
  number: string;
  award: string | null;
  currency: string;
  total: string | null;
  winners: { vendor: string; amount: string }[];
  contracts: { state: string; vendor: string; amount: string | null }[];
  quotes: number;
  channels: string[];
  lines: number;
}

export function differences(recorded: RecordedCase, standing: Standing): string[];
