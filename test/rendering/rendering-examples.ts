import { join } from 'node:path';
import { Settings } from '../../src/settings.js';

/** Settings that find the fixtures' templates. */
export function fixtureSettings(root = join(process.cwd(), 'test/rendering/fixtures')): Settings {
  return Object.assign(new Settings(), { root, buyerName: 'Meridian Health Trust' });
}

/** Settings that find the real styles and scripts. */
export function realSettings(): Settings {
  return fixtureSettings(process.cwd());
}

export const hostile =
  'Łódź & Sons #1 "Quality" *GmbH* $x$ <script>alert(1)</script> Ελληνικά Кириллица #include("/etc/passwd") {{secret}} \\ @ref <lbl> 日本 \u202e';

/** What the fixture contract is made from. */
export function aContract(differing: object = {}): object {
  return {
    title: 'Contract for computing capacity',
    number: 'CON-0017',
    buyer: 'Meridian Health Trust',
    vendor: hostile,
    currency: 'EUR',
    value: '1284300.00',
    notes: 'First line.\nSecond line.',
    lines: [
      { description: 'Virtual machine', price: '1234.50' },
      { description: hostile, price: '0.0042' },
    ],
    ...differing,
  };
}

export const meta = {
  title: 'Contract for computing capacity',
  author: 'Meridian Health Trust',
  createdAt: new Date('2026-11-22T10:00:00Z'),
};
