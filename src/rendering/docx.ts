import { Injectable } from '@nestjs/common';
import {
  AlignmentType,
  BorderStyle,
  Document,
  Footer,
  Header,
  HeadingLevel,
  LevelFormat,
  Packer,
  PageBreak,
  PageNumber,
  Paragraph,
  ShadingType,
  Tab,
  Table,
  TableCell as Cell,
  TableLayoutType,
  TableRow,
  TabStopPosition,
  TabStopType,
  TextRun,
  WidthType,
  type IBorderOptions,
  type ITableCellBorders,
} from 'docx';
import type { DocumentNode, DocumentTree, Run, TableCell, TableColumn } from './document-tree.js';
import type { DocumentMeta } from './pdf.js';

const ink = '1F2A37';
const quiet = '5B6776';
const hair = 'C9D0D8';
const tint = 'F3F5F8';
const serif = 'Cambria';
const sans = 'Calibri';
/** The width between the margins of an A4 page, in twentieths of a point. */
const textWidth = 9070;

/** Writes document trees as Word files for the people who must edit them; the PDF stays the document that counts. */
@Injectable()
export class DocxRenderer {
  /** The bytes of the .docx, with real headings, repeating table headers and page numbers. */
  async render(tree: DocumentTree, meta: DocumentMeta): Promise<Buffer> {
    const lists = new Numbering();
    const children = [...opening(tree, meta.title), ...tree.body.flatMap((node) => blocks(node, lists, 0))];
    const document = new Document({
      title: meta.title,
      creator: meta.author,
      lastModifiedBy: meta.author,
      description: [tree.meta.number, tree.meta.subtitle].filter(Boolean).join(' · '),
      styles,
      numbering: { config: lists.config() },
      sections: [
        {
          properties: {
            page: { size: { width: 11906, height: 16838 }, margin: { top: 1700, bottom: 1470, left: 1418, right: 1418 } },
          },
          headers: { default: new Header({ children: [edge([tree.meta.from ?? meta.title, tree.meta.number ?? ''])] }) },
          footers: { default: new Footer({ children: [edge([tree.meta.from ?? '', pageOf])] }) },
          children,
        },
      ],
    });
    return Packer.toBuffer(document);
  }
}

const pageOf = ['page ', PageNumber.CURRENT, ' of ', PageNumber.TOTAL_PAGES];

const styles = {
  default: {
    document: { run: { font: serif, size: 21, color: ink }, paragraph: { spacing: { after: 140, line: 276 } } },
    title: { run: { font: sans, size: 40, bold: true, color: ink }, paragraph: { spacing: { after: 80 } } },
    heading1: {
      run: { font: sans, size: 26, bold: true, color: ink },
      paragraph: { spacing: { before: 360, after: 140 }, keepNext: true },
    },
    heading2: {
      run: { font: sans, size: 22, bold: true, color: ink },
      paragraph: { spacing: { before: 280, after: 120 }, keepNext: true },
    },
    heading3: {
      run: { font: sans, size: 20, bold: true, color: quiet },
      paragraph: { spacing: { before: 220, after: 100 }, keepNext: true },
    },
  },
  paragraphStyles: [
    { id: 'Note', name: 'Note', basedOn: 'Normal', run: { size: 18, color: quiet } },
    {
      id: 'Subtitle',
      name: 'Subtitle',
      basedOn: 'Normal',
      run: { size: 23, color: quiet },
      paragraph: { spacing: { after: 320 } },
    },
    {
      id: 'Edge',
      name: 'Edge',
      basedOn: 'Normal',
      run: { font: sans, size: 16, color: quiet },
      paragraph: { spacing: { after: 0 } },
    },
    {
      id: 'Cell',
      name: 'Cell',
      basedOn: 'Normal',
      run: { font: sans, size: 18 },
      paragraph: { spacing: { after: 0, line: 252 } },
    },
  ],
};

/** Every ordered list starts at one, so each gets a numbering of its own. */
class Numbering {
  private count = 0;

  ordered(): string {
    this.count += 1;
    return `ordered-${this.count}`;
  }

