import { lineFactor } from '../../calculation/comparison-lines.js';
import { Decimal, formatMoney, roundMoney, sum } from '../../calculation/money.js';
import { contractEnd, noticeDates } from '../../calculation/notice-dates.js';
import type { ContractFacts, ContractLine, ContractParty, ContractSignature, ContractSigning } from './contract.facts.js';

// Public holidays differ by place and are not known here; weekends are.
const calendar = { holidays: new Set<string>() };

/** Both sides' last days for notice, moved to an earlier working day where they fall on a weekend; null for a side without notice. */
export function noticeDays(endsOn: string, { ours, vendors }: { ours: number; vendors: number }) {
  const period = (days: number) => (days > 0 ? { days } : null);
  const dates = noticeDates(endsOn, { ours: period(ours), vendors: period(vendors) }, calendar);
  return { noticeOn: dates.ours?.on ?? null, vendorNoticeOn: dates.vendors?.on ?? null };
}

/** The notice that a contract of so many months begins with, in calendar days: the vendor's is longer, for we must find another. */
export function usualNotice(termMonths: number): { ours: number; vendors: number } {
  if (termMonths >= 12) return { ours: 90, vendors: 180 };
  if (termMonths >= 3) return { ours: 30, vendors: 60 };
  return { ours: 14, vendors: 14 };
}

/** The last day of a contract over these lines: the longest term counts; without any, twelve months. */
export function usualEnd(startsOn: string, lines: readonly { termMonths: number | null }[]): string {
  return contractEnd(startsOn, longestTerm(lines));
}

/** The longest term in months; twelve where no line has one. */
export function longestTerm(lines: readonly { termMonths: number | null }[]): number {
  return lines.reduce<number>((longest, { termMonths }) => Math.max(longest, termMonths ?? 0), 0) || 12;
}

/** The lines with their amounts over the term, each rounded to the currency, and their sum. */
export function priced(
  lines: readonly Omit<ContractLine, 'amount'>[],
  currency: string,
): { lines: ContractLine[]; amount: Decimal } {
  const made = lines.map((line) => ({
    ...line,
    amount: roundMoney(
      new Decimal(line.unitPrice).times(lineFactor({ ...line, id: line.lineId, lot: null })),
      currency,
    ).toFixed(),
  }));
  return { lines: made, amount: sum(made.map(({ amount }) => amount)) };
}

/** The words that a signatory agrees to; they are kept with the signature. */
export function consentText(
  contract: Pick<ContractFacts, 'number' | 'approvalRound' | 'sha256' | 'buyerName' | 'vendorName' | 'amount' | 'currency'>,
  party: ContractParty,
): string {
  const own = party === 'buyer' ? contract.buyerName : contract.vendorName;
  const other = party === 'buyer' ? contract.vendorName : contract.buyerName;
  return (
    `I have read contract ${contract.number}, version ${contract.approvalRound}, between ${contract.buyerName} and ${contract.vendorName} ` +
    `over ${formatMoney(contract.amount, contract.currency)} (SHA-256 of the document: ${contract.sha256 ?? 'none'}). ` +
    `I am authorised to bind ${own}. I agree to sign it electronically: my typed name is my signature, with the same effect towards ${other} ` +
    'as if written by hand, and I agree that my name, my role, the time, my network address and my browser are recorded as evidence.'
  );
}

/** The signature that is kept of what was sent. */
export function signatureOf(
  { party, name, role, consent, sha256, ip, userAgent }: ContractSigning,
  { at, by }: { at: Date; by: { id: string; kind: string } },
  documentVersion: number,
): ContractSignature {
  return {
    party,
    name,
    role,
    personId: by.kind === 'person' ? by.id : null,
    at: at.toISOString(),
    ip,
    userAgent: userAgent.slice(0, 400),
    consent: consent ?? '',
    sha256,
    documentVersion,
  };
}
