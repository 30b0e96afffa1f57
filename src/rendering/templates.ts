import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { Script } from 'node:vm';
import { Injectable } from '@nestjs/common';
import Handlebars from 'handlebars';
import { convert } from 'html-to-text';
import { Settings } from '../settings.js';
import { documentTree, type DocumentTree } from './document-tree.js';
import { makeBlocksStrict, templateHelpers } from './template-helpers.js';
import { preferModelNames, templateFaults } from './template-faults.js';

/** One letter: `text` says what `html` says. */
export type Letter = { subject: string; text: string; html: string };

type Render = Handlebars.TemplateDelegate;
type EmailTemplate = { subject: Render; body: Render };

/** A template cannot be used, or was given a model that lacks a name; the message names the file. */
export class TemplateFault extends Error {}

/** Every page, fragment, letter and document is made here, from `templates/`; all of them are compiled, and refused if unsafe, at start. */
@Injectable()
export class Templates {
  private readonly handlebars = Handlebars.create();
  private readonly layouts: ReadonlyMap<string, Render>;
  private readonly letterLayouts: ReadonlyMap<string, Render>;
  private readonly partials: ReadonlyMap<string, Render>;
  private readonly pages: ReadonlyMap<string, Render>;
  private readonly documents: ReadonlyMap<string, Render>;
  private readonly emails: ReadonlyMap<string, EmailTemplate>;
  private readonly root: string;

  constructor(private readonly settings: Settings) {
    this.root = join(settings.root, 'templates');
    this.handlebars.registerHelper(templateHelpers);
    makeBlocksStrict(this.handlebars);
    this.partials = this.compiled('partials');
    this.handlebars.registerPartial(Object.fromEntries(this.partials));
    this.layouts = this.compiled('layouts', { isLayout: true });
    this.letterLayouts = this.compiled('emails/layouts', { isLayout: true });
    this.pages = this.compiled('pages');
    this.documents = this.compiled('documents');
    this.emails = this.compiledEmails();
  }

  /** A whole page: `pages/<name>` within `layouts/<layout>`; the layout is given the model and the page as `body`. */
  page(name: string, model: object, layout = 'page'): string {
    const body = this.rendered('pages', this.pages, name, model);
    return this.rendered('layouts', this.layouts, layout, { ...model, body });
  }

  /** The partial `partials/<name>` alone, for htmx to swap in. */
  fragment(name: string, model: object): string {
    return this.rendered('partials', this.partials, name, model);
  }

  /** The letter `emails/<name>`, whose first line is `Subject: …` and whose rest is HTML; its text is made from the same HTML. */
  email(name: string, model: object): Letter {
    const template = this.emails.get(name);
    if (!template) throw new TemplateFault(`there is no template emails/${name}.hbs`);
    const subject = oneLine(run(`emails/${name}.hbs`, template.subject, model));
    const body = run(`emails/${name}.hbs`, template.body, model);
    const html = this.rendered('emails/layouts', this.letterLayouts, 'letter', { subject, body, from: this.settings.buyerName });
    return { subject, html, text: textOf(html) };
  }

  /** The document `documents/<name>` as a tree, from which PdfRenderer and DocxRenderer make files. */
  document(name: string, model: object): DocumentTree {
    return documentTree(this.rendered('documents', this.documents, name, model));
  }

  /** Whether `emails/<name>` (or another kind) exists, for tests that hold declared names against files. */
  has(kind: 'page' | 'fragment' | 'email' | 'document', name: string): boolean {
    return { page: this.pages, fragment: this.partials, email: this.emails, document: this.documents }[kind].has(name);
  }

  private rendered(folder: string, templates: ReadonlyMap<string, Render>, name: string, model: object): string {
    const template = templates.get(name);
    if (!template) throw new TemplateFault(`there is no template ${folder}/${name}.hbs`);
    return run(`${folder}/${name}.hbs`, template, model);
  }

  private compiled(folder: string, { isLayout = false } = {}): Map<string, Render> {
    return new Map(
      this.files(folder).map(
        ({ name, file, source }) => [name, this.compile(file, source, { isLayout })] satisfies [string, Render],
      ),
    );
  }

  private compiledEmails(): Map<string, EmailTemplate> {
    const files = this.files('emails').filter(({ name }) => !name.startsWith('layouts/'));
    return new Map(
      files.map(({ name, file, source }) => {
        const [first, ...rest] = source.split('\n');
        const subject = /^Subject:\s*(\S.*)$/.exec(first.trimEnd())?.[1];
        if (subject === undefined) throw new TemplateFault(`${file}:1 must begin with "Subject: " and the subject`);
        const letter = {
          // A subject is not HTML; the mailer encodes it.
          subject: this.compile(file, subject, { noEscape: true }),
          body: this.compile(file, `\n${rest.join('\n')}`),
        };
        return [name, letter] satisfies [string, EmailTemplate];
      }),
    );
  }

  private compile(file: string, source: string, { isLayout = false, noEscape = false } = {}): Render {
    try {
      const ast = this.handlebars.parse(source);
      const helpers = Object.keys(this.handlebars.helpers);
      const faults = templateFaults(ast, isLayout);
      if (faults.length > 0) throw new Error(faults.map((fault) => `line ${fault.line}: ${fault.say}`).join('; '));
      preferModelNames(ast, new Set(helpers));
      const knownHelpers = Object.fromEntries(helpers.map((name) => [name, true]));
      const options = { strict: true, noEscape, knownHelpers, knownHelpersOnly: true, preventIndent: true };
      const code = this.handlebars.precompile(ast, options);
      return this.handlebars.template(new Script(`(${String(code)})`, { filename: file }).runInThisContext());
    } catch (cause) {
      throw new TemplateFault(`${file}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
    }
  }

  private files(folder: string): { name: string; file: string; source: string }[] {
    const base = join(this.root, folder);
    if (!existsSync(base)) return [];
    return readdirSync(base, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.name.endsWith('.hbs'))
      .map((entry) => join(entry.parentPath, entry.name))
      .sort()
      .map((path) => ({
        name: relative(base, path).slice(0, -'.hbs'.length),
        file: relative(this.root, path),
        source: readFileSync(path, 'utf8'),
      }));
  }
}

function run(file: string, template: Render, model: object): string {
  try {
    return template(model);
  } catch (cause) {
    throw new TemplateFault(`${file}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

function textOf(html: string): string {
  return convert(html, {
    wordwrap: 76,
    limits: { maxInputLength: 2_000_000 },
    selectors: [
      { selector: '.preview', format: 'skip' },
      { selector: 'title', format: 'skip' },
      { selector: 'a', options: { hideLinkHrefIfSameAsText: true, linkBrackets: ['<', '>'], ignoreHref: false } },
      { selector: 'table', format: 'dataTable', options: { uppercaseHeaderCells: false, maxColumnWidth: 44 } },
      ...['h1', 'h2', 'h3'].map((selector) => ({ selector, options: { uppercase: false } })),
    ],
  }).trim();
}
