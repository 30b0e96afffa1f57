/** What makes a template unsafe, and the line it is on. */
export type TemplateFaultFound = { line: number; say: string };

/**
 * The places of a parsed template where a value would reach the page unescaped: triple braces, `{{&`, and attributes without quotes.
 * A layout may say `{{{body}}}`, which is a page that was itself made by a template.
 */
export function templateFaults(ast: hbs.AST.Program, isLayout: boolean): TemplateFaultFound[] {
  const faults: TemplateFaultFound[] = [];
  visit(ast, (node, before) => {
    if (node.type.startsWith('Decorator')) faults.push({ line: node.loc.start.line, say: 'decorators are not allowed' });
    if (!isMustache(node)) return;
    if (!node.escaped && !(isLayout && pathOf(node) === 'body')) {
      faults.push({ line: node.loc.start.line, say: `unescaped output of ${pathOf(node)} is not allowed; use two braces` });
    }
    if (before !== null && isContent(before) && /<(?:[^<>"']|"[^"]*"|'[^']*')*=\s*$/.test(before.value)) {
      faults.push({ line: node.loc.start.line, say: `the attribute that holds ${pathOf(node)} needs quotes` });
    }
  });
  return faults;
}

/** Makes `{{number}}` without arguments mean the model's own `number` even where a helper has that name: records have such fields. */
export function preferModelNames(ast: hbs.AST.Program, helpers: ReadonlySet<string>): void {
  visit(ast, (node) => {
    if (isMustache(node) && node.params.length === 0 && !node.hash && 'original' in node.path && helpers.has(pathOf(node))) {
      node.path.original = `this.${node.path.original}`;
    }
  });
}

function visit(value: unknown, see: (node: hbs.AST.Node, before: hbs.AST.Node | null) => void): void {
  if (Array.isArray(value)) {
    value.forEach((child, i) => {
      if (isNode(child)) see(child, i > 0 && isNode(value[i - 1]) ? value[i - 1] : null);
      visitChildren(child, see);
    });
    return;
  }
  if (isNode(value)) see(value, null);
  visitChildren(value, see);
}

function visitChildren(value: unknown, see: (node: hbs.AST.Node, before: hbs.AST.Node | null) => void): void {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, child] of Object.entries(value)) if (key !== 'loc') visit(child, see);
}

function isNode(value: unknown): value is hbs.AST.Node {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string' && 'loc' in value;
}

function isMustache(node: hbs.AST.Node): node is hbs.AST.MustacheStatement {
  return node.type === 'MustacheStatement';
}

function isContent(node: hbs.AST.Node): node is hbs.AST.ContentStatement {
  return node.type === 'ContentStatement';
}

function pathOf(node: hbs.AST.MustacheStatement): string {
  return 'original' in node.path ? String(node.path.original) : node.path.type;
}
