import { Injectable } from '@nestjs/common';
import type { Viz } from '@viz-js/viz';

const mostKept = 200;

/** Draws a workflow's DOT text; the drawer (WASM) is loaded at the first drawing, and drawings are kept. */
@Injectable()
export class WorkflowDrawing {
  private viz: Promise<Viz> | null = null;
  private readonly drawn = new Map<string, Promise<string>>();

  /** The drawing as one `<svg>` element without XML prolog, ready to stand in a page. */
  drawing(dot: string): Promise<string> {
    const kept = this.drawn.get(dot);
    if (kept) return kept;
    const drawing = this.draw(dot);
    if (this.drawn.size >= mostKept) this.drawn.clear();
    this.drawn.set(dot, drawing);
    drawing.catch(() => this.drawn.delete(dot));
    return drawing;
  }

  private async draw(dot: string): Promise<string> {
    this.viz ??= import('@viz-js/viz').then(({ instance }) => instance());
    const svg = (await this.viz).renderString(dot, { format: 'svg' });
    return svg.slice(svg.indexOf('<svg'));
  }
}
