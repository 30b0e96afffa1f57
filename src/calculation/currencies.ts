/** A currency of ISO 4217; `minorUnits` is the number of decimals of its smallest unit (JPY 0, EUR 2, KWD 3). */
export interface Currency {
  code: string;
  minorUnits: number;
  /** The month ('YYYY-MM') it was withdrawn in, null while it is in use. */
  retiredIn: string | null;
}

const inUse: Record<number, string> = {
  0: 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF',
  2:
    'AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF CHW CNY COP COU ' +
    'CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES ' +
    'KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR ' +
    'NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP ' +
    'TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XAD XCD XCG YER ZAR ZMW ZWG',
  3: 'BHD IQD JOD KWD LYD OMR TND',
  4: 'CLF UYW',
};

// Withdrawn lately: old prices in them must still be readable, new ones are refused.
const retired: Record<string, string> = {
  ANG: '2025-03',
  BGN: '2026-01',
  CUC: '2021-06',
  HRK: '2023-01',
  SLL: '2023-12',
  ZWL: '2024-09',
};

/** Every currency that prices may be read in, by code: those in use and those withdrawn since 2021. Metals and test codes are left out. */
export const currencies: ReadonlyMap<string, Currency> = new Map(
  [
    ...Object.entries(inUse).flatMap(([minorUnits, codes]) =>
      codes.split(' ').map((code): Currency => ({ code, minorUnits: Number(minorUnits), retiredIn: null })),
    ),
    ...Object.entries(retired).map(([code, retiredIn]): Currency => ({ code, minorUnits: 2, retiredIn })),
  ].map((currency) => [currency.code, currency]),
);

/** The codes in use today, in alphabetical order: what a form offers. */
export const currencyCodes: readonly string[] = [...currencies.values()]
  .filter((currency) => currency.retiredIn === null)
  .map((currency) => currency.code)
  .sort();

/** Whether `code` is a currency that a new price may be given in. */
export function isCurrency(code: string): boolean {
  return currencies.get(code)?.retiredIn === null;
}

/** Decimals of the currency's smallest unit; 2 for a code we do not know. */
export function minorUnits(code: string): number {
  return currencies.get(code)?.minorUnits ?? 2;
}
