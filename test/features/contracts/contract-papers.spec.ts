import { execFileSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { consentText, signatureOf } from '../../../src/features/contracts/contract.content.js';
import { ContractPapers } from '../../../src/features/contracts/contract-papers.js';
import { clausesFor } from '../../../src/features/contracts/clauses/clause-library.js';
import { DocxRenderer } from '../../../src/rendering/docx.js';
import { PdfRenderer } from '../../../src/rendering/pdf.js';
import { Templates } from '../../../src/rendering/templates.js';
import { realSettings } from '../../rendering/rendering-examples.js';
import { aSentContract, aSigning, at, owner, vendor } from './contract-examples.js';

const pdfs = new PdfRenderer(realSettings());
const papers = new ContractPapers(new Templates(realSettings()), pdfs, new DocxRenderer());
afterAll(() => pdfs.onApplicationShutdown());

const wholeText = (contract: Parameters<ContractPapers['tree']>[0]) => JSON.stringify(papers.tree(contract));

describe('the papers of a contract', () => {
  it('are the same to the byte for the same facts, whatever state the contract has moved to since', async () => {
    const first = await papers.pdf(aSentContract());
    const again = await papers.pdf(
      aSentContract({ state: 'active', version: 9, signatures: [signatureOf(aSigning('buyer'), { at, by: owner }, 1)] }),
    );

    expect(again.sha256).toBe(first.sha256);
    expect(first.bytes.subarray(0, 5).toString()).toBe('%PDF-');
  });

  it.each([
    ['a clause', { clauses: clausesFor('operation_and_maintenance', { rfqTerms: null, paymentTerms: null }) }],
    ['a date', { endsOn: '2028-11-30' }],
    ['the owner', { ownerName: 'Otto Other' }],
    ['the version', { approvalRound: 2 }],
    ['the time of submission', { submittedAt: new Date('2026-11-22T10:00:01Z') }],
  ])('differ when %s differs', async (_, differing) => {
    expect((await papers.pdf(aSentContract(differing))).sha256).not.toBe((await papers.pdf(aSentContract())).sha256);
  });

  it('say everything that was agreed: parties, days, prices, clauses with numbers', () => {
    const text = wholeText(aSentContract());

    for (const said of [
      'Meridian Health Trust',
      'Łódź Cloud Sp. z o.o.',
      'CON-000017 · version 1',
      '1 January 2027',
      '31 December 2028',
      '331,570.00 EUR',
      '21.875 EUR',
    ])
      expect(text).toContain(said);
    expect(text).toContain('12.2');
    expect(text).not.toContain('undefined');
  });

  it('say on a draft that it is one', () => {
    expect(wholeText(aSentContract({ state: 'draft' }))).toContain('draft of version 2');
  });

  it.each(['capacity_rental', 'staffing_and_development', 'operation_and_maintenance'] as const)(
    'have clauses of their own for %s, and the RFQ’s terms',
    (family) => {
      const clauses = clausesFor(family, { rfqTerms: 'Delivery to gate 4.', paymentTerms: null });

      expect(clauses.length).toBeGreaterThanOrEqual(13);
      expect(new Set(clauses.map(({ title }) => title)).size).toBe(clauses.length);
      expect(clauses.at(-1)?.text).toContain('Delivery to gate 4.');
      expect(clauses.some(({ title }) => title === 'Rights in the work results')).toBe(family === 'staffing_and_development');
    },
  );

  it.each([
    [null, 'paid within thirty days of their receipt.'],
    ['14 days', 'paid within 14 days of their receipt, as the Vendor quoted.'],
    ['net 45', 'paid within 45 days of their receipt, as the Vendor quoted.'],
    ['2 % within $& 10 days, else 30 days.', 'on the terms that the Vendor quoted: 2 % within $& 10 days, else 30 days. Periods'],
  ])('are paid as the vendor quoted: %s', (paymentTerms, said) => {
    const texts = clausesFor('capacity_rental', { rfqTerms: null, paymentTerms }).map(({ text }) => text);

    expect(texts.filter((text) => text.includes(said))).toHaveLength(1);
    expect(texts.join()).not.toContain('{payment}');
  });

  it('include a Word file and a record that names both signatories, their time and the document’s hash', async () => {
    const consent = consentText(aSentContract(), 'vendor');
    const contract = aSentContract({
      state: 'active',
      activatedAt: at,
      signatures: [
        signatureOf(aSigning('vendor', { consent }), { at, by: vendor }, 1),
        signatureOf(aSigning('buyer'), { at, by: owner }, 1),
      ],
    });
    const [pdf, docx, certificate] = [
      await papers.pdf(contract),
      await papers.docx(contract),
      await papers.certificate(contract),
    ];

    expect(docx.subarray(0, 2).toString()).toBe('PK');
    expect(certificate.subarray(0, 5).toString()).toBe('%PDF-');
    expect((await papers.certificate(contract)).equals(certificate)).toBe(true);
    const folder = process.env.CONTRACT_PAPERS_DIR ?? mkdtempSync(join(tmpdir(), 'contract-papers-'));
    writeFileSync(join(folder, 'contract.pdf'), pdf.bytes);
    writeFileSync(join(folder, 'contract.docx'), docx);
    writeFileSync(join(folder, 'record.pdf'), certificate);
    const text = textOf(join(folder, 'record.pdf'));
    if (text !== null)
      for (const said of ['Vera Vendor', 'Olga Owner', '22 November 2026', 'a'.repeat(20)]) expect(text).toContain(said);
    // A hash is wider than its column: it breaks, wherever it stands.
    if (text !== null) expect(text).not.toMatch(/a{33}/);
  });
});

/** The text of a PDF where the machine has poppler; otherwise null, and the test says so. */
function textOf(file: string): string | null {
  try {
    return execFileSync('pdftotext', ['-layout', file, '-'], { encoding: 'utf8' });
  } catch {
    console.warn('pdftotext is not installed: the text of the record was not read back');
    return null;
  }
}
