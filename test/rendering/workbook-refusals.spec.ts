import ExcelJS from 'exceljs';
import { crc32, deflateRawSync } from 'node:zlib';
import { WorkbookReader } from '../../src/rendering/workbook-reader.js';
import { realSettings } from './rendering-examples.js';

const reader = new WorkbookReader(realSettings());
afterAll(() => reader.onApplicationShutdown());

type Part = { name: string; content: Buffer; claimedSize?: number; flags?: number };

/** A ZIP made by hand, so that it can lie. */
function zip(parts: Part[]): Buffer {
  const locals: Buffer[] = [];
  const entries: Buffer[] = [];
  let offset = 0;
  for (const { name, content, claimedSize = content.length, flags = 0 } of parts) {
    const packed = deflateRawSync(content);
    const fields = Buffer.alloc(26);
    fields.writeUInt16LE(20, 0);
    fields.writeUInt16LE(flags, 2);
    fields.writeUInt16LE(8, 4);
    fields.writeUInt32LE(crcOf(content), 10);
    fields.writeUInt32LE(packed.length, 14);
    fields.writeUInt32LE(claimedSize, 18);
    fields.writeUInt16LE(name.length, 22);
    const local = Buffer.concat([Buffer.from('504b0304', 'hex'), fields, Buffer.from(name), packed]);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(offset, 10);
    entries.push(Buffer.concat([Buffer.from('504b01021400', 'hex'), fields, tail, Buffer.from(name)]));
    locals.push(local);
    offset += local.length;
  }
  const directory = Buffer.concat(entries);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(parts.length, 8);
  end.writeUInt16LE(parts.length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...locals, directory, end]);
}

function crcOf(content: Buffer): number {
  return typeof crc32 === 'function' ? crc32(content) : 0;
}

const workbookPart = { name: 'xl/workbook.xml', content: Buffer.from('<workbook/>') };

describe('a vendor’s workbook', () => {
  it.each<[string, string, () => Buffer]>([
    [
      'unpacks to 100 MB',
      'workbook.tooLarge',
      () => zip([workbookPart, { name: 'xl/worksheets/sheet1.xml', content: Buffer.alloc(100_000_000, 'a') }]),
    ],
    [
      'unpacks to a thousand times its size',
      'workbook.tooLarge',
      () => zip([workbookPart, { name: 'xl/a.xml', content: Buffer.alloc(15_000_000) }]),
    ],
    [
      'understates what it unpacks to',
      'workbook.damaged',
      () => zip([workbookPart, { name: 'xl/a.xml', content: Buffer.alloc(200_000_000), claimedSize: 1000 }]),
    ],
    [
      'has 3,000 parts',
      'workbook.tooLarge',
      () => zip(Array.from({ length: 3000 }, (_, i) => ({ name: `a${i}`, content: Buffer.from('a') }))),
    ],
    ['is encrypted', 'workbook.oldOrLocked', () => zip([{ ...workbookPart, flags: 1 }])],
    ['is an old .xls or locked by a password', 'workbook.oldOrLocked', () => Buffer.from('d0cf11e0a1b11ae10000', 'hex')],
    ['is no workbook but a ZIP', 'workbook.notExcel', () => zip([{ name: 'readme.txt', content: Buffer.from('hello') }])],
    ['is no ZIP at all', 'workbook.damaged', () => Buffer.from('Dear buyer, our prices are …')],
    ['is cut off', 'workbook.damaged', () => zip([workbookPart]).subarray(0, 60)],
    ['is empty', 'workbook.damaged', () => Buffer.alloc(0)],
  ])('that %s is refused with %s, quickly and in little memory', async (_, code, make) => {
    const bytes = make();
    const [startedAt, memory] = [performance.now(), process.memoryUsage().rss];

    const reading = await reader.read(bytes);

    expect(reading).toMatchObject({ refused: { code } });
    expect(performance.now() - startedAt).toBeLessThan(15_000);
    expect(process.memoryUsage().rss - memory).toBeLessThan(80_000_000);
  });

  it('is read although it names whole sheets as ranges', async () => {
    const workbook = new ExcelJS.Workbook();
    const sheet = workbook.addWorksheet('Quote');
    sheet.getCell('A1').value = 12.5;
    sheet.dataValidations.add('A1:XFD1048576', { type: 'decimal', operator: 'greaterThan', formulae: [0] });
    workbook.definedNames.add('Quote!$A$1', 'here');
    const bytes = Buffer.from(await workbook.xlsx.writeBuffer());

    const reading = await reader.read(bytes);

    expect('sheets' in reading && reading.sheets[0].cells.get('A1')?.value).toEqual({ kind: 'number', number: '12.5' });
  });

  it('of 5,000 lines is read without keeping others waiting', async () => {
    const workbook = new ExcelJS.Workbook();
    const sheet = workbook.addWorksheet('Quote');
    for (let i = 1; i <= 5000; i += 1) sheet.addRow([i, `Line ${i}`, i * 1.5]);
    const bytes = Buffer.from(await workbook.xlsx.writeBuffer());
    let longestMs = 0;
    let last = performance.now();
    const watch = setInterval(() => {
      longestMs = Math.max(longestMs, performance.now() - last - 10);
      last = performance.now();
    }, 10);

    const reading = await reader.read(bytes);
    clearInterval(watch);

    expect('sheets' in reading && reading.sheets[0].cells.size).toBe(15_000);
    expect(longestMs).toBeLessThan(500);
  });
});
