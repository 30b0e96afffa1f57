// Draws every workflow of dist/ into docs/workflows/: one SVG and its DOT text each, and a page that shows them all. `--check` only compares.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import 'reflect-metadata';
import { instance } from '@viz-js/viz';

const isCheck = process.argv.includes('--check');
const folder = 'docs/workflows';
const load = (path) => import(pathToFileURL(resolve(path)).href);

const { dotOf } = await load('dist/engine/workflow-drawing.js');
const files = readdirSync('dist/features', { recursive: true }).filter((path) => path.endsWith('.workflow.js'));
const exported = await Promise.all(files.map((path) => load(join('dist/features', path))));
const workflows = exported
  .flatMap((module) => Object.values(module))
  .filter((one) => typeof one === 'object' && one !== null && 'machine' in one && 'documents' in one)
  .sort((one, other) => one.name.localeCompare(other.name));

const viz = await instance();
const drawings = new Map();
for (const workflow of workflows) {
  const dot = dotOf(workflow);
  const svg = viz.renderString(dot, { format: 'svg' });
  drawings.set(`${workflow.name}.dot`, dot);
  drawings.set(`${workflow.name}.svg`, svg.slice(svg.indexOf('<svg')));
}
const sections = workflows.map(({ name, title, machine }) => {
  const states = Object.keys(machine.states).map((state) => `\`${state}\``);
  return `## ${title}\n\n![How the ${name} moves](${name}.svg)\n\nStates: ${states.join(', ')}.\n`;
});
const intro =
  'Made from the machines themselves by `npm run draw-workflows`. Double borders end; dashed arrows happen by themselves.';
drawings.set('README.md', `# How documents move\n\n${intro}\n\n${sections.join('\n')}`);

mkdirSync(folder, { recursive: true });
const stale = [...drawings].filter(
  ([name, text]) => !existsSync(join(folder, name)) || readFileSync(join(folder, name), 'utf8') !== text,
);
if (isCheck && stale.length > 0) {
  console.error(`Drawings are behind their machines: ${stale.map(([name]) => name).join(', ')}. Run npm run draw-workflows.`);
  process.exit(1);
}
for (const [name, text] of stale) writeFileSync(join(folder, name), text);
console.log(`${workflows.length} workflows, ${stale.length} files ${isCheck ? 'behind' : 'written'}`);