  config() {
    const formats = [LevelFormat.DECIMAL, LevelFormat.LOWER_LETTER, LevelFormat.LOWER_ROMAN];
    const levels = Array.from({ length: 9 }, (_, level) => ({
      level,
      format: formats[level % 3],
      text: `%${level + 1}.`,
      alignment: AlignmentType.START,
      style: { paragraph: { indent: { left: 420 * (level + 1), hanging: 360 } } },
    }));
    return Array.from({ length: this.count }, (_, i) => ({ reference: `ordered-${i + 1}`, levels }));
  }
}

function opening({ meta }: DocumentTree, title: string): Paragraph[] {
  const number = meta.number ? [new Paragraph({ style: 'Edge', children: [new TextRun(meta.number)] })] : [];
  const subtitle = meta.subtitle ? [new Paragraph({ style: 'Subtitle', children: [new TextRun(meta.subtitle)] })] : [];
  return [...number, new Paragraph({ heading: HeadingLevel.TITLE, children: [new TextRun(title)] }), ...subtitle];
}

function edge([left, right]: [string, string | (string | (typeof PageNumber)[keyof typeof PageNumber])[]]): Paragraph {
  return new Paragraph({
    style: 'Edge',
    tabStops: [{ type: TabStopType.RIGHT, position: Math.max(textWidth, TabStopPosition.MAX) }],
    children: [new TextRun(left), new TextRun({ children: [new Tab(), ...(typeof right === 'string' ? [right] : right)] })],
  });
}

const headingLevels = { 1: HeadingLevel.HEADING_1, 2: HeadingLevel.HEADING_2, 3: HeadingLevel.HEADING_3 };

function blocks(node: DocumentNode, lists: Numbering, depth: number): (Paragraph | Table)[] {
  switch (node.kind) {
    case 'heading':
      return [new Paragraph({ heading: headingLevels[node.level], children: texts(node.runs) })];
    case 'paragraph':
      return [new Paragraph({ style: node.isNote ? 'Note' : undefined, children: texts(node.runs) })];
    case 'list':
      return list(node, lists, depth);
    case 'table':
      return [table(node), gap()];
    case 'facts':
      return [facts(node), gap()];
    case 'signatures':
      return [gap(), signatures(node), gap()];
    case 'pageBreak':
      return [new Paragraph({ children: [new PageBreak()] })];
  }
}

function list(node: Extract<DocumentNode, { kind: 'list' }>, lists: Numbering, depth: number): (Paragraph | Table)[] {
  const level = Math.min(depth, 8);
  const mark = node.ordered ? { numbering: { reference: lists.ordered(), level } } : { bullet: { level } };
  return node.items.flatMap((item) =>
    item.flatMap((block, i) =>
      block.kind === 'paragraph'
        ? [
            new Paragraph({
              ...(i === 0 ? mark : { indent: { left: 420 * (level + 1) } }),
              spacing: { after: 80 },
              children: texts(block.runs),
            }),
          ]
        : blocks(block, lists, depth + 1),
    ),
  );
}

const alignments = { left: AlignmentType.LEFT, center: AlignmentType.CENTER, right: AlignmentType.RIGHT };
const none: IBorderOptions = { style: BorderStyle.NONE, size: 0, color: 'auto' };
const thin: IBorderOptions = { style: BorderStyle.SINGLE, size: 4, color: hair };
const strong: IBorderOptions = { style: BorderStyle.SINGLE, size: 8, color: ink };
const noBorders = { top: none, bottom: none, left: none, right: none, insideHorizontal: none, insideVertical: none };

function table({ columns, head, rows, foot }: Extract<DocumentNode, { kind: 'table' }>): Table {
  const widths = columnWidths(columns);
  const row = (cells: TableCell[], kind: 'head' | 'row' | 'foot') =>
    new TableRow({
      tableHeader: kind === 'head',
      cantSplit: true,
      children: placed(cells).map(({ cell, at }) => tableCell(cell, columns[at], spanWidth(widths, at, cell.span), kind)),
    });
  const body = [...rows.map((cells) => row(cells, 'row')), ...foot.map((cells) => row(cells, 'foot'))];
  return framed(widths, [...head.map((cells) => row(cells, 'head')), ...body]);
}

