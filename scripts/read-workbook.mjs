// Runs as a child process of src/rendering/workbook-reader.ts: turns the bytes of an .xlsx into raw cells.
// It is a process of its own because exceljs unrolls every range a file names, so a small file can keep it busy for hours.
import ExcelJS from 'exceljs';

const ignoreNodes = [
  'dataValidations',
  'mergeCells',
  'conditionalFormatting',
  'drawing',
  'legacyDrawing',
  'tableParts',
  'hyperlinks',
  'extLst',
];

async function read(bytes, { maxRows, maxColumns, maxCells }) {
  const workbook = new ExcelJS.Workbook();
  // Named ranges are of no use to us, and exceljs would make an object of every cell in them.
  Object.defineProperty(workbook.definedNames, 'model', { set: () => undefined });
  await workbook.xlsx.load(Buffer.from(bytes), { ignoreNodes, maxRows, maxCols: maxColumns });
  let count = 0;
  return workbook.worksheets.map((sheet) => {
    const cells = [];
    sheet.eachRow((row, rowNumber) =>
      row.eachCell((cell, column) => {
        if (cell.value === null || cell.value === undefined) return;
        if (++count > maxCells) throw new Error(`more than ${maxCells} filled cells`);
        cells.push({ row: rowNumber, column, address: cell.address, value: cell.value, format: cell.numFmt ?? null });
      }),
    );
    return { name: sheet.name, visibility: sheet.state, cells };
  });
}

process.on('message', async ({ ask }) => {
  try {
    process.send({ answer: await read(ask.bytes, ask) });
  } catch (cause) {
    process.send({ fault: cause instanceof Error ? cause.message : String(cause) });
  }
});
process.on('disconnect', () => process.exit(0));
