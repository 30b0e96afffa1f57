/** A tender as somebody else recorded it; see recorded-case.mjs for each field. */
export interface RecordedCase {
  source: string;
  ocid: string;
  title: string;
  need: string;
  family: string;
  category: string;
  currency: string;
  outcome: string;
  status: string;
  wasAwarded: boolean;
  lines: { description: string; quantity: string; unit: string }[];
  bids: { vendor: string; prices: (string | null)[] }[];
  winners: { vendor: string; lines: number[]; amount: string; amounts: string[] | null }[];
  value: string | null;
  notes: string[];
  refusals: { step: number; method: string; path: string; status: number; sent: unknown; answer: unknown }[];
}

/** What a file holds: cases to drive, and why the rest is none. */
export interface CasesRead {
  cases: RecordedCase[];
  skips: { source: string; reason: string }[];
}

export function cents(amount: string | number): string;
export function positive(value: unknown): string | null;
export function oneLine(text: unknown, length: number): string;
export function shares(amount: string | number, count: number): string[];
export function unitPrices(amount: string | number, quantities: readonly string[]): string[];
