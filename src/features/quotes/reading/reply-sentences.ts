const ABBREVIATIONS =
  'excl|incl|inkl|exkl|zzgl|approx|ca|no|nr|num|pos|stk|pcs|pc|ea|max|min|ltd|inc|co|mr|mrs|ms|dr|st|art|ud|uds|vs|ref|tel|std|mon|грн|шт|міс|год|поз';
const EITHER_CASE = `${ABBREVIATIONS}|${ABBREVIATIONS.replace(/(?<=^|\|)\p{L}/gu, (letter) => letter.toUpperCase())}`;
const SENTENCE_END = new RegExp(
  `(?<=(?:[\\p{L})]{2}|\\d{4})[.!?])(?<!(?<!\\p{L})(?:${EITHER_CASE})\\.)\\s+(?=\\p{Lu})|;\\s+`,
  'u',
);

/** Cuts a row where a sentence ends, but not at the point of "10. December", "12.50" or "excl. VAT". */
export function sentencesOf(text: string): string[] {
  return text.split(SENTENCE_END).filter((sentence) => sentence.trim() !== '');
}
