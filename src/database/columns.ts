import { Decimal } from 'decimal.js';
import { Column, type ColumnOptions } from 'typeorm';

const decimal = {
  to: (value: Decimal | null | undefined): string | null | undefined => (value instanceof Decimal ? value.toFixed() : value),
  from: (value: string | null): Decimal | null => (value === null ? null : new Decimal(value)),
};

/** `numeric` ⇄ Decimal: money, rates, quantities. */
export const DecimalColumn = (options: ColumnOptions = {}) => Column({ type: 'numeric', transformer: decimal, ...options });
/** `text`. */
export const TextColumn = (options: ColumnOptions = {}) => Column({ type: 'text', ...options });
/** `text[]`. */
export const TextsColumn = (options: ColumnOptions = {}) => Column({ type: 'text', array: true, ...options });
/** `uuid`. */
export const IdColumn = (options: ColumnOptions = {}) => Column({ type: 'uuid', ...options });
/** `uuid[]`. */
export const IdsColumn = (options: ColumnOptions = {}) => Column({ type: 'uuid', array: true, ...options });
/** `timestamptz` ⇄ Date. */
export const InstantColumn = (options: ColumnOptions = {}) => Column({ type: 'timestamptz', ...options });
/** `date` ⇄ 'YYYY-MM-DD'. */
export const DayColumn = (options: ColumnOptions = {}) => Column({ type: 'date', ...options });
/** `integer`. */
export const WholeColumn = (options: ColumnOptions = {}) => Column({ type: 'integer', ...options });
/** `boolean`. */
export const YesNoColumn = (options: ColumnOptions = {}) => Column({ type: 'boolean', ...options });
/** `jsonb`: rows within a document; decimals inside are text. */
export const JsonColumn = (options: ColumnOptions = {}) => Column({ type: 'jsonb', ...options });
