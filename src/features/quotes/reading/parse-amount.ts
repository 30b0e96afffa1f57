/** The sign before the decimals. */
export type DecimalMark = ',' | '.';

/** A number as written: certain, one of two, or not a number. Amounts are decimal strings with the decimals that were written. */
export type AmountReading =
  { kind: 'amount'; amount: string } | { kind: 'ambiguous'; either: readonly [string, string] } | { kind: 'none' };

const GROUP_SIGNS = /[\s\u00a0\u202f\u2009'’]/g;
const LONGEST = 30;

/**
 * Reads a number in any of the world's usual styles: `1,234.50`, `1.234,50`, `1 234,50`, `1'234.50`, `1,23,456.78`, `12,-`.
 * `1,234` alone may be a thousand or one and a bit: it is ambiguous unless `mark`, the decimal mark used around it, is known.
 */
export function readAmount(text: string, mark: DecimalMark | null = null): AmountReading {
  const written = text.trim().replace(/^[-−](?=[\d.,])/, '-');
  const sign = written.startsWith('-') ? '-' : '';
  const body = written.slice(sign.length).replace(/[.,][-–—]{1,2}$/, '');
  if (body.length > LONGEST || !/^[\d.,\s\u00a0\u202f\u2009'’]+$/.test(body) || !/\d/.test(body)) return { kind: 'none' };
  const reading = readUnsigned(body, mark);
  if (sign === '' || reading.kind === 'none') return reading;
  if (reading.kind === 'amount') return { kind: 'amount', amount: sign + reading.amount };
  return { kind: 'ambiguous', either: [sign + reading.either[0], sign + reading.either[1]] };
}

/** The decimal mark that these numbers show without doubt; null when none does, or when they disagree. */
export function decimalMarkIn(numbers: readonly string[]): DecimalMark | null {
  const marks = new Set(numbers.map(markShownBy).filter((mark) => mark !== null));
  const [only] = marks;
  return marks.size === 1 && only !== undefined ? only : null;
}

function readUnsigned(body: string, mark: DecimalMark | null): AmountReading {
  const spaced = GROUP_SIGNS.test(body);
  GROUP_SIGNS.lastIndex = 0;
  const lastMark = lastMarkOf(body);
  if (spaced) return readSpaced(body, lastMark);
  if (lastMark === null) return amount(body, '');
  const other: DecimalMark = lastMark === ',' ? '.' : ',';
  const pieces = body.split(lastMark);
  if (body.includes(other)) return pieces.length === 2 ? withDecimals(pieces[0] ?? '', pieces[1] ?? '', other) : { kind: 'none' };
  if (pieces.length > 2) return isGrouped(pieces) ? amount(pieces.join(''), '') : { kind: 'none' };
  const [whole = '', fraction = ''] = pieces;
  if (!looksLikeOneGroup(whole, fraction)) return withDecimals(whole, fraction, null);
  if (mark === lastMark) return amount(whole, fraction);
  if (mark === other) return amount(whole + fraction, '');
  return { kind: 'ambiguous', either: [plain(whole + fraction, ''), plain(whole, fraction)] };
}

function readSpaced(body: string, lastMark: DecimalMark | null): AmountReading {
  const [whole = '', fraction = '', ...more] = lastMark === null ? [body] : body.split(lastMark);
  if (more.length > 0 || /[.,]/.test(whole)) return { kind: 'none' };
  const groups = whole.split(/[\s\u00a0\u202f\u2009'’]/);
  if (!isGrouped(groups) || !/^\d*$/.test(fraction) || (lastMark !== null && fraction === '')) return { kind: 'none' };
  return amount(groups.join(''), fraction);
}

function withDecimals(whole: string, fraction: string, groupMark: DecimalMark | null): AmountReading {
  const groups = groupMark === null ? [whole] : whole.split(groupMark);
  if (!/^\d+$/.test(fraction) || (groups.length > 1 && !isGrouped(groups))) return { kind: 'none' };
  return amount(groups.join(''), fraction);
}

/** `1,234` or `12.345`: one to three digits that are not just a zero, a mark, and exactly three more. */
function looksLikeOneGroup(whole: string, fraction: string): boolean {
  return /^[1-9]\d{0,2}$/.test(whole) && /^\d{3}$/.test(fraction);
}

/** Thousands as most of the world writes them, or lakhs and crores as India does. */
function isGrouped(groups: readonly string[]): boolean {
  const [first = '', ...rest] = groups;
  const last = rest.at(-1) ?? '';
  const inThousands = /^[1-9]\d{0,2}$/.test(first) && rest.every((group) => /^\d{3}$/.test(group));
  const inLakhs = /^[1-9]\d?$/.test(first) && /^\d{3}$/.test(last) && rest.slice(0, -1).every((group) => /^\d{2}$/.test(group));
  return inThousands || inLakhs;
}

function markShownBy(number: string): DecimalMark | null {
  const trimmed = number.trim();
  const lastMark = lastMarkOf(trimmed);
  if (lastMark === null || readAmount(trimmed).kind !== 'amount') return null;
  const isGrouping = trimmed.split(lastMark).length > 2;
  if (isGrouping) return lastMark === ',' ? '.' : ',';
  return lastMark;
}

function lastMarkOf(body: string): DecimalMark | null {
  const comma = body.lastIndexOf(',');
  const point = body.lastIndexOf('.');
  if (comma === point) return null;
  return comma > point ? ',' : '.';
}

function amount(whole: string, fraction: string): AmountReading {
  return /^\d*$/.test(whole) && /^\d*$/.test(fraction) && whole + fraction !== ''
    ? { kind: 'amount', amount: plain(whole, fraction) }
    : { kind: 'none' };
}

function plain(whole: string, fraction: string): string {
  const shortWhole = whole.replace(/^0+(?=\d)/, '') || '0';
  return fraction === '' ? shortWhole : `${shortWhole}.${fraction}`;
}
