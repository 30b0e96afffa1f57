import { cleanName, downloadHeaders, fileRefusal, largestFileBytes } from '../../src/storage/file-checks.js';

describe('a file', () => {
  it.each([
    ['empty', 'a.txt', Buffer.alloc(0), 'file.empty'],
    ['one byte over 25 MB', 'a.txt', Buffer.alloc(largestFileBytes + 1, 'a'), 'file.tooLarge'],
    ['named .pdf but a program', 'Offer.PDF', Buffer.from('MZ\u0090'), 'file.notWhatItSays'],
    ['named .xlsx but text', 'a.xlsx', Buffer.from('a,b'), 'file.notWhatItSays'],
    ['named .png but a JPEG', 'a.png', Buffer.from('ffd8ffe0', 'hex'), 'file.notWhatItSays'],
  ])('is refused when it is %s', (_, name, bytes, code) => {
    expect(fileRefusal({ name, bytes })).toMatchObject({ code, field: 'file' });
  });

  it.each([
    ['a PDF', 'a.pdf', Buffer.from('%PDF-1.7')],
    ['a workbook', 'a.xlsx', Buffer.from('504b030414', 'hex')],
    ['a JPEG', 'a.jpeg', Buffer.from('ffd8ffe0', 'hex')],
    ['25 MB', 'a.bin', Buffer.alloc(largestFileBytes, 'a')],
    ['of a kind we do not know', 'constructor', Buffer.from('a')],
  ])('is kept when it is %s', (_, name, bytes) => {
    expect(fileRefusal({ name, bytes })).toBeNull();
  });

  it.each([
    ['../../etc/passwd', 'passwd'],
    ['C:\\temp\\offer.pdf', 'offer.pdf'],
    ['RFQ Łódź (2).xlsx', 'RFQ Łódź (2).xlsx'],
    ['fdp.\u202eexe\r\nX: y', 'fdp.exeX y'],
    ['...', 'file'],
    ['', 'file'],
    [`${'é'.repeat(300)}.pdf`, `${'é'.repeat(116)}.pdf`],
  ])('named %j is kept as %j', (name, kept) => {
    expect(cleanName(name)).toBe(kept);
  });

  it('is downloaded under its exact name, as an attachment that may run nothing', () => {
    const headers = downloadHeaders({ name: `Łódź "offer" 100%'s.html`, size: 5, sha256: 'ab' });

    expect(headers['content-disposition']).toBe(
      `attachment; filename="_odz offer 100_'s.html"; filename*=UTF-8''%C5%81%C3%B3d%C5%BA%20offer%20100%25%27s.html`,
    );
    expect(headers['content-type']).toBe('application/octet-stream');
    expect(headers['content-security-policy']).toContain('sandbox');
    expect(headers['x-content-type-options']).toBe('nosniff');
  });
});
