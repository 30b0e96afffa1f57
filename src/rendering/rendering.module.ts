import { Global, Module } from '@nestjs/common';
import { DocxRenderer } from './docx.js';
import { PdfRenderer } from './pdf.js';
import { Templates } from './templates.js';
import { WorkbookReader } from './workbook-reader.js';
import { WorkflowDrawing } from './workflow-drawing.js';

/** Gives everyone the makers of pages, letters, documents and drawings, and the reader of workbooks. */
@Global()
@Module({
  providers: [Templates, PdfRenderer, DocxRenderer, WorkbookReader, WorkflowDrawing],
  exports: [Templates, PdfRenderer, DocxRenderer, WorkbookReader, WorkflowDrawing],
})
export class RenderingModule {}
