import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Decimal } from '../../src/calculation/money.js';

const casesDir = process.env.CASES_DIR ?? join(process.cwd(), '../shared/cases');

/** A worked example of cases/numeric: inputs, what is expected of them and how exactly. */
export interface WorkedExample<Inputs, Expected> {
  inputs: Inputs;
  expected: Expected;
  tolerance: number;
}

/** A test on a worked example; skipped aloud when the file is absent. */
export function onExample<Inputs, Expected>(
  file: string,
  claim: string,
  check: (example: WorkedExample<Inputs, Expected>) => void,
): void {
  onCaseFile(`numeric/${file}.json`, `${claim} (${file})`, (text) => check(JSON.parse(text) as WorkedExample<Inputs, Expected>));
}

/** A test on a file of the case data; skipped aloud when it is absent. */
export function onCaseFile(file: string, claim: string, check: (text: string) => void): void {
  const path = join(casesDir, file);
  if (existsSync(path)) {
    it(claim, () => check(readFileSync(path, 'utf8')));
    return;
  }
  console.warn(`Case data ${path} is absent: "${claim}" was not tested.`);
  it.skip(claim, () => undefined);
}

/** The figure is there and within the tolerance. */
export function expectNear(actual: Decimal | null | undefined, expected: number, tolerance: number): void {
  expect(actual?.minus(expected).abs().toNumber() ?? Infinity).toBeLessThanOrEqual(tolerance);
}

/** Numbers of a JSON file as decimal text. */
export function texts(numbers: readonly number[]): string[] {
  return numbers.map(String);
}
