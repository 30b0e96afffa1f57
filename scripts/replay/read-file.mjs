/**
 * The JSON documents in a file: one, one a line, or several behind one another. UTF-8 where it is, otherwise ISO 8859-1, as some
 * publishers still send it.
 *
 * @throws SyntaxError where the file is no JSON at all
 */
export function documentsIn(bytes) {
  const text = decoded(bytes)
    .replace(/^\uFEFF/, '')
    .trim();
  if (text === '') return [];
  try {
    return [JSON.parse(text)];
  } catch (whole) {
    const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '');
    try {
      return lines.map((line) => JSON.parse(line));
    } catch {
      throw whole;
    }
  }
}

function decoded(bytes) {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('iso-8859-1').decode(bytes);
  }
}
