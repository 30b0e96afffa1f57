import { Templates } from '../../src/rendering/templates.js';
import { realSettings } from './rendering-examples.js';

describe('the templates we ship', () => {
  it('all pass the checks at start', () => {
    expect(() => new Templates(realSettings())).not.toThrow();
  });
});
