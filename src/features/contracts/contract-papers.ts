import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { DocumentTree } from '../../rendering/document-tree.js';
import { DocxRenderer } from '../../rendering/docx.js';
import { PdfRenderer } from '../../rendering/pdf.js';
import { Templates } from '../../rendering/templates.js';
import type { ContractView } from './contract.queries.js';
import { contractDocument, documentTitle, signatureRecord } from './contract.views.js';

/** Makes a contract's papers. The same version of a contract gives the same PDF to the byte: nothing in it comes from a clock or a setting. */
@Injectable()
export class ContractPapers {
  constructor(
    private readonly templates: Templates,
    private readonly pdfs: PdfRenderer,
    private readonly docxs: DocxRenderer,
  ) {}

  /** The contract as a tree, for reading and for every format. */
  tree(contract: ContractView): DocumentTree {
    return this.templates.document('contracts/contract', contractDocument(contract));
  }

  /** The present version as PDF/A with its SHA-256 in hex. */
  async pdf(contract: ContractView): Promise<{ bytes: Buffer; sha256: string }> {
    const bytes = await this.pdfs.render(this.tree(contract), this.meta(contract));
    return { bytes, sha256: createHash('sha256').update(bytes).digest('hex') };
  }

  /** The present version as a Word file. */
  docx(contract: ContractView): Promise<Buffer> {
    return this.docxs.render(this.tree(contract), this.meta(contract));
  }

  /** The record of both signatures as PDF/A. */
  certificate(contract: ContractView): Promise<Buffer> {
    const tree = this.templates.document('contracts/signatures', signatureRecord(contract));
    return this.pdfs.render(tree, {
      title: `Record of signatures for ${contract.number}`,
      author: contract.buyerName,
      createdAt: contract.activatedAt ?? new Date(0),
    });
  }

  private meta(contract: ContractView) {
    return { title: documentTitle(contract), author: contract.buyerName, createdAt: contract.submittedAt ?? new Date(0) };
  }
}
