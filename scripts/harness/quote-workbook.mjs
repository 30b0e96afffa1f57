import ExcelJS from 'exceljs';

/**
 * Fills in our quote workbook as a vendor does: unit prices beside the lines by their position, currency and validity above. A line
 * without a price is marked as not offered. Answers the new file's bytes.
 */
export async function fillWorkbook(bytes, { prices, currency = null, validUntil = null }) {
  const workbook = new ExcelJS.Workbook();
  await workbook.xlsx.load(bytes);
  const sheet = workbook.worksheets.find(({ state, name }) => state === 'visible' && !name.startsWith('_'));
  if (!sheet) throw new Error('the workbook has no visible sheet');
  const heading = headingOf(sheet);
  for (let row = heading.row + 1; row <= sheet.rowCount; row++) {
    const position = Number(sheet.getRow(row).getCell(heading.position).value);
    if (!Number.isInteger(position) || position < 1) continue;
    const price = prices[position - 1] ?? null;
    if (price === null) sheet.getRow(row).getCell(heading.notes).value = 'not offered';
    else sheet.getRow(row).getCell(heading.price).value = Number(price);
  }
  calculate(sheet, heading);
  if (currency) setTerm(sheet, 'Currency', currency);
  if (validUntil) setTerm(sheet, 'Valid until', validUntil);
  return Buffer.from(await workbook.xlsx.writeBuffer());
}

function headingOf(sheet) {
  for (let row = 1; row <= Math.min(60, sheet.rowCount); row++) {
    const found = {};
    sheet.getRow(row).eachCell((cell, column) => {
      const text = String(cell.text).trim().toLowerCase();
      if (/^(line|no\.?|pos\.?|#|position)$/.test(text)) found.position = column;
      if (text.startsWith('unit price')) found.price = column;
      if (text.startsWith('note')) found.notes = column;
      if (text === 'quantity') found.quantity = column;
      if (text === 'months') found.months = column;
      if (text === 'line total' || text === 'cost over the term') found.total = column;
    });
    if (found.position && found.price) return { row, notes: found.price + 2, ...found };
  }
  throw new Error('the workbook has no table with a unit price');
}

// A spreadsheet program would renew the formulas' results when a price is typed; exceljs keeps the old ones.
function calculate(sheet, heading) {
  let total = 0;
  for (let row = heading.row + 1; row <= sheet.rowCount; row++) {
    const cell = sheet.getRow(row).getCell(heading.total);
    if (!cell.formula) continue;
    const number = (column) => Number(sheet.getRow(row).getCell(column).value) || 0;
    const isLine = /^IF/i.test(cell.formula);
    const value = Math.round(number(heading.quantity) * number(heading.price) * (number(heading.months) || 1) * 100) / 100;
    if (isLine) total += value;
    cell.value = { formula: cell.formula, result: isLine ? value : Math.round(total * 100) / 100 };
  }
}

function setTerm(sheet, label, value) {
  for (let row = 1; row <= 20; row++)
    if (String(sheet.getRow(row).getCell(1).text).trim() === label) sheet.getRow(row).getCell(3).value = value;
}
