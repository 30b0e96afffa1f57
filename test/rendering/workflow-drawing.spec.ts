import { WorkflowDrawing } from '../../src/rendering/workflow-drawing.js';

describe('a workflow drawing', () => {
  it('is one svg element with the states’ names, drawn once', async () => {
    const drawings = new WorkflowDrawing();
    const svg = await drawings.drawing('digraph { draft -> submitted [label="submit"] }');

    expect(svg).toMatch(/^<svg[\s\S]*draft[\s\S]*<\/svg>\s*$/);
    expect(drawings.drawing('digraph { draft -> submitted [label="submit"] }')).toBe(
      drawings.drawing('digraph { draft -> submitted [label="submit"] }'),
    );
  });

  it('fails with the drawer’s own words on a broken text', async () => {
    await expect(new WorkflowDrawing().drawing('digraph {')).rejects.toThrow(/syntax error/);
  });
});
