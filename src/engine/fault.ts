/** One thing wrong with what was sent: field or cell, the value as sent, and what would be accepted. */
export interface Fault {
  field: string;
  value: unknown;
  say: string;
}
