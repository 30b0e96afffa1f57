// Runs as a child process of src/rendering/pdf.ts: Typst is native code that only SIGKILL can interrupt.
// The document arrives as data; the only Typst code that is ever compiled is templates/styles/document.typ.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { NodeCompiler } from '@myriaddreamin/typst-ts-node-compiler';

const [styleFile] = process.argv.slice(2);
const fontFolder = join(dirname(createRequire(import.meta.url).resolve('dejavu-fonts-ttf/package.json')), 'ttf');
const shown = codePointsOf(['DejaVuSans.ttf', 'DejaVuSerif.ttf']);
const style = readFileSync(styleFile, 'utf8');
const compiler = NodeCompiler.create({ workspace: dirname(styleFile), fontArgs: [{ fontPaths: [fontFolder] }] });

function render({ document, createdAtSeconds }) {
  const text = showable(document);
  try {
    return pdf(text, createdAtSeconds);
  } catch (cause) {
    // A mark on a letter of another script finds no common font; composed letters without further marks always do.
    if (!/could not be displayed/.test(String(cause))) throw cause;
    return pdf(showable(text.normalize('NFC').replace(/[\p{M}\u200d]/gu, '')), createdAtSeconds);
  }
}

function pdf(document, createdAtSeconds) {
  const compiled = compiler.compile({ mainFileContent: style, inputs: { document } });
  if (!compiled.result) throw new Error(explained(compiled));
  return compiler.pdf(compiled.result, { pdfStandard: 'a-2a', creationTimestamp: createdAtSeconds });
}

/**
 * PDF/A must not hold a character that no embedded font can draw, and private-use characters mean nothing to an archive:
 * each is shown as ▯ rather than losing the whole document over a vendor's name in a script we have no font for.
 */
function showable(text) {
  return text.replace(/[^\u0000-\u007f]/gu, (char) =>
    shown.has(char.codePointAt(0)) && !/[\p{Co}\u1680]/u.test(char) ? char : '▯',
  );
}

/** Every code point that one of the TrueType `files` has a glyph for, read from their `cmap` tables. */
function codePointsOf(files) {
  const found = new Set();
  for (const file of files) {
    const font = readFileSync(join(fontFolder, file));
    const tables = Array.from({ length: font.readUInt16BE(4) }, (_, i) => 12 + i * 16);
    const cmap = font.readUInt32BE(tables.find((at) => font.toString('latin1', at, at + 4) === 'cmap') + 8);
    const subtables = Array.from({ length: font.readUInt16BE(cmap + 2) }, (_, i) => cmap + font.readUInt32BE(cmap + 8 + i * 8));
    const groups = subtables.find((at) => font.readUInt16BE(at) === 12);
    for (let i = 0; i < font.readUInt32BE(groups + 12); i++) {
      const at = groups + 16 + i * 12;
      for (let point = font.readUInt32BE(at); point <= font.readUInt32BE(at + 4); point++) found.add(point);
    }
  }
  return found;
}

function explained(compiled) {
  const error = compiled.takeError();
  const found = error ? compiler.fetchDiagnostics(error) : [];
  return found.map((one) => one.message).join('; ') || 'the document could not be set';
}

process.on('message', ({ ask }) => {
  try {
    process.send({ answer: render(ask) });
  } catch (cause) {
    process.send({ fault: cause instanceof Error ? cause.message : String(cause) });
  }
  compiler.evictCache(2);
});
process.on('disconnect', () => process.exit(0));
