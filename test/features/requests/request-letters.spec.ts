import { Templates } from '../../../src/rendering/templates.js';
import { realSettings } from '../../rendering/rendering-examples.js';

const templates = new Templates(realSettings());
const letter = (outcome: string) =>
  templates
    .email('requests/decided', {
      ...{ name: 'Jonas', number: 'REQ-000001', title: 'Storage', outcome, buyerName: 'Sofia Lindqvist', link: 'http://house/1' },
      ...{ from: 'Tarnfield Logistics', house: 'Tarnfield Logistics' },
    })
    .text.replace(/\s+/g, ' ');

describe('the letter on a decided request', () => {
  it.each(['outsource', 'hybrid'])(
    'says who asks vendors next, and does not speak of an RFQ that nobody has begun: %s',
    (outcome) => {
      expect(letter(outcome)).toMatch(/Next, Sofia Lindqvist asks vendors for quotes/);
      expect(letter(outcome)).not.toContain('RFQ');
    },
  );

  it('promises capacity of the house only where the work stays there', () => {
    expect(letter('in_house')).toContain('in the house');
    expect(letter('in_house')).not.toContain('vendors');
  });
});
