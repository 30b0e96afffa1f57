/** Excel's own limit on the text of one cell. */
const longestText = 32_767;

/** Text that no spreadsheet takes for a formula when it is read from a CSV file: it gets a leading apostrophe where it would. */
export function withoutFormula(text: string): string {
  return /^[\s\u0000]*[=+\-@\t\r\u0000]/.test(text) && !/^-?\d+(\.\d+)?$/.test(text) ? `'${text}` : text;
}

/** Text that a workbook can hold: no control characters, at most as long as a cell may be. */
export function cellText(text: string): string {
  const clean = text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '').replace(/\p{Surrogate}/gu, '\ufffd');
  return clean.length > longestText ? `${clean.slice(0, longestText - 1)}…` : clean;
}