function tableCell(cell: TableCell, column: TableColumn, width: number, kind: 'head' | 'row' | 'foot'): Cell {
  const borders: ITableCellBorders = {
    top: kind === 'foot' ? strong : none,
    bottom: kind === 'head' ? strong : thin,
    left: none,
    right: none,
  };
  return new Cell({
    columnSpan: cell.span,
    width: { size: width, type: WidthType.DXA },
    borders,
    shading: kind === 'head' ? { type: ShadingType.CLEAR, color: 'auto', fill: tint } : undefined,
    margins: { top: 60, bottom: 60, left: 90, right: 90 },
    children: [new Paragraph({ style: 'Cell', alignment: alignments[column.align], children: texts(cell.runs, kind !== 'row') })],
  });
}

function facts({ entries }: Extract<DocumentNode, { kind: 'facts' }>): Table {
  const widths = [3080, textWidth - 3080];
  const cell = (runs: Run[], width: number, color?: string) =>
    new Cell({
      width: { size: width, type: WidthType.DXA },
      borders: { top: none, bottom: thin, left: none, right: none },
      margins: { top: 60, bottom: 60, left: 0, right: 90 },
      children: [new Paragraph({ style: 'Cell', children: texts(runs, false, color) })],
    });
  return framed(
    widths,
    entries.map(
      ({ label, value }) => new TableRow({ cantSplit: true, children: [cell(label, widths[0], quiet), cell(value, widths[1])] }),
    ),
  );
}

function signatures({ parties }: Extract<DocumentNode, { kind: 'signatures' }>): Table {
  const half = Math.floor(textWidth / 2);
  const line = (label: string) => [
    new Paragraph({ spacing: { before: 640, after: 0 }, border: { bottom: strong }, children: [] }),
    new Paragraph({ style: 'Edge', children: [new TextRun(label)] }),
  ];
  const cell = (party: (typeof parties)[number] | undefined) =>
    new Cell({
      width: { size: half, type: WidthType.DXA },
      borders: { top: none, bottom: none, left: none, right: none },
      margins: { left: 0, right: 360, bottom: 280 },
      children: party
        ? [
            new Paragraph({ spacing: { after: 0 }, children: texts(party.name, true) }),
            new Paragraph({ children: texts(party.details, false, quiet) }),
            ...line('Signature'),
            ...line('Name, place and date'),
          ]
        : [new Paragraph({ children: [] })],
    });
  const pairs = Array.from({ length: Math.ceil(parties.length / 2) }, (_, i) => [parties[i * 2], parties[i * 2 + 1]]);
  return framed(
    [half, half],
    pairs.map((pair) => new TableRow({ cantSplit: true, children: pair.map(cell) })),
  );
}

function framed(widths: number[], rows: TableRow[]): Table {
  return new Table({
    width: { size: textWidth, type: WidthType.DXA },
    columnWidths: widths,
    layout: TableLayoutType.FIXED,
    borders: noBorders,
    rows,
  });
}

function columnWidths(columns: TableColumn[]): number[] {
  const given = columns.flatMap(({ share }) => (share === null ? [] : [share]));
  const mean = given.length > 0 ? given.reduce((sum, share) => sum + share, 0) / given.length : 1;
  const shares = columns.map(({ share }) => share ?? mean);
  const whole = shares.reduce((sum, share) => sum + share, 0);
  return shares.map((share) => Math.floor((textWidth * share) / whole));
}

function placed(cells: TableCell[]): { cell: TableCell; at: number }[] {
  let at = 0;
  return cells.map((cell) => {
    const place = { cell, at };
    at += cell.span;
    return place;
  });
}

function spanWidth(widths: number[], at: number, span: number): number {
  return widths.slice(at, at + span).reduce((sum, width) => sum + width, 0);
}

function texts(runs: Run[], isBold = false, color?: string): TextRun[] {
  return runs.map((run) =>
    'lineBreak' in run
      ? new TextRun({ break: 1 })
      : new TextRun({
          text: run.text,
          bold: isBold || run.bold,
          italics: run.italic,
          color,
          ...(run.code ? { font: 'Consolas', size: 18 } : {}),
        }),
  );
}

function gap(): Paragraph {
  return new Paragraph({ spacing: { after: 120, line: 120 }, children: [] });
}
