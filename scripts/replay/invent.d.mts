import type { RecordedCase } from './recorded-case.mjs';

export function answersFor(recorded: RecordedCase): {
  answers: { vendor: string; prices: (string | null)[] | null; isInvented: boolean }[];
  notes: string[];
};
export function channelOf(caseIndex: number, vendorIndex: number): 'workbook' | 'reply' | 'page';
