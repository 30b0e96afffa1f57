import { Amount, Choice, Rows, Text } from '../../src/engine/form.js';
import { readForm } from '../../src/engine/read-form.js';
import { type FieldView, fieldViews } from '../../src/pages/field-views.js';

class Row {
  @Text({ label: 'What' }) what: string;
  @Amount({ label: 'Quantity' }) quantity: string;
}
class Order {
  @Text({ label: 'Title' }) title: string;
  @Choice({ label: 'Category', of: ['cloud_computing', 'storage'] }) category: string;
  @Rows({ label: 'Rows', of: Row, optional: true }) rows: Row[];
}

function drawn(sent: Record<string, unknown>): FieldView[] {
  const read = readForm(Order, sent);
  const faults = 'faults' in read ? read.faults : [];
  const nothing = () => ({ choices: [], more: false });
  return fieldViews(Order, { key: 'do', zone: 'UTC', values: sent, faults, choices: nothing, fileName: () => '' });
}

describe('a field', () => {
  it('offers choices by their labels and keeps the exact values for programs', () => {
    expect(drawn({})[1]?.options).toEqual([
      { value: 'cloud_computing', label: 'Cloud computing', chosen: false },
      { value: 'storage', label: 'Storage', chosen: false },
    ]);
  });

  it('says what is wrong by its own name and never with machine names', () => {
    const [title, category, rows] = drawn({ category: 'cloud_storage', rows: [{ what: '', quantity: 'much' }] });

    expect(title?.say).toBe('Title is missing.');
    expect(category?.say).toBe('Choose Category from the list.');
    const [what, quantity] = rows?.rows[0]?.cells ?? [];
    expect(what?.say).toBe('What is missing.');
    expect(quantity?.say).toBe('Quantity must be a number such as 1200.50, with at most 6 decimals.');
  });
});
