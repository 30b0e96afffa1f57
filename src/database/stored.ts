import type { Decimal } from 'decimal.js';

/** `Row` as PostgreSQL hands it over: amounts (`numeric`) come as decimal text. */
export type Stored<Row> = {
  [Key in keyof Row]: Row[Key] extends Decimal ? string : Row[Key] extends Decimal | null ? string | null : Row[Key];
};
